import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { Complaint, ComplaintView, complaintRequestSchema } from '../../../shared/contracts/publication.ts';
import { sayInstant } from '../../../shared/domain/calendar.ts';
import { itemsOf } from '../../../shared/domain/criteria-set.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { ComplaintStore } from '../../../shared/storage/complaint-store.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { viewComplaint } from '../view-complaint.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly complaints: ComplaintStore;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;

/** A unit contests the points of one of its items. Acknowledged with a number and the day by which it has an answer. */
export async function fileComplaint(
  {
    caller,
    path: { round, unit },
    body,
    correlationId,
  }: ApiRequest<{ round: string; unit: string }, z.infer<typeof complaintRequestSchema>>,
  { rounds, releases, complaints, evidence, clock }: Dependencies,
): Promise<ComplaintView> {
  if (caller.unit !== unit) throw new RejectedError('not-allowed');
  const { criteriaSet, rules, units } = await rounds.definition(round);
  if (!units.some(({ code }) => code === unit)) throw new RejectedError('not-found', { what: unit });
  if (!itemsOf(criteriaSet).some(({ code }) => code === body.item)) throw new RejectedError('not-found', { what: body.item });
  const known = new Set((await evidence.ofUnit(round, unit)).map(({ uploadId }) => uploadId));
  for (const uploadId of body.evidence) if (!known.has(uploadId)) throw new RejectedError('not-found', { what: uploadId });
  const release = await releases.live(round);
  if (release?.publishedAt === undefined) throw new RejectedError('no-release-yet');
  const now = clock();
  const until = Date.parse(release.publishedAt) + rules.complaints.withinDays * DAY_MS;
  if (now > until) throw new RejectedError('complaints-over', { until: instantOf(until), untilText: sayInstant(until) });
  const number = release.release;
  return await retryConflicts(async () => {
    const all = await complaints.list(round);
    const pending = all.find((entry) => entry.unit === unit && entry.item === body.item && entry.answer === undefined);
    if (pending !== undefined) throw new RejectedError('complaint-pending', { number: String(pending.number), item: body.item });
    const at = instantOf(now);
    const complaint: Complaint = {
      number: all.length + 1,
      unit,
      ...body,
      filedAt: at,
      release: number,
      status: 'filed',
      answerBy: instantOf(now + rules.complaints.answerDays * DAY_MS),
      filedBy: caller.sub,
    };
    const details = { number: complaint.number, unit, item: body.item, release: number, correlationId };
    await complaints.create(round, complaint, { at, actor: caller.sub, action: 'complaint-filed', details });
    return viewComplaint(caller, round, complaint, now);
  });
}
