import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { contactsViewSchema } from '../../../shared/contracts/rounds.ts';
import { RejectedError } from '../../../shared/errors.ts';
import type { NoticeStore } from '../../../shared/storage/notice-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { refuseForeignUnit } from '../see-unit.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly notices: NoticeStore;
}

export async function showContacts(
  { caller, path: { round, unit } }: ApiRequest<{ round: string; unit: string }>,
  { rounds, notices }: Dependencies,
): Promise<z.infer<typeof contactsViewSchema>> {
  refuseForeignUnit(caller, unit, await rounds.definition(round));
  const found = await notices.contacts(round, unit);
  if (found === undefined) throw new RejectedError('not-found', { what: `${unit} contacts` });
  const { contacts, head } = found;
  return { round, unit, contacts, ...(head === undefined ? {} : { head }) };
}
