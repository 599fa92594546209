import * as z from 'zod';
import { type Assignment, assignmentSchema } from '../domain/assignment.ts';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';

const assignmentsSchema = z.object({ assignments: z.array(assignmentSchema), version: z.int() });

/** Who reads what in a round; one record, replaced as a whole. */
export class AssignmentStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  /** Version 0 and no rows: nobody was assigned, every person of the agency in charge may read. */
  async get(round: string): Promise<{ assignments: readonly Assignment[]; version: number }> {
    return (await this.#table.get(keys.assignments(round), assignmentsSchema)) ?? { assignments: [], version: 0 };
  }

  /** Throws ConflictError. */
  async save(round: string, assignments: readonly Assignment[], version: number, event: AuditEvent): Promise<void> {
    const key = keys.assignments(round);
    await this.#table.commit(keys.chain(round), event, [
      version === 0 ? { kind: 'create', key, item: { assignments, version: 1 } } : { kind: 'replace', key, item: { assignments, version } },
    ]);
  }
}
