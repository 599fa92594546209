import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { State } from '../../local/state.ts';
import {
  type Answer,
  BEGIN,
  type Call,
  type Description,
  failure,
  MACHINE,
  machine,
  newDirectory,
  PhotographedState,
  refusal,
  Workshop,
} from '../doubles/workflow.ts';

type States = Record<string, object>;

const END = { End: true };
const CALL = 'arn:aws:states:::lambda:invoke';
const task = (name: string, more: object = END, payload: unknown = {}): object => ({
  Type: 'Task',
  Resource: CALL,
  Arguments: { FunctionName: name, Payload: payload },
  ...more,
});
const waiting = (name: string, more: object = END): object => ({
  ...task(name, more, { token: '{% $states.context.Task.Token %}' }),
  Resource: `${CALL}.waitForTaskToken`,
});
const retry = (errors: string[], more: object = {}): object => ({ ErrorEquals: errors, JitterStrategy: 'NONE', ...more });
const to = (Next: string, ...errors: string[]): object => ({ ErrorEquals: errors.length === 0 ? ['States.ALL'] : errors, Next });
const branch = (states: States): object => ({ StartAt: Object.keys(states)[0], States: states });
const parallel = (branches: States[], more: object = END): object => ({ Type: 'Parallel', Branches: branches.map(branch), ...more });
const map = (Items: unknown, states: States, more: object = END): object => ({
  Type: 'Map',
  ...(Items === undefined ? {} : { Items }),
  ItemProcessor: branch(states),
  ...more,
});
const same = { Type: 'Pass', ...END };
const pass = (Output: unknown, more: object = END): object => ({ Type: 'Pass', Output, ...more });
const fail = (error: string, Cause = ''): object => ({ Type: 'Fail', Error: error, Cause });
const INPUT = '{% $states.input %}';
const RESULT = '{% $states.result %}';
const INDEX = '{% $states.context.Map.Item.Index %}';
const VALUE = '{% $states.context.Map.Item.Value %}';

/** Runs one execution until it rests. */
async function run(states: States, answer?: Answer, input?: object): Promise<Description & { workshop: Workshop; arn: string }> {
  const workshop = new Workshop([machine(states)], answer);
  const arn = workshop.begin(input);
  await workshop.rest();
  return { ...workshop.describe(arn), workshop, arn };
}

/** Lets everything go on that waits for nothing but its turn, though functions still run. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await turn();
}

/** Functions that answer only when they are told to. */
class Held {
  readonly calls: { name: string; payload: Call['payload']; resolve: (value?: unknown) => void; reject: (error: Error) => void }[] = [];
  readonly answer: Answer = ({ function: name, payload }) =>
    new Promise((resolve, reject) => {
      this.calls.push({ name, payload, resolve, reject });
    });

  /** The nth call of a function. */
  of(name: string, n = 0): Held['calls'][number] {
    const call = this.calls.filter((one) => one.name === name)[n];
    if (call === undefined) throw new Error(`${name} was not called ${n + 1} times`);
    return call;
  }

  /** In any order, as branches call them. */
  get names(): string[] {
    return this.calls.map(({ name }) => name).sort();
  }
}

/** Runs one execution as far as it comes while functions are held. */
async function hold(states: States, input?: object): Promise<{ workshop: Workshop; arn: string; held: Held }> {
  const held = new Held();
  const workshop = new Workshop([machine(states)], held.answer);
  const arn = workshop.begin(input);
  await settle();
  return { workshop, arn, held };
}

/** Branches call their functions in any order. */
const functions = (workshop: Workshop): string[] => workshop.calls.map((call) => call.function).sort();
const token = (workshop: Workshop, name: string, n = 0): unknown =>
  workshop.calls.filter((call) => call.function === name)[n]?.payload.token;
const refusals = (workshop: Workshop, taskToken: unknown): (string | undefined)[] =>
  ['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat'].map((operation) =>
    refusal(() => workshop.engine.call(operation, { taskToken, output: '{}' })),
  );
const REFUSED = ['TaskDoesNotExist', 'TaskDoesNotExist', 'TaskDoesNotExist'];
const history = (workshop: Workshop, executionArn: string): { id: number; type: string }[] =>
  (workshop.engine.call('GetExecutionHistory', { executionArn, maxResults: 1000 }) as { events: { id: number; type: string }[] }).events;
/** What is still under way in the state, the execution itself included. */
const underWay = (workshop: Workshop): unknown[] =>
  workshop.state.all("SELECT arn FROM executions WHERE status = 'RUNNING'").map(({ arn }) => arn);
/** Moves through all that is due, as long as the execution runs. */
async function untilEnd(workshop: Workshop, arn: string): Promise<void> {
  for (let moves = 0; moves < 1000; moves += 1) {
    await workshop.rest();
    const due = workshop.engine.nextDue();
    if (due === undefined || workshop.describe(arn).status !== 'RUNNING') return;
    await workshop.moveTo(due);
  }
}

describe('Parallel', () => {
  it('runs its branches at once and gives their outputs in its own order, whichever ends first', async () => {
    const { workshop, arn, held } = await hold({
      a: parallel([{ x: task('x', { Output: 'x', ...END }) }, { y: task('y', { Output: 'y', ...END }) }, { z: pass('z') }]),
    });
    expect(held.names).toEqual(['x', 'y']);
    held.of('y').resolve();
    await settle();
    expect(workshop.describe(arn).status).toBe('RUNNING');
    held.of('x').resolve();
    await workshop.rest();
    expect(workshop.describe(arn)).toEqual({ status: 'SUCCEEDED', output: ['x', 'y', 'z'] });
    expect((await run({ a: parallel([{ x: pass([1]) }]) })).output).toEqual([[1]]);
  });

  it('begins every branch with its own input, or with what Arguments say', async () => {
    const both = [{ x: same }, { y: same }];
    expect((await run({ a: parallel(both) }, undefined, { n: 1 })).output).toEqual([{ n: 1 }, { n: 1 }]);
    const Arguments = { of: '{% $states.input.n + $k %}' };
    const states = { k: { Type: 'Pass', Assign: { k: 2 }, Next: 'a' }, a: parallel(both, { Arguments, ...END }) };
    expect((await run(states, undefined, { n: 1 })).output).toEqual([{ of: 3 }, { of: 3 }]);
  });

  it('makes Output and variables of the result; its input stays what it was before Arguments', async () => {
    const { output } = await run(
      {
        a: parallel([{ x: pass(1) }, { y: pass([2, 3]) }], {
          Arguments: 'other',
          Assign: { got: RESULT },
          Output: { second: '{% $states.result[1] %}', n: '{% $states.input.n %}' },
          Next: 'b',
        }),
        b: { Type: 'Succeed', Output: { input: INPUT, got: '{% $got %}' } },
      },
      undefined,
      { n: 5 },
    );
    expect(output).toEqual({ input: { second: [2, 3], n: 5 }, got: [1, [2, 3]] });
  });

  it('goes on after branches that end by Succeed, by End and by a Choice', async () => {
    const { output, workshop, arn } = await run({
      a: parallel(
        [
          { x: { Type: 'Succeed', Output: 'succeed' }, never: task('never') },
          { y: pass('end') },
          { z: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'w', Output: 'choice' }] }, w: { Type: 'Succeed' } },
        ],
        { Next: 'b' },
      ),
      b: { Type: 'Succeed', Output: { all: INPUT } },
    });
    expect(output).toEqual({ all: ['succeed', 'end', 'choice'] });
    expect(workshop.entered(arn).at(-1)).toBe('b');
    expect(workshop.calls).toEqual([]);
  });
});

