import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { recordSelfAssessment } from '../../functions/assessment/record-self-assessment/record-self-assessment.ts';
import { issueUploadAddress } from '../../functions/intake/issue-upload-address/issue-upload-address.ts';
import { recordArrival } from '../../functions/intake/record-arrival/record-arrival.ts';
import { computeIndex } from '../../functions/scoring/compute-index/compute-index.ts';
import { approveResolutions } from '../../functions/stages/approve-resolutions/approve-resolutions.ts';
import { awaitMilestone } from '../../functions/stages/await-milestone/await-milestone.ts';
import { closeStage } from '../../functions/stages/close-stage/close-stage.ts';
import { extendDeadline } from '../../functions/stages/extend-deadline/extend-deadline.ts';
import { freezeRound } from '../../functions/stages/freeze-round/freeze-round.ts';
import { listUnits } from '../../functions/stages/list-units/list-units.ts';
import { noteTrouble } from '../../functions/stages/note-trouble/note-trouble.ts';
import { openRound } from '../../functions/stages/open-round/open-round.ts';
import { openStage } from '../../functions/stages/open-stage/open-stage.ts';
import { proposeResolutions } from '../../functions/stages/propose-resolutions/propose-resolutions.ts';
import { reopenStage } from '../../functions/stages/reopen-stage/reopen-stage.ts';
import { resumeRound } from '../../functions/stages/resume-round/resume-round.ts';
import { settleUnit } from '../../functions/stages/settle-unit/settle-unit.ts';
import { sweepRounds } from '../../functions/stages/sweep-rounds/sweep-rounds.ts';
import { Assembly } from '../../local/assembly.ts';
import { AwsError } from '../../local/aws-error.ts';
import type { InvocationResult, LambdaPool } from '../../local/lambda/pool.ts';
import { StatesEngine } from '../../local/states/engine.ts';
import { machines } from '../../local/template.ts';
import type { Caller } from '../../shared/contracts/caller.ts';
import {
  type MilestoneStep,
  milestoneStepSchema,
  objectCreatedSchema,
  roundStepSchema,
  type StageDue,
  stageStepSchema,
  troubleStepSchema,
  type UploadReceived,
  unitStepSchema,
  uploadReceivedSchema,
} from '../../shared/contracts/events.ts';
import type { StageName } from '../../shared/domain/calendar.ts';
import { STAGES } from '../../shared/domain/calendar.ts';
import { frozenContentSchema, type OpenMatter } from '../../shared/domain/freeze.ts';
import type { Resolution } from '../../shared/domain/gate.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../../shared/domain/round.ts';
import { formSheets } from '../../shared/domain/self-assessment-form.ts';
import { ConflictError, RejectedError } from '../../shared/errors.ts';
import type { DeadlineSchedules } from '../../shared/runtime/deadline-schedules.ts';
import type { RoundWorkflow } from '../../shared/runtime/round-workflow.ts';
import { writeForm } from '../../shared/spreadsheet/write-form.ts';
import { AdjustmentStore } from '../../shared/storage/adjustment-store.ts';
import { CellStore } from '../../shared/storage/cell-store.ts';
import { CentralScoreStore } from '../../shared/storage/central-score-store.ts';
import { EvidenceStore } from '../../shared/storage/evidence-store.ts';
import type { FileStore } from '../../shared/storage/file-store.ts';
import { keys } from '../../shared/storage/keys.ts';
import { LedgerStore } from '../../shared/storage/ledger-store.ts';
import { ReleaseStore } from '../../shared/storage/release-store.ts';
import { ResolutionStore } from '../../shared/storage/resolution-store.ts';
import { RoundStore } from '../../shared/storage/round-store.ts';
import { SettlementStore } from '../../shared/storage/settlement-store.ts';
import { SubmissionStore } from '../../shared/storage/submission-store.ts';
import { SurveyStore } from '../../shared/storage/survey-store.ts';
import { UploadStore } from '../../shared/storage/upload-store.ts';
import { ASSEMBLY } from '../doubles/assembly.ts';
import { MemoryTable } from '../doubles/memory-table.ts';
import { exampleRound } from '../doubles/test-cloud.ts';
import { newDirectory } from '../doubles/workflow.ts';
import { criteriaSet } from '../fixtures/criteria.ts';
import { Life, MortalTable, never, ServiceUnavailable, work } from './life.ts';
import { type Counting, type Decision, faultsOf, type Link, limitOf, type SentFile, type StageEvent, type Year } from './model.ts';
import { Random } from './random.ts';

const ROUND = 'history';
const ENTRY = 'self-assessment';
const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
const VIET_NAM_OFFSET = 7 * HOUR;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const BEGIN = Date.parse('2023-12-01T00:00:00Z');
/** The machine's time stands still while a history is played: it would move instants by the speed of the machine. */
const MACHINE_TIME = Date.parse('2026-01-01T00:00:00Z');
const MOST_KILLS = 4;

const iso = (ms: number): string => new Date(ms).toISOString();
const SET = {
  ...criteriaSet([
    [
      ['1.1', '10'],
      ['1.2', '5'],
    ],
  ]),
  level: 'ministry' as const,
};
const EXAMPLE = exampleRound();
const UNITS = ['BCT', 'BNV', 'BTP'];
const [MACHINE] = machines(new Assembly(ASSEMBLY));
if (MACHINE === undefined) throw new Error('no state machine');
const ALIAS = MACHINE.aliasArns[0] ?? '';
const executionArn = (generation: number): string => `${MACHINE.arn.replace(':stateMachine:', ':execution:')}:${ROUND}-g${generation}`;

const COORDINATOR: Caller = { sub: 'dieu-phoi', groups: ['coordinator'] };
const PUBLISHER: Caller = { sub: 'cong-bo', groups: ['publisher'] };

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const MOST_POINTS = 25;
const pointsOf = (n: number): string => String((n % MOST_POINTS) / 10);

