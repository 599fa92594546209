import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { readingsAnswerSchema, readingsRequestSchema } from '../../../shared/contracts/assessment.ts';
import { describeProblem } from '../../../shared/contracts/problems.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type ReadingDependencies, readCells } from '../read-cells.ts';

/** Many readings at once; each row is recorded or refused by itself, and the answer says which. */
export async function recordReadings(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, z.infer<typeof readingsRequestSchema>>,
  dependencies: ReadingDependencies,
): Promise<z.infer<typeof readingsAnswerSchema>> {
  const { sub, agency } = caller;
  if (agency === undefined) throw new RejectedError('not-allowed');
  const definition = await dependencies.rounds.definition(round);
  const { saved, refused } = await readCells(definition, body.rows, { sub, agency, unit: caller.unit }, correlationId, dependencies);
  return {
    recorded: saved.length,
    refused: refused.map(({ unit, item, error }) => {
      const { code, detail, detailEn } = describeProblem(error.code, error.values, correlationId);
      return { unit, item, code, detail, detailEn };
    }),
  };
}