describe('Map', () => {
  it.each<[string, unknown, unknown, unknown[]]>([
    ['an expression', '{% $states.input.list %}', { list: [3, 1, 2] }, [3, 1, 2]],
    ['an expression that makes an array', '{% [1..3] %}', {}, [1, 2, 3]],
    ['an array with expressions inside', [1, '{% $states.input.n %}', { m: '{% $states.input.n + 1 %}' }], { n: 2 }, [1, 2, { m: 3 }]],
    ['an array of one', '{% $states.input.list %}', { list: [[7]] }, [[7]]],
    ['an empty array', [], {}, []],
    ['an expression of an empty array', '{% $states.input.list %}', { list: [] }, []],
    ['items that are nothing much', '{% $states.input.list %}', { list: [null, false, 0, '', [], {}] }, [null, false, 0, '', [], {}]],
    ['nothing at all: its input', undefined, [4, 5], [4, 5]],
  ])('takes as Items %s', async (_, items, input, expected) => {
    const { status, output } = await run({ a: map(items, { x: same }, { Next: 'b' }), b: { Type: 'Succeed' } }, undefined, input as object);
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: expected });
  });

  it('of no items calls nothing, and makes Output and variables of an empty result', async () => {
    const { output, workshop } = await run({
      a: map([], { x: task('x') }, { Assign: { got: RESULT }, Output: { n: '{% $count($states.result) %}' }, Next: 'b' }),
      b: { Type: 'Succeed', Output: { input: INPUT, got: '{% $got %}' } },
    });
    expect(output).toEqual({ input: { n: 0 }, got: [] });
    expect(workshop.calls).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['a number', '{% 5 %}'],
    ['a text', 'abc'],
    ['null', '{% null %}'],
    ['nothing, where the input is an object', undefined],
  ])('of %s fails with an error that it catches itself', async (_, items) => {
    const error = 'States.QueryEvaluationError';
    expect(await run({ a: map(items, { x: same }) })).toMatchObject({ status: 'FAILED', error });
    const Catch = [{ ...to('b', error), Output: 'caught' }];
    expect((await run({ a: map(items, { x: same }, { Catch, ...END }), b: { Type: 'Succeed' } })).output).toBe('caught');
  });

  it('gives each item what ItemSelector makes of its place, its value, the input and the variables', async () => {
    const ItemSelector = { i: INDEX, v: VALUE, n: '{% $states.input.n %}', k: '{% $k * $states.context.Map.Item.Value.w %}', text: 'n' };
    const { output } = await run(
      {
        k: { Type: 'Pass', Assign: { k: 10 }, Next: 'a' },
        a: map('{% $states.input.list %}', { x: same }, { ItemSelector, ...END }),
      },
      undefined,
      { n: 1, list: [{ w: 5 }, { w: 6 }] },
    );
    expect(output).toEqual([
      { i: 0, v: { w: 5 }, n: 1, k: 50, text: 'n' },
      { i: 1, v: { w: 6 }, n: 1, k: 60, text: 'n' },
    ]);
  });

  it('whose ItemSelector fails for one item calls nothing and fails', async () => {
    const ItemSelector = '{% $states.context.Map.Item.Value.w %}';
    const { workshop, error } = await run({ a: map([{ w: 1 }, {}], { x: task('x') }, { ItemSelector, ...END }) });
    expect([error, workshop.calls]).toEqual(['States.QueryEvaluationError', []]);
  });

  it('lets the states of an item know its place and value, inside an inner Map those of the inner item, afterwards nobody', async () => {
    const { output } = await run({
      a: map(
        ['p', 'q'],
        {
          x: { Type: 'Pass', Next: 'inner' },
          inner: map(['r'], { y: pass([INDEX, VALUE]) }, { Next: 'z' }),
          z: pass({ inner: INPUT, i: INDEX, v: VALUE }),
        },
        { Output: { all: RESULT, left: '{% $exists($states.context.Map) %}' }, Next: 'b' },
      ),
      b: pass({ before: INPUT, left: '{% $exists($states.context.Map) %}' }),
    });
    const item = (i: number, v: string): object => ({ inner: [[0, 'r']], i, v });
    expect(output).toEqual({ before: { all: [item(0, 'p'), item(1, 'q')], left: false }, left: false });
  });

  it.each<[string, unknown, number]>([
    ['1', 1, 1],
    ['3', 3, 3],
    ['an expression', '{% $states.input.n * 2 %}', 2],
    ['more than there are items', 40, 9],
    ['0, which is no limit', 0, 9],
    ['an expression that gives 0', '{% 0 %}', 9],
    ['nothing, which is no limit', undefined, 9],
  ])('with MaxConcurrency %s runs no more items at once, and all in their order', async (_, MaxConcurrency, expected) => {
    let [now, most] = [0, 0];
    const states = {
      a: map(
        '{% [1..9] %}',
        { x: task('f', { Output: '{% $states.result.Payload %}', Next: 'y' }, INPUT), y: task('g', { Output: INPUT, ...END }) },
        { ...(MaxConcurrency === undefined ? {} : { MaxConcurrency }), ...END },
      ),
    };
    const { output, workshop } = await run(
      states,
      async ({ payload }) => {
        now += 1;
        most = Math.max(most, now);
        // Items with even numbers take longer.
        for (let turns = Number(payload) % 2 === 0 ? 4 : 1; turns > 0; turns -= 1) await turn();
        now -= 1;
        return payload;
      },
      { n: 1 },
    );
    expect(most).toBe(expected);
    expect(output).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const begun = workshop.calls.flatMap((call) => (call.function === 'f' ? [call.payload] : []));
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('counts items that wait for time or for their token among those under way', async () => {
    const states = {
      a: map(
        '{% [0..3] %}',
        { w: { Type: 'Wait', Seconds: 10, Next: 'x' }, x: waiting('f', { Output: '{% $states.result.n %}', ...END }) },
        { MaxConcurrency: 2, ...END },
      ),
    };
    const { workshop, arn } = await run(states);
    await workshop.pass(11);
    expect(workshop.calls).toHaveLength(2);
    workshop.succeed(token(workshop, 'f', 1), { n: 'b' });
    await workshop.pass(3600);
    expect(workshop.calls).toHaveLength(3);
    workshop.succeed(token(workshop, 'f', 2), { n: 'c' });
    await workshop.pass(11);
    workshop.succeed(token(workshop, 'f', 3), { n: 'd' });
    await workshop.pass(3600);
    expect([workshop.calls.length, workshop.describe(arn).status]).toEqual([4, 'RUNNING']);
    workshop.succeed(token(workshop, 'f', 0), { n: 'a' });
    await workshop.rest();
    expect(workshop.describe(arn).output).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each([
    ['a text', '{% "two" %}', [1, 2]],
    ['less than 0', '{% -1 %}', [1, 2]],
    ['no whole number', '{% 1.5 %}', [1]],
    ['a number as text', '{% "1" %}', [1]],
    ['null', '{% null %}', [1]],
    ['true', '{% true %}', [1]],
  ])('with an expression for MaxConcurrency that gives %s fails', async (_, MaxConcurrency, items) => {
    const { status, error } = await run({ a: map(items, { x: same }, { MaxConcurrency, ...END }) });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});

describe('variables of a fork', () => {
  it('are read inside; what is assigned inside is seen neither by siblings nor outside', async () => {
    const seen = { outer: '{% $outer %}', x: '{% $exists($x) ? $x : "unknown" %}' };
    const inside = (n: number): States => ({
      [`s${n}`]: { Type: 'Pass', Assign: { x: `{% $outer & ${n} %}` }, Next: `t${n}` },
      [`t${n}`]: pass(seen),
    });
    const { output } = await run({
      a: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'b' },
      b: parallel([inside(1), { u: pass(seen) }, inside(2)], { Next: 'c' }),
      c: pass({ branches: INPUT, ...seen }),
    });
    const branches = ['o1', 'unknown', 'o2'].map((x) => ({ outer: 'o', x }));
    expect(output).toEqual({ branches, outer: 'o', x: 'unknown' });
  });

  it('begin the same for each item, though an item before it has assigned', async () => {
    const { output } = await run({
      a: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'b' },
      b: map(
        [1, 2, 3],
        {
          x: { Type: 'Pass', Output: '{% $exists($mine) ? "seen" : "new" %}', Assign: { mine: INPUT }, Next: 'y' },
          y: pass('{% $outer & $states.input & $mine %}'),
        },
        { MaxConcurrency: 1, ...END },
      ),
    });
    expect(output).toEqual(['onew1', 'onew2', 'onew3']);
  });

  it('assigned through both levels of a nest are those of the level', async () => {
    const { output } = await run({
      a: parallel(
        [
          {
            b: { Type: 'Pass', Assign: { of: 'branch' }, Next: 'c' },
            c: map([1, 2], { d: pass('{% $of & $states.input %}') }, { Assign: { got: RESULT }, Next: 'e' }),
            e: pass('{% $join($got, "+") & $of %}'),
          },
        ],
        { Next: 'f' },
      ),
      f: pass({ input: INPUT, of: '{% $exists($of) or $exists($got) %}' }),
    });
    expect(output).toEqual({ input: ['branch1+branch2branch'], of: false });
  });

  it('of a failed branch are unknown to its catcher, which assigns for the outside', async () => {
    const { output } = await run({
      a: parallel([{ x: { Type: 'Pass', Assign: { inner: 1 }, Next: 'y' }, y: fail('Broken') }], {
        Catch: [{ ...to('b'), Assign: { inner: '{% $exists($inner) %}', error: '{% $states.errorOutput.Error %}' } }],
        ...END,
      }),
      b: pass(['{% $inner %}', '{% $error %}']),
    });
    expect(output).toEqual([false, 'Broken']);
  });
});

describe('an error in a branch', () => {
  const broken: Answer = () => {
    throw failure('Torn', 'paper');
  };
  it.each<[string, States, string, string?]>([
    ['Fail', { x: fail('Broken', 'why') }, 'Broken', 'why'],
    ['a task', { x: task('f') }, 'Torn'],
    ['a Choice', { x: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'x' }] } }, 'States.NoChoiceMatched'],
    ['an expression', { x: pass('{% $states.input.missing %}') }, 'States.QueryEvaluationError'],
    ['a fork in it', { x: parallel([{ y: map([1], { z: fail('Deep') }) }]) }, 'Deep'],
  ])('by %s fails the execution with its own name and cause', async (_, states, error, cause) => {
    for (const fork of [parallel([{ other: { Type: 'Wait', Seconds: 60, ...END } }, states]), map([1, 2], states)]) {
      const { workshop, ...ended } = await run({ a: fork }, broken);
      expect(ended).toMatchObject({ status: 'FAILED', error, ...(cause === undefined ? {} : { cause }) });
      expect(underWay(workshop)).toEqual([]);
      expect(workshop.engine.nextDue()).toBeUndefined();
    }
  });

  it('is caught by the fork, with its error output; the tokens of its siblings are refused', async () => {
    const { workshop, arn } = await run({
      a: parallel([{ x: waiting('x') }, { y: waiting('y') }, { w: { Type: 'Wait', Seconds: 5, Next: 'v' }, v: task('v') }], {
        Catch: [
          { ...to('c', 'Other'), Output: 'wrong' },
          { ...to('b', 'Refused'), Output: '{% $states.errorOutput %}' },
        ],
        Output: 'not this',
        ...END,
      }),
      b: { Type: 'Wait', Seconds: 60, Next: 'c' },
      c: { Type: 'Succeed' },
    });
    workshop.engine.call('SendTaskFailure', { taskToken: token(workshop, 'y'), error: 'Refused', cause: 'no' });
    await workshop.rest();
    expect(refusals(workshop, token(workshop, 'x'))).toEqual(REFUSED);
    expect(refusals(workshop, token(workshop, 'y'))).toEqual(REFUSED);
    await workshop.pass(61);
    expect(workshop.describe(arn)).toEqual({ status: 'SUCCEEDED', output: { Error: 'Refused', Cause: 'no' } });
    expect(functions(workshop)).toEqual(['x', 'y']);
  });

  it.each<[string, (call: Held['calls'][number]) => void]>([
    ['successes', (call) => call.resolve({ late: true })],
    ['failures', (call) => call.reject(failure('Late'))],
  ])('makes late %s of its siblings’ functions count for nothing', async (_, end) => {
    const { workshop, arn, held } = await hold({
      a: parallel(
        [{ x: task('x', { Next: 'x2' }), x2: task('x2') }, { y: task('y') }, { z: waiting('z', { Retry: [retry(['Late'])], ...END }) }],
        { Catch: [to('b')], ...END },
      ),
      b: task('b', { Output: 'caught', ...END }),
    });
    held.of('y').reject(failure('Broken'));
    await settle();
    end(held.of('x'));
    end(held.of('z'));
    await settle();
    expect(refusals(workshop, held.of('z').payload.token)).toEqual(REFUSED);
    held.of('b').resolve();
    await workshop.rest();
    expect(workshop.describe(arn)).toEqual({ status: 'SUCCEEDED', output: 'caught' });
    expect(held.names).toEqual(['b', 'x', 'y', 'z']);
    expect(history(workshop, arn).at(-1)?.type).toBe('ExecutionSucceeded');
  });

  it.each<[string, (call: Held['calls'][number]) => void]>([
    ['success', (call) => call.resolve('old')],
    ['failure', (call) => call.reject(failure('Late'))],
  ])('makes a late %s count for nothing also when the fork runs again', async (_, end) => {
    const { workshop, arn, held } = await hold({
      a: parallel([{ x: task('x', { Output: '{% $states.result.Payload %}', ...END }) }, { y: task('y', { Output: 'y', ...END }) }], {
        Catch: [to('again', 'Broken')],
        ...END,
      }),
      again: { Type: 'Pass', Next: 'a' },
    });
    held.of('y').reject(failure('Broken'));
    await settle();
    end(held.of('x'));
    await settle();
    expect(held.names).toEqual(['x', 'x', 'y', 'y']);
    held.of('x', 1).resolve('new');
    held.of('y', 1).resolve();
    await workshop.rest();
    expect(workshop.describe(arn)).toEqual({ status: 'SUCCEEDED', output: ['new', 'y'] });
  });

  it('leaves no token alive whose function ends only when the fork runs again', async () => {
    const { workshop, held } = await hold({
      a: parallel([{ x: waiting('x') }, { y: task('y') }], { Catch: [to('again', 'Broken')], ...END }),
      again: { Type: 'Pass', Next: 'a' },
    });
    held.of('y').reject(failure('Broken'));
    await settle();
    held.of('x').resolve();
    await settle();
    expect(refusals(workshop, held.of('x').payload.token)).toEqual(REFUSED);
    expect(held.names).toEqual(['x', 'x', 'y', 'y']);
    expect(held.of('x', 1).payload.token).not.toBe(held.of('x').payload.token);
  });

  it('begins no item that waits for its turn', async () => {
    const { workshop, error } = await run(
      { a: map('{% [0..9] %}', { x: task('f', END, { i: INDEX }) }, { MaxConcurrency: 2, ...END }) },
      ({ payload }) => {
        if (payload.i === 3) throw failure('Broken');
        return {};
      },
    );
    expect(error).toBe('Broken');
    expect(workshop.calls.length).toBeLessThanOrEqual(5);
  });

  it.each<[string, States]>([
    ['to call a function', { x: task('f', END, { n: '{% $sum([1..3]) %}' }) }],
    ['to wait for a token', { x: waiting('f') }],
    ['to fail by an expression', { x: pass('{% $states.input.missing %}') }],
    ['to wait', { x: { Type: 'Wait', Seconds: '{% $sum([1..3]) %}', ...END } }],
    ['to begin with items', { x: map('{% [1..3] %}', { y: task('f') }) }],
    ['to begin with branches', { x: parallel([{ y: task('f') }], { Arguments: '{% $sum([1..3]) %}', ...END }) }],
    ['to succeed', { x: { Type: 'Succeed', Output: '{% $sum([1..3]) %}' } }],
    ['to fail', { x: fail('Second') }],
  ])('is the end of a sibling that is just about %s', async (_, sibling) => {
    const called: string[] = [];
    const workshop = new Workshop([machine({ a: parallel([{ first: fail('Broken') }, sibling]) })], () => {
      called.push(workshop.describe(arn).status);
      return {};
    });
    const arn = workshop.begin();
    await workshop.rest();
    await settle();
    expect(workshop.describe(arn)).toMatchObject({ status: 'FAILED', error: 'Broken' });
    expect([underWay(workshop), workshop.engine.nextDue()]).toEqual([[], undefined]);
    expect(called.filter((status) => status !== 'RUNNING')).toEqual([]);
    expect(history(workshop, arn).at(-1)?.type).toBe('ExecutionFailed');
  });

  it('is the first one where two branches fail', async () => {
    const { workshop, arn, held } = await hold({
      a: parallel([{ x: task('x') }, { y: task('y') }], { Catch: [{ ...to('b'), Output: '{% $states.errorOutput.Error %}' }], ...END }),
      b: { Type: 'Succeed' },
    });
    held.of('y').reject(failure('First'));
    held.of('x').reject(failure('Second'));
    await workshop.rest();
    expect(workshop.describe(arn)).toEqual({ status: 'SUCCEEDED', output: 'First' });
    expect(workshop.entered(arn).filter((name) => name === 'b')).toHaveLength(1);
  });

  it('that the branch catches is the business of the branch alone', async () => {
    const { workshop, arn } = await run(
      {
        a: parallel([
          { x: task('x', { Catch: [{ ...to('x2'), Output: '{% $states.errorOutput.Error %}' }], ...END }), x2: { Type: 'Succeed' } },
          { y: waiting('y') },
        ]),
      },
      ({ function: name }) => {
        if (name === 'x') throw failure('Torn');
        return {};
      },
    );
    expect(workshop.describe(arn).status).toBe('RUNNING');
    workshop.succeed(token(workshop, 'y'), { y: 1 });
    await workshop.rest();
    expect(workshop.describe(arn)).toEqual({ status: 'SUCCEEDED', output: ['Torn', { y: 1 }] });
  });

  it('of an inner fork goes out until a level catches it, and stops only what is inside that level', async () => {
    const { workshop, arn } = await run({
      a: parallel([
        {
          b: map(
            [0, 1],
            {
              c: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'd' }], Default: 'e' },
              d: parallel([{ w: { Type: 'Wait', Seconds: 5, Next: 'f' }, f: fail('Deep') }, { g: waiting('g') }]),
              e: waiting('e'),
            },
            { Catch: [{ ...to('h', 'Deep'), Output: 'caught' }], ...END },
          ),
          h: same,
        },
        { o: waiting('o') },
      ]),
    });
    expect(functions(workshop)).toEqual(['e', 'g', 'o']);
    await workshop.pass(6);
    expect(refusals(workshop, token(workshop, 'g'))).toEqual(REFUSED);
    expect(refusals(workshop, token(workshop, 'e'))).toEqual(REFUSED);
    workshop.succeed(token(workshop, 'o'), { o: 1 });
    await workshop.rest();
    expect(workshop.describe(arn)).toEqual({ status: 'SUCCEEDED', output: ['caught', { o: 1 }] });
  });
});

