import * as z from 'zod';
import { type Item, itemsOf, readingAgency, selfScoredItems } from './criteria-set.ts';
import type { RoundDefinition } from './round.ts';
import { codeSchema } from './text-schemas.ts';

/** Who of an agency reads what: all of its cells, or those of some units and of some fields, criteria or items. */
export const assignmentSchema = z.strictObject({
  agency: codeSchema,
  /** The `sub` of a person of that agency. */
  reader: z.string().min(1).max(200),
  units: z.array(codeSchema).min(1).max(500).optional(),
  items: z.array(codeSchema).min(1).max(500).optional(),
});
export type Assignment = z.infer<typeof assignmentSchema>;

/** A cell that nobody, or not enough people, may read. */
export interface UncoveredCell {
  readonly unit: string;
  readonly item: string;
  readonly agency: string;
  readonly readers: number;
  readonly needed: number;
}

function covers({ agency, units, items }: Assignment, unit: string, item: string, wantedAgency: string): boolean {
  const isItem = items === undefined || items.some((code) => item === code || item.startsWith(`${code}.`));
  return agency === wantedAgency && (units === undefined || units.includes(unit)) && isItem;
}

/** May this person of this agency read the cell? Without any assignment every person of the agency in charge may. */
export function isAssigned(assignments: readonly Assignment[], reader: string, agency: string, unit: string, item: string): boolean {
  return (
    assignments.length === 0 || assignments.some((assignment) => assignment.reader === reader && covers(assignment, unit, item, agency))
  );
}

/** People who may read a cell of an item; nobody reads the own unit, so the alternate agency steps in for the lead. */
function readersFor(assignments: readonly Assignment[], item: Item, unit: string): { agency: string; readers: Set<string> } | undefined {
  const agency = readingAgency(item, unit);
  if (agency === undefined) return undefined;
  const readers = assignments.filter((assignment) => covers(assignment, unit, item.code, agency)).map(({ reader }) => reader);
  return { agency, readers: new Set(readers) };
}

/** Every cell with too few readers: one for a single reading, three where two read blind and a third may have to decide. */
export function uncoveredCells({ units, criteriaSet }: RoundDefinition, assignments: readonly Assignment[]): UncoveredCell[] {
  return units.flatMap(({ code: unit }) =>
    selfScoredItems(itemsOf(criteriaSet), unit).flatMap((item) => {
      const found = readersFor(assignments, item, unit);
      const needed = item.readings === undefined ? 1 : 3;
      if (found === undefined || found.readers.size >= needed) return [];
      return [{ unit, item: item.code, agency: found.agency, readers: found.readers.size, needed }];
    }),
  );
}
