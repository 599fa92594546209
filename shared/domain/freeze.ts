import * as z from 'zod';
import { type Cell, finalPoints, needsAdjudication, reasonsOf } from './cell.ts';
import { exemptionOf, itemsOf } from './criteria-set.ts';
import { hashOf } from './hash.ts';
import { add, decimal, parseSignedDecimal, type Rational, toDecimal, ZERO } from './rational.ts';
import { fedItems, type RoundDefinition } from './round.ts';
import type { Points, Scores } from './scores.ts';

const frozenPointSchema = z.strictObject({
  unit: z.string(),
  item: z.string(),
  /** Settled points as exact decimal text, or "NA". */
  points: z.string(),
  /** What the unit claimed; null where it claimed nothing or does not score the item itself. */
  claimed: z.string().nullable(),
  reasons: z.array(z.string()),
  evidence: z.array(z.string()),
});

/**
 * What enters the computation, and nothing else: no ids, no times, no names of people. Its hash is the freeze. Sorted by
 * unit and item, so that the same points always have the same hash.
 */
export const frozenContentSchema = z.strictObject({
  round: z.string(),
  criteriaSet: z.string(),
  points: z.array(frozenPointSchema),
  /** Points for or against units as a whole, signed, by unit and code. */
  adjustments: z.array(z.strictObject({ unit: z.string(), code: z.string(), points: z.string(), decisionNumber: z.string() })),
});
export type FrozenContent = z.infer<typeof frozenContentSchema>;

/** Everything known of a round's points when the freeze is asked for. */
export interface SettledRecords {
  /** Claimed points: unit -> item -> decimal text. */
  readonly claims: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What was said of each cell: unit -> item. */
  readonly cells: ReadonlyMap<string, ReadonlyMap<string, Cell>>;
  /** Hashes of the documents that prove an item: unit -> item. */
  readonly evidence: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  readonly adjustments: FrozenContent['adjustments'];
  /** Points that came by central file. */
  readonly central: Scores;
  /** Points that instruments of the round give: unit -> item; null where too few people answered. */
  readonly survey: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
}

/** A cell without settled points. Nothing is assumed about it; it blocks the freeze. */
export interface OpenCell {
  readonly unit: string;
  readonly item: string;
  readonly missing: 'reading' | 'adjudication' | 'central-scores' | 'survey-estimate' | 'survey-below-minimum';
}

const byCode = (a: { code: string }, b: { code: string }): number => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
const text = (points: Points): string => (points === 'NA' ? 'NA' : toDecimal(points));

/** The frozen content of a round, or every cell that keeps it from being frozen. */
export function freeze(
  definition: RoundDefinition,
  records: SettledRecords,
): { content: FrozenContent; hash: string } | { open: OpenCell[] } {
  const open: OpenCell[] = [];
  const points: FrozenContent['points'] = [];
  const fed = fedItems(definition);
  for (const { code: unit } of [...definition.units].sort(byCode)) {
    for (const item of itemsOf(definition.criteriaSet).sort(byCode)) {
      const { code, method } = item;
      const claimed = records.claims.get(unit)?.get(code) ?? null;
      const evidence = [...(records.evidence.get(unit)?.get(code) ?? [])].sort();
      const exemption = exemptionOf(item, unit);
      if (exemption !== undefined) {
        points.push({ unit, item: code, points: 'NA', claimed: null, reasons: [exemption.vi], evidence });
      } else if (method === 'appraised') {
        const cell = records.cells.get(unit)?.get(code);
        const final = finalPoints(item, cell);
        if (final === undefined) open.push({ unit, item: code, missing: needsAdjudication(item, cell) ? 'adjudication' : 'reading' });
        else points.push({ unit, item: code, points: toDecimal(final), claimed, reasons: reasonsOf(item, cell), evidence });
      } else if (fed.has(code)) {
        const settled = records.survey.get(unit)?.get(code);
        if (typeof settled !== 'string')
          open.push({ unit, item: code, missing: settled === null ? 'survey-below-minimum' : 'survey-estimate' });
        else points.push({ unit, item: code, points: settled, claimed: null, reasons: [], evidence });
      } else {
        const settled = records.central.get(unit)?.get(code);
        if (settled === undefined) open.push({ unit, item: code, missing: 'central-scores' });
        else points.push({ unit, item: code, points: text(settled), claimed: null, reasons: [], evidence });
      }
    }
  }
  if (open.length > 0) return { open };
  const adjustments = [...records.adjustments].sort((a, b) => (a.unit === b.unit ? (a.code < b.code ? -1 : 1) : a.unit < b.unit ? -1 : 1));
  const content: FrozenContent = { round: definition.round, criteriaSet: definition.criteriaSet.id, points, adjustments };
  return { content, hash: hashOf(content) };
}

/** The frozen points as the computation takes them. */
export function scoresOf(content: FrozenContent): Scores {
  const scores = new Map<string, Map<string, Points>>();
  for (const { unit, item, points } of content.points) {
    const ofUnit = scores.get(unit) ?? new Map<string, Points>();
    scores.set(unit, ofUnit.set(item, points === 'NA' ? 'NA' : decimal(points)));
  }
  return scores;
}

/** The frozen adjustments as the computation takes them: unit -> signed points. */
export function adjustmentsOf(content: FrozenContent): Map<string, Rational> {
  const totals = new Map<string, Rational>();
  for (const { unit, points } of content.adjustments) totals.set(unit, add(totals.get(unit) ?? ZERO, parseSignedDecimal(points) ?? ZERO));
  return totals;
}
