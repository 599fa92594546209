import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { ComplaintView, complaintAnswerSchema } from '../../../shared/contracts/publication.ts';
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

/** The entry that an upheld complaint proposes; a publisher decides about it like about any other. */
async function propose(
  round: string,
  about: { readonly unit: string; readonly item: string; readonly number: number },
  { points = '', decisionNumber = '', text }: Answer,
  by: string,
  { rounds, ledger, files, clock }: Dependencies,
): Promise<number> {
  const content = await frozenContent(await rounds.get(round), files);
  const definition = await rounds.definition(round);
  const { unit, item, number } = about;
  return await retryConflicts(async () => {
    const entries = await ledger.list(round);
    // An answer that died after its proposal finds it again.
    const reason = `Khiếu nại số ${number}: ${text}`;
    const known = entries.find((entry) => entry.unit === unit && entry.item === item && entry.reason === reason && entry.proposedBy === by);
    if (known !== undefined) return known.number;
    const correction = correctionOf(definition, withLedger(content, entries), { unit, item, points });
    if ('code' in correction) throw new RejectedError(correction.code, correction.values);
    const at = instantOf(clock());
    const entry: LedgerEntry = {
      number: entries.length + 1,
      unit,
      item,
      ...correction,
      decisionNumber,
      reason,
      proposedBy: by,
      proposedAt: at,
    };
    await ledger.create(round, entry, { at, actor: by, action: 'correction-proposed', details: { ...entry, complaint: number } });
    return entry.number;
  });
}

/** The person that a complaint was given to answers it, with reasons. Upheld, it proposes the correction of the points. */
export async function answerComplaint(
  { caller, path: { round, number }, body, correlationId }: ApiRequest<{ round: string; number: number }, Answer>,
  dependencies: Dependencies,
): Promise<ComplaintView> {
  const { complaints, clock } = dependencies;
  const { unit, item, assignee, answer } = await complaints.get(round, number);
  if (assignee !== caller.sub) throw new RejectedError('not-the-assignee', { number: String(number) });
  if (answer !== undefined) throw new RejectedError('complaint-answered', { number: String(number) });
  if (caller.agency === unit || caller.unit === unit) throw new RejectedError('own-unit', { agency: unit, unit });
  const ledgerEntry = body.outcome === 'upheld' ? await propose(round, { unit, item, number }, body, caller.sub, dependencies) : undefined;
  return await retryConflicts(async () => {
    const complaint = await complaints.get(round, number);
    if (complaint.answer !== undefined) throw new RejectedError('complaint-answered', { number: String(number) });
    const at = instantOf(clock());
    const given = { text: body.text, at, by: caller.sub, ...(ledgerEntry === undefined ? {} : { ledgerEntry }) };
    const next = { ...complaint, status: body.outcome, answer: given };
    const details = { number, outcome: body.outcome, ...(ledgerEntry === undefined ? {} : { ledgerEntry }), correlationId };
    await complaints.save(round, next, { at, actor: caller.sub, action: 'complaint-answered', details });
    const { version: _, ...shown } = next;
    return viewComplaint(caller, round, shown, clock());
  });
}
