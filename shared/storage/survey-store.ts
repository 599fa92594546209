import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { batchViewSchema, fieldworkStatementSchema } from '../contracts/survey.ts';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { type Buttons, buttonsSchema } from '../domain/button-presses.ts';
import { instantSchema } from '../domain/calendar.ts';
import { hashOf } from '../domain/hash.ts';
import { type SurveyMapping, surveyMappingSchema } from '../domain/survey-mapping.ts';
import { fieldworkSchema, type SurveySample, surveySampleSchema } from '../domain/survey-sample.ts';
import { keys } from './keys.ts';
import type { RecordsTable, Write } from './records-table.ts';

const batchSchema = z.object({
  ...batchViewSchema.shape,
  instrument: z.string(),
  /** How many pages hold its answers. */
  pages: z.int(),
  version: z.int(),
});
export type Batch = z.infer<typeof batchSchema>;

const decisionSchema = z.object({
  flag: z.string(),
  unit: z.string(),
  psu: z.string().optional(),
  enumerator: z.string().optional(),
  decision: z.enum(['keep', 'leave-out']),
  reason: z.string(),
  decidedBy: z.string(),
  decidedAt: instantSchema,
  version: z.int(),
});
export type FlagDecision = z.infer<typeof decisionSchema>;

const headSchema = z.object({
  number: z.int(),
  at: instantSchema,
  /** Of everything that the estimates follow from. */
  basis: z.string(),
  /** Points that the instrument gives: unit -> item -> decimal text; null where too few answered. */
  points: z.record(z.string(), z.record(z.string(), z.string().nullable())),
  /** Standard error of all points that it gives, of samples that have one: unit -> points. */
  errors: z.record(z.string(), z.strictObject({ se: z.number(), df: z.number() })).default({}),
  version: z.int(),
});
export type EstimatesHead = z.infer<typeof headSchema>;

const pressBatchSchema = z.object({
  uploadId: z.string(),
  status: z.enum(['counting', 'late', 'repeated']),
  sha256: z.string(),
  rows: z.int(),
  presses: z.int(),
  bursts: z.int(),
  rowProblems: z.record(z.string(), z.int()),
});
export type PressBatch = z.infer<typeof pressBatchSchema>;

/** No instrument's name can begin with an underscore. */
const PRESSES = '_presses';

const packedSchema = z.object({ json: z.instanceof(Uint8Array), version: z.int() });
const unpacked = ({ json }: { json: Uint8Array }): unknown => JSON.parse(gunzipSync(json).toString('utf8'));

