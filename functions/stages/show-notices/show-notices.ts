import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { noticesViewSchema } from '../../../shared/contracts/rounds.ts';
import type { NoticeStore } from '../../../shared/storage/notice-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly notices: NoticeStore;
}

/** What was sent to whom of which unit, the newest first; never an address. A unit sees its own. */
export async function showNotices(
  { caller, path: { round } }: ApiRequest<{ round: string }>,
  { rounds, notices }: Dependencies,
): Promise<z.infer<typeof noticesViewSchema>> {
  await rounds.get(round);
  const seesAll = caller.groups.includes('coordinator') || caller.groups.includes('operator');
  const all = (await notices.list(round)).filter(({ unit }) => seesAll || unit === caller.unit);
  const newestFirst = all.sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? 1 : -1));
  return { round, notices: newestFirst.map(({ version: _, ...notice }) => notice) };
}
