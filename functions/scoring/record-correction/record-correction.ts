import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { correctionRequestSchema } from '../../../shared/contracts/rounds.ts';
import { type Item, itemsOf, maximumOf } from '../../../shared/domain/criteria-set.ts';
import { type LedgerEntry, withLedger } from '../../../shared/domain/ledger.ts';
import { compare, decimal, toDecimal } from '../../../shared/domain/rational.ts';
import { isOnGrid } from '../../../shared/domain/scoring-rule.ts';
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

function pointsFor(item: Item, points: string, decimals: number): string {
  if (points === 'NA') return points;
  if (compare(decimal(points), maximumOf(item)) > 0)
    throw new RejectedError('points-above-maximum', { item: item.code, maximum: item.maxPoints });
  if ((points.split('.')[1] ?? '').replace(/0+$/, '').length > decimals || !isOnGrid(item.rule, maximumOf(item), decimal(points)))
    throw new RejectedError('points-off-grid', { item: item.code, points });
  return toDecimal(decimal(points));
}

/** A coordinator proposes to change frozen points of one cell. Nothing changes until a publisher has agreed. */
export async function recordCorrection(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, z.infer<typeof correctionRequestSchema>>,
  { rounds, ledger, files, clock }: Dependencies,
): Promise<LedgerEntry> {
  const { unit, item: code, decisionNumber, reason } = body;
  const { criteriaSet } = await rounds.definition(round);
  const item = itemsOf(criteriaSet).find((entry) => entry.code === code);
  const frozen = await frozenPoints(await rounds.get(round), files);
  return await retryConflicts(async () => {
    const entries = await ledger.list(round);
    const point = withLedger(frozen, entries).points.find((entry) => entry.unit === unit && entry.item === code);
    if (item === undefined || point === undefined) throw new RejectedError('not-found', { what: `${unit} ${code}` });
    const after = pointsFor(item, body.points, criteriaSet.pointDecimals);
    if (after === point.points) throw new RejectedError('nothing-to-correct', { unit, item: code, points: after });
    const proposedAt = instantOf(clock());
    const entry = {
      number: entries.length + 1,
      unit,
      item: code,
      before: point.points,
      after,
      decisionNumber,
      reason,
      proposedBy: caller.sub,
      proposedAt,
    };
    const event = { at: proposedAt, actor: caller.sub, action: 'correction-proposed', details: { ...entry, correlationId } };
    await ledger.create(round, entry, event);
    return entry;
  });
}