/** The form of every unit with every claim that a history may make; made before any, so that none waits for one. */
const forms = new Map<string, Uint8Array>();
for (const code of UNITS) {
  const unit = EXAMPLE.units.find((entry) => entry.code === code);
  if (unit === undefined) throw new Error(code);
  for (let n = 0; n < MOST_POINTS; n += 1) {
    const points = pointsOf(n);
    const claim = { points, facts: {}, evidence: '', explanation: '' };
    const claims = new Map(['1.1', '1.2'].map((item) => [item, { item, ...claim }]));
    const sheets = formSheets({ set: SET, round: ROUND, unit, claims });
    forms.set(`${code} ${points}`, await writeForm({ round: ROUND, unit: code, set: SET.id, base: '0' }, sheets));
  }
}

/** The next instant, at or after the given one, of a day on which offices work. */
function onWorkingDay(instant: number): number {
  const weekday = new Date(instant + VIET_NAM_OFFSET).getUTCDay();
  return instant + (weekday === 6 ? 2 : weekday === 0 ? 1 : 0) * DAY;
}

const mayPass = (error: unknown): boolean => error instanceof ServiceUnavailable || error instanceof ConflictError;

interface Entry {
  readonly at: number;
  readonly run: (life: Cloud) => Promise<unknown>;
  /** Whoever sent it sends it again until it is done: queues and schedules; people do not. */
  readonly isRepeated: boolean;
}

interface Mark {
  readonly seq: number;
  readonly began: number;
  readonly chain: string;
  readonly link: { readonly at: string; readonly action: string; readonly details: Record<string, unknown> };
}

interface StoredFile {
  readonly bytes: Uint8Array;
  readonly versions: { readonly id: string; readonly at: number }[];
}

interface Sent {
  readonly unit: string;
  readonly points: string | null;
  readonly uploadId: string;
}

interface Asked extends Omit<Decision, 'seq'> {
  readonly decisionNumber: string;
}

/** One process: the engine, the clock and the stores of a life, with the use cases that the engine calls. */
class Cloud {
  readonly life: Life;
  readonly engine: StatesEngine;
  readonly stores: ReturnType<typeof storesOver>;
  readonly workflow: RoundWorkflow;
  readonly schedules: DeadlineSchedules;
  readonly files: FileStore;
  readonly #history: History;

  constructor(history: History, life: Life) {
    this.#history = history;
    this.life = life;
    this.stores = storesOver(new MortalTable(life, history.table.records, (chain, link) => history.written(chain, link)));
    this.engine = new StatesEngine(life.state, life.clock, life.activity, [MACHINE as NonNullable<typeof MACHINE>]);
    this.workflow = this.#newWorkflow();
    this.schedules = {
      set: (due, dueAt) => life.tell(() => history.setSchedule(due, dueAt)),
      remind: () => life.tell(() => undefined),
    };
    this.files = {
      earliestVersion: (key: string) => life.ask(() => history.files.get(key)?.versions[0]?.id),
      verifiedHash: (key: string) => life.ask(() => ({ size: history.bytes(key).length, sha256: sha256(history.bytes(key)) })),
      read: (key: string) => life.read(() => history.bytes(key)),
      writeOnce: (key: string, bytes: Uint8Array) => life.tell(() => void history.files.set(key, { bytes, versions: [] })),
    } as unknown as FileStore;
    life.clock.register(this.engine);
    life.clock.register(history.agendaFor(this));
    life.clock.registerRecurring(history.sweepsFor(this));
  }

  start(): void {
    const invoke = (name: string, payload: string): Promise<InvocationResult> => this.#invoke(name, payload);
    this.engine.start({ invoke } as Pick<LambdaPool, 'invoke'> as LambdaPool);
  }

  get clock(): () => number {
    return () => this.life.clock.now();
  }

  #newWorkflow(): RoundWorkflow {
    const call = (operation: string, input: object, gone: string, done: () => void = () => undefined): Promise<void> =>
      this.life.tell(() => {
        try {
          this.engine.call(operation, input as Record<string, unknown>);
          done();
        } catch (error) {
          if (!(error instanceof AwsError && error.code === gone)) throw error;
        }
      });
    return {
      start: (round, generation) => {
        const input = JSON.stringify({ round, generation });
        return call('StartExecution', { stateMachineArn: ALIAS, name: `${round}-g${generation}`, input }, 'ExecutionAlreadyExists');
      },
      stop: (_, generation) => call('StopExecution', { executionArn: executionArn(generation) }, 'ExecutionDoesNotExist'),
      complete: (taskToken) =>
        call('SendTaskSuccess', { taskToken, output: '{}' }, 'TaskDoesNotExist', () => this.#history.completed(taskToken)),
    };
  }

  /** What the workflow calls: the real use cases, which now and then fail before or after they have done their work. */
  async #invoke(name: string, payload: string): Promise<InvocationResult> {
    return await work.run(this.#history.newWork(), async (): Promise<InvocationResult> => {
      const { random } = this.#history;
      try {
        if (random.chance(0.02)) throw new ServiceUnavailable();
        const answer = (await this.#step(name, JSON.parse(payload))) ?? null;
        if (random.chance(0.02)) throw new ServiceUnavailable();
        return { ok: true, payload: JSON.stringify(answer) };
      } catch (error) {
        if (this.life.isDead) return await never();
        const { name: errorType, message } = error as Error;
        return { ok: false, errorType, errorMessage: message, trace: [] };
      }
    });
  }

  async #step(name: string, payload: unknown): Promise<unknown> {
    const common = { ...this.stores, workflow: this.workflow, schedules: this.schedules, clock: this.clock };
    if (name.endsWith('-open-stage')) return await openStage(stageStepSchema.parse(payload), common);
    if (name.endsWith('-await-milestone')) {
      const step = milestoneStepSchema.parse(payload);
      this.#history.waits.set(step.taskToken, step);
      return await awaitMilestone(step, common);
    }
    if (name.endsWith('-list-units')) return await listUnits(roundStepSchema.parse(payload), common);
    if (name.endsWith('-settle-unit')) return await settleUnit(unitStepSchema.parse(payload), common);
    if (name.endsWith('-note-trouble')) return await noteTrouble(troubleStepSchema.parse(payload), common);
    if (name.endsWith('-compute-index')) return await computeIndex(roundStepSchema.parse(payload), { ...common, evidence: this.files });
    throw new Error(`no function ${name}`);
  }

  get closing() {
    return {
      rounds: this.stores.rounds,
      uploads: this.stores.uploads,
      incoming: this.files,
      schedules: this.schedules,
      workflow: this.workflow,
      clock: this.clock,
    };
  }
}

