import { rolesOf, type ScoringRule } from './scoring-rule.ts';
import type { Bilingual } from './text-schemas.ts';

const vi = (decimalText: string): string => decimalText.replace('.', ',');

/** How an item gets its points and which figures are asked, as people read it in the form. */
export function ruleText(rule: ScoringRule | undefined, maxPoints: string): Bilingual {
  if (rule === undefined) return { vi: `Nhập điểm từ 0 đến ${vi(maxPoints)}`, en: `Enter points from 0 to ${maxPoints}` };
  const figures = rolesOf(rule).map(({ label }, i) => ({ vi: `(${i + 1}) ${label.vi}`, en: `(${i + 1}) ${label.en}` }));
  const asked = (how: Bilingual): Bilingual => ({
    vi: [how.vi, ...figures.map((figure) => figure.vi)].join('\n'),
    en: [how.en, ...figures.map((figure) => figure.en)].join('\n'),
  });
  switch (rule.type) {
    case 'yes-no':
      return asked({ vi: `Có: ${vi(maxPoints)} điểm; Không: 0`, en: `Yes: ${maxPoints} points; no: 0` });
    case 'steps': {
      const bands = [...rule.bands].sort((a, b) => Number(b.atLeast) - Number(a.atLeast));
      return asked({
        vi: `Tỷ lệ (1)/(2): ${bands.map(({ atLeast, points }) => `từ ${vi(atLeast)}%: ${vi(points)}`).join('; ')}; thấp hơn: 0`,
        en: `Rate (1)/(2): ${bands.map(({ atLeast, points }) => `from ${atLeast}%: ${points}`).join('; ')}; below: 0`,
      });
    }
    case 'threshold-linear':
      return asked({
        vi: `Tỷ lệ (1)/(2) từ ${vi(rule.from)}%: tỷ lệ × ${vi(maxPoints)}; thấp hơn: 0`,
        en: `Rate (1)/(2) from ${rule.from}%: rate × ${maxPoints}; below: 0`,
      });
    case 'deduction':
      return asked({
        vi: `${vi(maxPoints)} trừ ${vi(rule.each)} mỗi trường hợp, không dưới 0`,
        en: `${maxPoints} less ${rule.each} for each, not below 0`,
      });
    case 'capped-count':
      return asked({ vi: `${vi(rule.each)} mỗi trường hợp, tối đa ${vi(maxPoints)}`, en: `${rule.each} for each, at most ${maxPoints}` });
    case 'capped-share':
      return asked({
        vi: `Tỷ lệ (1)/(2) so với ${vi(rule.fullAt)}% × ${vi(maxPoints)}, tối đa ${vi(maxPoints)}`,
        en: `Rate (1)/(2) over ${rule.fullAt}% × ${maxPoints}, at most ${maxPoints}`,
      });
    case 'against-target': {
      const [over, under] = rule.better === 'higher' ? ['(1)', '(2)'] : ['(2)', '(1)'];
      return asked({
        vi: `${over}/${under} × ${vi(maxPoints)}, tối đa ${vi(maxPoints)}; dưới ${vi(rule.from)}%: 0`,
        en: `${over}/${under} × ${maxPoints}, at most ${maxPoints}; below ${rule.from}%: 0`,
      });
    }
    case 'survey-share':
      return { vi: `Kết quả điều tra (%) × ${vi(maxPoints)}`, en: `Survey result (%) × ${maxPoints}` };
    case 'manual':
      return {
        vi: `Nhập điểm từ 0 đến ${vi(maxPoints)}, bước ${vi(rule.step)}`,
        en: `Enter points from 0 to ${maxPoints} in steps of ${rule.step}`,
      };
  }
}

/** The points that a rule's grid allows, in words; for findings. */
export function gridText(rule: ScoringRule | undefined, maxPoints: string): string {
  if (rule?.type === 'manual') return `0, ${rule.step}, … ${maxPoints}`;
  if (rule?.type === 'steps') return ['0', ...rule.bands.map(({ points }) => points)].join('; ');
  return `0; ${maxPoints}`;
}
