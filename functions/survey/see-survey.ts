import type { Instrument } from '../../shared/domain/instrument.ts';
import { instrumentOf } from '../../shared/domain/round.ts';
import { RejectedError } from '../../shared/errors.ts';
import type { RoundStore } from '../../shared/storage/round-store.ts';

/** The instrument of a round that an address names. Throws RejectedError `not-found`. */
export async function surveyOf(rounds: RoundStore, round: string, id: string): Promise<Instrument> {
  const instrument = instrumentOf(await rounds.definition(round), id);
  if (instrument === undefined) throw new RejectedError('not-found', { what: id });
  return instrument;
}
