import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { rowReportSchema } from '../../../shared/contracts/survey.ts';
import { RejectedError } from '../../../shared/errors.ts';
import type { ResponseStore } from '../../../shared/storage/response-store.ts';
import { refuseAssessed } from '../see-survey.ts';

export interface Dependencies {
  readonly responses: ResponseStore;
}

/** What was wrong with a file of answers, row by row: the first thousand, where a receipt holds 250. */
export async function showRowReport(
  { caller, path: { round, uploadId } }: ApiRequest<{ round: string; uploadId: string }>,
  { responses }: Dependencies,
): Promise<z.infer<typeof rowReportSchema>> {
  refuseAssessed(caller);
  const findings = await responses.report(round, uploadId);
  if (findings === undefined) throw new RejectedError('not-found', { what: uploadId });
  return { uploadId, findings };
}
