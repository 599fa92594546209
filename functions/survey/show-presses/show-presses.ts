import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { pressesViewSchema } from '../../../shared/contracts/survey.ts';
import { type PressHour, pressMonths } from '../../../shared/domain/button-presses.ts';
import { RejectedError } from '../../../shared/errors.ts';
import type { ResponseStore } from '../../../shared/storage/response-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';
import { refuseAssessed } from '../see-survey.ts';

export interface Dependencies {
  readonly surveys: SurveyStore;
  readonly responses: ResponseStore;
}

/** Presses by unit and month. They are no part of the index and never meet the answers of a survey. */
export async function showPresses(
  { caller, path: { round } }: ApiRequest<{ round: string }>,
  { surveys, responses }: Dependencies,
): Promise<z.infer<typeof pressesViewSchema>> {
  refuseAssessed(caller);
  const declared = await surveys.buttons(round);
  if (declared === undefined) throw new RejectedError('not-found', { what: 'buttons' });
  const files = await surveys.pressBatches(round);
  const hours: PressHour[] = [];
  for (const { uploadId, status } of files)
    if (status === 'counting') for (const hour of await responses.presses(round, uploadId)) hours.push(hour);
  return { files, months: pressMonths(declared.buttons, hours) };
}
