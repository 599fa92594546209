import type { ApiRequest } from '../../../shared/contracts/api.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { computeRound, indexOfRound } from '../../../shared/domain/computed-round.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { type LedgerEntry, ledgerEntrySchema, rankEffect, withCorrection, withLedger } from '../../../shared/domain/ledger.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { LedgerStore } from '../../../shared/storage/ledger-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { frozenPoints } from '../frozen-points.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly ledger: LedgerStore;
  readonly files: FileStore;
  readonly clock: Clock;
}

/**
 * A publisher agrees to a change of frozen points. The index is computed anew with it, everything else as it was, and the
 * entry says what that did to the ranks. The frozen file stays as it is.
 */
export async function approveCorrection(
  { caller, path: { round, number }, correlationId }: ApiRequest<{ round: string; number: number }, object | undefined>,
  { rounds, ledger, files, clock }: Dependencies,
): Promise<LedgerEntry> {
  const definition = await rounds.definition(round);
  return await retryConflicts(async () => {
    const head = await rounds.get(round);
    const stored = await ledger.get(round, number);
    const proposal = ledgerEntrySchema.strip().parse(stored);
    if (stored.approvedBy !== undefined) return proposal;
    if (stored.proposedBy === caller.sub)
      throw new RejectedError('second-person-needed', { decidedBy: stored.proposedBy, since: stored.proposedAt });
    if (head.frozen === undefined || head.computed === undefined) throw new RejectedError('index-not-computed');
    const before = withLedger(await frozenPoints(head, files), await ledger.list(round));
    const point = before.points.find(({ unit, item }) => unit === stored.unit && item === stored.item);
    // Another entry changed the cell since this one was proposed.
    if (point?.points !== stored.before)
      throw new RejectedError('correction-overtaken', { number: String(number), before: stored.before, points: point?.points ?? '' });
    const computed = computeRound(definition, withCorrection(before, proposal));
    const at = instantOf(clock());
    const effect = rankEffect(stored.unit, indexOfRound(definition, before), computed);
    const entry = { ...proposal, approvedBy: caller.sub, approvedAt: at, effect };
    const hash = hashOf(computed);
    const key = `computed/${round}/${head.frozen.hash}/${hash}.json`;
    await files.writeOnce(key, new TextEncoder().encode(canonicalJson(computed)), 'application/json');
    const event = { at, actor: caller.sub, action: 'correction-approved', details: { ...entry, computed: hash, correlationId } };
    await ledger.approve({ ...head, computed: { hash, key, by: caller.sub, at } }, { ...stored, ...entry }, event);
    return entry;
  });
}
