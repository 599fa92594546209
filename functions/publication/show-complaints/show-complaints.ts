import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { complaintsViewSchema } from '../../../shared/contracts/publication.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { ComplaintStore } from '../../../shared/storage/complaint-store.ts';
import { viewComplaint } from '../view-complaint.ts';

export interface Dependencies {
  readonly complaints: ComplaintStore;
  readonly clock: Clock;
}

/** Complaints of a round: all for coordinators and publishers, a unit's own, and those that were given to the caller. */
export async function showComplaints(
  { caller, path: { round } }: ApiRequest<{ round: string }>,
  { complaints, clock }: Dependencies,
): Promise<z.infer<typeof complaintsViewSchema>> {
  const seesAll = caller.groups.includes('coordinator') || caller.groups.includes('publisher');
  const all = await complaints.list(round);
  const seen = all.filter(({ unit, assignee }) => seesAll || unit === caller.unit || assignee === caller.sub);
  return { round, complaints: seen.map(({ version: _, ...complaint }) => viewComplaint(caller, round, complaint, clock())) };
}
