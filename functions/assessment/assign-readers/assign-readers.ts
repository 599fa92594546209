import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { assignmentsRequestSchema, assignmentsViewSchema } from '../../../shared/contracts/assessment.ts';
import { uncoveredCells } from '../../../shared/domain/assignment.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { frozenLock } from '../../../shared/domain/lock.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { AssignmentStore } from '../../../shared/storage/assignment-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly assignments: AssignmentStore;
  readonly clock: Clock;
}

/** The answer names so many uncovered cells; the count tells the rest. */
const NAMED_CELLS = 200;

/**
 * Says who reads what, as a whole. Refused, with the cells, while one of them has too few permitted readers: that is found
 * when people are assigned, before the appraisal opens, and not when somebody is missing in February.
 */
export async function assignReaders(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, z.infer<typeof assignmentsRequestSchema>>,
  { rounds, assignments, clock }: Dependencies,
): Promise<z.infer<typeof assignmentsViewSchema>> {
  const definition = await rounds.definition(round);
  const uncovered = uncoveredCells(definition, body.assignments);
  if (uncovered.length > 0)
    throw new RejectedError('readers-missing', { count: String(uncovered.length) }, uncovered.slice(0, NAMED_CELLS));
  await retryConflicts(async () => {
    const { frozen } = await rounds.get(round);
    if (frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(frozen));
    const { version } = await assignments.get(round);
    const details = { assignments: body.assignments.length, hash: hashOf(body.assignments), correlationId };
    await assignments.save(round, body.assignments, version, {
      at: instantOf(clock()),
      actor: caller.sub,
      action: 'readers-assigned',
      details,
    });
  });
  return { assignments: body.assignments, uncovered: [] };
}
