import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { correctionRequestSchema } from '../../../shared/contracts/rounds.ts';
import { correctionOf, type LedgerEntry, withLedger } from '../../../shared/domain/ledger.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { ComplaintStore } from '../../../shared/storage/complaint-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { LedgerStore } from '../../../shared/storage/ledger-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { frozenPoints } from '../frozen-points.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly ledger: LedgerStore;
  readonly complaints: ComplaintStore;
  readonly files: FileStore;
  readonly clock: Clock;
}

/** A coordinator proposes to change frozen points of one cell. Nothing changes until a publisher has agreed. */
export async function recordCorrection(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, z.infer<typeof correctionRequestSchema>>,
  { rounds, ledger, complaints, files, clock }: Dependencies,
): Promise<LedgerEntry> {
  const { unit, item: code, decisionNumber, reason, complaint } = body;
  if (complaint !== undefined) {
    const upheld = await complaints.get(round, complaint);
    if (upheld.status !== 'upheld' || upheld.unit !== unit || upheld.item !== code)
      throw new RejectedError('not-found', { what: `${unit} ${code}: ${complaint}` });
  }
  const definition = await rounds.definition(round);
  const frozen = await frozenPoints(await rounds.get(round), files);
  return await retryConflicts(async () => {
    const entries = await ledger.list(round);
    const correction = correctionOf(definition, withLedger(frozen, entries), body);
    if ('code' in correction) throw new RejectedError(correction.code, correction.values);
    const proposedAt = instantOf(clock());
    const entry = {
      number: entries.length + 1,
      unit,
      item: code,
      ...correction,
      decisionNumber,
      reason,
      ...(complaint === undefined ? {} : { complaint }),
      proposedBy: caller.sub,
      proposedAt,
    };
    const event = { at: proposedAt, actor: caller.sub, action: 'correction-proposed', details: { ...entry, correlationId } };
    await ledger.create(round, entry, event);
    return entry;
  });
}
