import * as z from 'zod';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { decimalTextSchema } from '../domain/criteria-set.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';
import type { RoundRecord } from './round-store.ts';

const readingRecordSchema = z.object({
  unit: z.string(),
  item: z.string(),
  points: decimalTextSchema,
  reason: z.string(),
  agency: z.string(),
  readBy: z.string(),
  version: z.int(),
});
export type ReadingRecord = z.infer<typeof readingRecordSchema>;

/** Readings: an appraiser's points and reason for one unit and item. Earlier ones stay in the unit's audit chain. */
export class ReadingStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async find(round: string, unit: string, item: string): Promise<ReadingRecord | undefined> {
    return await this.#table.get(keys.reading(round, unit, item), readingRecordSchema);
  }

  async ofUnit(round: string, unit: string): Promise<ReadingRecord[]> {
    return await this.#table.query(keys.submission(round, unit).pk, 'READING#', readingRecordSchema);
  }

  /** Writes a reading over the earlier one, if any, while the round stands as `head` says. Throws ConflictError. */
  async save(
    head: RoundRecord,
    reading: Omit<ReadingRecord, 'version'>,
    earlier: ReadingRecord | undefined,
    event: AuditEvent,
  ): Promise<number> {
    const { round } = head;
    const key = keys.reading(round, reading.unit, reading.item);
    const version = earlier?.version ?? 0;
    await this.#table.commit(keys.chain(round, reading.unit), event, [
      { kind: 'check', key: keys.round(round), version: head.version },
      earlier === undefined
        ? { kind: 'create', key, item: { ...reading, version: 1 } }
        : { kind: 'replace', key, item: { ...reading, version } },
    ]);
    return version + 1;
  }
}
