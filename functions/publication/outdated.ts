import type { ComplaintStore } from '../../shared/storage/complaint-store.ts';
import type { ReleaseRecord, ReleaseStore } from '../../shared/storage/release-store.ts';
import type { RoundStore } from '../../shared/storage/round-store.ts';

export interface Stores {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly complaints: ComplaintStore;
}

/** Complaints that have their answer: each of them is a matter for the council. */
export async function answeredComplaints(complaints: ComplaintStore, round: string): Promise<number[]> {
  return (await complaints.list(round)).filter(({ answer }) => answer !== undefined).map(({ number }) => number);
}

/**
 * Why a release can no longer go live, as the values of problem `release-outdated`: something that it says has changed since. Its figures, the
 * release that its list of changes compares them with (taken back meanwhile), or, once it was asked for, an answer on which the council has not
 * concluded.
 */
export async function outdatedBy(record: ReleaseRecord, stores: Stores): Promise<Readonly<Record<string, string>> | undefined> {
  const { round, release, computedHash, supersedes, status } = record;
  const about = { release: String(release) };
  const { computed } = await stores.rounds.get(round);
  if (computedHash !== undefined && computedHash !== computed?.hash)
    return { ...about, decidedBy: computed?.by ?? '', since: computed?.at ?? '' };
  if (supersedes !== undefined && supersedes !== ((await stores.releases.live(round))?.release ?? null)) return about;
  if (status !== 'requested') return undefined;
  const known = new Set(record.answered);
  return (await answeredComplaints(stores.complaints, round)).some((number) => !known.has(number)) ? about : undefined;
}
