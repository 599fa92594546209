import * as z from 'zod';
import { gateCheckSchema, publicationRecordSchema, releaseStatusSchema } from '../contracts/publication.ts';
import { sha256Schema } from '../contracts/uploads.ts';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { instantSchema } from '../domain/calendar.ts';
import { RejectedError } from '../errors.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';
import type { RoundRecord } from './round-store.ts';

const releaseRecordSchema = z.object({
  round: z.string(),
  release: z.int(),
  status: releaseStatusSchema,
  /** Absent until it is prepared. */
  manifestSha256: sha256Schema.optional(),
  /** Of the computed index that it shows; unknown of old ones. */
  computedHash: sha256Schema.optional(),
  /** The release that its list of changes compares it with: the live one when it was prepared; null where there was none. */
  supersedes: z.int().nullable().optional(),
  /** Complaints that had their answer when it was rendered: what its counts and the council's record are about. */
  answered: z.array(z.int()).optional(),
  preparedBy: z.string(),
  preparedAt: instantSchema,
  gate: z.array(gateCheckSchema).optional(),
  requestedBy: z.string().optional(),
  publication: publicationRecordSchema.optional(),
  approvedBy: z.string().optional(),
  publishedAt: instantSchema.optional(),
  rollback: z.strictObject({ requestedBy: z.string(), requestedAt: instantSchema }).optional(),
  version: z.int(),
});
export type ReleaseRecord = z.infer<typeof releaseRecordSchema>;

/** Releases of a round: prepared, requested, approved, published, rolled back. Their files are immutable once prepared. */
export class ReleaseStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async list(round: string): Promise<ReleaseRecord[]> {
    return await this.#table.query(keys.round(round).pk, 'RELEASE#', releaseRecordSchema);
  }

  /** The release that the public sees; undefined where there is none. */
  async live(round: string): Promise<ReleaseRecord | undefined> {
    return (await this.list(round)).findLast(({ status }) => status === 'published');
  }

  /** Throws RejectedError `not-found`. */
  async get(round: string, release: number): Promise<ReleaseRecord> {
    const record = await this.#table.get(keys.release(round, release), releaseRecordSchema);
    if (record === undefined) throw new RejectedError('not-found', { what: `${round} ${release}` });
    return record;
  }

  /** Throws ConflictError if the number is taken. */
  async create(release: ReleaseRecord, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(release.round), event, [
      { kind: 'create', key: keys.release(release.round, release.release), item: release },
    ]);
  }

  /** Throws ConflictError. */
  async save(release: ReleaseRecord, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(release.round), event, [
      { kind: 'replace', key: keys.release(release.round, release.release), item: release },
    ]);
  }

  /** An approval, while the round's figures and the release that is live are still what they were. Throws ConflictError. */
  async approve(release: ReleaseRecord, head: RoundRecord, live: ReleaseRecord | undefined, event: AuditEvent): Promise<void> {
    const { round } = release;
    await this.#table.commit(keys.chain(round), event, [
      { kind: 'replace', key: keys.release(round, release.release), item: release },
      { kind: 'check', key: keys.round(round), version: head.version },
      ...(live === undefined ? [] : [{ kind: 'check' as const, key: keys.release(round, live.release), version: live.version }]),
    ]);
  }
}
