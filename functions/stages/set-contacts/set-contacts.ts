import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { contactsRequestSchema, contactsViewSchema } from '../../../shared/contracts/rounds.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { NoticeStore } from '../../../shared/storage/notice-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { refuseForeignUnit } from '../see-unit.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly notices: NoticeStore;
  readonly clock: Clock;
}

/** Who of a unit is written to. The unit itself or a coordinator sets it, whole; addresses do not go into the audit chain. */
export async function setContacts(
  {
    caller,
    path: { round, unit },
    body,
    correlationId,
  }: ApiRequest<{ round: string; unit: string }, z.infer<typeof contactsRequestSchema>>,
  { rounds, notices, clock }: Dependencies,
): Promise<z.infer<typeof contactsViewSchema>> {
  refuseForeignUnit(caller, unit, await rounds.definition(round));
  await retryConflicts(async () => {
    const version = (await notices.contacts(round, unit))?.version ?? 0;
    const details = { unit, contacts: body.contacts.length, head: body.head !== undefined, correlationId };
    await notices.saveContacts(
      round,
      unit,
      { ...body, version },
      { at: instantOf(clock()), actor: caller.sub, action: 'contacts-set', details },
    );
  });
  return { ...body, round, unit };
}
