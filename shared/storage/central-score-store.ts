import * as z from 'zod';
import { instantSchema } from '../domain/calendar.ts';
import { decimal, toDecimal } from '../domain/rational.ts';
import type { Points, Scores } from '../domain/scores.ts';
import { comesAfter } from '../domain/submission.ts';
import { keys } from './keys.ts';
import type { RecordsTable, Write } from './records-table.ts';
import type { RoundRecord } from './round-store.ts';

const centralHeadSchema = z.object({ uploadId: z.string(), receivedAt: instantSchema, sha256: z.string(), version: z.int() });
export type CentralHead = z.infer<typeof centralHeadSchema>;

const rowSchema = z.object({ unit: z.string(), item: z.string(), points: z.string() });

/** Points that the ministry brings in by file: rows per upload, and a head that says which upload counts. */
export class CentralScoreStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async head(round: string): Promise<CentralHead | undefined> {
    return await this.#table.get(keys.central(round), centralHeadSchema);
  }

  async rows(round: string, uploadId: string): Promise<Map<string, Map<string, Points>>> {
    const scores = new Map<string, Map<string, Points>>();
    for (const { unit, item, points } of await this.#table.query(keys.centralRow(round, uploadId, '', '').pk, '', rowSchema)) {
      const ofUnit = scores.get(unit) ?? new Map<string, Points>();
      scores.set(unit, ofUnit.set(item, points === 'NA' ? 'NA' : decimal(points)));
    }
    return scores;
  }

  /** Writes the rows of one upload; repeatable, and invisible until the head names the upload. */
  async writeRows(round: string, uploadId: string, scores: Scores): Promise<void> {
    const rows = [...scores].flatMap(([unit, items]) =>
      [...items].map(([item, points]) => ({
        key: keys.centralRow(round, uploadId, unit, item),
        item: { unit, item, points: points === 'NA' ? 'NA' : toDecimal(points) },
      })),
    );
    await this.#table.putAll(rows);
  }

  /** The writes that move the head while the round stands as `record` says; none where a later file already counts. */
  moveHead(record: RoundRecord, head: CentralHead | undefined, next: Omit<CentralHead, 'version'>): Write[] {
    const { round } = record;
    const unchanged: Write = { kind: 'check', key: keys.round(round), version: record.version };
    if (head === undefined) return [unchanged, { kind: 'create', key: keys.central(round), item: { ...next, version: 1 } }];
    if (!comesAfter(next, head)) return [];
    return [unchanged, { kind: 'replace', key: keys.central(round), item: { ...next, version: head.version } }];
  }
}
