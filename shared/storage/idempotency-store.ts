import * as z from 'zod';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';

const answerSchema = z.object({ requestHash: z.string(), statusCode: z.int(), body: z.string() });
export type StoredAnswer = z.infer<typeof answerSchema>;

const KEPT_SECONDS = 24 * 60 * 60;

/** Answers to POSTs that came with an Idempotency-Key, kept for a day by the table's time to live. */
export class IdempotencyStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async find(keyHash: string): Promise<StoredAnswer | undefined> {
    return await this.#table.get(keys.idempotency(keyHash), answerSchema);
  }

  /** The answer that stands: this one, or the one that another request with the same key stored first. */
  async store(keyHash: string, answer: StoredAnswer, now: number): Promise<StoredAnswer> {
    const item = { ...answer, expiresAt: Math.floor(now / 1000) + KEPT_SECONDS };
    if (await this.#table.create(keys.idempotency(keyHash), item)) return answer;
    return (await this.find(keyHash)) ?? answer;
  }
}
