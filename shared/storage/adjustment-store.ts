import * as z from 'zod';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';
import type { RoundRecord } from './round-store.ts';

const adjustmentSchema = z.object({
  unit: z.string(),
  code: z.string(),
  /** Signed decimal text. */
  points: z.string(),
  decisionNumber: z.string(),
  reason: z.string(),
  decidedBy: z.string(),
  version: z.int(),
});
export type AdjustmentRecord = z.infer<typeof adjustmentSchema>;

/** Bonus and deduction points of whole units. */
export class AdjustmentStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async ofUnit(round: string, unit: string): Promise<AdjustmentRecord[]> {
    return await this.#table.query(keys.submission(round, unit).pk, 'ADJUSTMENT#', adjustmentSchema);
  }

  /** Writes an adjustment over an earlier one (version 0: none), while the round stands as `head` says. Throws ConflictError. */
  async save(head: RoundRecord, adjustment: AdjustmentRecord, event: AuditEvent): Promise<void> {
    const key = keys.adjustment(head.round, adjustment.unit, adjustment.code);
    await this.#table.commit(keys.chain(head.round, adjustment.unit), event, [
      { kind: 'check', key: keys.round(head.round), version: head.version },
      adjustment.version === 0 ? { kind: 'create', key, item: { ...adjustment, version: 1 } } : { kind: 'replace', key, item: adjustment },
    ]);
  }
}
