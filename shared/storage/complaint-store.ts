import * as z from 'zod';
import { type Complaint, complaintSchema, type RemedyPlan, remedyPlanSchema } from '../contracts/publication.ts';
import type { AuditEvent } from '../domain/audit-chain.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { RejectedError } from '../errors.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';

const storedComplaintSchema = z.object({ ...complaintSchema.shape, version: z.int() });
export type StoredComplaint = z.infer<typeof storedComplaintSchema>;

const storedPlanSchema = z.object({ ...remedyPlanSchema.shape, unit: z.string(), version: z.int() });

/** Complaints of a round, numbered as they came, and the units' plans for what they lost. */
export class ComplaintStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async list(round: string): Promise<StoredComplaint[]> {
    return await this.#table.query(keys.round(round).pk, 'COMPLAINT#', storedComplaintSchema);
  }

  /** Throws RejectedError `not-found`. */
  async get(round: string, number: number): Promise<StoredComplaint> {
    const found = await this.#table.get(keys.complaint(round, number), storedComplaintSchema);
    if (found === undefined) throw new RejectedError('not-found', { what: `${round} ${number}` });
    return found;
  }

  /** Throws ConflictError if the number is taken. */
  async create(round: string, complaint: Complaint, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(round), event, [
      { kind: 'create', key: keys.complaint(round, complaint.number), item: { ...complaint, version: 1 } },
    ]);
  }

  /** Throws ConflictError. */
  async save(round: string, complaint: StoredComplaint, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(round), event, [
      { kind: 'replace', key: keys.complaint(round, complaint.number), item: complaint },
    ]);
  }

  /** Numbers of those that have their answer. */
  async answered(round: string): Promise<number[]> {
    return (await this.list(round)).filter(({ answer }) => answer !== undefined).map(({ number }) => number);
  }

  /** An answer, with the correction that it proposes where it is upheld: both or neither. Throws ConflictError. */
  async answer(round: string, complaint: StoredComplaint, entry: LedgerEntry | undefined, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(round), event, [
      { kind: 'replace', key: keys.complaint(round, complaint.number), item: complaint },
      ...(entry === undefined
        ? []
        : [{ kind: 'create' as const, key: keys.ledgerEntry(round, entry.number), item: { ...entry, version: 1 } }]),
    ]);
  }

  async plan(round: string, unit: string): Promise<(RemedyPlan & { unit: string; version: number }) | undefined> {
    return await this.#table.get(keys.remedies(round, unit), storedPlanSchema);
  }

  /** `version` 0: the unit's first plan. Throws ConflictError. */
  async savePlan(round: string, unit: string, plan: RemedyPlan, version: number, event: AuditEvent): Promise<void> {
    const key = keys.remedies(round, unit);
    await this.#table.commit(keys.chain(round, unit), event, [
      version === 0
        ? { kind: 'create', key, item: { ...plan, unit, version: 1 } }
        : { kind: 'replace', key, item: { ...plan, unit, version } },
    ]);
  }
}
