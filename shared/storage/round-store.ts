import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { RoundStep } from '../contracts/events.ts';
import { reopeningSchema, stageStatusSchema } from '../contracts/rounds.ts';
import { sha256Schema } from '../contracts/uploads.ts';
import type { AuditEvent } from '../domain/audit-chain.ts';
import {
  extensionSchema,
  instantSchema,
  type LateRule,
  lateRuleSchema,
  STAGES,
  type StageName,
  stageNameSchema,
} from '../domain/calendar.ts';
import { type CriteriaSet, itemsOf } from '../domain/criteria-set.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../domain/round.ts';
import { successorOf, type Unit, type UnitChange, unitChangeSchema, unitsAfter } from '../domain/units.ts';
import { RejectedError } from '../errors.ts';
import { keys } from './keys.ts';
import type { RecordsTable, Write } from './records-table.ts';

/** A file that must never change: frozen content, computed result. */
const lockedFileSchema = z.strictObject({
  hash: sha256Schema,
  key: z.string(),
  /** Who had it made, and when; unknown of old ones. */
  by: z.string().optional(),
  at: instantSchema.optional(),
});

/** Something of a round that the workflow could not do for one unit; the others went on. */
const troubleSchema = z.strictObject({ unit: z.string(), step: z.string(), error: z.string(), at: instantSchema, generation: z.int() });

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
  troubles: z.array(troubleSchema).default([]),
  version: z.int(),
});
export type RoundRecord = z.infer<typeof roundRecordSchema>;

export const stageRecordSchema = z.object({
  stage: stageNameSchema,
  status: stageStatusSchema,
  opensAt: instantSchema,
  deadlineAt: instantSchema,
  graceMinutes: z.int(),
  extensions: z.array(extensionSchema),
  late: lateRuleSchema.optional(),
  openedAt: instantSchema.optional(),
  closedAt: instantSchema.optional(),
  /** Decisions of two persons that opened the stage again; the last one waits while it has no `approvedBy`. */
  reopenings: z.array(reopeningSchema).default([]),
  /** The task token of the workflow that waits for this stage to close. */
  taskToken: z.string().optional(),
  version: z.int(),
});
export type StageRecord = z.infer<typeof stageRecordSchema>;

const roundEntrySchema = z.object({ round: z.string() });

/** An agency that became part of another unit does not appraise that one: its alternate does. */
function withAgencies(set: CriteriaSet, changes: readonly UnitChange[]): CriteriaSet {
  const own = structuredClone(set);
  for (const item of itemsOf(own)) {
    if (item.agencies === undefined) continue;
    const within = successorOf(item.agencies.lead, changes);
    if (within !== item.agencies.lead) item.agencies.within = within;
  }
  return own;
}

/** Days for late files and deductions are for what units owe, the self-assessment; elsewhere late files are refused or kept. */
function lateRuleOf(stage: StageName, rule: LateRule): LateRule {
  return stage === 'self-assessment' || rule.rule === 'refuse' ? rule : { rule: 'keep-and-do-not-count', forDays: 0 };
}

/** What opened a round, with the units as they are after the changes inside it. */
export interface PresentRound extends RoundDefinition {
  readonly unitChanges: readonly UnitChange[];
  /** Units that another one has taken the place of: their records can be read and not changed. */
  readonly formerUnits: readonly Unit[];
}

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
    const stages = STAGES.map((stage) => {
      const { opensAt, deadlineAt, ...more } = calendar[stage];
      const graceMinutes = 'graceMinutes' in more ? (more.graceMinutes ?? rules.graceMinutes) : rules.graceMinutes;
      const item = {
        stage,
        status: 'planned',
        opensAt,
        deadlineAt,
        graceMinutes,
        late: lateRuleOf(stage, rules.late),
        extensions: [],
        version: 1,
      };
      return { kind: 'create' as const, key: keys.stage(round, stage), item };
    });
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
   * What opened the round. Throws RejectedError `not-found`. It never changes, so a warm function parses it once: a full set
   * of criteria has 150 kB, and reading it anew was most of the time of every call.
   */
  async original(round: string): Promise<RoundDefinition> {
    const known = this.#definitions.get(round);
    if (known !== undefined) return known;
    const item = await this.#table.get(keys.definition(round), z.object({ definition: z.instanceof(Uint8Array) }));
    if (item === undefined) throw new RejectedError('not-found', { what: round });
    const definition = roundDefinitionSchema.parse(JSON.parse(gunzipSync(item.definition).toString('utf8')));
    this.#definitions.set(round, definition);
    return definition;
  }

  /** What opened the round, with the units as they are now. Throws RejectedError `not-found`. */
  async definition(round: string): Promise<PresentRound> {
    const [original, unitChanges] = await Promise.all([
      this.original(round),
      this.#table.query(keys.round(round).pk, 'UNIT-CHANGE#', z.object(unitChangeSchema.shape)),
    ]);
    const units = unitsAfter(original.units, unitChanges);
    const ever = [...original.units, ...unitChanges.map(({ successor }) => successor)];
    const formerUnits = ever.filter(({ code }) => !units.some((unit) => unit.code === code));
    const criteriaSet = unitChanges.length === 0 ? original.criteriaSet : withAgencies(original.criteriaSet, unitChanges);
    return { ...original, criteriaSet, units, unitChanges, formerUnits };
  }

  /** A change of units, at the end of what it makes. Throws ConflictError if the round or a change came between. */
  async changeUnits(
    head: RoundRecord,
    change: UnitChange,
    stages: readonly StageRecord[],
    inherited: readonly Write[],
    event: AuditEvent,
  ): Promise<void> {
    const { round } = head;
    await this.#table.commit(keys.chain(round), event, [
      { kind: 'replace', key: keys.round(round), item: head },
      { kind: 'create', key: keys.unitChange(round, change.number), item: change },
      ...stages.map((stage): Write => ({ kind: 'replace', key: keys.stage(round, stage.stage), item: stage })),
      ...inherited,
    ]);
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

  /** Replaces a stage while the round stands as `head` says: an execution that another took over from writes nothing more. Throws ConflictError. */
  async saveStageFor(head: RoundRecord, stage: StageRecord, event: AuditEvent): Promise<void> {
    const { round, version } = head;
    await this.#table.commit(keys.chain(round), event, [
      { kind: 'check', key: keys.round(round), version },
      { kind: 'replace', key: keys.stage(round, stage.stage), item: stage },
    ]);
  }

  /** Replaces the round's head and a stage at once. Throws ConflictError. */
  async saveBoth(record: RoundRecord, stage: StageRecord, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(record.round), event, [
      { kind: 'replace', key: keys.round(record.round), item: record },
      { kind: 'replace', key: keys.stage(record.round, stage.stage), item: stage },
    ]);
  }

  /** Replaces the round's head under its version. Throws ConflictError. */
  async saveRound(record: RoundRecord, event: AuditEvent): Promise<void> {
    await this.#table.commit(keys.chain(record.round), event, [{ kind: 'replace', key: keys.round(record.round), item: record }]);
  }
}
