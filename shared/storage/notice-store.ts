import * as z from 'zod';
import { contactsRequestSchema, noticeKindSchema } from '../contracts/rounds.ts';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { instantSchema, stageNameSchema } from '../domain/calendar.ts';
import { keys } from './keys.ts';
import type { RecordsTable, Write } from './records-table.ts';

const contactsSchema = z.object({
  contacts: contactsRequestSchema.shape.contacts,
  head: contactsRequestSchema.shape.head,
  version: z.int(),
});
export type Contacts = z.infer<typeof contactsSchema>;

const noticeSchema = z.object({
  id: z.string(),
  kind: noticeKindSchema,
  unit: z.string(),
  stage: stageNameSchema.optional(),
  at: instantSchema,
  /** Written before anything is sent: whoever finds it there does not send again. */
  status: z.enum(['sending', 'sent', 'failed', 'no-contact']),
  recipients: z.int(),
  /** The name of the error, where it could not be sent. */
  error: z.string().optional(),
  version: z.int(),
});
export type Notice = z.infer<typeof noticeSchema>;

const toTellSchema = z.object({ uploadId: z.string(), unit: z.string() });

/** Who of a unit is written to, and what was sent: each notice at most once. */
export class NoticeStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async contacts(round: string, unit: string): Promise<Contacts | undefined> {
    return await this.#table.get(keys.contacts(round, unit), contactsSchema);
  }

  /** Throws ConflictError. Version 0: none were there. */
  async saveContacts(round: string, unit: string, contacts: Contacts, event: AuditEvent): Promise<void> {
    const key = keys.contacts(round, unit);
    const write: Write =
      contacts.version === 0 ? { kind: 'create', key, item: { ...contacts, version: 1 } } : { kind: 'replace', key, item: contacts };
    await this.#table.commit(keys.chain(round, unit), event, [write]);
  }

  async list(round: string): Promise<Notice[]> {
    return await this.#table.query(keys.notice(round, '').pk, '', noticeSchema);
  }

  /** Takes a notice in hand; false where somebody has already. */
  async begin(round: string, notice: Omit<Notice, 'version'>): Promise<boolean> {
    return await this.#table.create(keys.notice(round, notice.id), { ...notice, version: 1 });
  }

  /** What became of a notice in hand. */
  async finish(round: string, notice: Omit<Notice, 'version'>): Promise<void> {
    await this.#table.putAll([{ key: keys.notice(round, notice.id), item: { ...notice, version: 2 } }]);
  }

  /** The write that puts a file with findings on the list of what units are told, for the transaction of its verdict. */
  static toTell(round: string, unit: string, uploadId: string): Write {
    return { kind: 'create', key: keys.toTell(round, uploadId), item: { uploadId, unit } };
  }

  async toTell(round: string): Promise<z.infer<typeof toTellSchema>[]> {
    return await this.#table.query(keys.toTell(round, '').pk, '', toTellSchema);
  }

  async told(round: string, uploadId: string): Promise<void> {
    await this.#table.remove(keys.toTell(round, uploadId));
  }
}
