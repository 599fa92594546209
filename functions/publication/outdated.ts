import type { ComplaintStore } from '../../shared/storage/complaint-store.ts';
import type { ReleaseRecord, ReleaseStore } from '../../shared/storage/release-store.ts';
import type { RoundStore } from '../../shared/storage/round-store.ts';

export interface Stores {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly complaints: ComplaintStore;
}

/**
 * Why a release can no longer go live, as the values of problem `release-outdated`: something that it says has changed since it was rendered. Its
 * figures, the release that its list of changes compares them with (taken back meanwhile), or the complaints that have an answer. What a
 * record of version 0.1.0 does not know is not asked of it.
 */
export async function outdatedBy(record: ReleaseRecord, stores: Stores): Promise<Readonly<Record<string, string>> | undefined> {
  const { round, release, computedHash, supersedes, answered } = record;
  const about = { release: String(release) };
  const { computed } = await stores.rounds.get(round);
  if (computedHash !== undefined && computedHash !== computed?.hash)
    return { ...about, decidedBy: computed?.by ?? '', since: computed?.at ?? '' };
  if (supersedes !== undefined && supersedes !== ((await stores.releases.live(round))?.release ?? null)) return about;
  if (answered !== undefined && (await stores.complaints.answered(round)).some((number) => !answered.includes(number))) return about;
  return undefined;
}
