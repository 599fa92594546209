import type { StageDue } from '../../shared/contracts/events.ts';
import { lastMomentOf } from '../../shared/domain/calendar.ts';
import { type Clock, instantOf } from '../../shared/runtime/clock.ts';
import type { DeadlineSchedules } from '../../shared/runtime/deadline-schedules.ts';
import type { RoundWorkflow } from '../../shared/runtime/round-workflow.ts';
import type { FileStore } from '../../shared/storage/file-store.ts';
import { retryConflicts } from '../../shared/storage/records-table.ts';
import type { RoundStore, StageRecord } from '../../shared/storage/round-store.ts';
import type { UploadStore } from '../../shared/storage/upload-store.ts';

export interface ClosingDependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly incoming: FileStore;
  readonly schedules: DeadlineSchedules;
  readonly workflow: Pick<RoundWorkflow, 'complete'>;
  readonly clock: Clock;
}

const LOOK_AGAIN_MS = 60_000;

/** Is an address of the stage still alive, or a file of it still without verdict? Dead addresses without a file are let go. */
async function isAwaited(due: StageDue, now: number, { uploads, incoming }: ClosingDependencies): Promise<boolean> {
  let awaited = false;
  for (const pending of await uploads.pending(due.round, due.stage)) {
    const upload = await uploads.find(due.round, pending.uploadId);
    const mayStillArrive = now < Date.parse(pending.expiresAt);
    if (mayStillArrive || upload?.status === 'received' || (await incoming.earliestVersion(pending.key)) !== undefined) {
      awaited = true;
      continue;
    }
    await uploads.abandon(due.round, due.stage, pending, {
      at: instantOf(now),
      actor: 'close-stage',
      action: 'upload-address-expired',
      details: { uploadId: pending.uploadId },
    });
  }
  return awaited;
}

/**
 * Closes a stage whose latest deadline and grace have passed, in two steps: `closing` gives no more addresses, `closed`
 * follows once no address is alive and no file waits for its verdict. A call before time puts the schedule back; a call
 * for a closed stage completes its token again. So early, late, lost and repeated calls all do right.
 */
export async function closeIfDue(due: StageDue, dependencies: ClosingDependencies): Promise<'not-due' | 'closing' | 'closed'> {
  const { rounds, schedules, workflow, clock } = dependencies;
  const { round } = due;
  if (due.stage === 'publication') return 'not-due';
  const stage = await retryConflicts(async (): Promise<StageRecord | 'not-due' | 'closing'> => {
    const current = await rounds.stage(round, due.stage);
    const now = clock();
    if (current.status === 'closed') return current;
    if (current.status === 'planned') return 'not-due';
    if (now < lastMomentOf(current)) {
      await schedules.set(due, lastMomentOf(current));
      return 'not-due';
    }
    if (current.status === 'open') {
      const closing = { ...current, status: 'closing' as const };
      await rounds.saveStage(round, closing, {
        at: instantOf(now),
        actor: 'close-stage',
        action: 'stage-closing',
        details: { stage: due.stage },
      });
      return closing;
    }
    if (await isAwaited(due, now, dependencies)) {
      await schedules.set(due, now + LOOK_AGAIN_MS);
      return 'closing';
    }
    const closed = { ...current, status: 'closed' as const, closedAt: instantOf(now) };
    await rounds.saveStage(round, closed, {
      at: instantOf(now),
      actor: 'close-stage',
      action: 'stage-closed',
      details: { stage: due.stage },
    });
    return closed;
  });
  if (typeof stage === 'string') return stage;
  if (stage.status === 'closing') return await closeIfDue(due, dependencies);
  // A token stored meanwhile is on the record now; one stored later is completed by the function that stores it. The stage may
  // have been opened again since: then the token waits for its next closing.
  const { status, taskToken } = await rounds.stage(round, due.stage);
  if (status === 'closed' && taskToken !== undefined) await workflow.complete(taskToken);
  return 'closed';
}
