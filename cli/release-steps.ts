import { setTimeout as pause } from 'node:timers/promises';
import type * as z from 'zod';
import { type ReleaseView, type releaseRequestSchema, releaseViewSchema } from '../shared/contracts/publication.ts';
import type { ApiClient } from './api-client.ts';

type Publication = z.infer<typeof releaseRequestSchema>;

const POLL_MS = 200;

export async function showRelease(client: ApiClient, round: string, release: number): Promise<ReleaseView> {
  return releaseViewSchema.parse(await client.call('GET', `/api/rounds/${round}/releases/${release}`));
}

/** Begins the next release and waits until it is prepared or failed its gate. */
export async function prepareRelease(client: ApiClient, round: string): Promise<ReleaseView> {
  const { release } = releaseViewSchema.parse(await client.call('POST', `/api/rounds/${round}/releases`, {}));
  return await preparedRelease(client, round, release);
}

/** The release once it is no longer being prepared. */
export async function preparedRelease(client: ApiClient, round: string, release: number): Promise<ReleaseView> {
  for (;;) {
    const view = await showRelease(client, round, release);
    if (view.status !== 'preparing') return view;
    await pause(POLL_MS);
  }
}

/** Asks for the publication; the council's conclusion on each contested cell is `conclude`'s. */
export async function askForRelease(
  client: ApiClient,
  { round, release, contested = [] }: ReleaseView,
  about: { readonly on: string; readonly decision: Publication['decision'] },
  conclude: (unit: string, item: string) => string,
): Promise<ReleaseView> {
  const conclusions = contested.map(({ unit, item }) => ({ unit, item, conclusion: conclude(unit, item) }));
  const body: Publication = { council: { on: about.on, conclusions }, decision: about.decision };
  return releaseViewSchema.parse(await client.call('POST', `/api/rounds/${round}/releases/${release}/request`, body));
}
