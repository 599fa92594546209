import * as z from 'zod';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { type LedgerEntry, ledgerEntrySchema } from '../domain/ledger.ts';
import { RejectedError } from '../errors.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';
import type { RoundRecord } from './round-store.ts';

const storedEntrySchema = z.object({ ...ledgerEntrySchema.shape, version: z.int() });
export type StoredEntry = z.infer<typeof storedEntrySchema>;

/** Changes of frozen points, numbered in the order in which they were proposed. */
export class LedgerStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async list(round: string): Promise<StoredEntry[]> {
    return await this.#table.query(keys.round(round).pk, 'LEDGER#', storedEntrySchema);
  }

  /** Throws RejectedError `not-found`. */
  async get(round: string, number: number): Promise<StoredEntry> {
    const entry = await this.#table.get(keys.ledgerEntry(round, number), storedEntrySchema);
    if (entry === undefined) throw new RejectedError('not-found', { what: `${round} ${number}` });
    return entry;
  }

  /** Throws ConflictError if the number is taken. */
  async create(round: string, entry: LedgerEntry, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(round), event, [
      { kind: 'create', key: keys.ledgerEntry(round, entry.number), item: { ...entry, version: 1 } },
    ]);
  }

  /** The approved entry and the round with what was computed from it, at once. Throws ConflictError. */
  async approve(head: RoundRecord, entry: StoredEntry, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(head.round), event, [
      { kind: 'replace', key: keys.ledgerEntry(head.round, entry.number), item: entry },
      { kind: 'replace', key: keys.round(head.round), item: head },
    ]);
  }
}
