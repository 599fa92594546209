import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { ReleaseView } from '../../../shared/contracts/publication.ts';
import { sayInstant } from '../../../shared/domain/calendar.ts';
import { fitsTheStore, publish } from '../../../shared/domain/live-releases.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { LivePointer } from '../../../shared/runtime/live-pointer.ts';
import type { RoundWorkflow } from '../../../shared/runtime/round-workflow.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import { outdatedBy, type Stores } from '../outdated.ts';

export interface Dependencies extends Stores {
  readonly live: LivePointer;
  readonly workflow: Pick<RoundWorkflow, 'complete'>;
  readonly clock: Clock;
}

/** Publication closes with its first release; then the workflow ends. */
async function closePublication(round: string, actor: string, { rounds, workflow, clock }: Dependencies): Promise<void> {
  await retryConflicts(async () => {
    const stage = await rounds.stage(round, 'publication');
    if (stage.status === 'closed') return;
    const at = instantOf(clock());
    const event = { at, actor, action: 'stage-closed', details: { stage: 'publication' } };
    await rounds.saveStage(round, { ...stage, status: 'closed', closedAt: at }, event);
  });
  const { taskToken } = await rounds.stage(round, 'publication');
  if (taskToken !== undefined) await workflow.complete(taskToken);
}

/**
 * A second publisher lets the release go live: decision recorded first, then the one switch, then the stage. Repeating
 * the call after a failure in between goes on where it stopped.
 */
export async function approveRelease(
  { caller, path: { round, release }, correlationId }: ApiRequest<{ round: string; release: number }, object | undefined>,
  dependencies: Dependencies,
): Promise<ReleaseView> {
  const { rounds, releases, live, clock } = dependencies;
  const { embargoUntil } = (await rounds.definition(round)).calendar.publication;
  const approved = await retryConflicts(async () => {
    const record = await releases.get(round, release);
    if (record.status === 'rolled-back' || record.status === 'withdrawn') throw new RejectedError('release-not-live');
    if (record.status === 'preparing' || record.status === 'failed')
      throw new RejectedError('release-not-ready', { release: String(release), status: record.status });
    if (record.status === 'prepared') throw new RejectedError('release-not-requested', { release: String(release) });
    if (record.requestedBy === caller.sub) throw new RejectedError('second-person-needed', { decidedBy: caller.sub });
    if (record.status !== 'requested') return record;
    const head = await rounds.get(round);
    const before = await releases.live(round);
    const outdated = await outdatedBy(record, dependencies);
    if (outdated !== undefined) throw new RejectedError('release-outdated', outdated);
    const opensAt = Date.parse((await rounds.stage(round, 'publication')).opensAt);
    const until = embargoUntil === undefined ? opensAt : Math.max(opensAt, Date.parse(embargoUntil));
    if (clock() < until) throw new RejectedError('embargo', { until: instantOf(until), untilText: sayInstant(until) });
    if (!fitsTheStore(publish(await live.read(), round, release))) throw new RejectedError('live-value-full');
    const next = { ...record, status: 'approved' as const, approvedBy: caller.sub };
    const details = { release, manifestSha256: record.manifestSha256, requestedBy: record.requestedBy, correlationId };
    const event = { at: instantOf(clock()), actor: caller.sub, action: 'release-approved', details };
    await releases.approve(next, head, before, event);
    return await releases.get(round, release);
  });
  if (approved.status === 'approved') {
    await live.change((current) => publish(current, round, release));
    await releases.save(
      { ...approved, status: 'published', publishedAt: instantOf(clock()) },
      { at: instantOf(clock()), actor: 'approve-release', action: 'release-published', details: { release, correlationId } },
    );
  }
  await closePublication(round, caller.sub, dependencies);
  const { manifestSha256 } = approved;
  return { round, release, status: 'published', ...(manifestSha256 === undefined ? {} : { manifestSha256 }) };
}
