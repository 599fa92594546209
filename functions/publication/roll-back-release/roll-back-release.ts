import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { ReleaseView } from '../../../shared/contracts/publication.ts';
import { rollBack } from '../../../shared/domain/live-releases.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { LivePointer } from '../../../shared/runtime/live-pointer.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';

export interface Dependencies {
  readonly releases: ReleaseStore;
  readonly live: LivePointer;
  readonly clock: Clock;
}

/** A request that nobody has joined by then has lapsed; the next call is a new one. */
const REQUEST_LIFE_MS = 60 * 60_000;

/**
 * Takes the newest published release back to the one before it. The first publisher's call asks, another's carries it
 * out; the switch comes before the record, so that a failure in between can be repeated.
 */
export async function rollBackRelease(
  { caller, path: { round, release }, correlationId }: ApiRequest<{ round: string; release: number }, object | undefined>,
  { releases, live, clock }: Dependencies,
): Promise<ReleaseView> {
  return await retryConflicts(async () => {
    const record = await releases.get(round, release);
    // One that is approved goes live when its approval is repeated, and names this one as the release before it.
    const approved = (await releases.list(round)).find(({ status }) => status === 'approved');
    if (approved !== undefined)
      throw new RejectedError('release-pending', { release: String(approved.release), decidedBy: approved.approvedBy ?? '' });
    const newest = await releases.live(round);
    if (newest?.release !== release) throw new RejectedError('release-not-live');
    const { rollback } = record;
    const shown = record.manifestSha256 === undefined ? {} : { manifestSha256: record.manifestSha256 };
    const now = clock();
    const at = instantOf(now);
    const details = { release, correlationId };
    const isAsked = rollback !== undefined && now - Date.parse(rollback.requestedAt) < REQUEST_LIFE_MS;
    if (!isAsked) {
      const asked = { ...record, rollback: { requestedBy: caller.sub, requestedAt: at } };
      await releases.save(asked, { at, actor: caller.sub, action: 'rollback-requested', details });
      return { round, release, status: 'rollback-requested' as const, ...shown };
    }
    if (rollback.requestedBy === caller.sub)
      throw new RejectedError('second-person-needed', { decidedBy: rollback.requestedBy, since: rollback.requestedAt });
    await live.change((current) => rollBack(current, round, release));
    await releases.save({ ...record, status: 'rolled-back' }, { at, actor: caller.sub, action: 'release-rolled-back', details });
    return { round, release, status: 'rolled-back' as const, ...shown };
  });
}
