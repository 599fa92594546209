import * as z from 'zod';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { instantSchema } from '../domain/calendar.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';

const previewSchema = z.object({
  round: z.string(),
  release: z.int(),
  /** Who asked for it, and in which role. */
  viewer: z.string(),
  role: z.string(),
  until: instantSchema,
  /** For the table's clean-up, in seconds. */
  expiresAt: z.int(),
});
export type Preview = z.infer<typeof previewSchema>;

/** Who may look at a release that is not public, until when. Known by the hash of a token that only the viewer has. */
export class PreviewStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async open(tokenHash: string, preview: Preview, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(preview.round), event, [{ kind: 'create', key: keys.preview(tokenHash), item: preview }]);
  }

  async find(tokenHash: string): Promise<Preview | undefined> {
    return await this.#table.get(keys.preview(tokenHash), previewSchema);
  }

  /** Somebody looked: in the round's chain. */
  async seen(preview: Preview, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(preview.round), event, []);
  }
}
