import * as z from 'zod';
import { instantSchema } from './calendar.ts';
import type { ComputedIndex } from './computed-index.ts';
import { itemsOf, maximumOf } from './criteria-set.ts';
import type { FrozenContent } from './freeze.ts';
import { compare, decimal, toDecimal } from './rational.ts';
import type { RoundDefinition } from './round.ts';
import { isOnGrid } from './scoring-rule.ts';

/** What one entry did to the ranks, everything else as it stood before it. */
const rankEffectSchema = z.strictObject({
  rankBefore: z.int().nullable(),
  rankAfter: z.int().nullable(),
  /** Percent, exact decimal text. */
  indexBefore: z.string().nullable(),
  indexAfter: z.string().nullable(),
  /** Other units whose rank moved with it. */
  others: z.array(z.strictObject({ unit: z.string(), rankBefore: z.int().nullable(), rankAfter: z.int().nullable() })),
});
export type RankEffect = z.infer<typeof rankEffectSchema>;

/** A change of frozen points: two persons, a decision, the old and the new value, and what it did. Published with the release. */
export const ledgerEntrySchema = z.strictObject({
  number: z.int().min(1),
  unit: z.string(),
  item: z.string(),
  /** Decimal text or "NA". */
  before: z.string(),
  after: z.string(),
  decisionNumber: z.string(),
  reason: z.string(),
  /** The complaint that was upheld with it. */
  complaint: z.int().optional(),
  proposedBy: z.string(),
  proposedAt: instantSchema,
  approvedBy: z.string().optional(),
  approvedAt: instantSchema.optional(),
  /** Present once it is approved. */
  effect: rankEffectSchema.optional(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** Why points cannot be proposed, as a problem code with the values of its text. */
export interface CorrectionProblem {
  readonly code: 'not-found' | 'points-above-maximum' | 'points-off-grid' | 'nothing-to-correct';
  readonly values: Readonly<Record<string, string>>;
}

/**
 * What a cell's points are and would be: `points` held against the item's maximum and grid. `frozen` with the entries that are approved.
 */
export function correctionOf(
  { criteriaSet }: RoundDefinition,
  frozen: FrozenContent,
  { unit, item: code, points }: { readonly unit: string; readonly item: string; readonly points: string },
): { readonly before: string; readonly after: string } | CorrectionProblem {
  const item = itemsOf(criteriaSet).find((entry) => entry.code === code);
  const point = frozen.points.find((entry) => entry.unit === unit && entry.item === code);
  if (item === undefined || point === undefined) return { code: 'not-found', values: { what: `${unit} ${code}` } };
  if (points !== 'NA') {
    const { pointDecimals } = criteriaSet;
    if (compare(decimal(points), maximumOf(item)) > 0)
      return { code: 'points-above-maximum', values: { item: code, maximum: item.maxPoints } };
    const decimals = (points.split('.')[1] ?? '').replace(/0+$/, '').length;
    if (decimals > pointDecimals || !isOnGrid(item.rule, maximumOf(item), decimal(points)))
      return { code: 'points-off-grid', values: { item: code, points } };
  }
  const after = points === 'NA' ? points : toDecimal(decimal(points));
  return after === point.points
    ? { code: 'nothing-to-correct', values: { unit, item: code, points: after } }
    : { before: point.points, after };
}

/** The frozen content with one cell changed. The frozen file itself never changes. */
export function withCorrection(content: FrozenContent, { unit, item, after, reason }: LedgerEntry): FrozenContent {
  return {
    ...content,
    points: content.points.map((point) =>
      point.unit === unit && point.item === item ? { ...point, points: after, reasons: [...point.reasons, reason] } : point,
    ),
  };
}

/** The frozen content with every approved entry applied, in the order of their numbers. */
export function withLedger(content: FrozenContent, entries: readonly LedgerEntry[]): FrozenContent {
  return [...entries]
    .filter(({ approvedBy }) => approvedBy !== undefined)
    .sort((a, b) => a.number - b.number)
    .reduce(withCorrection, content);
}

export function rankEffect(unit: string, before: ComputedIndex, after: ComputedIndex): RankEffect {
  const then = new Map(before.units.map((entry) => [entry.unit, entry]));
  const [old, now] = [then.get(unit), after.units.find((entry) => entry.unit === unit)];
  return {
    rankBefore: old?.rank ?? null,
    rankAfter: now?.rank ?? null,
    indexBefore: old?.index ?? null,
    indexAfter: now?.index ?? null,
    others: after.units
      .map(({ unit: other, rank }) => ({ unit: other, rankBefore: then.get(other)?.rank ?? null, rankAfter: rank }))
      .filter(({ unit: other, rankBefore, rankAfter }) => other !== unit && rankBefore !== rankAfter)
      .sort((a, b) => (a.unit < b.unit ? -1 : 1)),
  };
}
