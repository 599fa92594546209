import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { ReleaseView } from '../../../shared/contracts/publication.ts';
import { notOpenLock } from '../../../shared/domain/lock.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { EventBus } from '../../../shared/runtime/event-bus.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ReleaseRecord } from '../../../shared/storage/release-store.ts';
import { outdatedBy, type Stores } from '../outdated.ts';

export interface Dependencies extends Stores {
  readonly bus: Pick<EventBus, 'wantRelease'>;
  readonly clock: Clock;
}

/** Longer than a rendering with all its retries takes: whatever is still being prepared by then never will be. */
const PREPARATION_LIFE_MS = 20 * 60_000;

/** Refuses before publication opens and for a rehearsal. A round that was published may get a further release. */
async function refuseUnlessPublishable(round: string, { rounds }: Dependencies): Promise<void> {
  const { rehearsal } = await rounds.definition(round);
  if (rehearsal) throw new RejectedError('rehearsal-never-published', { round });
  if ((await rounds.get(round)).computed === undefined) throw new RejectedError('index-not-computed');
  const { status, opensAt } = await rounds.stage(round, 'publication');
  if (status === 'planned') throw new RejectedError('stage-not-open', notOpenLock({ stage: 'publication', opensAt }));
}

/** Does a release stand in the way of a further one? What is outdated can be approved by nobody. */
async function isPending(record: ReleaseRecord, now: number, dependencies: Dependencies): Promise<boolean> {
  const { status, preparedAt } = record;
  if (status === 'approved') return true;
  if (status === 'requested') return (await outdatedBy(record, dependencies)) === undefined;
  return status === 'preparing' && now - Date.parse(preparedAt) < PREPARATION_LIFE_MS;
}

/** Begins the next release of a round: its files are rendered and held against the gate by a function of its own. */
export async function prepareRelease(
  { caller, path: { round }, correlationId }: ApiRequest<{ round: string }, object | undefined>,
  dependencies: Dependencies,
): Promise<ReleaseView> {
  const { rounds, releases, bus, clock } = dependencies;
  await refuseUnlessPublishable(round, dependencies);
  return await retryConflicts(async () => {
    const earlier = await releases.list(round);
    const computedHash = (await rounds.get(round)).computed?.hash;
    const at = instantOf(clock());
    for (const old of earlier) {
      if (!(await isPending(old, clock(), dependencies))) continue;
      // Whoever asked first may have died before the rendering was begun: it is told again, and does nothing twice.
      if (old.status === 'preparing') await bus.wantRelease({ round, release: old.release, correlationId });
      throw new RejectedError('release-pending', { release: String(old.release), decidedBy: old.requestedBy ?? old.preparedBy });
    }
    for (const old of earlier) {
      if (!['preparing', 'prepared', 'requested'].includes(old.status)) continue;
      const details = { release: old.release, correlationId };
      await releases.save({ ...old, status: 'withdrawn' }, { at, actor: caller.sub, action: 'release-withdrawn', details });
    }
    const release = (earlier.at(-1)?.release ?? 0) + 1;
    await releases.create(
      {
        ...{ round, release, status: 'preparing', preparedBy: caller.sub, preparedAt: at, version: 1 },
        ...(computedHash === undefined ? {} : { computedHash }),
      },
      { at, actor: caller.sub, action: 'release-begun', details: { release, correlationId } },
    );
    await bus.wantRelease({ round, release, correlationId });
    return { round, release, status: 'preparing' as const };
  });
}