describe('a fork that is retried', () => {
  it('waits, then runs again from the start, with its inputs made anew; old tokens are refused', async () => {
    let calls = 0;
    const { workshop, arn } = await run(
      {
        a: parallel(
          [
            { x: task('x', { Output: INPUT, Next: 'x2' }), x2: same },
            { y: waiting('y', { Output: '{% $states.result.by %}', ...END }) },
            { z: task('z') },
          ],
          {
            Arguments: '{% $states.context.State.RetryCount %}',
            Retry: [retry(['Flaky'], { IntervalSeconds: 10, BackoffRate: 3 })],
            Output: ['{% $states.result[0] %}', '{% $states.result[1] %}'],
            ...END,
          },
        ),
      },
      async ({ function: name }) => {
        if (name !== 'z') return {};
        calls += 1;
        await turn();
        if (calls < 3) throw failure('Flaky');
        return {};
      },
    );
    expect(refusals(workshop, token(workshop, 'y'))).toEqual(REFUSED);
    await workshop.pass(8);
    expect(functions(workshop)).toEqual(['x', 'y', 'z']);
    await workshop.pass(4);
    expect(functions(workshop)).toHaveLength(6);
    await workshop.pass(27);
    expect(functions(workshop)).toHaveLength(6);
    await workshop.pass(4);
    expect(functions(workshop)).toEqual(['x', 'x', 'x', 'y', 'y', 'y', 'z', 'z', 'z']);
    expect(refusals(workshop, token(workshop, 'y', 1))).toEqual(REFUSED);
    workshop.succeed(token(workshop, 'y', 2), { by: 'third' });
    await workshop.rest();
    expect(workshop.describe(arn)).toEqual({ status: 'SUCCEEDED', output: [2, 'third'] });
    expect(workshop.entered(arn).filter((name) => name === 'a')).toHaveLength(1);
  });

  it('is caught when its attempts are used up; tasks inside count their attempts anew each time', async () => {
    const { workshop, arn } = await run(
      {
        a: map(
          [1, 2],
          { x: task('f', { Retry: [retry(['Torn'], { MaxAttempts: 2 })], ...END }) },
          {
            MaxConcurrency: 1,
            Retry: [retry(['Other']), retry(['Torn'], { MaxAttempts: 1 })],
            Catch: [{ ...to('b'), Output: '{% $states.errorOutput.Error %}' }],
            ...END,
          },
        ),
        b: { Type: 'Succeed' },
      },
      () => {
        throw failure('Torn');
      },
    );
    await untilEnd(workshop, arn);
    expect(workshop.describe(arn)).toEqual({ status: 'SUCCEEDED', output: 'Torn' });
    expect(workshop.calls).toHaveLength(6);
  });

  it('can be stopped while it waits', async () => {
    const { workshop, arn } = await run({ a: parallel([{ x: task('x') }, { y: fail('Torn') }], { Retry: [retry(['Torn'])], ...END }) });
    const calls = workshop.calls.length;
    workshop.engine.call('StopExecution', { executionArn: arn });
    await workshop.pass(3600);
    expect([workshop.describe(arn).status, workshop.calls.length]).toEqual(['ABORTED', calls]);
  });
});

