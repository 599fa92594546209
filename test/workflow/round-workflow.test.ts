import { describe, expect, it } from 'vitest';
import { Assembly } from '../../local/assembly.ts';
import { State } from '../../local/state.ts';
import { machines } from '../../local/template.ts';
import { type Calendar, calendarSchema, STAGES, type StageName } from '../../shared/domain/calendar.ts';
import { ASSEMBLY } from '../doubles/assembly.ts';
import { exampleRound } from '../doubles/test-cloud.ts';
import { type Call, failure, newDirectory, PhotographedState, refusal, Workshop } from '../doubles/workflow.ts';

const ROUND = '2023-ministry';
const MINUTE = 60_000;
/** The example's year with a survey that begins a week after the self-assessment, so that the workflow waits for each of them. */
function newCalendar(): Calendar {
  const { calendar } = exampleRound();
  const opensAt = Date.parse(calendar['self-assessment'].opensAt) + 7 * 1440 * MINUTE;
  return { ...calendar, survey: { ...calendar.survey, opensAt: new Date(opensAt).toISOString() } };
}
const sources = machines(new Assembly(ASSEMBLY));
interface StateText {
  readonly Type: string;
  readonly Branches?: readonly { States: Record<string, StateText> }[];
  readonly ItemProcessor?: { States: Record<string, StateText> };
}
const definition = JSON.parse(sources[0]?.definition ?? '{}') as { States: Record<string, StateText> };
/** Every state with its type, those of branches and items as well. */
const statesIn = (states: Record<string, StateText>): [string, string][] =>
  Object.entries(states).flatMap(([name, { Type, Branches = [], ItemProcessor }]) => [
    [name, Type] as [string, string],
    ...[...Branches, ...(ItemProcessor === undefined ? [] : [ItemProcessor])].flatMap(({ States }) => statesIn(States)),
  ]);
const ALL_STATES = statesIn(definition.States);
const ALIAS = sources[0]?.aliasArns[0] ?? '';
const MACHINE_ARN = sources[0]?.arn ?? '';
type Milestone = StageName | 'freeze';
const UNITS = ['BCT', 'BNV', 'BTP'];

/** The records, as far as the workflow's functions and the people beside it read and write them. */
class Records {
  readonly status = new Map<StageName, 'planned' | 'open' | 'closed'>(STAGES.map((stage) => [stage, 'planned']));
  readonly tokens = new Map<Milestone, string>();
  isFrozen = false;
  readonly openedAt = new Map<StageName, number>();
  calendar = newCalendar();
  computed = 0;
  readonly settled: string[] = [];
  readonly troubles: Record<string, unknown>[] = [];
  generation = 1;

  isReached(milestone: Milestone): boolean {
    return milestone === 'freeze' ? this.isFrozen : this.status.get(milestone) === 'closed';
  }
}

/** The year: the workflow, and whoever closes stages, freezes and publishes when their time has come. */
class Year {
  readonly records: Records;
  readonly workshop: Workshop;
  /** What the next call of a function does instead. */
  trouble: ((call: Call) => void) | undefined;

  constructor(records = new Records(), state = new State(newDirectory()), machine = sources) {
    this.records = records;
    this.workshop = new Workshop(machine, (call) => this.#answer(call), state);
  }

  start(): string {
    const { generation } = this.records;
    return this.workshop.begin({ round: ROUND, generation }, `${ROUND}-g${generation}`, ALIAS);
  }

  #answer(call: Call): unknown {
    this.trouble?.(call);
    const { round, generation, stage, milestone, taskToken } = call.payload as Record<string, string>;
    if (round !== ROUND || Number(generation) !== this.records.generation) throw failure('RejectedError', 'changed-meanwhile');
    if (call.function.endsWith('-open-stage')) return this.#open(stage as StageName, call.at);
    if (call.function.endsWith('-compute-index')) {
      this.records.computed += 1;
      return { hash: 'x' };
    }
    if (call.function.endsWith('-list-units')) return { units: UNITS };
    if (call.function.endsWith('-settle-unit')) return void this.records.settled.push(String(call.payload.unit));
    if (call.function.endsWith('-note-trouble')) return void this.records.troubles.push(call.payload);
    if (!call.function.endsWith('-await-milestone')) throw new Error(`no function ${call.function}`);
    const awaited = milestone as Milestone;
    if (this.records.isReached(awaited)) this.workshop.succeed(taskToken);
    else this.records.tokens.set(awaited, String(taskToken));
    return undefined;
  }