/** What stands of a round's surveys beside the answers themselves: how files are read, which count, who was to be asked, what was decided. */
export class SurveyStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  async mapping(round: string, instrument: string, version: number): Promise<SurveyMapping | undefined> {
    const item = await this.#table.get(keys.mapping(round, instrument, version), packedSchema);
    return item === undefined ? undefined : surveyMappingSchema.parse(unpacked(item));
  }

  async mappings(round: string, instrument: string): Promise<number[]> {
    const { pk, sk } = keys.mapping(round, instrument, 0);
    const found = await this.#table.query(pk, sk.slice(0, sk.lastIndexOf('#') + 1), packedSchema);
    return found.map((item) => surveyMappingSchema.parse(unpacked(item)).version);
  }

  /** Mappings are never changed, since batches name them. Throws ConflictError where the version is taken. */
  async addMapping(round: string, mapping: SurveyMapping, event: AuditEvent): Promise<void> {
    const key = keys.mapping(round, mapping.instrument, mapping.version);
    await this.#table.commit(keys.chain(round), event, [
      { kind: 'create', key, item: { json: gzipSync(JSON.stringify(mapping)), version: 1 } },
    ]);
  }

  async batches(round: string, instrument: string): Promise<Batch[]> {
    const { pk, sk } = keys.batch(round, instrument, '');
    const found = await this.#table.query(pk, sk, batchSchema);
    return found.sort((a, b) =>
      a.receivedAt === b.receivedAt ? (a.uploadId < b.uploadId ? -1 : 1) : a.receivedAt < b.receivedAt ? -1 : 1,
    );
  }

  async batch(round: string, instrument: string, uploadId: string): Promise<Batch | undefined> {
    return await this.#table.get(keys.batch(round, instrument, uploadId), batchSchema);
  }

  /** The version of everything that stands of a survey's files, or of all files of presses. */
  async headVersion(round: string, of: string = PRESSES): Promise<number> {
    return (await this.#table.get(keys.batchesHead(round, of), z.object({ version: z.int() })))?.version ?? 0;
  }

  /** Moves it on; whoever decided by the same version meanwhile meets a ConflictError and decides anew. */
  #moveHead(round: string, of: string, version: number): Write {
    const key = keys.batchesHead(round, of);
    return version === 0 ? { kind: 'create', key, item: { version: 1 } } : { kind: 'replace', key, item: { version } };
  }

  /** The writes that make a batch stand, and the one that it replaces stand back. */
  batchWrites(round: string, batch: Omit<Batch, 'version'>, replaced: Batch | undefined, head: number): Write[] {
    const { instrument, uploadId } = batch;
    const own: Write[] = [
      this.#moveHead(round, instrument, head),
      { kind: 'create', key: keys.batch(round, instrument, uploadId), item: { ...batch, version: 1 } },
    ];
    if (replaced === undefined) return own;
    const item = { ...replaced, status: 'replaced', replacedBy: uploadId };
    return [...own, { kind: 'replace', key: keys.batch(round, instrument, replaced.uploadId), item }];
  }

  async sample(round: string, instrument: string): Promise<{ sample: SurveySample; version: number } | undefined> {
    const item = await this.#table.get(keys.sample(round, instrument), packedSchema);
    return item === undefined ? undefined : { sample: surveySampleSchema.parse(unpacked(item)), version: item.version };
  }

  /** `version`: of the sample that it takes the place of; 0 for the first. `head`: of the files that stood then. Throws ConflictError. */
  async saveSample(
    round: string,
    instrument: string,
    sample: SurveySample,
    version: number,
    head: number,
    event: AuditEvent,
  ): Promise<void> {
    await this.#savePacked(round, keys.sample(round, instrument), sample, version, event, [this.#moveHead(round, instrument, head)]);
  }

  async fieldwork(round: string, instrument: string): Promise<{ fieldwork: z.infer<typeof fieldworkSchema>; version: number }> {
    const item = await this.#table.get(keys.fieldwork(round, instrument), packedSchema);
    return item === undefined
      ? { fieldwork: { psus: [] }, version: 0 }
      : { fieldwork: fieldworkSchema.parse(unpacked(item)), version: item.version };
  }

  async saveFieldwork(
    round: string,
    instrument: string,
    fieldwork: z.infer<typeof fieldworkSchema>,
    version: number,
    event: AuditEvent,
  ): Promise<void> {
    await this.#savePacked(round, keys.fieldwork(round, instrument), fieldwork, version, event);
  }

  async #savePacked(
    round: string,
    key: ReturnType<typeof keys.sample>,
    content: object,
    version: number,
    event: AuditEvent,
    more: readonly Write[] = [],
  ): Promise<void> {
    const json = gzipSync(JSON.stringify(content));
    await this.#table.commit(keys.chain(round), event, [
      version === 0 ? { kind: 'create', key, item: { json, version: 1 } } : { kind: 'replace', key, item: { json, version } },
      ...more,
    ]);
  }

  async statement(round: string, unit: string, instrument: string): Promise<z.infer<typeof fieldworkStatementSchema> | undefined> {
    return await this.#table.get(keys.fieldworkStatement(round, unit, instrument), z.object(fieldworkStatementSchema.shape));
  }

  /** Given once; throws ConflictError for a second one. */
  async giveStatement(round: string, statement: z.infer<typeof fieldworkStatementSchema>, event: AuditEvent): Promise<void> {
    const { unit, instrument } = statement;
    await this.#table.commit(keys.chain(round, unit), event, [
      { kind: 'create', key: keys.fieldworkStatement(round, unit, instrument), item: statement },
    ]);
  }

  async decisions(round: string, instrument: string): Promise<FlagDecision[]> {
    const { pk, sk } = keys.flagDecision(round, instrument, '');
    return await this.#table.query(pk, sk, decisionSchema);
  }

  /** Takes the place of an earlier decision on the same flag; the chain keeps both. Throws ConflictError. */
  async decide(
    round: string,
    instrument: string,
    decision: Omit<FlagDecision, 'version'>,
    version: number,
    event: AuditEvent,
  ): Promise<void> {
    const key = keys.flagDecision(round, instrument, decision.flag);
    await this.#table.commit(keys.chain(round), event, [
      version === 0 ? { kind: 'create', key, item: { ...decision, version: 1 } } : { kind: 'replace', key, item: { ...decision, version } },
    ]);
  }

  async estimatesHead(round: string, instrument: string): Promise<EstimatesHead | undefined> {
    return await this.#table.get(keys.estimatesHead(round, instrument), headSchema);
  }

  /** Throws ConflictError where other estimates came between. */
  async saveEstimates(round: string, instrument: string, head: EstimatesHead, event: AuditEvent): Promise<void> {
    const key = keys.estimatesHead(round, instrument);
    await this.#table.commit(keys.chain(round), event, [
      head.version === 0 ? { kind: 'create', key, item: { ...head, version: 1 } } : { kind: 'replace', key, item: head },
    ]);
  }

  /** The hash of what estimates follow from: files that count, the sample, decisions, changes of units. */
  async basis(round: string, instrument: string): Promise<string> {
    const batches = (await this.batches(round, instrument)).filter(({ status }) => status === 'counting');
    const decisions = await this.decisions(round, instrument);
    const sample = await this.sample(round, instrument);
    const changes = await this.#table.query(keys.round(round).pk, 'UNIT-CHANGE#', z.object({ number: z.int() }));
    return hashOf({
      // Units that took the place of others since are estimated anew.
      ...(changes.length === 0 ? {} : { unitChanges: changes.length }),
      batches: batches.map(({ uploadId }) => uploadId),
      sample: sample?.version ?? 0,
      decisions: decisions.map(({ flag, decision }) => [flag, decision]).sort(),
    });
  }

  async buttons(round: string): Promise<{ buttons: Buttons; version: number } | undefined> {
    const item = await this.#table.get(keys.buttons(round), packedSchema);
    return item === undefined ? undefined : { buttons: buttonsSchema.parse(unpacked(item)), version: item.version };
  }

  async saveButtons(round: string, buttons: Buttons, version: number, event: AuditEvent): Promise<void> {
    await this.#savePacked(round, keys.buttons(round), buttons, version, event);
  }

  async pressBatches(round: string): Promise<PressBatch[]> {
    const { pk, sk } = keys.pressBatch(round, '');
    return await this.#table.query(pk, sk, pressBatchSchema);
  }

  pressWrites(round: string, batch: PressBatch, head: number): Write[] {
    return [this.#moveHead(round, PRESSES, head), { kind: 'create', key: keys.pressBatch(round, batch.uploadId), item: batch }];
  }

  /** The secret with which identities of answers are hashed in this round; made when it is first asked for. */
  async instanceKey(round: string): Promise<Uint8Array> {
    const schema = z.object({ key: z.instanceof(Uint8Array) });
    const found = await this.#table.get(keys.instanceKey(round), schema);
    if (found !== undefined) return found.key;
    await this.#table.create(keys.instanceKey(round), { key: randomBytes(16) });
    return (await this.#table.get(keys.instanceKey(round), schema))?.key ?? new Uint8Array();
  }
}
