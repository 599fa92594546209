import * as z from 'zod';
import { findingSchema } from '../contracts/findings.ts';
import { recordedVersionSchema, sha256Schema, surveyDetailsSchema, uploadStatusSchema } from '../contracts/uploads.ts';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { pressSourceSchema } from '../domain/button-presses.ts';
import { instantSchema, type StageName, stageNameSchema } from '../domain/calendar.ts';
import { documentDetailsSchema } from '../domain/evidence.ts';
import { ROUND_WIDE, uploadKindSchema } from '../domain/round.ts';
import { ConflictError } from '../errors.ts';
import { keys } from './keys.ts';
import { NoticeStore } from './notice-store.ts';
import type { RecordsTable, Write } from './records-table.ts';

const uploadRecordSchema = z.object({
  uploadId: z.string(),
  round: z.string(),
  unit: z.string(),
  kind: uploadKindSchema,
  /** The stage that the file belongs to; it does not close while this upload is pending. */
  stage: stageNameSchema,
  contentType: z.string(),
  document: documentDetailsSchema.optional(),
  survey: surveyDetailsSchema.optional(),
  presses: pressSourceSchema.optional(),
  fileName: z.string(),
  declaredSize: z.int(),
  declaredSha256: sha256Schema,
  key: z.string(),
  expiresAt: instantSchema,
  issuedTo: z.string(),
  /** Files of agencies: which agency. */
  agency: z.string().optional(),
  status: uploadStatusSchema,
  arrival: z
    .strictObject({
      versionId: z.string(),
      size: z.int(),
      sha256: sha256Schema,
      receivedAt: instantSchema,
      onTime: z.boolean(),
      signature: z.string(),
    })
    .optional(),
  findings: z.array(findingSchema),
  findingCount: z.int(),
  recordedAs: recordedVersionSchema.optional(),
  version: z.int(),
});
export type UploadRecord = z.infer<typeof uploadRecordSchema>;
export type Arrival = NonNullable<UploadRecord['arrival']>;

const pendingSchema = z.object({ uploadId: z.string(), unit: z.string(), key: z.string(), expiresAt: instantSchema });
export type PendingUpload = z.infer<typeof pendingSchema>;

/** What a chapter decided about a file, with the records that make the decision count. */
export interface Verdict {
  readonly status: 'accepted' | 'rejected' | 'set-aside';
  readonly findings: UploadRecord['findings'];
  readonly findingCount: number;
  readonly recordedAs?: UploadRecord['recordedAs'];
  readonly event: AuditEvent;
  readonly writes: readonly Write[];
}

/** Uploads from the signed address to the verdict. An upload is pending from the first until the second. */
export class UploadStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async issue(upload: UploadRecord, event: AuditEvent): Promise<void> {
    const { round, uploadId, unit, key, expiresAt } = upload;
    await this.#table.commit(keys.chain(round, unit), event, [
      { kind: 'create', key: keys.upload(round, uploadId), item: upload },
      { kind: 'create', key: keys.pending(round, upload.stage, uploadId), item: { uploadId, unit, key, expiresAt } },
    ]);
  }

  async find(round: string, uploadId: string): Promise<UploadRecord | undefined> {
    return await this.#table.get(keys.upload(round, uploadId), uploadRecordSchema);
  }

  /** Records the first arrival at an address. False if one is recorded already: the earliest counts, a repeat is a no-op. */
  async arrive(upload: UploadRecord, arrival: Arrival, event: AuditEvent): Promise<boolean> {
    if (upload.status !== 'issued') return false;
    try {
      await this.#table.commit(keys.chain(upload.round, upload.unit), event, [
        { kind: 'replace', key: keys.upload(upload.round, upload.uploadId), item: { ...upload, status: 'received', arrival } },
      ]);
      return true;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }

  /** Makes the verdict and everything that follows from it visible at once, and the upload no longer pending. Throws ConflictError. */
  async decide(upload: UploadRecord, verdict: Verdict): Promise<void> {
    const { status, findings, findingCount, recordedAs } = verdict;
    const decided = { ...upload, status, findings, findingCount, ...(recordedAs === undefined ? {} : { recordedAs }) };
    await this.#table.commit(keys.chain(upload.round, upload.unit), verdict.event, [
      { kind: 'replace', key: keys.upload(upload.round, upload.uploadId), item: decided },
      { kind: 'delete', key: keys.pending(upload.round, upload.stage, upload.uploadId) },
      ...verdict.writes,
      // A unit is told of what is wrong in its files; the receipt says what.
      ...(upload.unit !== ROUND_WIDE && findings.some(({ severity }) => severity === 'error')
        ? [NoticeStore.toTell(upload.round, upload.unit, upload.uploadId)]
        : []),
    ]);
  }

  /** Addresses of a stage that may still receive a file, and files of it that still wait for their verdict. */
  async pending(round: string, stage: StageName): Promise<PendingUpload[]> {
    return await this.#table.query(keys.pending(round, stage, '').pk, '', pendingSchema);
  }

  /** An expired address at which nothing arrived no longer holds its stage open. */
  async abandon(round: string, stage: StageName, pending: PendingUpload, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(round, pending.unit), event, [
      { kind: 'delete', key: keys.pending(round, stage, pending.uploadId) },
    ]);
  }
}
