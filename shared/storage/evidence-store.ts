import * as z from 'zod';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { doesCount, instantSchema, stageNameSchema } from '../domain/calendar.ts';
import { paperRequestSchema, proofSchema, scanResultSchema } from '../domain/evidence.ts';
import { RejectedError } from '../errors.ts';
import { type Key, keys } from './keys.ts';
import type { RecordsTable, Write } from './records-table.ts';
import { stageRecordSchema } from './round-store.ts';

const removalSchema = z.strictObject({
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: instantSchema,
  /** Present once a second person has agreed and the bytes are gone. */
  approvedBy: z.string().optional(),
});

/** A locked document of a unit. What is removed leaves its hash and the reason here. */
const evidenceRecordSchema = z.object({
  uploadId: z.string(),
  unit: z.string(),
  title: z.string(),
  number: z.string().optional(),
  issuer: z.string().optional(),
  date: z.string().optional(),
  contentType: z.string(),
  sha256: z.string(),
  size: z.int(),
  receivedAt: instantSchema,
  /** In which stage it came, and whether on time by the deadlines of that moment. */
  stage: stageNameSchema.default('self-assessment'),
  onTime: z.boolean().default(true),
  /** Where the locked copy lies. */
  key: z.string(),
  versionId: z.string(),
  proofs: z.array(proofSchema),
  removal: removalSchema.optional(),
  version: z.int(),
});
export type EvidenceRecord = z.infer<typeof evidenceRecordSchema>;

const paperRecordSchema = z.object({
  ...paperRequestSchema.omit({ noticeAccepted: true }).shape,
  id: z.string(),
  declaredBy: z.string(),
  declaredAt: instantSchema,
  seenBy: z.array(z.strictObject({ agency: z.string(), by: z.string(), at: instantSchema })),
  version: z.int(),
});
export type PaperRecord = z.infer<typeof paperRecordSchema>;

const scanRecordSchema = z.object({ versionId: z.string(), result: scanResultSchema, threat: z.string().optional() });
export type ScanRecord = z.infer<typeof scanRecordSchema>;

const documentSchema = z.object({ unit: z.string(), uploadId: z.string() });

/** Documents that prove items, papers that stay where they are, and scan results that may come before anything else. */
export class EvidenceStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async ofUnit(round: string, unit: string): Promise<EvidenceRecord[]> {
    return await this.#table.query(keys.submission(round, unit).pk, 'EVIDENCE#', evidenceRecordSchema);
  }

  /** Documents of a unit that prove something: not removed, and on time, or late where an extension or the late rule covers them. */
  async proving(round: string, unit: string): Promise<EvidenceRecord[]> {
    const documents = (await this.ofUnit(round, unit)).filter(({ removal }) => removal?.approvedBy === undefined);
    const late = new Set(documents.filter(({ onTime }) => !onTime).map(({ stage }) => stage));
    if (late.size === 0) return documents;
    const stages = await Promise.all([...late].map((stage) => this.#table.get(keys.stage(round, stage), stageRecordSchema)));
    return documents.filter(({ onTime, stage, receivedAt }) => {
      const record = stages.find((entry) => entry?.stage === stage);
      return onTime || (record !== undefined && doesCount(record, unit, receivedAt));
    });
  }

  /** Throws RejectedError `not-found`. */
  async get(round: string, unit: string, uploadId: string): Promise<EvidenceRecord> {
    const record = await this.#table.get(keys.evidence(round, unit, uploadId), evidenceRecordSchema);
    if (record === undefined) throw new RejectedError('not-found', { what: uploadId });
    return record;
  }

  /** The writes that make a locked document a unit's evidence, for the transaction of the verdict. */
  create(round: string, evidence: Omit<EvidenceRecord, 'version'>): Write[] {
    return [{ kind: 'create', key: keys.evidence(round, evidence.unit, evidence.uploadId), item: { ...evidence, version: 1 } }];
  }

  /** Lets documents of other units prove the same items of this one. Repeatable; the locked bytes stay where they are. */
  async inherit(round: string, unit: string, documents: readonly EvidenceRecord[]): Promise<void> {
    await this.#table.putAll(
      documents.map((document) => ({ key: keys.evidence(round, unit, document.uploadId), item: { ...document, unit, version: 1 } })),
    );
  }

  /** Throws ConflictError. */
  async save(round: string, evidence: EvidenceRecord, event: AuditEvent): Promise<void> {
    const key = keys.evidence(round, evidence.unit, evidence.uploadId);
    await this.#table.commit(keys.chain(round, evidence.unit), event, [{ kind: 'replace', key, item: evidence }]);
  }

  /** Notes that a unit has brought this document, and says who else has. Repeatable. */
  async noteDocument(round: string, sha256: string, unit: string, uploadId: string): Promise<{ unit: string; uploadId: string }[]> {
    await this.#table.putAll([{ key: keys.document(round, sha256, unit, uploadId), item: { unit, uploadId } }]);
    const all = await this.#table.query(keys.document(round, sha256, '', '').pk, '', documentSchema);
    return all.filter((other) => other.uploadId !== uploadId);
  }

  /** Records a scan's result; the first word on a version stands. */
  async recordScan(round: string, uploadId: string, scan: ScanRecord): Promise<void> {
    await this.#table.create(keys.scan(round, uploadId, scan.versionId), scan);
  }

  async scan(round: string, uploadId: string, versionId: string): Promise<ScanRecord | undefined> {
    return await this.#table.get(keys.scan(round, uploadId, versionId), scanRecordSchema);
  }

  async papers(round: string, unit: string): Promise<PaperRecord[]> {
    return await this.#table.query(keys.submission(round, unit).pk, 'PAPER#', paperRecordSchema);
  }

  /** Throws ConflictError. Version 0: a new record. */
  async savePaper(round: string, unit: string, paper: PaperRecord, event: AuditEvent): Promise<void> {
    const key: Key = keys.paper(round, unit, paper.id);
    const write: Write =
      paper.version === 0 ? { kind: 'create', key, item: { ...paper, version: 1 } } : { kind: 'replace', key, item: paper };
    await this.#table.commit(keys.chain(round, unit), event, [write]);
  }
}