describe('time and tokens in branches', () => {
  it('run independently of each other', async () => {
    let flaky = 0;
    const { workshop, arn } = await run(
      {
        a: parallel([
          { w: { Type: 'Wait', Seconds: 30, Next: 'x' }, x: task('x', { Output: 'x', ...END }) },
          { y: waiting('y', { Next: 'y2' }), y2: waiting('y2') },
          { z: task('z', { Retry: [retry(['Flaky'], { IntervalSeconds: 20 })], Output: 'z', ...END }) },
          { v: waiting('v') },
        ]),
      },
      ({ function: name }) => {
        if (name === 'z') flaky += 1;
        if (name === 'z' && flaky === 1) throw failure('Flaky');
        return {};
      },
    );
    expect(functions(workshop)).toEqual(['v', 'y', 'z']);
    expect(token(workshop, 'v')).not.toBe(token(workshop, 'y'));
    workshop.succeed(token(workshop, 'v'), { v: 1 });
    await workshop.pass(21);
    expect(functions(workshop)).toEqual(['v', 'y', 'z', 'z']);
    workshop.succeed(token(workshop, 'y'), { y: 1 });
    await workshop.pass(10);
    expect(functions(workshop)).toEqual(['v', 'x', 'y', 'y2', 'z', 'z']);
    expect(workshop.describe(arn).status).toBe('RUNNING');
    workshop.succeed(token(workshop, 'y2'), { y: 2 });
    await workshop.rest();
    expect(workshop.describe(arn)).toEqual({ status: 'SUCCEEDED', output: ['x', { y: 2 }, 'z', { v: 1 }] });
  });

  it('let a token that is not answered in time fail its branch, which catches it, or else the fork', async () => {
    const late = { TimeoutSeconds: 60, Catch: [{ ...to('late', 'States.Timeout'), Output: 'late' }], ...END };
    const inside = await run({ a: parallel([{ x: waiting('x', late), late: same }, { y: waiting('y') }]) });
    await inside.workshop.pass(61);
    expect(refusals(inside.workshop, token(inside.workshop, 'x'))).toEqual(REFUSED);
    inside.workshop.succeed(token(inside.workshop, 'y'), { y: 1 });
    await inside.workshop.rest();
    expect(inside.workshop.describe(inside.arn).output).toEqual(['late', { y: 1 }]);

    const Catch = [{ ...to('late', 'States.Timeout'), Output: 'late' }];
    const outside = await run({
      a: parallel([{ x: waiting('x', { TimeoutSeconds: 60, ...END }) }, { y: waiting('y') }], { Catch, ...END }),
      late: same,
    });
    await outside.workshop.pass(58);
    expect(outside.workshop.describe(outside.arn).status).toBe('RUNNING');
    await outside.workshop.pass(3);
    expect(outside.workshop.describe(outside.arn).output).toBe('late');
    expect(refusals(outside.workshop, token(outside.workshop, 'y'))).toEqual(REFUSED);
  });

  it('may come to several branches at one instant', async () => {
    const { workshop, arn } = await run({
      w: { Type: 'Wait', Seconds: 10, Next: 'a' },
      // Time stands still while a wait ends: all tokens are due at the same millisecond.
      a: map(
        [1, 2, 3],
        { x: waiting('x', { TimeoutSeconds: 60, ...END }) },
        { Retry: [retry(['States.Timeout'], { MaxAttempts: 1 })], ...END },
      ),
    });
    await workshop.pass(11);
    expect(workshop.calls).toHaveLength(3);
    await workshop.pass(61);
    await workshop.pass(61);
    expect(workshop.calls).toHaveLength(6);
    await workshop.pass(61);
    expect(workshop.describe(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(underWay(workshop)).toEqual([]);
  });

  it('beat each with a heart of its own', async () => {
    const { workshop, arn } = await run({
      a: map(['x', 'y'], {
        z: waiting('z', { HeartbeatSeconds: 10, Catch: [to('dead', 'States.HeartbeatTimeout')], ...END }),
        dead: pass('dead'),
      }),
    });
    for (let beat = 0; beat < 3; beat += 1) {
      await workshop.pass(8);
      workshop.engine.call('SendTaskHeartbeat', { taskToken: token(workshop, 'z', 1) });
    }
    expect(refusals(workshop, token(workshop, 'z', 0))).toEqual(REFUSED);
    workshop.succeed(token(workshop, 'z', 1), { alive: true });
    await workshop.rest();
    expect(workshop.describe(arn).output).toEqual(['dead', { alive: true }]);
  });

  it('count a token once', async () => {
    const { workshop, arn } = await run({ a: parallel([{ x: waiting('x', { Next: 'x2' }), x2: waiting('x2') }, { y: waiting('y') }]) });
    workshop.succeed(token(workshop, 'x'), { n: 1 });
    expect(refusal(() => workshop.succeed(token(workshop, 'x'), { n: 2 }))).toBe('TaskDoesNotExist');
    await workshop.rest();
    expect(refusals(workshop, token(workshop, 'x'))).toEqual(REFUSED);
    workshop.succeed(token(workshop, 'y'), { y: 1 });
    workshop.succeed(token(workshop, 'x2'), { x: 2 });
    await workshop.rest();
    expect(workshop.describe(arn).output).toEqual([{ x: 2 }, { y: 1 }]);
  });
});

describe('StopExecution', () => {
  const nest = {
    a: parallel(
      [
        { x: waiting('x', { TimeoutSeconds: 60, Next: 'x2' }), x2: task('x2') },
        { y: { Type: 'Wait', Seconds: 30, Next: 'y2' }, y2: task('y2') },
        { z: map('{% [1..4] %}', { z2: parallel([{ z3: task('z3', { Next: 'z4' }), z4: task('z4') }]) }, { MaxConcurrency: 2, ...END }) },
      ],
      { Catch: [to('b')], Next: 'b' },
    ),
    b: task('b'),
  };

  it('stops all branches and items, however deep: their functions and tokens change nothing any more', async () => {
    const { workshop, arn, held } = await hold(nest);
    expect(held.names).toEqual(['x', 'z3', 'z3']);
    held.of('x').resolve();
    await settle();
    workshop.engine.call('StopExecution', { executionArn: arn, error: 'Operator', cause: 'by hand' });
    expect(underWay(workshop)).toEqual([]);
    held.of('z3').resolve();
    held.of('z3', 1).reject(failure('Late'));
    await workshop.rest();
    expect(refusals(workshop, held.of('x').payload.token)).toEqual(REFUSED);
    await workshop.pass(3600);
    expect(workshop.describe(arn)).toEqual({ status: 'ABORTED', error: 'Operator', cause: 'by hand' });
    expect(held.calls).toHaveLength(3);
    expect(history(workshop, arn).at(-1)?.type).toBe('ExecutionAborted');
  });

  it('stops all at whatever step it comes', async () => {
    const small = machine({
      a: parallel([{ x: task('f', { Next: 'x2' }), x2: pass('{% $sum([1..2]) %}') }, { y: map('{% [1..2] %}', { z: task('g') }) }], {
        Arguments: '{% $sum([1..2]) %}',
        Output: RESULT,
        ...END,
      }),
    });
    const wrong: string[] = [];
    for (let step = 0; step < 1000; step += 1) {
      const called: string[] = [];
      const workshop = new Workshop([small], () => {
        called.push(workshop.describe(arn).status);
        return {};
      });
      const arn = workshop.begin();
      for (let turns = 0; turns < step; turns += 1) await Promise.resolve();
      if (workshop.describe(arn).status !== 'RUNNING') break;
      workshop.engine.call('StopExecution', { executionArn: arn });
      await workshop.rest();
      await settle();
      const last = history(workshop, arn).at(-1)?.type;
      if (workshop.describe(arn).status !== 'ABORTED' || last !== 'ExecutionAborted') wrong.push(`${step}: the history ends with ${last}`);
      if (underWay(workshop).length > 0) wrong.push(`${step}: left under way are ${underWay(workshop)}`);
      if (called.includes('ABORTED')) wrong.push(`${step}: a function was called afterwards`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('what is told of an execution with forks', () => {
  const states = {
    a: parallel([{ x: waiting('x') }, { y: map([1, 2], { z: waiting('z') }, { MaxConcurrency: 1, ...END }) }], { Next: 'b' }),
    b: { Type: 'Succeed' },
  };

  it('is one execution, while it runs and after', async () => {
    const { workshop, arn } = await run(states, undefined, { n: 1 });
    const list = (more: object = {}): unknown =>
      (workshop.engine.call('ListExecutions', { stateMachineArn: MACHINE, ...more }) as { executions: object[] }).executions;
    expect(list()).toMatchObject([{ executionArn: arn, name: 'one', status: 'RUNNING' }]);
    expect(list({ statusFilter: 'RUNNING' })).toHaveLength(1);
    expect(workshop.engine.call('DescribeExecution', { executionArn: arn })).toMatchObject({
      name: 'one',
      input: '{"n":1}',
      status: 'RUNNING',
    });
    expect(workshop.begin({ n: 1 })).toBe(arn);
    for (const [name, n] of [
      ['z', 0],
      ['x', 0],
      ['z', 1],
    ] as const) {
      workshop.succeed(token(workshop, name, n));
      await workshop.rest();
      expect(list()).toHaveLength(1);
    }
    expect(list({ statusFilter: 'SUCCEEDED' })).toMatchObject([{ executionArn: arn, status: 'SUCCEEDED' }]);
    expect(list({ statusFilter: 'RUNNING' })).toEqual([]);
  });

  it('does not tell of branches, though somebody knows how they are kept', async () => {
    const { workshop, arn } = await run(states);
    const kept = workshop.state.all('SELECT arn FROM executions').flatMap((row) => (row.arn === arn ? [] : [String(row.arn)]));
    expect(kept.length).toBeGreaterThan(0);
    const answers = kept.flatMap((executionArn) =>
      ['DescribeExecution', 'GetExecutionHistory', 'StopExecution'].map((operation) => [
        operation,
        refusal(() => workshop.engine.call(operation, { executionArn })),
      ]),
    );
    expect(answers.filter(([, code]) => code !== 'ExecutionDoesNotExist')).toEqual([]);
  });

  it('has one history, in order, with the states of all branches, of which nothing else is left', async () => {
    const { workshop, arn } = await run({
      a: parallel([{ x: { Type: 'Pass', Next: 'x2' }, x2: same }, { y: map([1, 2], { z: same }) }], { Next: 'b' }),
      b: { Type: 'Succeed' },
    });
    expect(workshop.entered(arn).sort()).toEqual(['a', 'b', 'x', 'x2', 'y', 'z', 'z']);
    const events = history(workshop, arn);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, n) => n + 1));
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(['ExecutionStarted', 'ExecutionSucceeded']);
    expect(events.filter(({ type }) => type.startsWith('Execution'))).toHaveLength(2);
    expect(workshop.state.get('SELECT COUNT(DISTINCT arn) AS n FROM history')?.n).toBe(1);
    expect(workshop.state.get('SELECT COUNT(*) AS n FROM executions')?.n).toBe(1);
    expect(workshop.state.get('SELECT COUNT(*) AS n FROM forks')?.n).toBe(0);
  });

  it('is known inside by the execution’s own ARN, name and input, and by the state’s own name', async () => {
    const context = '$states.context';
    const Output = `{% [${context}.Execution.Id, ${context}.Execution.Name, ${context}.Execution.Input.n, ${context}.State.Name] %}`;
    const { output, arn } = await run({ a: parallel([{ x: map([1], { y: pass(Output) }) }]) }, undefined, { n: 3 });
    expect(output).toEqual([[[arn, 'one', 3, 'y']]]);
  });
});

describe('a definition', () => {
  const item = { ItemProcessor: branch({ x: same }) };
  it.each<[string, object]>([
    ['no branch', { Type: 'Parallel', Branches: [], ...END }],
    ['an unknown field in a branch', parallel([{ x: { ...same, ResultPath: '$.x' } }])],
    ['an unknown state in an item', map([1], { x: { Type: 'Map', ...END } })],
    ['a distributed Map', { Type: 'Map', ItemProcessor: { ...branch({ x: same }), ProcessorConfig: { Mode: 'DISTRIBUTED' } }, ...END }],
    ['an ItemReader', { Type: 'Map', ...item, ItemReader: {}, ...END }],
    ['an ItemsPath', { Type: 'Map', ...item, ItemsPath: '$.x', ...END }],
    ['tolerated failures', { Type: 'Map', ...item, ToleratedFailureCount: 1, ...END }],
    ['Items of a Parallel', { ...parallel([{ x: same }]), Items: [1] }],
    ['Arguments of a Map', { Type: 'Map', ...item, Arguments: {}, ...END }],
    ['fewer than no items at once', { Type: 'Map', ...item, MaxConcurrency: -1, ...END }],
    ['half an item at once', { Type: 'Map', ...item, MaxConcurrency: 1.5, ...END }],
    ['a text that is no expression for MaxConcurrency', { Type: 'Map', ...item, MaxConcurrency: 'two', ...END }],
  ])('with %s stops the start with the machine’s name', (_, state) => {
    expect(() => new Workshop([machine({ a: state })])).toThrow(/state machine test: /);
  });
});

// ---- The journal ----

const place = (state: unknown, n: unknown): string => `${state}/${n}`;
/** Branches and items that a state knows of, and how they stand. */
function forks(state: State): Map<string, string> {
  const rows = state.all('SELECT f.state, f.branch, f.item, e.status FROM forks f JOIN executions e ON e.arn = f.arn');
  return new Map(
    rows.map((row) => {
      const n = row.item === null ? row.branch : (JSON.parse(String(row.item)) as { Index: number }).Index;
      return [place(row.state, n), String(row.status)];
    }),
  );
}

/** An execution that was photographed after every write, and what had been called by then. */
async function photograph(
  source: ReturnType<typeof machine>,
  answer: Answer,
  play: (workshop: Workshop, arn: string, tokens: unknown[]) => Promise<void>,
): Promise<{ first: Workshop; arn: string; photographs: { directory: string; before: Call[] }[] }> {
  const state = new PhotographedState(newDirectory());
  const first = new Workshop([source], answer, state);
  const calls: number[] = [];
  state.afterWrite = () => calls.push(first.calls.length);
  state.isOn = true;
  const arn = first.begin({ n: 5 });
  await play(first, arn, []);
  state.isOn = false;
  state.afterWrite = undefined;
  const photographs = state.photographs.map((directory, i) => ({ directory, before: first.calls.slice(0, calls[i]) }));
  return { first, arn, photographs };
}

const tokensOf = (calls: readonly Call[]): unknown[] =>
  calls.flatMap(({ payload }) => (payload.token === undefined ? [] : [payload.token]));

/** Whoever signs knows every token that was ever handed out, and tries them all. */
const sign =
  (moves: number) =>
  async (workshop: Workshop, arn: string, tokens: unknown[]): Promise<void> => {
    for (let move = 0; move < moves && workshop.describe(arn).status === 'RUNNING'; move += 1) {
      await workshop.rest();
      for (const one of [...tokens, ...tokensOf(workshop.calls)]) refusal(() => workshop.succeed(one, { by: 'signed' }));
      await workshop.rest();
      const due = workshop.engine.nextDue();
      if (due !== undefined) await workshop.moveTo(due);
    }
  };

describe('the journal', () => {
  it('brings an execution with Parallel and Map to the same end from whatever write it was killed after', async () => {
    const story = machine({
      Begin: { Type: 'Pass', Assign: { n: '{% $states.input.n %}' }, Next: 'Both' },
      Both: parallel(
        [
          { Sign: waiting('sign', { Output: '{% $states.result.by & $n %}', ...END }) },
          {
            Rest: { Type: 'Wait', Seconds: 20, Next: 'Countersign' },
            Countersign: waiting('countersign', { Assign: { by: '{% $states.result.by %}' }, Next: 'Signed' }),
            Signed: { Type: 'Succeed', Output: '{% $by %}' },
          },
          { Count: task('count', { Output: '{% $states.result.Payload %}', ...END }) },
        ],
        { Assign: { signs: RESULT }, Output: {}, Next: 'Each' },
      ),
      Each: map(
        [10, 20, 30, 40, 50],
        {
          Work: task(
            'work',
            { Retry: [retry(['Flaky'], { IntervalSeconds: 2 })], Output: '{% $states.result.Payload %}', ...END },
            { index: INDEX, value: VALUE },
          ),
        },
        { MaxConcurrency: 2, Next: 'Done' },
      ),
      Done: { Type: 'Succeed', Output: { signs: '{% $signs %}', items: INPUT } },
    });
    const TOLD = { status: 'SUCCEEDED', output: { signs: ['signed5', 'signed', 7], items: [11, 21, 31, 41, 51] } };
    const BRANCHES: Record<string, string> = { sign: place('Both', 0), countersign: place('Both', 1), count: place('Both', 2) };
    const nameOf = ({ function: name, payload }: Call): string => BRANCHES[name] ?? place('Each', payload.index);
    const wrong: unknown[] = [];
    let workshop: Workshop | undefined;
    const answer: Answer = (call) => {
      // Who calls is under way, and no more than two items are.
      const known = workshop === undefined ? undefined : forks(workshop.state);
      if (known !== undefined && known.get(nameOf(call)) !== 'RUNNING') wrong.push(['called after its end', call]);
      const items = [...(known ?? [])].filter(([name, status]) => name.startsWith('Each/') && status === 'RUNNING');
      if (items.length > 2) wrong.push(['too many at once', items]);
      if (call.function === 'count') return 7;
      if (call.function !== 'work') return {};
      if (call.payload.index === 3 && call.at < BEGIN + 23_000) throw failure('Flaky');
      return Number(call.payload.value) + 1;
    };
    const play = sign(30);
    const { first, arn, photographs } = await photograph(story, answer, play);
    expect(first.describe(arn)).toEqual(TOLD);
    expect(first.calls.filter((call) => nameOf(call) === 'Each/3').length).toBeGreaterThan(1);
    expect(photographs.length).toBeGreaterThan(50);

    const all = [...Object.values(BRANCHES), ...[0, 1, 2, 3, 4].map((n) => place('Each', n))].sort();
    for (const [i, { directory, before }] of photographs.entries()) {
      const left = new State(directory);
      const ended = [...forks(left)].flatMap(([name, status]) => (status === 'RUNNING' ? [] : [name]));
      workshop = undefined;
      const again: Workshop = new Workshop([story], answer, left);
      workshop = again;
      if (left.get('SELECT COUNT(*) AS n FROM executions')?.n === 0) again.begin({ n: 5 });
      await play(again, arn, tokensOf(before));
      expect([i, again.describe(arn)]).toEqual([i, TOLD]);
      expect([i, [...new Set([...before, ...again.calls].map(nameOf))].sort()]).toEqual([i, all]);
      expect([i, again.calls.map(nameOf).filter((name) => ended.includes(name))]).toEqual([i, []]);
      expect([i, left.get('SELECT COUNT(*) AS n FROM executions')?.n]).toEqual([i, 1]);
      left.close();
    }
    expect(wrong).toEqual([]);
    first.state.close();
  });

  it('brings a fork that times out, is retried and is caught to the same end from whatever write', async () => {
    const story = machine({
      Both: parallel(
        [
          { Sign: waiting('sign', { TimeoutSeconds: 60, ...END }) },
          { Work: task('work', { Next: 'Rest' }), Rest: { Type: 'Wait', Seconds: 3600, ...END } },
        ],
        {
          Retry: [retry(['States.Timeout'], { IntervalSeconds: 5, MaxAttempts: 1 })],
          Catch: [{ ...to('Mark'), Output: '{% $states.errorOutput.Error %}' }],
          ...END,
        },
      ),
      Mark: map(['a', 'b'], { Each: task('mark', { Output: INPUT, ...END }, INPUT) }, { Output: [INPUT, RESULT], ...END }),
    });
    const TOLD = { status: 'SUCCEEDED', output: ['States.Timeout', ['a', 'b']] };
    const nobody = (workshop: Workshop, arn: string): Promise<void> => untilEnd(workshop, arn);
    const { first, arn, photographs } = await photograph(story, () => ({}), nobody);
    expect(first.describe(arn)).toEqual(TOLD);
    expect(functions(first)).toEqual(['mark', 'mark', 'sign', 'sign', 'work', 'work']);

    const wrong: unknown[] = [];
    for (const [i, { directory, before }] of photographs.entries()) {
      const left = new State(directory);
      const again = new Workshop([story], () => ({}), left);
      if (left.get('SELECT COUNT(*) AS n FROM executions')?.n === 0) again.begin({ n: 5 });
      await nobody(again, arn);
      const told = again.describe(arn);
      const calls = [...before, ...again.calls].map((call) => call.function);
      const times = (name: string): number => calls.filter((one) => one === name).length;
      const isCalled = times('sign') >= 2 && times('work') >= 2 && times('mark') >= 2;
      const isRefused = tokensOf([...before, ...again.calls]).every((one) => refusals(again, one).join() === REFUSED.join());
      if (JSON.stringify(told) !== JSON.stringify(TOLD) || !isCalled || !isRefused) wrong.push({ i, told, calls, isRefused });
      left.close();
    }
    expect(wrong).toEqual([]);
    first.state.close();
  });

  it('calls again, with the same tokens, the functions that ran when it was killed, and no other', async () => {
    const directory = newDirectory();
    const source = machine({
      a: parallel([
        { x: waiting('x') },
        { y: task('y', { Output: 'y', ...END }) },
        { z: map([0, 1, 2], { v: waiting('v') }, { MaxConcurrency: 2, ...END }) },
      ]),
    });
    const held = new Held();
    const killed = new Workshop([source], held.answer, new State(directory));
    const arn = killed.begin();
    await settle();
    held.of('y').resolve();
    held.of('v').resolve();
    await settle();
    killed.succeed(held.of('v').payload.token, { v: 'before' });
    await settle();
    expect(held.names).toEqual(['v', 'v', 'v', 'x', 'y']);
    killed.state.close();

    const next = new Workshop([source], () => ({}), new State(directory));
    await next.rest();
    const old = [held.of('x'), held.of('v', 1), held.of('v', 2)].map(({ payload }) => payload.token);
    expect(tokensOf(next.calls).sort()).toEqual([...old].sort());
    expect(refusal(() => next.succeed(held.of('v').payload.token))).toBe('TaskDoesNotExist');
    for (const one of old) next.succeed(one, { v: 'after' });
    await next.rest();
    const after = { v: 'after' };
    expect(next.describe(arn)).toEqual({ status: 'SUCCEEDED', output: [after, 'y', [{ v: 'before' }, after, after]] });
  });

  it('keeps for branches the version of the definition with which the execution began', async () => {
    const directory = newDirectory();
    const version = (n: number) =>
      machine({ a: parallel([{ w: { Type: 'Wait', Seconds: 60, Next: 'm' }, m: map([1, 2], { [`x${n}`]: pass(`version ${n}`) }) }]) });
    const before = new Workshop([version(1)], undefined, new State(directory));
    const arn = before.begin();
    await before.rest();
    before.state.close();

    const after = new Workshop([version(2)], undefined, new State(directory));
    await after.rest();
    await after.pass(61);
    expect(after.describe(arn).output).toEqual([['version 1', 'version 1']]);
  });
});

// ---- Random stories against an interpreter that is too simple to be wrong ----

type Node =
  | { readonly kind: 'pass'; readonly assigns: boolean }
  | { readonly kind: 'task'; readonly fate: 'answers' | 'fails' | 'is caught' | 'is flaky' }
  | { readonly kind: 'fail' }
  | { readonly kind: 'choice'; readonly yes: Story; readonly no: Story }
  | ({ readonly kind: 'parallel'; readonly branches: readonly Story[] } & Handling)
  | ({
      readonly kind: 'map';
      readonly items: readonly unknown[];
      readonly selects: boolean;
      readonly atOnce: unknown;
      readonly body: Story;
    } & Handling);
type Story = readonly Node[];
interface Handling {
  readonly begins: boolean;
  readonly sums: boolean;
  readonly catches: boolean;
  readonly retries: boolean;
}

const handling = {
  begins: fc.boolean(),
  sums: fc.boolean(),
  catches: fc.boolean(),
  retries: fc.nat(3).map((n) => n === 0),
};
const leaf: fc.Arbitrary<Node> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass' as const), assigns: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('task' as const),
      fate: fc.constantFrom(
        'answers' as const,
        'answers' as const,
        'answers' as const,
        'fails' as const,
        'is caught' as const,
        'is flaky' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Node>({ kind: 'fail' }) },
);
const storyOf = (depth: number): fc.Arbitrary<Story> => fc.array(nodeOf(depth), { minLength: 1, maxLength: depth === 3 ? 3 : 2 });
function nodeOf(depth: number): fc.Arbitrary<Node> {
  if (depth === 0) return leaf;
  const inner = storyOf(depth - 1);
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('choice' as const), yes: inner, no: inner }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('parallel' as const),
        branches: fc.array(inner, { minLength: 1, maxLength: 3 }),
        ...handling,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('map' as const),
        items: fc.array(fc.constantFrom<unknown>(1, 'two', null, [3], { four: [] }), { maxLength: 3 }),
        selects: fc.boolean(),
        atOnce: fc.constantFrom<unknown>(0, 1, 2, '{% 1 + 1 %}'),
        body: inner,
        ...handling,
      }),
    },
  );
}

