import type { ApiRequest } from '../../../shared/contracts/api.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { settle } from '../../../shared/domain/freeze.ts';
import { frozenLock } from '../../../shared/domain/lock.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { RoundWorkflow } from '../../../shared/runtime/round-workflow.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { type PointSources, settledRecords } from '../settled-records.ts';
import { stagesNotOver } from '../view-round.ts';

export interface Dependencies extends PointSources {
  readonly rounds: RoundStore;
  readonly evidence: FileStore;
  readonly workflow: Pick<RoundWorkflow, 'complete'>;
  readonly clock: Clock;
}

/** Longer than an API call can take. */
const LEASE_MS = 60_000;

/**
 * Fixes what enters the computation and lets the workflow go on. Refused while a stage of entry is open or a matter of the
 * gate is; the answer names each. The frozen content is written under its own hash, where nothing can change it.
 */
export async function freezeRound(
  { caller, path: { round }, correlationId }: ApiRequest<{ round: string }, object | undefined>,
  dependencies: Dependencies,
): Promise<{ round: string; hash: string }> {
  const { rounds, evidence, workflow, clock } = dependencies;
  // From here on no reading is taken: what is read below is what is frozen. The lease ends by itself if this call dies.
  const leased = await retryConflicts(async () => {
    const record = await rounds.get(round);
    if (record.frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(record.frozen));
    // Read after the head that is replaced below: a stage that is opened again in between moves that head as well.
    const stillOpen = stagesNotOver(await rounds.stages(round));
    if (stillOpen.length > 0) throw new RejectedError('stages-not-over', { stages: stillOpen.join(', ') });
    const now = clock();
    const event = { at: instantOf(now), actor: caller.sub, action: 'freeze-begun', details: { correlationId } };
    await rounds.saveRound({ ...record, freezingUntil: instantOf(now + LEASE_MS) }, event);
    return await rounds.get(round);
  });
  const { freezingUntil: _, ...unleased } = leased;
  const definition = await rounds.definition(round);
  const { content, hash, open } = settle(definition, await settledRecords(definition, dependencies));
  if (open.length > 0) {
    const details = { open: open.length, correlationId };
    await rounds.saveRound(unleased, { at: instantOf(clock()), actor: caller.sub, action: 'freeze-refused', details });
    throw new RejectedError('points-missing', { count: String(open.length) }, open);
  }

  const key = `frozen/${round}/${hash}.json`;
  await evidence.writeOnce(key, new TextEncoder().encode(canonicalJson(content)), 'application/json');
  const at = instantOf(clock());
  const details = { hash, resolved: content.resolutions.length, correlationId };
  await rounds.saveRound(
    { ...unleased, frozen: { hash, key, by: caller.sub, at } },
    { at, actor: caller.sub, action: 'round-frozen', details },
  );
  // The waiting task may have stored its token between the read above and the write: read it again.
  const { freezeToken } = await rounds.get(round);
  if (freezeToken !== undefined) await workflow.complete(freezeToken);
  return { round, hash };
}
