import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { ledgerViewSchema } from '../../../shared/contracts/rounds.ts';
import { ledgerEntrySchema } from '../../../shared/domain/ledger.ts';
import { RejectedError } from '../../../shared/errors.ts';
import type { LedgerStore } from '../../../shared/storage/ledger-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly ledger: LedgerStore;
}

/** Every change after the freeze, proposed or approved. */
export async function showLedger(
  { path: { round } }: ApiRequest<{ round: string }>,
  { rounds, ledger }: Dependencies,
): Promise<z.infer<typeof ledgerViewSchema>> {
  const { frozen } = await rounds.get(round);
  if (frozen === undefined) throw new RejectedError('not-frozen');
  const entries = (await ledger.list(round)).map((entry) => ledgerEntrySchema.strip().parse(entry));
  return { round, freezeHash: frozen.hash, entries };
}