/** Names of the variables that are assigned anywhere in a story: v and where. */
function variablesIn(story: Story, at: string): string[] {
  return story.flatMap((node, n) => {
    const here = `${at}_${n}`;
    if (node.kind === 'pass') return node.assigns ? [`v${here}`] : [];
    if (node.kind === 'choice') return [...variablesIn(node.yes, `${here}y`), ...variablesIn(node.no, `${here}n`)];
    if (node.kind === 'parallel') return [`v${here}`, ...node.branches.flatMap((inner, b) => variablesIn(inner, `${here}b${b}`))];
    if (node.kind === 'map') return [`v${here}`, ...variablesIn(node.body, `${here}m`)];
    return [];
  });
}

const SIZE = (of: string): string => `$length($string({"x": ${of}}))`;
const sizeOf = (x: unknown): number => JSON.stringify({ x }).length;

/** The states of a story in the Amazon States Language; after it comes `after`, or the end. */
function statesOf(story: Story, at: string, variables: readonly string[], after?: string): States {
  const seen = variables.map((name) => `{% $exists($${name}) ? $${name} : "unknown" %}`);
  const states: States = {};
  for (const [n, node] of story.entries()) {
    const here = `${at}_${n}`;
    const following = n + 1 < story.length ? `${at}_${n + 1}` : after;
    const last = `${here}z`;
    const next = following === undefined ? END : { Next: following };
    const needed = following ?? last;
    if (following === undefined && (node.kind === 'choice' || node.kind === 'parallel' || node.kind === 'map' || node.kind === 'task'))
      states[last] = { Type: 'Succeed' };
    const caught = { Catch: [{ ...to(needed, 'Broken'), Output: { caught: '{% $states.errorOutput.Error %}' } }] };
    if (node.kind === 'pass')
      states[here] = pass(
        { at: here, of: INPUT, seen },
        { ...(node.assigns ? { Assign: { [`v${here}`]: `{% ${SIZE('$states.input')} %}` } } : {}), ...next },
      );
    else if (node.kind === 'fail') states[here] = fail('Broken');
    else if (node.kind === 'task') {
      const more = {
        ...(node.fate === 'is caught' ? caught : {}),
        ...(node.fate === 'is flaky' ? { Retry: [retry(['Flaky'])] } : {}),
        Output: '{% $states.result.Payload %}',
        ...next,
      };
      states[here] = task(`${node.fate} ${here}`, more, { of: INPUT, seen });
    } else if (node.kind === 'choice') {
      Object.assign(states, {
        [here]: {
          Type: 'Choice',
          Choices: [{ Condition: `{% ${SIZE('$states.input')} % 2 = 0 %}`, Next: `${here}y_0` }],
          Default: `${here}n_0`,
        },
        ...statesOf(node.yes, `${here}y`, variables, needed),
        ...statesOf(node.no, `${here}n`, variables, needed),
      });
    } else {
      const more = {
        ...(node.catches ? caught : {}),
        ...(node.retries ? { Retry: [retry(['Broken'], { MaxAttempts: 1 })] } : {}),
        ...(node.sums ? { Output: { size: `{% ${SIZE('$states.result')} %}` } } : {}),
        Assign: { [`v${here}`]: '{% $count($states.result) %}' },
        ...next,
      };
      const begin = { begin: here, size: `{% ${SIZE('$states.input')} %}` };
      if (node.kind === 'parallel') {
        const branches = node.branches.map((inner, b) => ({
          StartAt: `${here}b${b}_0`,
          States: statesOf(inner, `${here}b${b}`, variables),
        }));
        states[here] = { Type: 'Parallel', Branches: branches, ...(node.begins ? { Arguments: begin } : {}), ...more };
      } else {
        states[here] = {
          Type: 'Map',
          // As an array, or as an expression.
          Items: node.begins ? node.items : `{% ${JSON.stringify(node.items)} %}`,
          ...(node.selects ? { ItemSelector: { ...begin, i: INDEX, v: VALUE } } : {}),
          MaxConcurrency: node.atOnce,
          ItemProcessor: { StartAt: `${here}m_0`, States: statesOf(node.body, `${here}m`, variables) },
          ...more,
        };
      }
    }
  }
  return states;
}

