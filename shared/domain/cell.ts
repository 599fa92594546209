import * as z from 'zod';
import { instantSchema } from './calendar.ts';
import { exceedsClaim, type Item, maximumOf } from './criteria-set.ts';
import { add, compare, decimal, divide, type Rational, rational, subtract, toDecimal } from './rational.ts';
import { isOnGrid, pointsFromFacts } from './scoring-rule.ts';
import { decimalTextSchema } from './text-schemas.ts';

/** Why an appraiser's points differ from the claim. */
export const REASON_CODES = ['no-evidence', 'not-accepted', 'rule-misread', 'agency-figure-differs', 'other'] as const;
export const reasonCodeSchema = z.enum(REASON_CODES);
export type ReasonCode = z.infer<typeof reasonCodeSchema>;

/** Points that a person gave, and why. Facts where the rule computes from them. */
const judgementSchema = z.strictObject({
  points: decimalTextSchema,
  reason: z.string(),
  reasonCode: reasonCodeSchema.optional(),
  facts: z.record(z.string(), z.string()).optional(),
  agency: z.string(),
  readBy: z.string(),
  at: instantSchema,
});
export type Judgement = z.infer<typeof judgementSchema>;

const explanationSchema = z.strictObject({
  text: z.string(),
  /** A code of the set's explanationGrounds, where it names any. */
  ground: z.string().optional(),
  /** Upload ids of documents that the unit brings with it. */
  evidence: z.array(z.string()),
  by: z.string(),
  at: instantSchema,
});

/** All that was said of one item of one unit after the claim. Earlier values stay in the unit's audit chain. */
export const cellSchema = z.strictObject({
  unit: z.string(),
  item: z.string(),
  readings: z.array(judgementSchema).max(2),
  adjudication: judgementSchema.optional(),
  explanation: explanationSchema.optional(),
  /** What became of the explanation; by another person than those who read before. */
  decision: z.strictObject({ ...judgementSchema.shape, ground: z.string().optional() }).optional(),
  version: z.int(),
});
export type Cell = z.infer<typeof cellSchema>;

/** Two blind readings are wanted; undefined: one. */
const isDouble = (item: Item): item is Item & { readings: { adjudicateAbove: string } } => item.readings !== undefined;

/** How far two readings lie apart, without sign. */
function apart(a: Judgement, b: Judgement): Rational {
  const difference = subtract(decimal(a.points), decimal(b.points));
  return difference.n < 0n ? { n: -difference.n, d: difference.d } : difference;
}

/** Do the two blind readings differ by more than the set lets stand? */
export function needsAdjudication(item: Item, cell: Cell | undefined): boolean {
  const [first, second] = cell?.readings ?? [];
  if (!isDouble(item) || first === undefined || second === undefined) return false;
  return compare(apart(first, second), decimal(item.readings.adjudicateAbove)) > 0;
}

/** The points after reading: the one reading, the mean of two that agree, or the adjudication; undefined while open. */
export function settledPoints(item: Item, cell: Cell | undefined): Rational | undefined {
  const [first, second] = cell?.readings ?? [];
  if (first === undefined) return undefined;
  if (!isDouble(item)) return decimal(first.points);
  if (second === undefined) return undefined;
  if (needsAdjudication(item, cell)) return cell?.adjudication === undefined ? undefined : decimal(cell.adjudication.points);
  return divide(add(decimal(first.points), decimal(second.points)), rational(2n));
}

/** The points that enter the computation: what became of an explanation, else what was settled. */
export function finalPoints(item: Item, cell: Cell | undefined): Rational | undefined {
  return cell?.decision === undefined ? settledPoints(item, cell) : decimal(cell.decision.points);
}

/** Everybody who has given points in this cell. */
export function readersOf(cell: Cell | undefined): string[] {
  const judgements = [...(cell?.readings ?? []), cell?.adjudication, cell?.decision];
  return judgements.flatMap((judgement) => (judgement === undefined ? [] : [judgement.readBy]));
}

/** The reasons of a cell's final points, without who gave them. */
export function reasonsOf(item: Item, cell: Cell | undefined): string[] {
  if (cell?.decision !== undefined) return [cell.decision.reason];
  if (cell?.adjudication !== undefined && needsAdjudication(item, cell)) return [cell.adjudication.reason];
  return cell?.readings.map(({ reason }) => reason) ?? [];
}

/** Why the claim was changed: of the last judgement that has a code. */
export function reasonCodeOf(cell: Cell | undefined, stage: 'settled' | 'final'): ReasonCode | undefined {
  const judgements = [...(cell?.readings ?? []), cell?.adjudication, stage === 'final' ? cell?.decision : undefined];
  return judgements.findLast((judgement) => judgement?.reasonCode !== undefined)?.reasonCode;
}

/** Why a judgement cannot stand, as a problem code with the values of its text. */
export interface JudgementProblem {
  readonly code: 'points-above-maximum' | 'points-off-grid' | 'points-above-claim' | 'points-differ-from-facts' | 'reason-code-missing';
  readonly values: Readonly<Record<string, string>>;
}

/** How many decimals a decimal text has, without zeros at its end. */
const decimalsOf = (text: string): number => (text.split('.')[1] ?? '').replace(/0+$/, '').length;

/**
 * Holds points against the item: at most the maximum, on the rule's grid, not above the claim unless the set allows it,
 * following from the facts where the appraiser gives any, and with a reason code where they differ from the claim.
 */
export function judgementProblem(
  item: Item,
  decimals: number,
  claimed: string | undefined,
  judgement: Pick<Judgement, 'points' | 'reasonCode' | 'facts'>,
): JudgementProblem | undefined {
  const points = decimal(judgement.points);
  const { code, maxPoints } = item;
  if (compare(points, maximumOf(item)) > 0) return { code: 'points-above-maximum', values: { item: code, maximum: maxPoints } };
  if (judgement.facts !== undefined) {
    const computed = pointsFromFacts({ rule: item.rule, maximum: maximumOf(item), decimals }, judgement.facts);
    const text = computed === undefined || 'problem' in computed ? '–' : toDecimal(computed.points);
    if (text !== toDecimal(points))
      return { code: 'points-differ-from-facts', values: { item: code, points: judgement.points, computed: text } };
  } else if (decimalsOf(judgement.points) > decimals || !isOnGrid(item.rule, maximumOf(item), points)) {
    return { code: 'points-off-grid', values: { item: code, points: judgement.points } };
  }
  if (exceedsClaim(item, points, claimed)) return { code: 'points-above-claim', values: { item: code, claimed: claimed ?? '' } };
  const isChanged = claimed !== undefined && compare(points, decimal(claimed)) !== 0;
  if (isChanged && judgement.reasonCode === undefined) return { code: 'reason-code-missing', values: { item: code, claimed } };
  return undefined;
}
