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
const definition = JSON.parse(sources[0]?.definition ?? '{}') as { States: Record<string, { Type: string; Next?: string }> };
const ALIAS = sources[0]?.aliasArns[0] ?? '';
type Milestone = StageName | 'freeze';

/** The records, as far as the workflow's three functions and the people beside it read and write them. */
class Records {
  readonly status = new Map<StageName, 'planned' | 'open' | 'closed'>(STAGES.map((stage) => [stage, 'planned']));
  readonly tokens = new Map<Milestone, string>();
  isFrozen = false;
  readonly openedAt = new Map<StageName, number>();
  calendar = newCalendar();
  computed = 0;
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

  constructor(records = new Records(), state = new State(newDirectory())) {
    this.records = records;
    this.workshop = new Workshop(sources, (call) => this.#answer(call), state);
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

  /** Each function call as "open-stage survey", without repeats of the same. */
  get story(): string[] {
    const all = this.workshop.calls.map(({ function: name, payload }) =>
      [name.split('-').slice(-2).join('-'), payload.stage ?? payload.milestone].filter(Boolean).join(' '),
    );
    return all.filter((line, i) => line !== all[i - 1]);
  }
}

const STORY = [
  'open-stage self-assessment',
  'open-stage survey',
  'await-milestone self-assessment',
  'open-stage appraisal',
  'await-milestone appraisal',
  'open-stage explanation',
  'await-milestone explanation',
  'await-milestone survey',
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
    expect(year.story).toEqual(STORY);
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
    expect(year.workshop.entered(arn).at(-1)).toBe('Wait until self-assessment opens');
    const opensAt = Date.parse(year.records.calendar['self-assessment'].opensAt);
    await year.workshop.moveTo(opensAt - MINUTE);
    expect(year.workshop.calls).toHaveLength(1);
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
    expect(year.workshop.entered(arn).at(-1)).toBe('Wait until self-assessment opens');
    await year.workshop.moveTo(opensAt + 60 * MINUTE);
    expect(year.records.openedAt.get('self-assessment')).toBe(opensAt + 60 * MINUTE);
  });

  it('is never given a survey that it would open late', () => {
    const { calendar } = new Year().records;
    const survey = { opensAt: '2024-03-01T00:00:00Z', deadlineAt: '2024-03-10T00:00:00Z' };
    expect(calendarSchema.safeParse({ ...calendar, survey }).success).toBe(false);
  });

  it.each([
    ['a week after the self-assessment', newCalendar().survey.opensAt],
    ['with the self-assessment', newCalendar()['self-assessment'].opensAt],
    ['at the deadline of the self-assessment, the latest instant that a calendar may have', newCalendar()['self-assessment'].deadlineAt],
  ])('opens every stage on time with a survey that opens %s', async (_, opensAt) => {
    const year = new Year();
    const { calendar } = year.records;
    year.records.calendar = calendarSchema.parse({ ...calendar, survey: { ...calendar.survey, opensAt } });
    expect(await year.play(year.start())).toBe('SUCCEEDED');
    const opened = STAGES.map((stage) => [stage, new Date(year.records.openedAt.get(stage) ?? 0).toISOString()]);
    expect(opened).toEqual(STAGES.map((stage) => [stage, new Date(year.records.calendar[stage].opensAt).toISOString()]));
  });

  it.each(['open-stage', 'await-milestone', 'compute-index'])(
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
      expect(tries).toBe(1);
    },
  );

  it.each(['open-stage', 'await-milestone', 'compute-index'])('goes on after %s has failed seven times', async (name) => {
    const year = new Year();
    let left = 7;
    year.trouble = (call) => {
      if (!call.function.endsWith(name) || left === 0) return;
      left -= 1;
      throw failure('ServiceUnavailable');
    };
    expect(await year.play(year.start())).toBe('SUCCEEDED');
    expect([left, year.story]).toEqual([0, STORY]);
  });

  it('fails after eight failures within three minutes, saying what the trouble was', async () => {
    const year = new Year();
    year.trouble = () => {
      throw failure('ServiceUnavailable', 'the table is gone');
    };
    const arn = year.start();
    expect(await year.play(arn)).toBe('FAILED');
    const calls = year.workshop.calls.map(({ at }) => at);
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
    const opensAt = Date.parse(year.records.calendar.survey.opensAt);
    await year.workshop.rest();
    await year.workshop.moveTo(opensAt + 179 * 1440 * MINUTE);
    expect(year.workshop.describe(arn).status).toBe('RUNNING');
    await year.workshop.moveTo(opensAt + 181 * 1440 * MINUTE);
    expect(year.workshop.describe(arn)).toMatchObject({ status: 'FAILED', cause: expect.stringMatching(/^States\.Timeout/) });
  });

  it('has a sentence as the name of every state, at most 80 characters long', () => {
    const names = Object.keys(definition.States);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !/^(Published|Failed|[A-Z][a-z]+( [a-z]+(-[a-z]+)*)+\??)$/.test(name))).toEqual([]);
    expect(names.filter((name) => name.length > 80)).toEqual([]);
    for (const [name, { Type }] of Object.entries(definition.States)) expect([name, name.endsWith('?')]).toEqual([name, Type === 'Choice']);
  });
});

/** States on the way of a round that goes well. */
const ON_THE_WAY = Object.entries(definition.States).flatMap(([name, { Type }]) => (Type === 'Fail' ? [] : [name]));

describe('a further generation', () => {
  it.each(ON_THE_WAY.filter((name) => name !== 'Published'))('publishes a round whose first one was stopped at "%s"', async (name) => {
    const state = new PhotographedState(newDirectory());
    const year = new Year(new Records(), state);
    state.afterWrite = () => {
      const row = state.get("SELECT arn, position FROM executions WHERE status = 'RUNNING'");
      if (row === undefined || (JSON.parse(String(row.position)) as { state: string }).state !== name) return;
      state.afterWrite = undefined;
      year.workshop.engine.call('StopExecution', { executionArn: row.arn });
    };
    const arn = year.start();
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