const answerOf = (name: string, payload: unknown): unknown => ({ by: name, size: sizeOf(payload) });

/** What becomes of an input on its way through a story; throws where the story fails. */
class Interpreter {
  readonly calls: string[] = [];
  hasFailed = false;
  readonly #names: readonly string[];

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  #fail(): never {
    this.hasFailed = true;
    throw new Error('Broken');
  }

  tell(story: Story, at: string, begin: unknown, variables: Map<string, unknown>): unknown {
    let input = begin;
    for (const [n, node] of story.entries()) input = this.#go(node, `${at}_${n}`, input, variables);
    return input;
  }

  #go(node: Node, here: string, input: unknown, variables: Map<string, unknown>): unknown {
    const seen = this.#names.map((name) => variables.get(name) ?? 'unknown');
    if (node.kind === 'pass') {
      if (node.assigns) variables.set(`v${here}`, sizeOf(input));
      return { at: here, of: input, seen };
    }
    if (node.kind === 'fail') return this.#fail();
    if (node.kind === 'choice')
      return sizeOf(input) % 2 === 0 ? this.tell(node.yes, `${here}y`, input, variables) : this.tell(node.no, `${here}n`, input, variables);
    if (node.kind === 'task') {
      const [name, payload] = [`${node.fate} ${here}`, { of: input, seen }];
      this.calls.push(`${name} ${JSON.stringify(payload)}`);
      if (node.fate === 'fails') return this.#fail();
      return node.fate === 'is caught' ? { caught: 'Broken' } : answerOf(name, payload);
    }
    const first = { begin: here, size: sizeOf(input) };
    try {
      const result =
        node.kind === 'parallel'
          ? node.branches.map((inner, b) => this.tell(inner, `${here}b${b}`, node.begins ? first : input, new Map(variables)))
          : node.items.map((v, i) => this.tell(node.body, `${here}m`, node.selects ? { ...first, i, v } : v, new Map(variables)));
      variables.set(`v${here}`, result.length);
      return node.sums ? { size: sizeOf(result) } : result;
    } catch (error) {
      if (node.catches) return { caught: (error as Error).message };
      throw error;
    }
  }
}

