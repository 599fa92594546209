import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { fieldworkStatementRequestSchema, fieldworkStatementSchema } from '../../../shared/contracts/survey.ts';
import { ConflictError, RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';
import { surveyOf } from '../see-survey.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly surveys: SurveyStore;
  readonly clock: Clock;
}

/** The head of a unit answers for how its people were asked: when, by whom, and that nobody was led to an answer. Given once. */
export async function giveFieldworkStatement(
  {
    caller,
    path: { round, unit },
    body,
    correlationId,
  }: ApiRequest<{ round: string; unit: string }, z.infer<typeof fieldworkStatementRequestSchema>>,
  { rounds, surveys, clock }: Dependencies,
): Promise<z.infer<typeof fieldworkStatementSchema>> {
  const { units } = await rounds.definition(round);
  if (caller.unit !== unit || !units.some(({ code }) => code === unit)) throw new RejectedError('not-found', { what: unit });
  await surveyOf(rounds, round, body.instrument);
  const { instrument, from, to } = body;
  const statement = { ...body, unit, givenBy: caller.sub, givenAt: instantOf(clock()) };
  try {
    await surveys.giveStatement(round, statement, {
      at: statement.givenAt,
      actor: caller.sub,
      action: 'fieldwork-statement-given',
      details: { instrument, from, to, position: body.head.position, correlationId },
    });
  } catch (error) {
    if (error instanceof ConflictError) throw new RejectedError('statement-given', { unit, instrument });
    throw error;
  }
  return statement;
}