function storesOver(table: MortalTable) {
  return {
    rounds: new RoundStore(table),
    uploads: new UploadStore(table),
    surveys: new SurveyStore(table),
    submissions: new SubmissionStore(table),
    centralScores: new CentralScoreStore(table),
    cells: new CellStore(table),
    documents: new EvidenceStore(table),
    adjustments: new AdjustmentStore(table),
    resolutions: new ResolutionStore(table),
    ledger: new LedgerStore(table),
    settlements: new SettlementStore(table),
    releases: new ReleaseStore(table),
  };
}

/** How often things happened, so that a run can tell whether its histories were worth judging. */
export interface Figures {
  kills: number;
  files: number;
  late: number;
  refused: number;
  covered: number;
  extended: number;
  reopened: number;
  resumed: number;
}

export interface Outcome {
  readonly faults: readonly string[];
  readonly figures: Figures;
  /** What was written, in order; for whoever looks for the cause of a fault. */
  readonly story: readonly string[];
}

/** A random year, played by the product over stores in memory and the real engine and clock. */
class History {
  readonly random: Random;
  readonly table = new MemoryTable();
  readonly files = new Map<string, StoredFile>();
  /** Task tokens, and what each waits for. */
  readonly waits = new Map<string, MilestoneStep>();
  readonly #passed: Year['passed'][number][] = [];
  readonly #directory = newDirectory();
  readonly #definition: RoundDefinition;
  readonly #windows: Year['windows'];
  readonly #units: readonly string[];
  /** Most files come in the minutes after the deadline. */
  readonly #isCrowded: boolean;
  #agenda: Entry[] = [];
  readonly #underWay = new Set<Entry>();
  readonly #marks: Mark[] = [];
  readonly #sent: Sent[] = [];
  readonly #asked: Asked[] = [];
  readonly #refusedAddresses: Year['refusedAddresses'][number][] = [];
  readonly #problems: string[] = [];
  readonly #kills: string[] = [];
  /** Which setting of a stage's schedule is in force. */
  readonly #schedules = new Map<StageName, number>();
  /** Hours in which nothing was left but the sweep. */
  #rests = 0;
  #nextSweepAt = BEGIN + 15 * MINUTE;
  #publishedBy = Number.POSITIVE_INFINITY;
  #points = 0;
  #decisions = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.#units = this.random.shuffled(UNITS).slice(0, this.random.whole(2, 3));
    this.#isCrowded = this.random.chance(0.3);
    this.#definition = this.#newDefinition();
    const { calendar } = this.#definition;
    this.#windows = Object.fromEntries(
      STAGES.map((stage) => {
        const { opensAt, deadlineAt } = calendar[stage];
        const graceMs = stage === 'publication' ? 0 : this.#definition.rules.graceMinutes * MINUTE;
        return [stage, { opensAt: Date.parse(opensAt), deadlineAt: Date.parse(deadlineAt), graceMs }];
      }),
    );
  }

  #newDefinition(): RoundDefinition {
    const { random } = this;
    const window = (opensAt: number, days: number): { opensAt: string; deadlineAt: string } => ({
      opensAt: iso(opensAt),
      deadlineAt: iso(onWorkingDay(opensAt + days * DAY + random.whole(0, 600) * MINUTE)),
    });
    const after = ({ deadlineAt }: { deadlineAt: string }): number => Date.parse(deadlineAt) + random.pick([0, 1, 30, 600, 3000]) * MINUTE;
    const entry = window(BEGIN + random.whole(1, 20) * DAY, random.whole(3, 30));
    const rule = random.pick(['refuse', 'keep-and-do-not-count', 'count-with-deduction'] as const);
    const late = {
      refuse: { rule },
      'keep-and-do-not-count': { rule, forDays: random.whole(0, 2) },
      'count-with-deduction': { rule, forDays: random.whole(1, 3), pointsPerDay: '0.50', atMost: '1.50' },
    }[rule];
    // What follows opens once no late file is taken any more.
    const lateDays = 'forDays' in late ? late.forDays : 0;
    const appraisal = window(after(entry) + lateDays * DAY, random.whole(2, 20));
    const explanation = window(after(appraisal), random.whole(2, 10));
    const survey = window(BEGIN + random.whole(1, 40) * DAY, random.whole(2, 30));
    const last = Math.max(after(explanation), Date.parse(survey.deadlineAt));
    const publication = window(last + random.whole(2, 20) * DAY, 60);
    return roundDefinitionSchema.parse({
      ...EXAMPLE,
      round: ROUND,
      units: EXAMPLE.units.filter(({ code }) => this.#units.includes(code)),
      criteriaSet: SET,
      instruments: [],
      calendar: { [ENTRY]: entry, survey, appraisal, explanation, publication },
      rules: { graceMinutes: random.pick([0, 10, 30]), late },
    });
  }

  bytes(key: string): Uint8Array {
    const file = this.files.get(key);
    if (file === undefined) throw new Error(`no file ${key}`);
    return file.bytes;
  }

  newWork() {
    return { began: this.#marks.length, isReading: false };
  }

  written(chain: string, { at, action, details }: Mark['link']): void {
    this.#marks.push({ seq: this.#marks.length, began: work.getStore()?.began ?? 0, chain, link: { at, action, details } });
  }

  /** The execution in charge goes on; what becomes of an earlier one is of no matter. */
  completed(taskToken: string): void {
    const { pk, sk } = keys.round(ROUND);
    const wait = this.waits.get(taskToken);
    if (wait === undefined || this.table.items.get(`${pk}\n${sk}`)?.generation !== wait.generation) return;
    this.#passed.push({ milestone: wait.milestone, seq: this.#marks.length });
  }

  get #late(): { rule: string; days: number } {
    const { late } = this.#definition.rules;
    return { rule: late.rule, days: late.rule === 'refuse' ? 0 : late.forDays };
  }

  // What is going to happen.

  #plan(at: number, run: Entry['run'], isRepeated = false): void {
    this.#agenda.push({ at: Math.floor(at / SECOND) * SECOND, run, isRepeated });
  }

  get #nextAt(): number | undefined {
    return this.#agenda.length === 0 ? undefined : Math.min(...this.#agenda.map(({ at }) => at));
  }

  agendaFor(cloud: Cloud) {
    return {
      nextDue: () => this.#nextAt,
      fire: (now: number) => {
        const due = this.#agenda.filter(({ at }) => at <= now);
        this.#agenda = this.#agenda.filter(({ at }) => at > now);
        for (const entry of this.random.shuffled(due)) this.#begin(entry, cloud);
      },
    };
  }

  #begin(entry: Entry, cloud: Cloud): void {
    this.#underWay.add(entry);
    void cloud.life.activity.track(() =>
      work.run(this.newWork(), async () => {
        try {
          await entry.run(cloud);
        } catch (error) {
          if (cloud.life.isDead) return await never<void>();
          const again = this.random.pick([1, 60]) * this.random.whole(30, 180) * SECOND;
          if (entry.isRepeated && mayPass(error)) this.#plan(cloud.clock() + again, entry.run, true);
          else if (!mayPass(error)) this.#problems.push(`${iso(cloud.clock())} ${error instanceof Error ? error.stack : String(error)}`);
        }
        if (cloud.life.isDead) return await never<void>();
        this.#underWay.delete(entry);
      }),
    );
  }

  sweepsFor(cloud: Cloud) {
    const every = 15 * MINUTE;
    return {
      nextDue: () => this.#nextSweepAt,
      lastDue: (limit: number) =>
        limit < this.#nextSweepAt ? undefined : this.#nextSweepAt + Math.floor((limit - this.#nextSweepAt) / every) * every,
      fire: (now: number) => {
        this.#nextSweepAt += (Math.floor((now - this.#nextSweepAt) / every) + 1) * every;
        if (this.#rests === 0 && this.random.chance(0.3)) return;
        const run = (current: Cloud): Promise<unknown> => sweepRounds({}, { ...current.closing, workflow: current.workflow });
        this.#begin({ at: now, run, isRepeated: false }, cloud);
      },
    };
  }

  #onKill(now: number): void {
    this.#kills.push(`${iso(now)} killed after ${this.#marks.length}`);
    for (const { run, isRepeated } of this.#underWay) {
      // A person whose call was cut off may try again.
      if (isRepeated || this.random.chance(0.5)) this.#plan(now + this.random.whole(1, 360) * SECOND, run, isRepeated);
    }
    this.#underWay.clear();
  }

  /** A schedule fires as it should, or early, late, twice or never. */
  setSchedule(due: StageDue, dueAt: number): void {
    const minute = Math.ceil(dueAt / MINUTE) * MINUTE;
    const setting = (this.#schedules.get(due.stage) ?? 0) + 1;
    this.#schedules.set(due.stage, setting);
    const fire = (at: number, isStale: boolean): void =>
      this.#plan(
        at,
        async (cloud) => {
          if (isStale || this.#schedules.get(due.stage) === setting) await closeStage(due, cloud.closing);
        },
        true,
      );
    const { random } = this;
    const fault = random.pick(['none', 'none', 'none', 'none', 'early', 'late', 'twice', 'lost']);
    if (fault === 'lost') return;
    if (fault === 'twice') fire(minute + random.pick([0, 1, 60, 1800]) * SECOND, true);
    const early = fault === 'early' ? random.whole(1, 3600) * SECOND : 0;
    fire(minute - early + (fault === 'late' ? random.whole(1, 180) * MINUTE : 0), false);
  }

  // Files.

  /** An instant around the last moment of a unit, more often than not one at which much else happens. */
  #around(last: number): number {
    const { random } = this;
    const grace = this.#definition.rules.graceMinutes * MINUTE;
    const end = last + this.#late.days * DAY;
    if (this.#isCrowded && random.chance(0.8)) return last + random.whole(-60, 15 * 60) * SECOND;
    return random.pick([
      () => last - random.whole(1, 3 * 24 * 60) * MINUTE,
      () => last - random.whole(1, 20 * 60) * SECOND,
      () => last - random.whole(0, grace / SECOND) * SECOND,
      () => last,
      () => last + random.pick([-1, 1]) * SECOND,
      () => last + random.whole(1, 15 * 60) * SECOND,
      () => last + random.whole(1, 15 * 60) * SECOND,
      () => last + random.whole(0, this.#late.days * 24 * 60) * MINUTE,
      () => end + random.whole(-600, 600) * SECOND,
    ])();
  }

  #planFile(unit: string, last: number, isTardy = false): void {
    const arrivesAt = isTardy ? last + this.random.whole(1, 15 + this.#late.days * 24 * 60) * MINUTE : this.#around(last);
    const askedAt = arrivesAt - this.random.whole(1, 1200) * SECOND;
    this.#points += 1;
    const points = this.random.chance(0.1) ? null : pointsOf(this.random.chance(0.1) ? 0 : this.#points);
    this.#plan(Math.max(BEGIN, askedAt), (cloud) => this.#sendFile(unit, points, arrivesAt, cloud));
  }

  async #sendFile(unit: string, points: string | null, arrivesAt: number, cloud: Cloud): Promise<void> {
    const bytes = forms.get(`${unit} ${points}`) ?? new TextEncoder().encode('no form');
    const caller: Caller = { sub: `don-vi-${unit}`, groups: ['unit'], unit };
    const body = { kind: 'self-assessment' as const, fileName: 'tep.xlsx', contentType: XLSX, size: bytes.length, sha256: sha256(bytes) };
    const request = { caller, path: { round: ROUND }, query: undefined, body, correlationId: 'x' };
    const at = cloud.clock();
    const { began } = this.newWork();
    let key = '';
    const addresses = {
      sign: async (terms: { key: string }) => {
        ({ key } = terms);
        return { url: 'https://incoming', fields: {} };
      },
    };
    try {
      const { uploadId } = await issueUploadAddress(request, { ...cloud.stores, addresses, clock: cloud.clock });
      // The sending began while the address was alive, whenever it ends.
      this.#sent.push({ unit, points, uploadId });
      this.#planArrival(key, bytes, Math.max(at + SECOND, arrivesAt));
      if (this.random.chance(0.2)) this.#planArrival(key, bytes, Math.max(at + SECOND, arrivesAt) + this.random.whole(0, 900) * SECOND);
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error;
      this.#refusedAddresses.push({ unit, at, began, ended: this.#marks.length });
    }
  }

  #planArrival(key: string, bytes: Uint8Array, at: number): void {
    this.#plan(
      at,
      async () => {
        const file = this.files.get(key) ?? { bytes, versions: [] };
        const id = `v${file.versions.length + 1}`;
        file.versions.push({ id, at });
        this.files.set(key, file);
        const event = objectCreatedSchema.parse({
          id: 'e',
          'detail-type': 'Object Created',
          source: 'aws.s3',
          time: iso(at),
          detail: { bucket: { name: 'incoming' }, object: { key, size: bytes.length, 'version-id': id } },
        });
        this.#deliver(at, (cloud) => {
          const bus = { publish: (detail: UploadReceived['detail']) => cloud.life.tell(() => this.#publish(detail, cloud.clock())) };
          const signer = { sign: async () => new Uint8Array(1) };
          return recordArrival(event, { ...cloud.stores, incoming: cloud.files, signer, bus, clock: cloud.clock });
        });
      },
      true,
    );
  }

  #publish(detail: UploadReceived['detail'], now: number): void {
    const event = uploadReceivedSchema.parse({ id: 'e', 'detail-type': 'UploadReceived.v1', source: 'par.intake', detail });
    this.#deliver(now, (cloud) => {
      const { stores, files: incoming, clock } = cloud;
      return recordSelfAssessment(event, { ...stores, evidence: stores.documents, incoming, clock });
    });
  }

  /** At least once, at once or much later, before or after what was sent before it. */
  #deliver(at: number, run: Entry['run']): void {
    const { random } = this;
    const delay = (): number => (random.chance(0.6) ? random.whole(0, 3) * SECOND : random.whole(1, 180) * MINUTE);
    this.#plan(at + delay(), run, true);
    if (random.chance(0.4)) this.#plan(at + delay(), run, true);
  }

  // People.

  /** A call of a person; what the product refuses is for the person to know. */
  async #try(call: () => Promise<unknown>): Promise<RejectedError | undefined> {
    try {
      await call();
      return undefined;
    } catch (error) {
      if (error instanceof RejectedError) return error;
      throw error;
    }
  }

  get #madeDecisions(): Decision[] {
    const kinds = { 'window-moved': 'moved', 'deadline-extended': 'extended', 'stage-reopened': 'reopened' } as const;
    return this.#marks.flatMap(({ seq, link: { action, details } }) => {
      if (!(action in kinds)) return [];
      const asked = this.#asked.find(({ decisionNumber }) => decisionNumber === details.decisionNumber);
      if (asked === undefined) throw new Error(`nobody asked for ${action}`);
      return [{ ...asked, kind: kinds[action as keyof typeof kinds], seq }];
    });
  }

  #limit(stage: StageName, unit?: string): number {
    return limitOf({ windows: this.#windows, decisions: this.#madeDecisions }, stage, unit);
  }

  /** More files come around a new deadline. */
  #planFilesAfter({ stage, units }: Pick<Asked, 'stage' | 'units'>): void {
    if (stage !== ENTRY) return;
    for (const unit of units ?? this.#units) {
      for (let files = this.random.whole(0, 2); files > 0; files -= 1) this.#planFile(unit, this.#limit(ENTRY, unit));
    }
  }

  #ask(asked: Omit<Asked, 'decisionNumber'>) {
    this.#decisions += 1;
    const decisionNumber = `${this.#decisions}/QĐ`;
    this.#asked.push({ ...asked, decisionNumber });
    const { opensAt, deadlineAt, units } = asked;
    return {
      deadlineAt: iso(deadlineAt),
      ...(opensAt === undefined ? {} : { opensAt: iso(opensAt) }),
      ...(units === undefined ? {} : { units: [...units] }),
      decisionNumber,
      reason: 'Mưa lũ',
    };
  }

  /** `isShort`: by minutes, so that it covers some of the files that came late. */
  #planExtension(stage: StageName, at: number, isShort = false): void {
    const { random } = this;
    this.#plan(at, async (cloud) => {
      const units = random.chance(0.5) ? undefined : random.some(this.#units);
      const inForce = Math.max(...(units ?? this.#units).map((unit) => this.#limit(stage, unit))) - (this.#windows[stage]?.graceMs ?? 0);
      const [unitOfTime, most] = isShort
        ? [SECOND, 900]
        : random.pick([
            [SECOND, 900],
            [HOUR, 48],
            [DAY, 5],
          ] as const);
      const further = random.whole(1, most) * unitOfTime;
      const isPlan = random.chance(0.3) && units === undefined;
      const opensAt = isPlan ? (this.#windows[stage]?.opensAt ?? 0) + random.whole(-24, 24) * HOUR : undefined;
      const deadlineAt = onWorkingDay(inForce + further * (isPlan && random.chance(0.5) ? -1 : 1));
      const body = this.#ask({ stage, kind: 'extended', deadlineAt, units, opensAt });
      const request = { caller: COORDINATOR, path: { round: ROUND, stage }, query: undefined, body, correlationId: 'x' };
      const { stores, workflow, schedules, clock } = cloud;
      const refused = await this.#try(() => extendDeadline(request, { ...stores, workflow, schedules, clock }));
      if (refused === undefined) this.#planFilesAfter({ stage, units });
    });
  }

  #reopening(stage: StageName, now: number) {
    const { random } = this;
    const units = random.chance(0.5) ? undefined : random.some(this.#units);
    const further = random.pick([() => random.whole(5, 600) * MINUTE, () => random.whole(1, 5) * DAY])();
    const body = this.#ask({ stage, kind: 'reopened', deadlineAt: onWorkingDay(now + further), units });
    return {
      call: async (caller: Caller, cloud: Cloud): Promise<void> => {
        const request = { caller, path: { round: ROUND, stage }, query: undefined, body, correlationId: 'x' };
        const { stores, workflow, schedules, clock } = cloud;
        const before = this.#madeDecisions.length;
        await this.#try(() => reopenStage(request, { ...stores, workflow, schedules, clock }));
        if (this.#madeDecisions.length > before) this.#planFilesAfter({ stage, units });
      },
    };
  }

  /** A coordinator and a publisher, in either order, open a stage again; a stage that fires meanwhile is a matter of course. */
  #planReopening(stage: StageName, at: number): void {
    this.#plan(at, async (cloud) => {
      const { call } = this.#reopening(stage, cloud.clock());
      const [first, second] = this.random.shuffled([COORDINATOR, PUBLISHER]);
      await call(first ?? COORDINATOR, cloud);
      const then = cloud.clock() + this.random.pick([1, 60, 1800]) * SECOND;
      this.#plan(then, (later) => call(second ?? PUBLISHER, later));
      if (this.random.chance(0.5)) this.#plan(then, (later) => closeStage({ round: ROUND, stage }, later.closing), true);
    });
  }

  #planResumption(at: number): void {
    this.#plan(at, async ({ stores, workflow, clock }) => {
      // Nobody resumes what is over.
      if ((await stores.rounds.stage(ROUND, 'publication')).status === 'closed') return;
      const request = { caller: COORDINATOR, path: { round: ROUND }, query: undefined, body: { reason: 'Kẹt' }, correlationId: 'x' };
      await this.#try(() => resumeRound(request, { ...stores, workflow, clock }));
    });
  }

  async #freeze(cloud: Cloud): Promise<RejectedError | undefined> {
    const { stores, files: evidence, workflow, clock } = cloud;
    const request = { caller: COORDINATOR, path: { round: ROUND }, query: undefined, body: undefined, correlationId: 'x' };
    return await this.#try(() => freezeRound(request, { ...stores, evidence, workflow, clock }));
  }

  /** Two persons resolve what the freeze was refused for. */
  async #resolve(open: readonly OpenMatter[], { stores, clock }: Cloud): Promise<void> {
    const resolutionOf = ({ kind, missing }: OpenMatter): Resolution =>
      kind === 'unit-without-submission' ? 'zero' : missing === 'claim' ? 'not-applicable' : 'self-score';
    for (const resolution of new Set(open.map(resolutionOf))) {
      const matters = open.filter((matter) => resolutionOf(matter) === resolution).map(({ id }) => id);
      const request = { path: { round: ROUND }, query: undefined, correlationId: 'x' };
      const decisionNumber = '9/QĐ';
      const proposal = { matters, resolution, decisionNumber, reason: 'Hội đồng thống nhất' };
      const dependencies = { ...stores, clock };
      await this.#try(() => proposeResolutions({ ...request, caller: COORDINATOR, body: proposal }, dependencies));
      await this.#try(() => approveResolutions({ ...request, caller: PUBLISHER, body: { matters, decisionNumber } }, dependencies));
    }
  }

  /** Comes back until the year is over: resolves, freezes, and publishes what was computed. */
  #planEnd(at: number): void {
    const { random } = this;
    this.#plan(
      at,
      async (cloud) => {
        if (cloud.clock() > this.#publishedBy) throw new Error('the year does not end');
        const { rounds } = cloud.stores;
        const again = cloud.clock() + random.whole(60, 1800) * MINUTE;
        const publication = await rounds.stage(ROUND, 'publication');
        const record = await rounds.get(ROUND);
        if (publication.status === 'open' && record.computed !== undefined) {
          // What the second publisher's approval does to the stage, after it has made a release public.
          const at = iso(cloud.clock());
          const event = { at, actor: PUBLISHER.sub, action: 'release-published', details: {} };
          await rounds.saveStage(ROUND, { ...publication, status: 'closed', closedAt: at }, event);
          if (publication.taskToken !== undefined) await cloud.workflow.complete(publication.taskToken);
        } else if (publication.status === 'closed') return;
        else if (record.frozen === undefined) await this.#freezeBesideReopening(cloud);
        this.#planEnd(again);
      },
      true,
    );
  }

  async #freezeBesideReopening(cloud: Cloud): Promise<void> {
    const stage = this.random.pick([ENTRY, 'survey', 'appraisal', 'explanation'] as const);
    const reopening = this.random.chance(0.2) ? this.#reopening(stage, cloud.clock()) : undefined;
    await reopening?.call(COORDINATOR, cloud);
    const [refused] = await Promise.all([this.#freeze(cloud), reopening?.call(PUBLISHER, cloud)]);
    if (refused?.code === 'points-missing') await this.#resolve(refused.errors as readonly OpenMatter[], cloud);
  }

  #planYear(): void {
    const { random } = this;
    const open = async ({ stores, workflow, clock }: Cloud): Promise<void> => {
      const request = { caller: COORDINATOR, path: {}, query: undefined, body: this.#definition, correlationId: 'x' };
      await openRound(request, { ...stores, workflow, clock });
    };
    this.#plan(BEGIN, open, true);
    const last = (stage: StageName): number => this.#limit(stage);
    for (const unit of this.#units) {
      const isTardy = random.chance(0.25);
      for (let files = random.whole(0, 5); files > 0; files -= 1) this.#planFile(unit, last(ENTRY), isTardy);
    }
    const stages = [ENTRY, 'survey', 'appraisal', 'explanation'] as const;
    for (let n = random.whole(0, 3); n > 0; n -= 1) {
      const at = random.chance(0.5) ? this.#around(last(ENTRY)) : last(ENTRY) + random.whole(0, Math.max(3, this.#late.days * 24)) * HOUR;
      this.#planExtension(ENTRY, at, this.#isCrowded && random.chance(0.7));
    }
    for (let n = random.whole(0, 2); n > 0; n -= 1) {
      const stage = random.pick(STAGES);
      this.#planExtension(stage, (this.#windows[stage]?.opensAt ?? 0) + random.whole(-5 * 24, 5 * 24) * HOUR);
    }
    for (let n = random.whole(0, 2); n > 0; n -= 1) {
      const stage = random.chance(0.6) ? ENTRY : random.pick(stages);
      this.#planReopening(stage, last(stage) + this.#late.days * DAY + random.whole(5, 4 * 24 * 60) * MINUTE);
    }
    const ofYear = (): number => BEGIN + random.whole(1, 60 * 24) * HOUR;
    for (let n = random.whole(0, 2); n > 0; n -= 1)
      this.#planResumption(random.chance(0.5) ? ofYear() : this.#around(last(random.pick(stages))));
    for (let n = random.whole(0, 4); n > 0; n -= 1) {
      const stage = random.pick(STAGES);
      this.#plan(
        random.chance(0.5) ? ofYear() : this.#around(last(stage)),
        (cloud) => closeStage({ round: ROUND, stage }, cloud.closing),
        true,
      );
    }
    const end = Math.max(last('survey'), last('explanation')) + this.#late.days * DAY;
    if (random.chance(0.3)) this.#plan(end - random.whole(1, 20) * DAY, (cloud) => this.#freeze(cloud));
    this.#planEnd(end + random.whole(1, 48) * HOUR);
    this.#publishedBy = last('publication') + 100 * DAY;
  }

  async play(): Promise<Outcome> {
    this.#planYear();
    const world = {
      random: this.random,
      directory: this.#directory,
      beginsAt: BEGIN,
      onKill: (now: number) => this.#onKill(now),
    };
    let kills = this.random.whole(0, MOST_KILLS);
    const born = (): Cloud => {
      kills -= 1;
      const cloud = new Cloud(this, new Life(world));
      if (kills >= 0) cloud.life.endAtWrite(this.random.whole(1, 150));
      cloud.start();
      return cloud;
    };
    let cloud = born();
    for (let moves = 0; ; moves += 1) {
      if (moves > 5000 || this.#problems.length > 5) {
        this.#problems.push('the year does not end');
        break;
      }
      if (cloud.life.isDead) cloud = born();
      const { life } = cloud;
      // A life may end while it begins.
      if (life.isDead) continue;
      const now = life.clock.now();
      const target = Math.min(this.#nextAt ?? Number.POSITIVE_INFINITY, cloud.engine.nextDue() ?? Number.POSITIVE_INFINITY);
      // What is left then are executions that nothing will ever come to: they would wait for half a year.
      const isOver = this.#nextAt === undefined && this.#underWay.size === 0 && target > now + HOUR;
      const moved = life.clock.moveTo(isOver ? now + HOUR : Math.max(target, now)).catch((error: unknown) => {
        if (!life.isDead) throw error;
      });
      await Promise.race([moved, life.ended]);
      this.#rests = isOver ? this.#rests + 1 : 0;
      if (!life.isDead && this.#rests > 3 && this.#nextAt === undefined) break;
    }
    const outcome = await this.#judge(cloud);
    cloud.life.end();
    rmSync(this.#directory, { recursive: true, force: true });
    return outcome;
  }

  // What became of it.

  async #judge({ engine }: Cloud): Promise<Outcome> {
    const stores = storesOver(this.table.records as MortalTable);
    const { generation, frozen } = await stores.rounds.get(ROUND);
    const { status } = engine.call('DescribeExecution', { executionArn: executionArn(generation) }) as { status: string };
    const problems = [...this.#problems, ...(status === 'SUCCEEDED' ? [] : [`the execution in charge is ${status}`])];
    const files = await Promise.all(this.#sent.map((sent) => this.#fileAsItIs(sent, stores)));
    const counting: Record<string, Counting> = {};
    for (const unit of this.#units) {
      const { counting: found, lines } = await stores.submissions.countingLines(ROUND, unit);
      counting[unit] = { points: oneOf(lines.map(({ points }) => points)), daysLate: found?.daysLate ?? 0 };
    }
    const year: Year = {
      windows: this.#windows,
      late: this.#late,
      units: this.#units,
      decisions: this.#madeDecisions,
      files,
      refusedAddresses: this.#refusedAddresses,
      events: this.#stageEvents(),
      passed: this.#passed,
      frozenSeq: this.#marks.find(({ link }) => link.action === 'round-frozen')?.seq ?? -1,
      counting,
      frozen: frozen === undefined ? {} : this.#frozenCounting(frozen.key),
      chains: this.#chains(),
    };
    const kinds = year.decisions.map(({ kind }) => kind);
    const limits = new Map(this.#units.map((unit) => [unit, limitOf(year, ENTRY, unit)]));
    const figures = {
      kills: this.#kills.length,
      files: files.length,
      late: Object.values(counting).filter(({ daysLate }) => daysLate > 0).length,
      refused: files.filter(({ verdict }) => verdict?.isTooLate === true).length,
      covered: files.filter(({ unit, arrivedAt, receipt }) => receipt?.onTime === false && arrivedAt <= (limits.get(unit) ?? 0)).length,
      extended: kinds.filter((kind) => kind !== 'reopened').length,
      reopened: kinds.filter((kind) => kind === 'reopened').length,
      resumed: this.#marks.filter(({ link }) => link.action === 'round-resumed').length,
    };
    const story = this.#marks.map(
      ({ seq, began, link: { at, action, details } }) => `${seq} (${began}) ${at} ${action} ${JSON.stringify(details)}`,
    );
    return {
      faults: [...problems, ...faultsOf(year)],
      figures,
      story: [
        JSON.stringify(this.#definition.calendar),
        JSON.stringify(this.#definition.rules),
        ...this.#kills,
        ...story,
        ...files.map((file) => JSON.stringify(file)),
      ],
    };
  }

  async #fileAsItIs({ unit, points, uploadId }: Sent, { uploads }: ReturnType<typeof storesOver>): Promise<SentFile> {
    const upload = await uploads.find(ROUND, uploadId);
    const arrivedAt = this.files.get(upload?.key ?? '')?.versions[0]?.at ?? 0;
    const markOf = (...actions: string[]): Mark | undefined =>
      this.#marks.find(({ link: { action, details } }) => actions.includes(action) && details.uploadId === uploadId);
    const received = markOf('upload-received');
    const decided = markOf('late-file-refused', 'self-assessment-recorded', 'self-assessment-rejected');
    const { arrival, status } = upload ?? {};
    const isDecided = decided !== undefined && status !== undefined && status !== 'received' && status !== 'issued';
    return {
      id: uploadId,
      unit,
      points,
      arrivedAt,
      receipt:
        received === undefined || arrival === undefined
          ? undefined
          : { onTime: arrival.onTime, receivedAt: Date.parse(arrival.receivedAt), began: received.began, seq: received.seq },
      verdict: isDecided
        ? { status, isTooLate: decided.link.action === 'late-file-refused', began: decided.began, seq: decided.seq }
        : undefined,
    };
  }

  #stageEvents(): StageEvent[] {
    return this.#marks.flatMap(({ seq, link: { at, action, details } }) => {
      const what = /^stage-(opened|closing|closed|reopened)$/.exec(action)?.[1] as StageEvent['what'] | undefined;
      return what === undefined ? [] : [{ stage: String(details.stage), what, at: Date.parse(at), seq }];
    });
  }

  #frozenCounting(key: string): Record<string, Counting> {
    const content = frozenContentSchema.parse(JSON.parse(new TextDecoder().decode(this.bytes(key))));
    return Object.fromEntries(
      this.#units.map((unit) => {
        const claimed = content.points.filter((entry) => entry.unit === unit).map((entry) => entry.claimed);
        const lost = content.adjustments.find((entry) => entry.unit === unit)?.points ?? '0';
        // Half a point a day for as many days as files are taken.
        return [unit, { points: oneOf(claimed), daysLate: Math.round(Number(lost) * -2) }];
      }),
    );
  }

  #chains(): Record<string, Link[]> {
    const chains: Record<string, Link[]> = {};
    for (const chain of [keys.chain(ROUND), ...this.#units.map((unit) => keys.chain(ROUND, unit))]) {
      const items = [...this.table.items.values()].filter(({ pk, sk }) => pk === chain && sk.startsWith('AUDIT#'));
      items.sort((a, b) => (a.sk < b.sk ? -1 : 1));
      chains[chain] = items.map(({ pk: _pk, sk: _sk, schemaVersion: _, ...link }) => link as unknown as Link);
    }
    return chains;
  }
}

