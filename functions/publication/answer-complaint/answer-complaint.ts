import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { Complaint, ComplaintView, complaintAnswerSchema } from '../../../shared/contracts/publication.ts';
import { correctionOf, type LedgerEntry, withLedger } from '../../../shared/domain/ledger.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { ComplaintStore } from '../../../shared/storage/complaint-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { LedgerStore } from '../../../shared/storage/ledger-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { frozenContent } from '../frozen-content.ts';
import { viewComplaint } from '../view-complaint.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly complaints: ComplaintStore;
  readonly ledger: LedgerStore;
  readonly files: FileStore;
  readonly clock: Clock;
}

type Answer = z.infer<typeof complaintAnswerSchema>;

/**
 * The entry of an upheld complaint: one that it proposes, about which a publisher decides like about any other; or the approved one that already made
 * the points what they ought to be.
 */
async function entryOf(
  round: string,
  { unit, item, number }: Complaint,
  { points = '', decisionNumber = '', text }: Answer,
  proposedBy: string,
  { rounds, ledger, files, clock }: Dependencies,
): Promise<{ readonly entry: LedgerEntry; readonly isNew: boolean }> {
  const content = await frozenContent(await rounds.get(round), files);
  const entries = await ledger.list(round);
  const correction = correctionOf(await rounds.definition(round), withLedger(content, entries), { unit, item, points });
  if ('code' in correction) {
    const approved = entries.findLast((entry) => entry.approvedBy !== undefined && entry.unit === unit && entry.item === item);
    if (correction.code === 'nothing-to-correct' && approved !== undefined) return { entry: approved, isNew: false };
    throw new RejectedError(correction.code, correction.values);
  }
  // Two that start from the same points cannot both be approved: the later one waits for the decision about the earlier one.
  const waiting = entries.find(
    (entry) =>
      entry.complaint !== undefined &&
      entry.approvedBy === undefined &&
      entry.unit === unit &&
      entry.item === item &&
      entry.before === correction.before,
  );
  if (waiting !== undefined) throw new RejectedError('correction-pending', { number: String(waiting.number), unit, item });
  const reason = `Khiếu nại số ${number}: ${text}`;
  const about = { unit, item, ...correction, decisionNumber, reason, complaint: number };
  return { entry: { number: entries.length + 1, ...about, proposedBy, proposedAt: instantOf(clock()) }, isNew: true };
}

/** The person that a complaint was given to answers it, with reasons. Upheld, it proposes the correction of the points, in one stroke with the answer. */
export async function answerComplaint(
  { caller, path: { round, number }, body, correlationId }: ApiRequest<{ round: string; number: number }, Answer>,
  dependencies: Dependencies,
): Promise<ComplaintView> {
  const { complaints, clock } = dependencies;
  return await retryConflicts(async () => {
    const complaint = await complaints.get(round, number);
    const { unit, assignee, answer } = complaint;
    if (assignee !== caller.sub) throw new RejectedError('not-the-assignee', { number: String(number) });
    if (answer !== undefined) throw new RejectedError('complaint-answered', { number: String(number) });
    if (caller.agency === unit || caller.unit === unit) throw new RejectedError('own-unit', { agency: unit, unit });
    const upheld = body.outcome === 'upheld' ? await entryOf(round, complaint, body, caller.sub, dependencies) : undefined;
    const at = instantOf(clock());
    const ledgerEntry = upheld === undefined ? {} : { ledgerEntry: upheld.entry.number };
    const proposed = upheld?.isNew === true ? upheld.entry : undefined;
    const next = { ...complaint, status: body.outcome, answer: { text: body.text, at, by: caller.sub, ...ledgerEntry } };
    const details = { number, outcome: body.outcome, ...ledgerEntry, ...(proposed === undefined ? {} : { proposed }), correlationId };
    await complaints.answer(round, next, proposed, { at, actor: caller.sub, action: 'complaint-answered', details });
    const { version: _, ...shown } = next;
    return viewComplaint(caller, round, shown, clock());
  });
}
