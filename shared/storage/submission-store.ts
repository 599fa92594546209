import * as z from 'zod';
import { instantSchema } from '../domain/calendar.ts';
import { decimalTextSchema } from '../domain/criteria-set.ts';
import type { ClaimedItem } from '../domain/self-assessment-form.ts';
import { keys } from './keys.ts';
import type { RecordsTable, Write } from './records-table.ts';

/** Which upload is the unit's submission that counts: the last readable one received on time. */
const submissionHeadSchema = z.object({ uploadId: z.string(), receivedAt: instantSchema, sha256: z.string(), version: z.int() });
export type SubmissionHead = z.infer<typeof submissionHeadSchema>;

const lineSchema = z.object({ item: z.string(), points: decimalTextSchema, explanation: z.string() });

/** Self-assessments: immutable lines per upload, and a head that says which upload counts. */
export class SubmissionStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async head(round: string, unit: string): Promise<SubmissionHead | undefined> {
    return await this.#table.get(keys.submission(round, unit), submissionHeadSchema);
  }

  async lines(round: string, unit: string, uploadId: string): Promise<ClaimedItem[]> {
    return await this.#table.query(keys.submission(round, unit).pk, `LINE#${uploadId}#`, lineSchema);
  }

  /** Writes the lines of one upload; repeatable, and invisible until the head names the upload. */
  async writeLines(round: string, unit: string, uploadId: string, items: readonly ClaimedItem[]): Promise<void> {
    await this.#table.putAll(items.map((item) => ({ key: keys.line(round, unit, uploadId, item.item), item: lineSchema.parse(item) })));
  }

  /** The write that moves the head, for the transaction of the verdict; none where a later file already counts. */
  moveHead(round: string, unit: string, head: SubmissionHead | undefined, next: Omit<SubmissionHead, 'version'>): Write[] {
    if (head === undefined) return [{ kind: 'create', key: keys.submission(round, unit), item: { ...next, version: 1 } }];
    if (!comesAfter(next, head)) return [];
    return [{ kind: 'replace', key: keys.submission(round, unit), item: { ...next, version: head.version } }];
  }
}

/** Files of the same instant are ordered by their ids, so that any order of delivery gives the same head. */
export function comesAfter(a: { receivedAt: string; uploadId: string }, b: { receivedAt: string; uploadId: string }): boolean {
  const difference = Date.parse(a.receivedAt) - Date.parse(b.receivedAt);
  return difference > 0 || (difference === 0 && a.uploadId > b.uploadId);
}
