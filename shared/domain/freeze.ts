import * as z from 'zod';
import { itemsOf } from './criteria-set.ts';
import { hashOf } from './hash.ts';
import { decimal, toDecimal } from './rational.ts';
import type { RoundDefinition } from './round.ts';
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
export const frozenContentSchema = z.strictObject({ round: z.string(), criteriaSet: z.string(), points: z.array(frozenPointSchema) });
export type FrozenContent = z.infer<typeof frozenContentSchema>;

/** Everything known of a round's points when the freeze is asked for. */
export interface SettledRecords {
  /** Claimed points: unit -> item -> decimal text. */
  readonly claims: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Readings: unit -> item -> points and reason. */
  readonly readings: ReadonlyMap<string, ReadonlyMap<string, { readonly points: string; readonly reason: string }>>;
  /** Points that came by central file. */
  readonly central: Scores;
}

/** A cell without settled points. Nothing is assumed about it; it blocks the freeze. */
export interface OpenCell {
  readonly unit: string;
  readonly item: string;
  readonly missing: 'reading' | 'central-scores';
}

const text = (points: Points): string => (points === 'NA' ? 'NA' : toDecimal(points));

/** The frozen content of a round, or every cell that keeps it from being frozen. */
export function freeze(
  definition: RoundDefinition,
  records: SettledRecords,
): { content: FrozenContent; hash: string } | { open: OpenCell[] } {
  const open: OpenCell[] = [];
  const points: FrozenContent['points'] = [];
  const byCode = (a: { code: string }, b: { code: string }): number => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
  for (const { code: unit } of [...definition.units].sort(byCode)) {
    for (const { code: item, method } of itemsOf(definition.criteriaSet).sort(byCode)) {
      const claimed = records.claims.get(unit)?.get(item) ?? null;
      if (method === 'appraised') {
        const reading = records.readings.get(unit)?.get(item);
        if (reading === undefined) open.push({ unit, item, missing: 'reading' });
        else points.push({ unit, item, points: toDecimal(decimal(reading.points)), claimed, reasons: [reading.reason], evidence: [] });
      } else {
        const settled = records.central.get(unit)?.get(item);
        if (settled === undefined) open.push({ unit, item, missing: 'central-scores' });
        else points.push({ unit, item, points: text(settled), claimed: null, reasons: [], evidence: [] });
      }
    }
  }
  if (open.length > 0) return { open };
  const content: FrozenContent = { round: definition.round, criteriaSet: definition.criteriaSet.id, points };
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
