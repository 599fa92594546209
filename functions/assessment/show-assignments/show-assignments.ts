import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { assignmentsViewSchema } from '../../../shared/contracts/assessment.ts';
import { uncoveredCells } from '../../../shared/domain/assignment.ts';
import type { AssignmentStore } from '../../../shared/storage/assignment-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { seesAllUnits } from '../see-unit.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly assignments: AssignmentStore;
}

/** Who reads what. An agency sees its own people; the ministry sees all, and what nobody may read. */
export async function showAssignments(
  { caller, path: { round } }: ApiRequest<{ round: string }>,
  { rounds, assignments }: Dependencies,
): Promise<z.infer<typeof assignmentsViewSchema>> {
  const definition = await rounds.definition(round);
  const { assignments: all } = await assignments.get(round);
  if (seesAllUnits(caller)) return { assignments: [...all], uncovered: all.length === 0 ? [] : uncoveredCells(definition, all) };
  return { assignments: all.filter(({ agency }) => agency === caller.agency), uncovered: [] };
}