function expected(story: Story, input: object): { told: Description; calls: string[] | undefined } {
  const interpreter = new Interpreter(variablesIn(story, 's'));
  let told: Description;
  try {
    told = { status: 'SUCCEEDED', output: interpreter.tell(story, 's', input, new Map()) };
  } catch {
    told = { status: 'FAILED', error: 'Broken' };
  }
  return { told, calls: interpreter.hasFailed ? undefined : interpreter.calls.sort() };
}

const machineOf = (story: Story): ReturnType<typeof machine> => {
  const states = statesOf(story, 's', variablesIn(story, 's'));
  const { definition, ...source } = machine(states);
  return { ...source, definition: JSON.stringify({ ...(JSON.parse(definition) as object), StartAt: 's_0' }) };
};

/** Answers as the interpreter does; what is flaky fails the first time that it is called with the same. */
function randomAnswer(): Answer {
  const known = new Set<string>();
  return async (call) => {
    const key = `${call.function} ${JSON.stringify(call.payload)}`;
    for (let turns = key.length % 3; turns > 0; turns -= 1) await turn();
    if (call.function.startsWith('fails') || call.function.startsWith('is caught')) throw failure('Broken');
    if (call.function.startsWith('is flaky') && !known.has(key)) {
      known.add(key);
      throw failure('Flaky');
    }
    return answerOf(call.function, call.payload);
  };
}
const withoutCause = ({ cause: _, ...told }: Description): Description => told;

