import type { Caller } from '../../shared/contracts/caller.ts';
import type { Instrument } from '../../shared/domain/instrument.ts';
import { instrumentOf } from '../../shared/domain/round.ts';
import { RejectedError } from '../../shared/errors.ts';
import type { RoundStore } from '../../shared/storage/round-store.ts';

/** Nobody who works for an assessed unit has a hand in surveys about units, whatever else they are. Throws RejectedError `not-allowed`. */
export function refuseAssessed({ groups }: Caller): void {
  if (groups.includes('unit')) throw new RejectedError('not-allowed');
}

/** The instrument of a round that an address names. Throws RejectedError `not-found`. */
export async function surveyOf(rounds: RoundStore, round: string, id: string): Promise<Instrument> {
  const instrument = instrumentOf(await rounds.definition(round), id);
  if (instrument === undefined) throw new RejectedError('not-found', { what: id });
  return instrument;
}
