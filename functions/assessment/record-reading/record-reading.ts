import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { ReadingRequest, readingSchema } from '../../../shared/contracts/assessment.ts';
import { decimal, toDecimal } from '../../../shared/domain/rational.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type ReadingDependencies, readCells } from '../read-cells.ts';

/** Points and reason of one appraiser for one unit and item. */
export async function recordReading(
  { caller, path, body, correlationId }: ApiRequest<{ round: string; unit: string; item: string }, ReadingRequest>,
  dependencies: ReadingDependencies,
): Promise<z.infer<typeof readingSchema>> {
  const { round, unit, item } = path;
  const { sub, agency } = caller;
  if (agency === undefined) throw new RejectedError('not-allowed');
  const definition = await dependencies.rounds.definition(round);
  const reader = { sub, agency, unit: caller.unit };
  const { saved, refused } = await readCells(definition, [{ unit, item, ...body }], reader, correlationId, dependencies);
  if (refused[0] !== undefined) throw refused[0].error;
  const { points, reason, reasonCode } = body;
  return {
    unit,
    item,
    points: toDecimal(decimal(points)),
    reason,
    ...(reasonCode === undefined ? {} : { reasonCode }),
    agency,
    version: saved[0]?.version ?? 1,
  };
}
