import type { ApiRequest } from '../../../shared/contracts/api.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import type { FieldworkEntry } from '../../../shared/domain/survey-sample.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';
import { refuseAssessed, surveyOf } from '../see-survey.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly surveys: SurveyStore;
  readonly clock: Clock;
}

/** What became of the forms of each place; entries take the place of earlier ones for the same places. */
export async function recordFieldwork(
  {
    caller,
    path: { round, instrument: id },
    body,
    correlationId,
  }: ApiRequest<{ round: string; instrument: string }, { psus: FieldworkEntry[] }>,
  { rounds, surveys, clock }: Dependencies,
): Promise<{ instrument: string; places: number }> {
  refuseAssessed(caller);
  await surveyOf(rounds, round, id);
  const known = new Set((await surveys.sample(round, id))?.sample.psus.map(({ psu }) => psu));
  const errors = body.psus.flatMap(({ psu }, i) =>
    known.has(psu) ? [] : [{ at: `body.psus.${i}.psu`, message: `no place ${psu} in the sample` }],
  );
  if (errors.length > 0) throw new RejectedError('definition-refused', { what: id }, errors.slice(0, 100));
  return await retryConflicts(async () => {
    const { fieldwork, version } = await surveys.fieldwork(round, id);
    const entries = new Map([...fieldwork.psus, ...body.psus].map((entry) => [entry.psu, entry]));
    const details = { instrument: id, places: body.psus.length, hash: hashOf(body), correlationId };
    const event = { at: instantOf(clock()), actor: caller.sub, action: 'fieldwork-recorded', details };
    await surveys.saveFieldwork(round, id, { psus: [...entries.values()] }, version, event);
    return { instrument: id, places: entries.size };
  });
}
