import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { previewSchema } from '../../../shared/contracts/rounds.ts';
import { indexOfRound } from '../../../shared/domain/computed-round.ts';
import { itemsOf } from '../../../shared/domain/criteria-set.ts';
import { type FrozenContent, settle } from '../../../shared/domain/freeze.ts';
import { frozenLock } from '../../../shared/domain/lock.ts';
import type { RoundDefinition } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { type PointSources, settledRecords } from '../settled-records.ts';

export interface Dependencies extends PointSources {
  readonly rounds: RoundStore;
  readonly clock: Clock;
}

/** Cells that are still open leave the denominator here, and their units have no rank: a preview assumes nothing either. */
function withoutOpenCells({ units, criteriaSet }: RoundDefinition, content: FrozenContent): FrozenContent {
  const known = new Set(content.points.map(({ unit, item }) => `${unit}\n${item}`));
  const lacking = units.flatMap(({ code: unit }) =>
    itemsOf(criteriaSet).flatMap(({ code: item }) => (known.has(`${unit}\n${item}`) ? [] : [{ unit, item }])),
  );
  const empty = { points: 'NA', claimed: null, reasons: [], evidence: [] };
  const open = [...new Set(lacking.map(({ unit }) => unit))].map((unit) => ({ unit, reason: '' }));
  return {
    ...content,
    points: [...content.points, ...lacking.map((cell) => ({ ...cell, ...empty }))],
    unranked: [...content.unranked, ...open],
  };
}

/**
 * The only way to see ranks before the freeze: a publisher asks, and the round's audit chain has it before the answer is
 * given. After the freeze there is nothing to preview: the index is computed.
 */
export async function previewIndex(
  { caller, path: { round }, correlationId }: ApiRequest<{ round: string }, object | undefined>,
  dependencies: Dependencies,
): Promise<z.infer<typeof previewSchema>> {
  const { rounds, clock } = dependencies;
  const definition = await rounds.definition(round);
  const { content, open } = settle(definition, await settledRecords(definition, dependencies));
  const at = instantOf(clock());
  await retryConflicts(async () => {
    const head = await rounds.get(round);
    if (head.frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(head.frozen));
    const details = { open: open.length, correlationId };
    await rounds.saveRound(head, { at, actor: caller.sub, action: 'preview-seen', details });
  });
  return { round, seenBy: caller.sub, at, open: open.length, index: indexOfRound(definition, withoutOpenCells(definition, content)) };
}
