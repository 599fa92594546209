import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { ComplaintView, complaintAssignmentSchema } from '../../../shared/contracts/publication.ts';
import { readersOf } from '../../../shared/domain/cell.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { CellStore } from '../../../shared/storage/cell-store.ts';
import type { ComplaintStore } from '../../../shared/storage/complaint-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import { viewComplaint } from '../view-complaint.ts';

export interface Dependencies {
  readonly complaints: ComplaintStore;
  readonly cells: CellStore;
  readonly clock: Clock;
}

/** Gives a complaint to a person who did not read that item of the unit; another person may take it over until it is answered. */
export async function assignComplaint(
  {
    caller,
    path: { round, number },
    body: { assignee },
    correlationId,
  }: ApiRequest<{ round: string; number: number }, z.infer<typeof complaintAssignmentSchema>>,
  { complaints, cells, clock }: Dependencies,
): Promise<ComplaintView> {
  return await retryConflicts(async () => {
    const complaint = await complaints.get(round, number);
    const { unit, item } = complaint;
    if (complaint.answer !== undefined) throw new RejectedError('complaint-answered', { number: String(number) });
    const readers = readersOf((await cells.ofUnit(round, unit)).get(item));
    if (readers.includes(assignee) || assignee === complaint.filedBy) throw new RejectedError('another-reader-needed', { item, unit });
    const next = { ...complaint, status: 'assigned' as const, assignee };
    const at = instantOf(clock());
    await complaints.save(round, next, {
      at,
      actor: caller.sub,
      action: 'complaint-assigned',
      details: { number, assignee, correlationId },
    });
    const { version: _, ...shown } = next;
    return viewComplaint(caller, round, shown, clock());
  });
}