  #open(stage: StageName, now: number): object {
    const { opensAt } = this.records.calendar[stage];
    if (this.records.status.get(stage) === 'planned' && now >= Date.parse(opensAt)) {
      this.records.status.set(stage, 'open');
      this.records.openedAt.set(stage, now);
    }
    return { isOpen: this.records.status.get(stage) !== 'planned', opensAt };
  }

  /** Closes what is due; the freeze and the publication follow their stages by a day. */
  #reach(milestone: Milestone): void {
    if (milestone === 'freeze') this.records.isFrozen = true;
    else this.records.status.set(milestone, 'closed');
    const token = this.records.tokens.get(milestone);
    this.records.tokens.delete(milestone);
    if (token !== undefined) refusal(() => this.workshop.succeed(token));
  }

  #dueAt(milestone: Milestone): number {
    const { calendar } = this.records;
    if (milestone === 'freeze') return Date.parse(calendar.explanation.deadlineAt) + 24 * 60 * MINUTE;
    return Date.parse(calendar[milestone].deadlineAt) + 10 * MINUTE;
  }

  /** Plays until the execution has ended or nothing more is going to happen. */
  async play(arn: string): Promise<string> {
    for (let moves = 0; moves < 200 && this.workshop.describe(arn).status === 'RUNNING'; moves += 1) {
      await this.workshop.rest();
      const open = [...STAGES, 'freeze' as const].filter(
        (one) => !this.records.isReached(one) && (one === 'freeze' || this.records.status.get(one) === 'open'),
      );
      const next = open.map((milestone) => ({ milestone, at: this.#dueAt(milestone) })).sort((a, b) => a.at - b.at)[0];
      const due = this.workshop.engine.nextDue() ?? Number.POSITIVE_INFINITY;
      const at = Math.max(this.workshop.clock.now(), Math.min(due, next?.at ?? due));
      await this.workshop.moveTo(at);
      if (next !== undefined && next.at <= at) this.#reach(next.milestone);
      await this.workshop.rest();
    }
    return this.workshop.describe(arn).status;
  }

  /** Each function call as "open-stage survey", of the survey's branch or of the rest, without repeats of the same. */
  story(isOfSurvey: boolean): string[] {
    const all = this.workshop.calls.flatMap(({ function: name, payload }) => {
      const of = payload.stage ?? payload.milestone ?? payload.unit;
      return (of === 'survey') === isOfSurvey ? [[name.split('-').slice(-2).join('-'), of].filter(Boolean).join(' ')] : [];
    });
    return all.filter((line, i) => line !== all[i - 1]);
  }
}

const STORY = [
  'open-stage self-assessment',
  'await-milestone self-assessment',
  'open-stage appraisal',
  'await-milestone appraisal',
  'list-units',
  ...UNITS.map((unit) => `settle-unit ${unit}`),
  'open-stage explanation',
  'await-milestone explanation',
  'await-milestone freeze',
  'compute-index',
  'open-stage publication',
  'await-milestone publication',
];

describe('the round workflow', () => {
  it('calls its functions in the order of a normal year and ends published', async () => {
    const year = new Year();
    const arn = year.start();
    expect(await year.play(arn)).toBe('SUCCEEDED');
    expect(year.story(false)).toEqual(STORY);
    expect(year.story(true)).toEqual(['open-stage survey', 'await-milestone survey']);
    expect(year.workshop.entered(arn).at(-1)).toBe('Published');
    expect(year.records.computed).toBe(1);
  });

  it('names round and generation in every call', async () => {
    const year = new Year();
    await year.play(year.start());
    for (const { payload } of year.workshop.calls) expect(payload).toMatchObject({ round: ROUND, generation: 1 });
  });

  it('waits for the opening of a stage that is not open yet, then asks again, once', async () => {
    const year = new Year();
    const arn = year.start();
    await year.workshop.rest();
    expect(year.workshop.entered(arn)).toContain('Wait until self-assessment opens');
    const opensAt = Date.parse(year.records.calendar['self-assessment'].opensAt);
    await year.workshop.moveTo(opensAt - MINUTE);
    expect(year.workshop.calls).toHaveLength(2);
    await year.workshop.moveTo(opensAt);
    const asked = year.workshop.calls.filter(({ payload }) => payload.stage === 'self-assessment');
    expect(asked.map(({ at }) => at)).toEqual([expect.any(Number), opensAt]);
    expect(year.records.status.get('self-assessment')).toBe('open');
  });

  it('waits once more when the opening was moved meanwhile', async () => {
    const year = new Year();
    const arn = year.start();
    await year.workshop.rest();
    const { calendar } = year.records;
    const opensAt = Date.parse(calendar['self-assessment'].opensAt);
    calendar['self-assessment'].opensAt = new Date(opensAt + 60 * MINUTE).toISOString();
    await year.workshop.moveTo(opensAt + 30 * MINUTE);
    expect(year.workshop.entered(arn)).not.toContain('Wait until self-assessment closes');
    await year.workshop.moveTo(opensAt + 60 * MINUTE);
    expect(year.records.openedAt.get('self-assessment')).toBe(opensAt + 60 * MINUTE);
  });

  it.each([
    ['a week after the self-assessment', newCalendar().survey.opensAt],
    ['with the self-assessment', newCalendar()['self-assessment'].opensAt],
    ['with the appraisal', newCalendar().appraisal.opensAt],
    ['a month before everything else', '2023-12-04T01:00:00Z'],
  ])('opens every stage on time with a survey that opens %s', async (_, opensAt) => {
    const year = new Year();
    const { calendar } = year.records;
    year.records.calendar = calendarSchema.parse({ ...calendar, survey: { ...calendar.survey, opensAt } });
    expect(await year.play(year.start())).toBe('SUCCEEDED');
    const opened = STAGES.map((stage) => [stage, new Date(year.records.openedAt.get(stage) ?? 0).toISOString()]);
    expect(opened).toEqual(STAGES.map((stage) => [stage, new Date(year.records.calendar[stage].opensAt).toISOString()]));
  });

  it.each(['open-stage', 'await-milestone', 'list-units', 'compute-index'])(
    'that %s rejects ends set aside for a person, at the first attempt',
    async (name) => {
      const year = new Year();
      let tries = 0;
      year.trouble = (call) => {
        if (!call.function.endsWith(name)) return;
        tries += 1;
        throw failure('RejectedError', 'not-found {"what":"x"}');
      };
      const arn = year.start();
      expect(await year.play(arn)).toBe('FAILED');
      expect(year.workshop.entered(arn).at(-1)).toBe('Set aside for a person');
      expect(year.workshop.describe(arn)).toMatchObject({ error: 'RejectedError', cause: expect.stringContaining('not-found') });
      expect(tries).toBeLessThanOrEqual(2);
    },
  );

  it.each(['open-stage', 'await-milestone', 'list-units', 'settle-unit', 'compute-index'])(
    'goes on after %s has failed seven times',
    async (name) => {
      const year = new Year();
      let left = 7;
      year.trouble = (call) => {
        if (!call.function.endsWith(name) || left === 0) return;
        left -= 1;
        throw failure('ServiceUnavailable');
      };
      expect(await year.play(year.start())).toBe('SUCCEEDED');
      expect([left, new Set(year.story(false))]).toEqual([0, new Set(STORY)]);
    },
  );

  it('fails after eight failures within three minutes, saying what the trouble was', async () => {
    const year = new Year();
    year.trouble = () => {
      throw failure('ServiceUnavailable', 'the table is gone');
    };
    const arn = year.start();
    expect(await year.play(arn)).toBe('FAILED');
    const asked = (stage: string): number[] => year.workshop.calls.flatMap(({ payload, at }) => (payload.stage === stage ? [at] : []));
    const calls = [asked('self-assessment'), asked('survey')].sort((a, b) => b.length - a.length)[0] ?? [];
    expect(calls).toHaveLength(8);
    expect((calls.at(-1) ?? 0) - (calls[0] ?? 0)).toBeLessThanOrEqual(183_000);
    expect(year.workshop.entered(arn).at(-1)).toBe('Failed');
    expect(year.workshop.describe(arn)).toMatchObject({
      error: 'StepFailed',
      cause: expect.stringMatching(/^ServiceUnavailable: .*the table is gone/),
    });
  });

  it('fails when a milestone gives no sign for half a year', async () => {
    const year = new Year();
    const arn = year.start();
    const opensAt = Date.parse(year.records.calendar['self-assessment'].opensAt);
    await year.workshop.rest();
    await year.workshop.moveTo(opensAt + 179 * 1440 * MINUTE);
    expect(year.workshop.describe(arn).status).toBe('RUNNING');
    await year.workshop.moveTo(opensAt + 181 * 1440 * MINUTE);
    expect(year.workshop.describe(arn)).toMatchObject({ status: 'FAILED', cause: expect.stringMatching(/^States\.Timeout/) });
  });

  it('has a sentence as the name of every state, at most 80 characters long', () => {
    const names = ALL_STATES.map(([name]) => name);
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => !/^(Published|Failed|[A-Z][a-z]+( [a-z]+(-[a-z]+)*)+\??)$/.test(name))).toEqual([]);
    expect(names.filter((name) => name.length > 80)).toEqual([]);
    for (const [name, type] of ALL_STATES) expect([name, name.endsWith('?')]).toEqual([name, type === 'Choice']);
  });

  it('settles the other units where one fails, and writes down which and why', async () => {
    const year = new Year();
    year.trouble = ({ function: name, payload }) => {
      if (name.endsWith('-settle-unit') && payload.unit === 'BNV') throw failure('RejectedError', 'not-found');
    };
    expect(await year.play(year.start())).toBe('SUCCEEDED');
    expect([...year.records.settled].sort()).toEqual(['BCT', 'BTP']);
    expect(year.records.troubles).toEqual([
      { round: ROUND, generation: 1, unit: 'BNV', step: 'settle-unit', error: expect.stringMatching(/^RejectedError: .*not-found/) },
    ]);
  });

  it('goes on under the definition that it began with when another one is deployed', async () => {
    const year = new Year();
    const arn = year.start();
    await year.workshop.rest();
    const [source] = sources;
    if (source === undefined) throw new Error('no machine');
    const next = { ...source, definition: JSON.stringify({ ...definition, StartAt: 'Published' }) };
    const deployed = new Year(year.records, year.workshop.state, [next]);
    expect(await deployed.play(arn)).toBe('SUCCEEDED');
    expect(deployed.records.computed).toBe(1);
    expect(deployed.workshop.entered(arn)).toContain('Wait for the ministry to publish');
    // And one that begins now begins with the new one.
    const later = deployed.workshop.begin({ round: ROUND, generation: 1 }, 'later', ALIAS);
    await deployed.workshop.rest();
    expect(deployed.workshop.describe(later).status).toBe('SUCCEEDED');
    expect(deployed.workshop.entered(later)).toEqual(['Published']);
  });
});

