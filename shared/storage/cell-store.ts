import * as z from 'zod';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { type Cell, cellSchema } from '../domain/cell.ts';
import { keys } from './keys.ts';
import type { RecordsTable, Write } from './records-table.ts';
import type { RoundRecord } from './round-store.ts';

const storedCellSchema = z.object(cellSchema.shape);

/** A transaction holds 100 actions; the audit link, its head and the round take three. */
export const CELLS_AT_ONCE = 90;

/** What was said of each item of each unit: readings, adjudication, explanation, decision. */
export class CellStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async find(round: string, unit: string, item: string): Promise<Cell | undefined> {
    return await this.#table.get(keys.cell(round, unit, item), storedCellSchema);
  }

  async ofUnit(round: string, unit: string): Promise<Map<string, Cell>> {
    const cells = await this.#table.query(keys.submission(round, unit).pk, 'CELL#', storedCellSchema);
    return new Map(cells.map((cell) => [cell.item, cell]));
  }

  /**
   * Writes cells of one unit over what stood there (version 0: nothing), all or none, while the round stands as `head`
   * says. At most CELLS_AT_ONCE. Throws ConflictError.
   */
  async save(head: RoundRecord, unit: string, cells: readonly Cell[], event: AuditEvent): Promise<void> {
    const { round } = head;
    await this.#table.commit(keys.chain(round, unit), event, [
      { kind: 'check', key: keys.round(round), version: head.version },
      ...cells.map((cell): Write => {
        const key = keys.cell(round, unit, cell.item);
        return cell.version === 0 ? { kind: 'create', key, item: { ...cell, version: 1 } } : { kind: 'replace', key, item: cell };
      }),
    ]);
  }
}
