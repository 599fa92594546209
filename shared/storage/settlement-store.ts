import * as z from 'zod';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { instantSchema } from '../domain/calendar.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';

const settlementSchema = z.object({
  unit: z.string(),
  /** Appraised items, how many of them have settled points, and the hash of these points. */
  appraised: z.int(),
  settled: z.int(),
  hash: z.string(),
  at: instantSchema,
  version: z.int(),
});
export type SettlementRecord = z.infer<typeof settlementSchema>;

/** What stood settled for a unit when its appraisal closed: what the unit is told of, and nothing that enters the computation. */
export class SettlementStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async ofUnit(round: string, unit: string): Promise<SettlementRecord | undefined> {
    return await this.#table.get(keys.settlement(round, unit), settlementSchema);
  }

  /** Throws ConflictError. Version 0: none was there. */
  async save(round: string, settlement: SettlementRecord, event: AuditEvent): Promise<void> {
    const key = keys.settlement(round, settlement.unit);
    await this.#table.commit(keys.chain(round, settlement.unit), event, [
      settlement.version === 0 ? { kind: 'create', key, item: { ...settlement, version: 1 } } : { kind: 'replace', key, item: settlement },
    ]);
  }
}
