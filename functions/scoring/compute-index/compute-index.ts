import type { RoundStep } from '../../../shared/contracts/events.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { computeRound } from '../../../shared/domain/computed-round.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { withLedger } from '../../../shared/domain/ledger.ts';
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
  readonly evidence: FileStore;
  readonly clock: Clock;
}

/** Turns the frozen records into points, indexes, ranks and groups, and keeps the result beside them under its own hash. */
export async function computeIndex(step: RoundStep, { rounds, ledger, evidence, clock }: Dependencies): Promise<{ hash: string }> {
  const { round } = step;
  return await retryConflicts(async () => {
    const record = await rounds.getFor(step);
    const { frozen } = record;
    if (frozen === undefined) throw new RejectedError('index-not-computed');
    const result = computeRound(await rounds.definition(round), withLedger(await frozenPoints(record, evidence), await ledger.list(round)));
    const hash = hashOf(result);
    const key = `computed/${round}/${frozen.hash}/${hash}.json`;
    if (record.computed?.key === key) return { hash };
    await evidence.writeOnce(key, new TextEncoder().encode(canonicalJson(result)), 'application/json');
    const event = { at: instantOf(clock()), actor: 'compute-index', action: 'index-computed', details: { frozen: frozen.hash, hash } };
    await rounds.saveRound({ ...record, computed: { hash, key } }, event);
    return { hash };
  });
}
