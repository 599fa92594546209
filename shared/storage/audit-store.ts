import type { AuditLink } from '../domain/audit-chain.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';

/** The append-only chains: one for round-wide decisions, one for each unit. */
export class AuditStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async chain(round: string, unit: string | undefined): Promise<AuditLink[]> {
    return await this.#table.auditChain(keys.chain(round, unit));
  }
}