describe('any story of forks', () => {
  it('is told as a simple interpreter tells it', async () => {
    await fc.assert(
      fc.asyncProperty(storyOf(3), async (story) => {
        const { told, calls } = expected(story, { n: 1 });
        const workshop = new Workshop([machineOf(story)], randomAnswer());
        const arn = workshop.begin({ n: 1 });
        await untilEnd(workshop, arn);
        expect(withoutCause(workshop.describe(arn))).toEqual(told);
        expect([underWay(workshop), workshop.engine.nextDue()]).toEqual([[], undefined]);
        if (calls !== undefined) {
          const steady = (list: string[]): string[] => list.filter((call) => !call.startsWith('is flaky')).sort();
          expect(steady(workshop.calls.map((call) => `${call.function} ${JSON.stringify(call.payload)}`))).toEqual(steady(calls));
        }
        workshop.state.close();
      }),
      { numRuns: 40 },
    );
  });

  it('comes to the same end after a kill', async () => {
    await fc.assert(
      fc.asyncProperty(storyOf(3), fc.nat(60), async (story, write) => {
        const { told } = expected(story, { n: 1 });
        const answer = randomAnswer();
        const state = new PhotographedState(newDirectory());
        const first = new Workshop([machineOf(story)], answer, state);
        let writes = 0;
        state.afterWrite = () => {
          writes += 1;
          state.isOn = writes === write;
        };
        const arn = first.begin({ n: 1 });
        await untilEnd(first, arn);
        state.close();
        for (const directory of state.photographs) {
          const left = new State(directory);
          const again = new Workshop([machineOf(story)], answer, left);
          if (left.get('SELECT COUNT(*) AS n FROM executions')?.n === 0) again.begin({ n: 1 });
          await untilEnd(again, arn);
          expect(withoutCause(again.describe(arn))).toEqual(told);
          expect(underWay(again)).toEqual([]);
          left.close();
        }
      }),
      { numRuns: 15 },
    );
  });
});
