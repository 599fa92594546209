import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { flagDecisionRequestSchema, flagViewSchema } from '../../../shared/contracts/survey.ts';
import { frozenLock } from '../../../shared/domain/lock.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ResponseStore } from '../../../shared/storage/response-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';
import { refuseAssessed, surveyOf } from '../see-survey.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly surveys: SurveyStore;
  readonly responses: ResponseStore;
  readonly clock: Clock;
}

/** A named person decides with a reason whether the answers that a flag is about count. Estimates follow when they are computed again. */
export async function decideFlag(
  {
    caller,
    path: { round, instrument: id, flag: flagId },
    body,
    correlationId,
  }: ApiRequest<{ round: string; instrument: string; flag: string }, z.infer<typeof flagDecisionRequestSchema>>,
  { rounds, surveys, responses, clock }: Dependencies,
): Promise<z.infer<typeof flagViewSchema>> {
  refuseAssessed(caller);
  await surveyOf(rounds, round, id);
  return await retryConflicts(async () => {
    const { frozen } = await rounds.get(round);
    if (frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(frozen));
    const head = await surveys.estimatesHead(round, id);
    const flags = head === undefined ? [] : (await responses.estimates(round, id, head.number)).flags;
    const flag = flags.find((entry) => entry.id === flagId);
    if (flag === undefined) throw new RejectedError('not-found', { what: flagId });
    const earlier = (await surveys.decisions(round, id)).find((entry) => entry.flag === flagId);
    const { unit, psu, enumerator } = flag;
    const decision = { decision: body.decision, reason: body.reason, decidedBy: caller.sub, decidedAt: instantOf(clock()) };
    const about = { flag: flagId, unit, ...(psu === undefined ? {} : { psu }), ...(enumerator === undefined ? {} : { enumerator }) };
    await surveys.decide(round, id, { ...about, ...decision }, earlier?.version ?? 0, {
      at: decision.decidedAt,
      actor: caller.sub,
      action: 'flag-decided',
      details: { instrument: id, ...about, decision: body.decision, reason: body.reason, correlationId },
    });
    return { ...flag, decision };
  });
}
