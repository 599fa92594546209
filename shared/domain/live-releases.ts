import * as z from 'zod';

/** The one value that decides what the public sees; the site's router reads it on every request. At most 1 kB. */
export const liveReleasesSchema = z.strictObject({
  latest: z.string().nullable(),
  rounds: z.record(z.string(), z.strictObject({ live: z.int().min(1), published: z.array(z.int().min(1)) })),
});
export type LiveReleases = z.infer<typeof liveReleasesSchema>;

/** CloudFront's store takes values of at most 1 kB: about 22 rounds. */
const LARGEST_VALUE_BYTES = 1024;

/** Would the store still take this value? Asked before a publication is decided, because afterwards it could not be carried out. */
export function fitsTheStore(live: LiveReleases): boolean {
  return new TextEncoder().encode(JSON.stringify(live)).length <= LARGEST_VALUE_BYTES;
}

export const NOTHING_LIVE: LiveReleases = { latest: null, rounds: {} };

/** The value after a release of a round goes live. A correction of an older round leaves the front page where it is. */
export function publish(live: LiveReleases, round: string, release: number): LiveReleases {
  const published = new Set([...(live.rounds[round]?.published ?? []), release]);
  const latest = round in live.rounds ? live.latest : round;
  return { latest, rounds: { ...live.rounds, [round]: { live: release, published: [...published].sort((a, b) => a - b) } } };
}

/** The value after a release is taken back: the one before it is live again; without one, the round shows nothing. */
export function rollBack(live: LiveReleases, round: string, release: number): LiveReleases {
  const published = (live.rounds[round]?.published ?? []).filter((n) => n !== release);
  const { [round]: _, ...others } = live.rounds;
  const before = published.at(-1);
  const rounds = before === undefined ? others : { ...live.rounds, [round]: { live: before, published } };
  const latest = live.latest !== null && live.latest in rounds ? live.latest : (Object.keys(rounds).at(-1) ?? null);
  return { latest, rounds };
}
