import * as z from 'zod';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { daysLate, doesCount } from '../domain/calendar.ts';
import {
  type CountingVersion,
  countingVersion,
  type Lateness,
  type Statement,
  type SubmissionVersion,
  type SubmittedItem,
  statementSchema,
  submissionVersionSchema,
  submittedItemSchema,
} from '../domain/submission.ts';
import { keys } from './keys.ts';
import type { RecordsTable, Write } from './records-table.ts';
import { stageRecordSchema } from './round-store.ts';

/** How many versions and statements a unit has; every change of either moves it. */
const submissionHeadSchema = z.object({ versions: z.int(), statements: z.int(), version: z.int() });
export type SubmissionHead = z.infer<typeof submissionHeadSchema>;

/** A unit's self-assessment as it stands: its versions, its statements, and which version counts. */
export interface SubmissionRecord {
  readonly head: SubmissionHead | undefined;
  readonly versions: readonly SubmissionVersion[];
  readonly statements: readonly Statement[];
  readonly counting: CountingVersion | undefined;
}

/** The version whose lines are meant. */
type LinesOf = Pick<SubmissionVersion, 'uploadId' | 'lines'>;

/** Self-assessments: immutable lines per upload, versions that name them, statements that answer for a version. */
export class SubmissionStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async find(round: string, unit: string): Promise<SubmissionRecord> {
    const { pk } = keys.submission(round, unit);
    const [head, versions, statements, stage] = await Promise.all([
      this.#table.get(keys.submission(round, unit), submissionHeadSchema),
      this.#table.query(pk, 'VERSION#', z.object(submissionVersionSchema.shape)),
      this.#table.query(pk, 'STATEMENT#', z.object(statementSchema.shape)),
      this.#table.get(keys.stage(round, 'self-assessment'), stageRecordSchema),
    ]);
    // What was late when it came may be covered by an extension since: the deadlines as they are now decide.
    const lateness: Lateness = (instant) =>
      stage !== undefined && doesCount(stage, unit, instant) ? daysLate(stage, unit, instant) : undefined;
    const covered = versions.map((version) => ({ ...version, onTime: version.onTime || lateness(version.receivedAt) === 0 }));
    return { head, versions: covered, statements, counting: countingVersion(covered, statements, lateness) };
  }

  async lines(round: string, unit: string, { uploadId, lines = uploadId }: LinesOf): Promise<SubmittedItem[]> {
    return await this.#table.query(keys.submission(round, unit).pk, `LINE#${lines}#`, z.object(submittedItemSchema.shape));
  }

  /** The lines of the version that counts; none where no version does. */
  async countingLines(round: string, unit: string): Promise<{ counting: CountingVersion | undefined; lines: readonly SubmittedItem[] }> {
    const { counting } = await this.find(round, unit);
    return { counting, lines: counting === undefined ? [] : await this.lines(round, unit, counting.version) };
  }

  /**
   * Writes the lines of one version in a place of their own; invisible until a version names it. Two attempts at one file must not
   * share a place: the slower one would change what the faster one's version says.
   */
  async writeLines(round: string, unit: string, place: string, items: readonly SubmittedItem[]): Promise<void> {
    await this.#table.putAll(
      items.map((item) => ({ key: keys.line(round, unit, place, item.item), item: submittedItemSchema.parse(item) })),
    );
  }

  /** The writes that add a version, for the transaction of the verdict. They fail if another file came between. */
  addVersion(round: string, unit: string, { head }: SubmissionRecord, version: SubmissionVersion): Write[] {
    return [
      this.#moveHead(round, unit, head, { versions: version.number }),
      { kind: 'create', key: keys.submissionVersion(round, unit, version.number), item: version },
    ];
  }

  /** Adds a statement. Throws ConflictError if a version or a statement came between. */
  async addStatement(round: string, unit: string, { head }: SubmissionRecord, statement: Statement, event: AuditEvent): Promise<void> {
    const number = (head?.statements ?? 0) + 1;
    await this.#table.commit(keys.chain(round, unit), event, [
      this.#moveHead(round, unit, head, { statements: number }),
      { kind: 'create', key: keys.statement(round, unit, number), item: statement },
    ]);
  }

  #moveHead(round: string, unit: string, head: SubmissionHead | undefined, next: Partial<SubmissionHead>): Write {
    const key = keys.submission(round, unit);
    if (head === undefined) return { kind: 'create', key, item: { versions: 0, statements: 0, ...next, version: 1 } };
    return { kind: 'replace', key, item: { ...head, ...next, version: head.version } };
  }
}