/** States on the way of a round that goes well. */
const ON_THE_WAY = ALL_STATES.flatMap(([name, type]) => (type === 'Fail' || name === 'Note what failed' ? [] : [name]));

describe('a further generation', () => {
  it.each(ON_THE_WAY.filter((name) => name !== 'Published'))('publishes a round whose first one was stopped at "%s"', async (name) => {
    const state = new PhotographedState(newDirectory());
    const year = new Year(new Records(), state);
    let arn = `${MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${ROUND}-g1`;
    state.afterWrite = () => {
      const rows = state.all("SELECT position FROM executions WHERE status = 'RUNNING'");
      if (!rows.some(({ position }) => (JSON.parse(String(position)) as { state: string }).state === name)) return;
      state.afterWrite = undefined;
      year.workshop.engine.call('StopExecution', { executionArn: arn });
    };
    arn = year.start();
    expect(await year.play(arn)).toBe('ABORTED');

    year.records.generation = 2;
    const second = year.start();
    expect(await year.play(second)).toBe('SUCCEEDED');
    expect(year.workshop.entered(second).at(-1)).toBe('Published');
    expect([...year.records.status.values()]).toEqual(STAGES.map(() => 'closed'));
    expect(year.records.isFrozen).toBe(true);
  });

  it('leaves nothing to the first one: its late steps are set aside', async () => {
    const year = new Year();
    const first = year.start();
    await year.workshop.rest();
    year.records.generation = 2;
    const second = year.start();
    expect(await year.play(second)).toBe('SUCCEEDED');
    expect(year.workshop.describe(first).status).toBe('FAILED');
    expect(year.workshop.entered(first).at(-1)).toBe('Set aside for a person');
  });
});