/** What all say; both items of a form claim the same. */
function oneOf(points: readonly (string | null)[]): string | null {
  if (new Set(points).size > 1) return `mixed: ${points.join(', ')}`;
  return points[0] ?? null;
}

/** Plays the year of a seed. Meanwhile the machine's time stands still, timers are turns, and chance follows from the seed. */
export async function playHistory(seed: number): Promise<Outcome> {
  const history = new History(seed);
  const real = { now: Date.now, random: Math.random, setTimeout: globalThis.setTimeout, getRandomValues: crypto.getRandomValues };
  Date.now = () => MACHINE_TIME;
  Math.random = () => history.random.next();
  // Ids of uploads decide between files of the same instant.
  crypto.getRandomValues = (values) => {
    if (values instanceof Uint8Array) values.set(Array.from(values, () => history.random.whole(0, 255)));
    return values;
  };
  globalThis.setTimeout = ((callback: () => void, ms = 0) => {
    let turns = Math.ceil(ms / 10);
    const turn = (): void => void setImmediate(() => (turns-- > 0 ? turn() : callback()));
    turn();
  }) as unknown as typeof setTimeout;
  try {
    return await history.play();
  } finally {
    Date.now = real.now;
    Math.random = real.random;
    crypto.getRandomValues = real.getRandomValues;
    globalThis.setTimeout = real.setTimeout;
  }
}
