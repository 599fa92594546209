import type { ApiRequest } from '../../../shared/contracts/api.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import type { SurveySample } from '../../../shared/domain/survey-sample.ts';
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

/** Which places are asked, with the seed that they were drawn by. It stands once answers have come in by it; only the rule for lonely places may change. */
export async function declareSample(
  { caller, path: { round, instrument: id }, body, correlationId }: ApiRequest<{ round: string; instrument: string }, SurveySample>,
  { rounds, surveys, clock }: Dependencies,
): Promise<{ instrument: string; places: number; hash: string }> {
  refuseAssessed(caller);
  await surveyOf(rounds, round, id);
  const { units, formerUnits } = await rounds.definition(round);
  const known = new Set([...units, ...formerUnits].map(({ code }) => code));
  const errors = body.psus.flatMap(({ unit }, i) =>
    known.has(unit) ? [] : [{ at: `body.psus.${i}.unit`, message: `no unit ${unit} in ${round}` }],
  );
  if (errors.length > 0) throw new RejectedError('definition-refused', { what: id }, errors.slice(0, 100));
  const answer = { instrument: id, places: body.psus.length, hash: hashOf(body) };
  await retryConflicts(async () => {
    // Read first: a file that is counted between here and the write makes it start again.
    const head = await surveys.headVersion(round, id);
    const stands = await surveys.sample(round, id);
    if (stands !== undefined && hashOf(stands.sample) === answer.hash) return;
    // What to do with a stratum of a single place can be decided when it has turned out that there is one.
    const isPolicyOnly = stands !== undefined && hashOf({ ...stands.sample, lonelyPsu: body.lonelyPsu }) === answer.hash;
    if (!isPolicyOnly && (await surveys.batches(round, id)).length > 0) throw new RejectedError('sample-in-use');
    const details = { ...answer, seed: body.seed, frame: body.frame, lonelyPsu: body.lonelyPsu, correlationId };
    const event = { at: instantOf(clock()), actor: caller.sub, action: 'sample-declared', details };
    await surveys.saveSample(round, id, body, stands?.version ?? 0, head, event);
  });
  return answer;
}
