import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { RoundStep } from '../contracts/events.ts';
import { stageStatusSchema } from '../contracts/rounds.ts';
import { sha256Schema } from '../contracts/uploads.ts';
import type { AuditEvent } from '../domain/audit-chain.ts';
import { extensionSchema, instantSchema, STAGES, type StageName, stageNameSchema } from '../domain/calendar.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../domain/round.ts';
import { RejectedError } from '../errors.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';

/** A file that must never change: frozen content, computed result. */
const lockedFileSchema = z.strictObject({ hash: sha256Schema, key: z.string() });

const roundRecordSchema = z.object({
  round: z.string(),
  /** Counts the executions that have moved this round; writes of an earlier one are refused. */
  generation: z.int(),
  frozen: lockedFileSchema.optional(),
  computed: lockedFileSchema.optional(),
  /** While a freeze is being made, until this instant: no reading may slip in between what it reads and what it writes. */
  freezingUntil: instantSchema.optional(),
  /** The task token of the workflow that waits for the freeze. */
  freezeToken: z.string().optional(),
  version: z.int(),
});
export type RoundRecord = z.infer<typeof roundRecordSchema>;

const stageRecordSchema = z.object({
  stage: stageNameSchema,
  status: stageStatusSchema,
  opensAt: instantSchema,
  deadlineAt: instantSchema,
  graceMinutes: z.int(),
  extensions: z.array(extensionSchema),
  closedAt: instantSchema.optional(),
  /** The task token of the workflow that waits for this stage to close. */
  taskToken: z.string().optional(),
  version: z.int(),
});
export type StageRecord = z.infer<typeof stageRecordSchema>;

const roundEntrySchema = z.object({ round: z.string() });

/** Rounds and their stages. */
export class RoundStore {
  readonly #table: RecordsTable;
  readonly #definitions = new Map<string, RoundDefinition>();

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  /** Writes a round with all its stages, planned. Throws ConflictError if a round of this name is there. */
  async create(definition: RoundDefinition, event: AuditEvent): Promise<void> {
    const { round, calendar, rules } = definition;
    const stages = STAGES.map((stage) => ({
      kind: 'create' as const,
      key: keys.stage(round, stage),
      item: { stage, status: 'planned', ...calendar[stage], graceMinutes: rules.graceMinutes, extensions: [], version: 1 },
    }));
    await this.#table.commit(keys.chain(round), event, [
      { kind: 'create', key: keys.round(round), item: { round, generation: 1, version: 1 } },
      { kind: 'create', key: keys.definition(round), item: { definition: gzipSync(JSON.stringify(definition)) } },
      { kind: 'create', key: keys.roundEntry(round), item: { round } },
      ...stages,
    ]);
  }

  async find(round: string): Promise<RoundRecord | undefined> {
    return await this.#table.get(keys.round(round), roundRecordSchema);
  }

  /** Throws RejectedError `not-found`. */
  async get(round: string): Promise<RoundRecord> {
    const record = await this.find(round);
    if (record === undefined) throw new RejectedError('not-found', { what: round });
    return record;
  }

  /** The round, if the execution that asks is in charge of it. Throws RejectedError for an earlier generation. */
  async getFor({ round, generation }: RoundStep): Promise<RoundRecord> {
    const record = await this.get(round);
    if (record.generation !== generation) throw new RejectedError('changed-meanwhile');
    return record;
  }

  /**
   * Throws RejectedError `not-found`. A definition never changes once its round is open, so a warm function parses it once:
   * a full set of criteria has 150 kB, and reading it anew was most of the time of every call.
   */
  async definition(round: string): Promise<RoundDefinition> {
    const known = this.#definitions.get(round);
    if (known !== undefined) return known;
    const item = await this.#table.get(keys.definition(round), z.object({ definition: z.instanceof(Uint8Array) }));
    if (item === undefined) throw new RejectedError('not-found', { what: round });
    const definition = roundDefinitionSchema.parse(JSON.parse(gunzipSync(item.definition).toString('utf8')));
    this.#definitions.set(round, definition);
    return definition;
  }

  async list(): Promise<string[]> {
    return (await this.#table.query('ROUNDS', '', roundEntrySchema)).map(({ round }) => round);
  }

  async stages(round: string): Promise<StageRecord[]> {
    const found = await this.#table.query(keys.round(round).pk, 'STAGE#', stageRecordSchema);
    return found.sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
  }

  /** Throws RejectedError `not-found`. */
  async stage(round: string, stage: StageName): Promise<StageRecord> {
    const record = await this.#table.get(keys.stage(round, stage), stageRecordSchema);
    if (record === undefined) throw new RejectedError('not-found', { what: `${round} ${stage}` });
    return record;
  }

  /** Replaces a stage under its version. Throws ConflictError. */
  async saveStage(round: string, stage: StageRecord, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(round), event, [{ kind: 'replace', key: keys.stage(round, stage.stage), item: stage }]);
  }

  /** Replaces the round's head under its version. Throws ConflictError. */
  async saveRound(record: RoundRecord, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(record.round), event, [{ kind: 'replace', key: keys.round(record.round), item: record }]);
  }
}
