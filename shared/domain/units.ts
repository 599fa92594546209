import * as z from 'zod';
import { bilingualSchema, codeSchema } from './text-schemas.ts';

/** A calendar day, "2024-01-31". */
export const daySchema = z.iso.date();

/**
 * An assessed body. The code alone does not name it for ever: codes 24, 15 and 80 were reused after the mergers of
 * 1 July 2025, so a unit carries the days between which its code means this body.
 */
export const unitSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  validFrom: daySchema.optional(),
  validTo: daySchema.optional(),
  /** A code of the round's regions. */
  region: codeSchema.optional(),
  /** Units of an earlier year that became this one: shown beside it, each with its own figure. */
  predecessors: z
    .array(z.strictObject({ code: codeSchema, name: bilingualSchema }))
    .max(10)
    .optional(),
  /** Assessed, but not ranked, and why. Absent: ranked. */
  unranked: bilingualSchema.optional(),
});
export type Unit = z.infer<typeof unitSchema>;

/** Units that were merged, or became another one, inside a round: by a decision, from a day on. */
export const unitChangeSchema = z.strictObject({
  number: z.int().min(1),
  successor: unitSchema,
  predecessors: z.array(z.string()).min(1),
  effectiveOn: daySchema,
  decisionNumber: z.string(),
  reason: z.string(),
});
export type UnitChange = z.infer<typeof unitChangeSchema>;

/** The units of a round after its changes: each successor stands in the place of its predecessors, at the end. */
export function unitsAfter(units: readonly Unit[], changes: readonly UnitChange[]): Unit[] {
  return changes.reduce<Unit[]>(
    (now, { successor, predecessors }) => [...now.filter(({ code }) => code !== successor.code && !predecessors.includes(code)), successor],
    [...units],
  );
}

/** The unit that a code means after the changes: itself, or the last successor of its line. */
export function successorOf(unit: string, changes: readonly UnitChange[]): string {
  return changes.reduce((now, { successor, predecessors }) => (predecessors.includes(now) ? successor.code : now), unit);
}
