import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { Buttons } from '../../../shared/domain/button-presses.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly surveys: SurveyStore;
  readonly clock: Clock;
}

/** Which buttons there are, whose they are, what their levels mean, and how many tickets each unit served. Files that came before are not read again. */
export async function declareButtons(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, Buttons>,
  { rounds, surveys, clock }: Dependencies,
): Promise<{ devices: number; hash: string }> {
  const { units } = await rounds.definition(round);
  const known = new Set(units.map(({ code }) => code));
  const errors = [
    ...body.devices.map(({ unit }, i) => ({ unit, at: `body.devices.${i}.unit` })),
    ...body.tickets.map(({ unit }, i) => ({ unit, at: `body.tickets.${i}.unit` })),
  ].flatMap(({ unit, at }) => (known.has(unit) ? [] : [{ at, message: `no unit ${unit} in ${round}` }]));
  if (errors.length > 0) throw new RejectedError('definition-refused', { what: 'buttons' }, errors.slice(0, 100));
  const answer = { devices: body.devices.length, hash: hashOf(body) };
  await retryConflicts(async () => {
    const version = (await surveys.buttons(round))?.version ?? 0;
    const event = { at: instantOf(clock()), actor: caller.sub, action: 'buttons-declared', details: { ...answer, correlationId } };
    await surveys.saveButtons(round, body, version, event);
  });
  return answer;
}
