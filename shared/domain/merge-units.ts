import { exemptionOf, type Item, itemsOf, maximumOf } from './criteria-set.ts';
import { add, decimal, parseDecimal, toDecimal } from './rational.ts';
import type { RoundDefinition } from './round.ts';
import { type Facts, pointsFromFacts, rolesOf } from './scoring-rule.ts';
import type { Remarks } from './self-assessment-form.ts';
import type { SubmittedItem } from './submission.ts';

/** What one predecessor claims, in the version of it that counts. */
export interface Predecessor {
  readonly unit: string;
  readonly lines: readonly SubmittedItem[];
  readonly remarks: Remarks;
}

/** Numerators and denominators add up; answers that are no numbers only stand where all agree. */
function sumOfFacts(item: Item, all: readonly Facts[]): Facts | undefined {
  const facts: Record<string, string> = {};
  for (const { role, kind } of rolesOf(item.rule)) {
    const values = all.map((one) => one[role]);
    if (kind === 'yes-no') {
      if (values[0] === undefined || values.some((value) => value !== values[0])) return undefined;
      facts[role] = values[0];
      continue;
    }
    const numbers = values.map((value) => (value === undefined ? undefined : parseDecimal(value)));
    if (numbers.some((number) => number === undefined)) return undefined;
    facts[role] = toDecimal(
      numbers.reduce((sum, number) => add(sum ?? decimal('0'), number ?? decimal('0')), decimal('0')) ?? decimal('0'),
    );
  }
  return facts;
}

/** Text of every predecessor, each under its code; of a single one as it is. */
function together(parts: readonly { unit: string; text: string }[]): string {
  const said = parts.filter(({ text }) => text !== '');
  return said.length === 1 && parts.length === 1 ? (said[0]?.text ?? '') : said.map(({ unit, text }) => `${unit}: ${text}`).join('\n');
}

/**
 * What a successor inherits of its predecessors' self-assessments. Facts are added and points follow from the sums by the
 * item's rule; points without facts are inherited only where all predecessors claim the same. Everything else is not claimed:
 * the successor says it, nothing is assumed. An item that did not apply to a predecessor is summed over the others.
 */
export function inheritedItems(
  { criteriaSet }: RoundDefinition,
  predecessors: readonly Predecessor[],
  origin: NonNullable<SubmittedItem['from']>,
  owed: readonly string[],
): SubmittedItem[] {
  const items = new Map(itemsOf(criteriaSet).map((item) => [item.code, item]));
  return owed.flatMap((code) => {
    const item = items.get(code);
    if (item === undefined) return [];
    const lines = predecessors.flatMap(({ unit, lines: own }) => {
      if (exemptionOf(item, unit) !== undefined) return [];
      return [{ unit, line: own.find((line) => line.item === code) }];
    });
    const evidence = together(lines.map(({ unit, line }) => ({ unit, text: line?.evidence ?? '' })));
    const explanation = together(lines.map(({ unit, line }) => ({ unit, text: line?.explanation ?? '' })));
    const claims = lines.map(({ line }) => line?.points ?? null);
    const said = { item: code, evidence, explanation, from: origin };
    if (claims.length === 0 || claims.includes(null)) return [{ ...said, points: null, facts: {} }];
    if (rolesOf(item.rule).length > 0) {
      const facts = sumOfFacts(
        item,
        lines.map(({ line }) => line?.facts ?? {}),
      );
      const rule = { rule: item.rule, maximum: maximumOf(item), decimals: criteriaSet.pointDecimals };
      const computed = facts === undefined ? undefined : pointsFromFacts(rule, facts);
      const points = computed !== undefined && 'points' in computed ? toDecimal(computed.points) : null;
      return [{ ...said, points, facts: points === null ? {} : (facts ?? {}) }];
    }
    const [first = null] = claims;
    return [{ ...said, points: claims.every((claim) => claim === first) ? first : null, facts: {} }];
  });
}
