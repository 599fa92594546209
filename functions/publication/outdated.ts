import type { CellStore } from '../../shared/storage/cell-store.ts';
import type { ComplaintStore } from '../../shared/storage/complaint-store.ts';
import type { ReleaseRecord, ReleaseStore } from '../../shared/storage/release-store.ts';
import type { RoundStore } from '../../shared/storage/round-store.ts';
import { contestedCells } from './contested.ts';

export interface Stores {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly cells: CellStore;
  readonly complaints: ComplaintStore;
}

/** The release that the public sees; undefined before the first one. */
export async function liveRelease(releases: ReleaseStore, round: string): Promise<ReleaseRecord | undefined> {
  return (await releases.list(round)).findLast(({ status }) => status === 'published');
}

/** Contested cells on which the council's record of a release says nothing. */
export async function withoutConclusion(
  { round, publication }: Pick<ReleaseRecord, 'round' | 'publication'>,
  { rounds, cells, complaints }: Stores,
): Promise<{ unit: string; item: string }[]> {
  const concluded = new Set(publication?.council.conclusions.map(({ unit, item }) => `${unit}\n${item}`));
  const contested = await contestedCells(await rounds.definition(round), cells, complaints);
  return contested.filter(({ unit, item }) => !concluded.has(`${unit}\n${item}`));
}

/**
 * Why a release can no longer go live, as the values of problem `release-outdated`: something that it says has changed since. Its figures, the
 * release that its list of changes compares them with (taken back meanwhile), or, once it was asked for, what the council had to conclude on.
 */
export async function outdatedBy(record: ReleaseRecord, stores: Stores): Promise<Readonly<Record<string, string>> | undefined> {
  const { round, release, computedHash, supersedes, status } = record;
  const about = { release: String(release) };
  const { computed } = await stores.rounds.get(round);
  if (computedHash !== undefined && computedHash !== computed?.hash)
    return { ...about, decidedBy: computed?.by ?? '', since: computed?.at ?? '' };
  if (supersedes !== undefined && supersedes !== ((await liveRelease(stores.releases, round))?.release ?? null)) return about;
  return status === 'requested' && (await withoutConclusion(record, stores)).length > 0 ? about : undefined;
}
