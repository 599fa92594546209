import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { ReadingRequest, readingSchema } from '../../../shared/contracts/assessment.ts';
import { needsAdjudication } from '../../../shared/domain/cell.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import {
  answerOf,
  claimsOf,
  judge,
  type ReadingDependencies,
  refuseOtherReaders,
  refuseOutsideAppraisal,
  unfrozenRound,
} from '../read-cells.ts';
import { itemOfUnit } from '../see-unit.ts';

/** A third person of the agency decides between two blind readings that differ by more than the set lets stand. */
export async function adjudicateReadings(
  { caller, path, body, correlationId }: ApiRequest<{ round: string; unit: string; item: string }, ReadingRequest>,
  dependencies: ReadingDependencies,
): Promise<z.infer<typeof readingSchema>> {
  const { rounds, submissions, cells, assignments, clock } = dependencies;
  const { round, unit } = path;
  const { sub, agency } = caller;
  if (agency === undefined) throw new RejectedError('not-allowed');
  const definition = await rounds.definition(round);
  const item = itemOfUnit(definition, unit, path.item);
  const reader = { sub, agency, unit: caller.unit };
  refuseOtherReaders(item, unit, reader, (await assignments.get(round)).assignments, definition);
  const claimed = (await claimsOf(round, unit, submissions)).get(item.code);
  return await retryConflicts(async () => {
    const head = await unfrozenRound(round, dependencies);
    const cell = await cells.find(round, unit, item.code);
    if (cell === undefined || !needsAdjudication(item, cell)) throw new RejectedError('no-adjudication-needed', { item: item.code, unit });
    if (cell.readings.some(({ readBy }) => readBy === sub)) throw new RejectedError('another-reader-needed', { item: item.code, unit });
    // Who adjudicated may correct it while the appraisal is open; a colleague who comes second is told.
    if (cell.adjudication !== undefined && cell.adjudication.readBy !== sub)
      throw new RejectedError('cell-adjudicated-already', { item: item.code, unit });
    refuseOutsideAppraisal(await rounds.stage(round, 'appraisal'), cell.adjudication === undefined);
    const at = instantOf(clock());
    const adjudication = judge(item, definition, claimed, body, reader, at);
    const details = { unit, item: item.code, ...adjudication, before: cell.adjudication?.points ?? null, correlationId };
    await cells.save(head, unit, [{ ...cell, adjudication }], { at, actor: sub, action: 'cell-adjudicated', details });
    return answerOf(unit, item, adjudication, cell.version + 1);
  });
}
