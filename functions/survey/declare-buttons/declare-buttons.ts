import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { Buttons } from '../../../shared/domain/button-presses.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';
import { refuseAssessed } from '../see-survey.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly surveys: SurveyStore;
  readonly clock: Clock;
}

/** Devices and scales of before are all there and mean the same; others may be added. */
function keepsMeaning(before: Buttons, after: Buttons): boolean {
  const devices = new Map(after.devices.map((entry) => [entry.device, entry]));
  const scales = new Map(after.scales.map((entry) => [entry.code, entry]));
  return (
    before.devices.every((entry) => hashOf(devices.get(entry.device) ?? null) === hashOf(entry)) &&
    before.scales.every((entry) => hashOf(scales.get(entry.code)?.levels ?? null) === hashOf(entry.levels))
  );
}

/** Which buttons there are, whose they are, what their levels mean, and how many tickets each unit served. Files that came before are not read again. */
export async function declareButtons(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, Buttons>,
  { rounds, surveys, clock }: Dependencies,
): Promise<{ devices: number; hash: string }> {
  refuseAssessed(caller);
  const { units, formerUnits } = await rounds.definition(round);
  const known = new Set([...units, ...formerUnits].map(({ code }) => code));
  const errors = [
    ...body.devices.map(({ unit }, i) => ({ unit, at: `body.devices.${i}.unit` })),
    ...body.tickets.map(({ unit }, i) => ({ unit, at: `body.tickets.${i}.unit` })),
  ].flatMap(({ unit, at }) => (known.has(unit) ? [] : [{ at, message: `no unit ${unit} in ${round}` }]));
  if (errors.length > 0) throw new RejectedError('definition-refused', { what: 'buttons' }, errors.slice(0, 100));
  const answer = { devices: body.devices.length, hash: hashOf(body) };
  await retryConflicts(async () => {
    const stands = await surveys.buttons(round);
    // Presses that came are kept by device and level: what those mean does not change behind them.
    if (stands !== undefined && (await surveys.pressBatches(round)).length > 0 && !keepsMeaning(stands.buttons, body))
      throw new RejectedError('buttons-in-use');
    const version = stands?.version ?? 0;
    const event = { at: instantOf(clock()), actor: caller.sub, action: 'buttons-declared', details: { ...answer, correlationId } };
    await surveys.saveButtons(round, body, version, event);
  });
  return answer;
}
