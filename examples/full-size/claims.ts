import { type CriteriaSet, type Item, itemsOf, maximumOf, ruleOf, selfScoredItems } from '../../shared/domain/criteria-set.ts';
import { toDecimal } from '../../shared/domain/rational.ts';
import { type Facts, pointsFromFacts } from '../../shared/domain/scoring-rule.ts';
import type { ClaimedItem } from '../../shared/domain/self-assessment-form.ts';
import type { Random } from './random.ts';

/** The day of a document, in the year assessed. */
function day(random: Random, year: number): string {
  const [month, date] = [random.whole(1, 12), random.whole(1, 28)];
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

/** A document as a unit would name it: kind, number, day. */
export function documentOf(random: Random, year: number): { title: string; number: string; date: string } {
  const [kind, sign] = random.pick([
    ['Quyết định', 'QĐ-UBND'],
    ['Kế hoạch', 'KH-UBND'],
    ['Báo cáo', 'BC-UBND'],
    ['Công văn', 'UBND-NC'],
    ['Tờ trình', 'TTr-SNV'],
    ['Biên bản', 'BB-KT'],
  ] as const);
  const number = `${random.whole(1, 2800)}/${sign}`;
  const date = day(random, year);
  const [y, m, d] = date.split('-');
  return { title: `${kind} số ${number} ngày ${d}/${m}/${y} (minh họa)`, number, date };
}

/** Plausible figures of a unit that does `quality` (0 to 1) of what it should. */
export function factsFor(item: Item, quality: number, random: Random): Facts {
  const { rule } = item;
  switch (rule?.type) {
    case 'yes-no':
      return { answer: random.chance(quality + 0.08) ? 'yes' : 'no' };
    case 'deduction':
      return { faults: String(random.chance(quality) ? 0 : random.whole(1, 3)) };
    case 'capped-count': {
      const needed = Math.ceil(Number(item.maxPoints) / Number(rule.each));
      return { count: String(Math.round(needed * random.near(quality + 0.1, 0.5))) };
    }
    case 'against-target': {
      const target = random.whole(40, 200);
      const rate = random.near(quality + 0.05, 0.3);
      const reached = Math.max(1, Math.round(target * (rule.better === 'higher' ? rate : 2 - rate)));
      return { actual: String(reached), target: String(target) };
    }
    case 'steps':
    case 'threshold-linear':
    case 'capped-share': {
      const total = random.whole(12, 400);
      const rate =
        rule.type === 'capped-share' ? (Number(rule.fullAt) / 100) * random.near(quality + 0.1, 0.3) : random.near(quality + 0.08, 0.2);
      return { done: String(Math.min(total, Math.round(total * rate))), total: String(total) };
    }
    default:
      return {};
  }
}

/** Points of an item with these facts; for a value that a person sets, one on its grid. */
export function pointsFor(set: CriteriaSet, item: Item, facts: Facts, quality: number, random: Random): string {
  const computed = pointsFromFacts(ruleOf(set, item), facts);
  if (computed !== undefined) {
    if ('problem' in computed) throw new Error(`${item.code}: ${computed.problem}`);
    return toDecimal(computed.points);
  }
  const step = item.rule?.type === 'manual' ? Number(item.rule.step) : 0.25;
  const steps = Math.round(Number(toDecimal(maximumOf(item))) / step);
  return onGrid(Math.round(steps * random.near(quality, 0.25)), step);
}

/** n steps as decimal text, without what binary multiplication leaves. */
export function onGrid(n: number, step: number): string {
  return String(Number((n * step).toFixed(6)));
}

const EXPLANATION =
  'Minh họa: chưa có văn bản riêng; nội dung được nêu trong báo cáo cải cách hành chính quý IV, đơn vị cam kết bổ sung tài liệu khi được yêu cầu.';

/** Every item that a unit scores itself: facts, points, evidence or explanation. */
export function claimsFor(set: CriteriaSet, unit: string, year: number, quality: number, random: Random): Map<string, ClaimedItem> {
  const claims = new Map<string, ClaimedItem>();
  for (const item of selfScoredItems(itemsOf(set), unit)) {
    const facts = factsFor(item, quality, random);
    const points = pointsFor(set, item, facts, quality, random);
    const hasEvidence = random.chance(0.9);
    claims.set(item.code, {
      item: item.code,
      points,
      facts,
      evidence: hasEvidence ? documentOf(random, year).title : '',
      explanation: hasEvidence ? '' : EXPLANATION,
    });
  }
  return claims;
}
