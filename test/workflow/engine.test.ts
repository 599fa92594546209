import { describe, expect, it } from 'vitest';
import { State } from '../../local/state.ts';
import {
  type Answer,
  BEGIN,
  type Description,
  failure,
  MACHINE,
  machine,
  newDirectory,
  PhotographedState,
  refusal,
  Workshop,
} from '../doubles/workflow.ts';

const END = { End: true };
const CALL = 'arn:aws:states:::lambda:invoke';
const task = (name: string, more: object = {}, payload: unknown = {}): object => ({
  Type: 'Task',
  Resource: CALL,
  Arguments: { FunctionName: name, Payload: payload },
  ...more,
});
const waiting = (name: string, more: object = {}): object => ({
  ...task(name, more, { token: '{% $states.context.Task.Token %}' }),
  Resource: `${CALL}.waitForTaskToken`,
});
const retry = (errors: string[], more: object = {}): object => ({ ErrorEquals: errors, JitterStrategy: 'NONE', ...more });
const to = (Next: string, ...errors: string[]): object => ({ ErrorEquals: errors.length === 0 ? ['States.ALL'] : errors, Next });

/** Runs one execution until it rests. */
async function run(
  states: Record<string, object>,
  answer?: Answer,
  input?: object,
): Promise<Description & { workshop: Workshop; arn: string }> {
  const workshop = new Workshop([machine(states)], answer);
  const arn = workshop.begin(input);
  await workshop.rest();
  return { ...workshop.describe(arn), workshop, arn };
}

describe('Pass and Succeed', () => {
  it('hand the input on as it is', async () => {
    expect(await run({ a: { Type: 'Pass', Next: 'b' }, b: { Type: 'Succeed' } }, undefined, { n: [1, null] })).toMatchObject({
      status: 'SUCCEEDED',
      output: { n: [1, null] },
    });
  });

  it('hand on what Output says, with expressions at any depth', async () => {
    const { output } = await run(
      { a: { Type: 'Pass', Output: { deep: [{ sum: '{% $states.input.n + 1 %}' }], text: 'n' }, ...END } },
      undefined,
      { n: 2 },
    );
    expect(output).toEqual({ deep: [{ sum: 3 }], text: 'n' });
  });

  it('know execution, state and machine from the context', async () => {
    const context = '{% [$states.context.Execution.Name, $states.context.State.Name, $states.context.StateMachine.Name] %}';
    const { output } = await run({ only: { Type: 'Succeed', Output: context } });
    expect(output).toEqual(['one', 'only', 'test']);
  });
});

describe('assigned variables', () => {
  it('are visible in the next state, not in the Output of their own', async () => {
    const { output } = await run({
      a: { Type: 'Pass', Assign: { x: 1 }, Next: 'b' },
      b: { Type: 'Pass', Assign: { x: '{% $x + 1 %}', y: '{% $x %}' }, Output: { before: '{% $x %}' }, Next: 'c' },
      c: { Type: 'Succeed', Output: { x: '{% $x %}', y: '{% $y %}', before: '{% $states.input.before %}' } },
    });
    expect(output).toEqual({ x: 2, y: 1, before: 1 });
  });

  it('of a choice are those of the rule that holds, or of the state where none does', async () => {
    const states = {
      choose: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.n = 1 %}', Next: 'end', Assign: { by: 'rule' } }],
        Default: 'end',
        Assign: { by: 'default' },
      },
      end: { Type: 'Succeed', Output: '{% $by %}' },
    };
    expect((await run(states, undefined, { n: 1 })).output).toBe('rule');
    expect((await run(states, undefined, { n: 2 })).output).toBe('default');
  });

  it('of a task come from its result', async () => {
    const { output } = await run(
      {
        a: task('f', { Assign: { got: '{% $states.result.Payload.v %}' }, Output: {}, Next: 'b' }),
        b: { Type: 'Succeed', Output: '{% $got %}' },
      },
      () => ({ v: 7 }),
    );
    expect(output).toBe(7);
  });
});

describe('Choice', () => {
  const states = (Condition: unknown): Record<string, object> => ({
    a: { Type: 'Choice', Choices: [{ Condition, Next: 'yes' }] },
    yes: { Type: 'Succeed', Output: 'yes' },
  });

  it('fails where nothing matches and there is no default', async () => {
    expect(await run(states('{% 1 = 2 %}'))).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('fails where a condition is neither true nor false', async () => {
    expect(await run(states('{% "true" %}'))).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  it('takes the first rule that holds', async () => {
    const rules = ['{% false %}', '{% true %}', '{% true %}'].map((Condition, i) => ({ Condition, Next: 'end', Output: i }));
    expect((await run({ a: { Type: 'Choice', Choices: rules }, end: { Type: 'Succeed' } })).output).toBe(1);
  });
});

describe('Fail', () => {
  it('ends the execution with the error and the cause that its expressions give', async () => {
    const { status, error, cause } = await run(
      {
        a: { Type: 'Pass', Assign: { why: '{% $states.input.why %}' }, Next: 'b' },
        b: { Type: 'Fail', Error: 'Broken', Cause: '{% "for " & $why %}' },
      },
      undefined,
      { why: 'a reason' },
    );
    expect([status, error, cause]).toEqual(['FAILED', 'Broken', 'for a reason']);
  });
});

describe('Wait', () => {
  it.each([
    ['Seconds', { Seconds: 90 }],
    ['Seconds as an expression', { Seconds: '{% $states.input.n * 45 %}' }],
    ['Timestamp', { Timestamp: '{% $states.input.until %}' }],
  ])('lasts as %s says, not a second less', async (_, time) => {
    const workshop = new Workshop([machine({ a: { Type: 'Wait', ...time, Next: 'b' }, b: { Type: 'Succeed' } })]);
    const arn = workshop.begin({ n: 2, until: new Date(workshop.clock.now() + 90_000).toISOString() });
    await workshop.rest();
    await workshop.pass(88);
    expect(workshop.describe(arn).status).toBe('RUNNING');
    await workshop.pass(3);
    expect(workshop.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: { n: 2 } });
  });

  it('until an instant that is past does not wait', async () => {
    const { status } = await run({ a: { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', Next: 'b' }, b: { Type: 'Succeed' } });
    expect(status).toBe('SUCCEEDED');
  });

  it('without a readable instant fails', async () => {
    const { error } = await run({ a: { Type: 'Wait', Timestamp: '{% "soon" %}', ...END } });
    expect(error).toBe('States.QueryEvaluationError');
  });
});

describe('an expression without a result', () => {
  it('fails the execution with States.QueryEvaluationError', async () => {
    expect(await run({ a: { Type: 'Pass', Assign: { x: '{% $states.input.missing %}' }, ...END } })).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
    });
  });

  it('in the arguments of a task is caught like any error of the task', async () => {
    const { output, workshop } = await run({
      a: task('f', { Catch: [to('b', 'States.QueryEvaluationError')], ...END }, { v: '{% $undefined_ %}' }),
      b: { Type: 'Succeed', Output: 'caught' },
    });
    expect(output).toBe('caught');
    expect(workshop.calls).toEqual([]);
  });

  it('that cannot be read fails the same way', async () => {
    expect((await run({ a: { Type: 'Pass', Output: '{% $sum( %}', ...END } })).error).toBe('States.QueryEvaluationError');
  });
});

describe('a task', () => {
  it('calls its function with the payload and hands on the answer as the integration wraps it', async () => {
    const { output, workshop } = await run({ a: task('f', END, { n: '{% $states.input.n %}' }) }, ({ payload }) => ({ got: payload.n }), {
      n: 3,
    });
    expect(workshop.calls).toMatchObject([{ function: 'f', payload: { n: 3 } }]);
    expect(output).toMatchObject({ Payload: { got: 3 }, StatusCode: 200 });
  });

  it('is retried after growing pauses up to the longest one, then caught', async () => {
    const { workshop, arn } = await run(
      {
        a: task('f', {
          Retry: [retry(['States.ALL'], { IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 4 })],
          Catch: [{ ...to('b'), Output: '{% $states.errorOutput %}' }],
          ...END,
        }),
        b: { Type: 'Succeed' },
      },
      () => {
        throw failure('Flaky', 'again');
      },
    );
    await workshop.pass(3600);
    const seconds = workshop.calls.map(({ at }) => Math.round((at - (workshop.calls[0]?.at ?? 0)) / 1000));
    expect(seconds).toEqual([0, 2, 8, 18, 28]);
    const { output } = workshop.describe(arn);
    expect(output).toMatchObject({ Error: 'Flaky' });
    expect(JSON.parse((output as { Cause: string }).Cause)).toMatchObject({ errorType: 'Flaky', errorMessage: 'again' });
  });

  it('counts the attempts of each retrier for itself', async () => {
    const errors = ['A', 'B', 'A', 'B', 'B'];
    let calls = 0;
    const { workshop, arn } = await run(
      { a: task('f', { Retry: [retry(['A'], { MaxAttempts: 2 }), retry(['States.ALL'], { MaxAttempts: 2 })], ...END }) },
      () => {
        calls += 1;
        throw failure(errors[calls - 1] ?? 'none');
      },
    );
    await workshop.pass(3600);
    expect(workshop.calls).toHaveLength(5);
    expect(workshop.describe(arn)).toMatchObject({ status: 'FAILED', error: 'B' });
  });

  it('begins to count anew each time it is entered', async () => {
    let calls = 0;
    const { workshop, arn } = await run(
      {
        a: task('f', { Retry: [retry(['Odd'], { MaxAttempts: 1 })], Assign: { n: '{% $states.result.Payload %}' }, Next: 'b' }),
        b: { Type: 'Choice', Choices: [{ Condition: '{% $n < 6 %}', Next: 'a' }], Default: 'c' },
        c: { Type: 'Succeed', Output: '{% $n %}' },
      },
      () => {
        calls += 1;
        if (calls % 2 === 1) throw failure('Odd');
        return calls;
      },
    );
    await workshop.pass(3600);
    expect(workshop.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: 6 });
  });

  it('that is rejected is not retried: its retrier allows no attempt, its catcher takes it', async () => {
    const { workshop, output } = await run(
      {
        a: task('f', {
          Retry: [retry(['RejectedError'], { MaxAttempts: 0 }), retry(['States.ALL'], { MaxAttempts: 7 })],
          Catch: [to('aside', 'RejectedError'), to('failed')],
          ...END,
        }),
        aside: { Type: 'Succeed', Output: 'aside' },
        failed: { Type: 'Succeed', Output: 'failed' },
      },
      () => {
        throw failure('RejectedError', 'round-exists');
      },
    );
    await workshop.pass(3600);
    expect([output, workshop.calls.length]).toEqual(['aside', 1]);
  });

  it('that nothing retries or catches fails the execution with its error', async () => {
    const answer: Answer = () => {
      throw failure('Other');
    };
    expect(await run({ a: task('f', { Catch: [to('a', 'Known')], ...END }) }, answer)).toMatchObject({ status: 'FAILED', error: 'Other' });
  });

  it('assigns in a catcher from the error', async () => {
    const { output } = await run(
      {
        a: task('f', { Catch: [{ ...to('b'), Assign: { trouble: '{% $states.errorOutput.Error %}' } }], ...END }),
        b: { Type: 'Succeed', Output: '{% $trouble %}' },
      },
      () => {
        throw failure('Torn');
      },
    );
    expect(output).toBe('Torn');
  });
});

describe('a task token', () => {
  const states = (more: object = {}): Record<string, object> => ({
    a: waiting('f', {
      Catch: [{ ...to('caught'), Output: '{% $states.errorOutput.Error & "/" & $states.errorOutput.Cause %}' }],
      Next: 'end',
      ...more,
    }),
    end: { Type: 'Succeed' },
    caught: { Type: 'Succeed' },
  });
  async function waitingFor(more: object = {}): Promise<{ workshop: Workshop; arn: string; token: string }> {
    const { workshop, arn } = await run(states(more));
    return { workshop, arn, token: String(workshop.calls[0]?.payload.token) };
  }

  it('completes its task with the output that comes with it', async () => {
    const { workshop, arn, token } = await waitingFor();
    expect(workshop.describe(arn).status).toBe('RUNNING');
    workshop.succeed(token, { approved: true });
    await workshop.rest();
    expect(workshop.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: { approved: true } });
  });

  it('fails its task with the error that comes with it', async () => {
    const { workshop, arn, token } = await waitingFor();
    workshop.engine.call('SendTaskFailure', { taskToken: token, error: 'Refused', cause: 'no' });
    await workshop.rest();
    expect(workshop.describe(arn).output).toBe('Refused/no');
  });

  it('that nobody answers in time fails its task with States.Timeout', async () => {
    const { workshop, arn, token } = await waitingFor({ TimeoutSeconds: 60 });
    await workshop.pass(58);
    expect(workshop.describe(arn).status).toBe('RUNNING');
    await workshop.pass(3);
    expect(workshop.describe(arn).output).toMatch(/^States\.Timeout\//);
    expect(['TaskTimedOut', 'TaskDoesNotExist']).toContain(refusal(() => workshop.succeed(token)));
  });

  it('lives as long as its heart beats', async () => {
    const { workshop, arn, token } = await waitingFor({ HeartbeatSeconds: 10 });
    for (let beat = 0; beat < 3; beat += 1) {
      await workshop.pass(8);
      workshop.engine.call('SendTaskHeartbeat', { taskToken: token });
    }
    expect(workshop.describe(arn).status).toBe('RUNNING');
    await workshop.pass(11);
    expect(workshop.describe(arn).output).toMatch(/^States\.HeartbeatTimeout\//);
  });

  it('times out although its heart beats', async () => {
    const { workshop, arn, token } = await waitingFor({ TimeoutSeconds: 30, HeartbeatSeconds: 10 });
    for (let beat = 0; beat < 5 && workshop.describe(arn).status === 'RUNNING'; beat += 1) {
      await workshop.pass(8);
      refusal(() => workshop.engine.call('SendTaskHeartbeat', { taskToken: token }));
    }
    expect(workshop.describe(arn).output).toMatch(/^States\.Timeout\//);
  });

  it('that nobody knows does not exist', async () => {
    const { workshop, arn } = await waitingFor();
    expect(refusal(() => workshop.succeed('no such token'))).toBe('TaskDoesNotExist');
    expect(refusal(() => workshop.engine.call('SendTaskFailure', { taskToken: 'no such token' }))).toBe('TaskDoesNotExist');
    expect(refusal(() => workshop.engine.call('SendTaskHeartbeat', { taskToken: 'no such token' }))).toBe('TaskDoesNotExist');
    expect(workshop.describe(arn).status).toBe('RUNNING');
  });

  it('counts once', async () => {
    const { workshop, arn, token } = await waitingFor();
    workshop.succeed(token, { n: 1 });
    expect(refusal(() => workshop.succeed(token, { n: 2 }))).toBe('TaskDoesNotExist');
    await workshop.rest();
    expect(refusal(() => workshop.succeed(token, { n: 3 }))).toBe('TaskDoesNotExist');
    expect(workshop.describe(arn).output).toEqual({ n: 1 });
  });

  it.each<[string, () => unknown]>([
    ['the function then returns', () => ({})],
    [
      'the function then fails',
      () => {
        throw failure('Late');
      },
    ],
  ])('may be answered while its function still runs; %s', async (_, ending) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const workshop = new Workshop([machine(states())], async () => {
      await promise;
      return ending();
    });
    const arn = workshop.begin();
    await workshop.until(() => workshop.calls.length === 1);
    workshop.succeed(workshop.calls[0]?.payload.token, { early: true });
    resolve();
    await workshop.rest();
    expect(workshop.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: { early: true } });
    expect(workshop.calls).toHaveLength(1);
  });

  it('of a failed attempt is replaced by another one', async () => {
    let calls = 0;
    const { workshop, arn } = await run(states({ Retry: [retry(['Flaky'])] }), () => {
      calls += 1;
      if (calls === 1) throw failure('Flaky');
      return {};
    });
    await workshop.pass(10);
    const [first, second] = workshop.calls.map(({ payload }) => payload.token);
    expect(refusal(() => workshop.succeed(first))).toBe('TaskDoesNotExist');
    workshop.succeed(second, { by: 'second' });
    await workshop.rest();
    expect(workshop.describe(arn).output).toEqual({ by: 'second' });
  });
});

describe('StartExecution', () => {
  const source = machine({ a: { Type: 'Wait', Seconds: 60, Next: 'b' }, b: { Type: 'Succeed' } });

  it('with the name and input of a running execution is that execution', async () => {
    const workshop = new Workshop([source]);
    const arn = workshop.begin({ n: 1 });
    expect(workshop.begin({ n: 1 })).toBe(arn);
    await workshop.rest();
    expect(workshop.entered(arn)).toEqual(['a']);
  });

  it('with the name of a running execution and another input is refused', () => {
    const workshop = new Workshop([source]);
    workshop.begin({ n: 1 });
    expect(refusal(() => workshop.begin({ n: 2 }))).toBe('ExecutionAlreadyExists');
  });

  it('with the name of an ended execution is refused, whatever the input', async () => {
    const workshop = new Workshop([source]);
    const arn = workshop.begin({ n: 1 });
    await workshop.pass(61);
    expect(workshop.describe(arn).status).toBe('SUCCEEDED');
    expect(refusal(() => workshop.begin({ n: 1 }))).toBe('ExecutionAlreadyExists');
  });

  it('of an unknown machine is refused', () => {
    expect(refusal(() => new Workshop([source]).begin({}, 'one', `${MACHINE}-other`))).toBe('StateMachineDoesNotExist');
  });
});

describe('StopExecution', () => {
  it('ends a waiting execution and its token', async () => {
    const { workshop, arn } = await run({ a: waiting('f', END) });
    workshop.engine.call('StopExecution', { executionArn: arn, error: 'Operator', cause: 'by hand' });
    expect(workshop.describe(arn)).toMatchObject({ status: 'ABORTED', error: 'Operator', cause: 'by hand' });
    expect(refusal(() => workshop.succeed(workshop.calls[0]?.payload.token))).toBe('TaskDoesNotExist');
    await workshop.pass(3600);
    expect(workshop.describe(arn).status).toBe('ABORTED');
  });

  it('ends an execution whose function still runs', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const workshop = new Workshop([machine({ a: task('f', { Next: 'b' }), b: task('g', END) })], () => promise);
    const arn = workshop.begin();
    await workshop.until(() => workshop.calls.length === 1);
    workshop.engine.call('StopExecution', { executionArn: arn });
    resolve();
    await workshop.rest();
    expect(workshop.describe(arn).status).toBe('ABORTED');
    expect(workshop.calls.map((call) => call.function)).toEqual(['f']);
    const { events } = workshop.engine.call('GetExecutionHistory', { executionArn: arn }) as { events: { type: string }[] };
    expect(events.at(-1)?.type).toBe('ExecutionAborted');
  });

  it('of an unknown execution is refused', () => {
    const { engine } = new Workshop([]);
    expect(refusal(() => engine.call('StopExecution', { executionArn: 'arn:none' }))).toBe('ExecutionDoesNotExist');
  });
});

describe('a definition', () => {
  it.each([
    ['a state of another type', { a: { Type: 'Parallel', Branches: [], ...END } }],
    ['a field that is not implemented', { a: { Type: 'Pass', ResultPath: '$.x', ...END } }],
    ['another resource', { a: { ...task('f', END), Resource: 'arn:aws:states:::sqs:sendMessage' } }],
  ])('with %s stops the start with the machine’s name', (_, states) => {
    expect(() => new Workshop([machine(states)])).toThrow(/state machine test: /);
  });

  it('with a time-out of the whole execution stops the start, or the execution keeps it', async () => {
    const { definition, ...source } = machine({ a: { Type: 'Wait', Seconds: 120, ...END } });
    const timed = { ...source, definition: JSON.stringify({ ...(JSON.parse(definition) as object), TimeoutSeconds: 60 }) };
    let status = 'not started';
    try {
      const workshop = new Workshop([timed]);
      const arn = workshop.begin();
      await workshop.rest();
      await workshop.pass(200);
      status = workshop.describe(arn).status;
    } catch (error) {
      expect(String(error)).toContain('TimeoutSeconds');
    }
    expect(['not started', 'TIMED_OUT']).toContain(status);
  });
});

/** Fails for 3 s, is not ready for 60 s, then is; answers from the clock alone, as functions answer from the records. */
const story = machine({
  Begin: { Type: 'Pass', Assign: { n: '{% $states.input.n %}' }, Next: 'Ask' },
  Ask: task('ask', {
    Retry: [retry(['Flaky'], { IntervalSeconds: 2, MaxAttempts: 5 })],
    Assign: { isReady: '{% $states.result.Payload.isReady %}', readyAt: '{% $states.result.Payload.readyAt %}' },
    Output: {},
    Next: 'Is it ready?',
  }),
  'Is it ready?': { Type: 'Choice', Choices: [{ Condition: '{% $isReady %}', Next: 'Approve' }], Default: 'Wait' },
  Wait: { Type: 'Wait', Timestamp: '{% $readyAt %}', Next: 'Ask' },
  Approve: waiting('approve', { TimeoutSeconds: 86_400, Assign: { by: '{% $states.result.by %}' }, Next: 'Add' }),
  Add: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: {}, Next: 'Done' },
  Done: { Type: 'Succeed', Output: { n: '{% $n %}', by: '{% $by %}' } },
});
const READY = BEGIN + 60_000;
const answerFromTheClock: Answer = (call) => {
  if (call.function !== 'ask') return {};
  if (call.at < BEGIN + 3_000) throw failure('Flaky');
  return { isReady: call.at >= READY, readyAt: new Date(READY).toISOString() };
};

/** Whoever approves knows every token that was ever handed out, and tries them all. */
async function play(workshop: Workshop, arn: string, tokens: unknown[] = []): Promise<void> {
  for (let moves = 0; moves < 50 && workshop.describe(arn).status === 'RUNNING'; moves += 1) {
    await workshop.rest();
    const own = workshop.calls.flatMap(({ payload }) => (payload.token === undefined ? [] : [payload.token]));
    for (const token of [...tokens, ...own]) refusal(() => workshop.succeed(token, { by: 'second person' }));
    await workshop.rest();
    const due = workshop.engine.nextDue();
    if (due !== undefined) await workshop.moveTo(due);
  }
}
const TOLD = { status: 'SUCCEEDED', output: { n: 6, by: 'second person' } };

describe('the journal', () => {
  it('brings an execution to the same end from whatever write it was killed after', async () => {
    const state = new PhotographedState(newDirectory());
    const first = new Workshop([story], answerFromTheClock, state);
    state.isOn = true;
    const tokensAt: number[] = [];
    state.afterWrite = () => tokensAt.push(first.calls.length);
    const arn = first.begin({ n: 5 });
    await play(first, arn);
    state.isOn = false;
    expect(first.describe(arn)).toEqual(TOLD);
    expect(state.photographs.length).toBeGreaterThan(30);

    for (const [i, directory] of state.photographs.entries()) {
      const left = new State(directory);
      const again = new Workshop([story], answerFromTheClock, left);
      const handedOut = first.calls.slice(0, tokensAt[i]).flatMap(({ payload }) => (payload.token === undefined ? [] : [payload.token]));
      const known = left.get('SELECT COUNT(*) AS n FROM executions')?.n;
      if (known === 0) again.begin({ n: 5 });
      await play(again, arn, handedOut);
      expect([i, again.describe(arn)]).toEqual([i, TOLD]);
      left.close();
    }
    state.close();
  });

  it('calls a function again with the same token when it was killed during the call', async () => {
    const directory = newDirectory();
    const source = machine({ a: waiting('f', END) });
    const killed = new Workshop([source], () => new Promise(() => undefined), new State(directory));
    const arn = killed.begin();
    await killed.until(() => killed.calls.length === 1);
    killed.state.close();

    const next = new Workshop([source], () => ({}), new State(directory));
    await next.rest();
    expect(next.calls.map(({ payload }) => payload)).toEqual(killed.calls.map(({ payload }) => payload));
    next.succeed(killed.calls[0]?.payload.token, { by: 'old token' });
    await next.rest();
    expect(next.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: { by: 'old token' } });
  });

  it('keeps a token answered just before the kill', async () => {
    const directory = newDirectory();
    const source = machine({ a: waiting('f', { Next: 'b' }), b: task('g', END) });
    const hang: Answer = (call) => (call.function === 'g' ? new Promise(() => undefined) : {});
    const killed = new Workshop([source], hang, new State(directory));
    const arn = killed.begin();
    await killed.rest();
    killed.succeed(killed.calls[0]?.payload.token);
    await killed.until(() => killed.calls.length === 2);
    killed.state.close();

    const next = new Workshop([source], () => 'g again', new State(directory));
    await next.rest();
    expect(next.calls.map((call) => call.function)).toEqual(['g']);
    expect(next.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: { Payload: 'g again' } });
  });

  it('keeps the version of the definition with which an execution began', async () => {
    const directory = newDirectory();
    const version = (n: number) =>
      machine({ a: { Type: 'Wait', Seconds: 60, Next: `b${n}` }, [`b${n}`]: { Type: 'Succeed', Output: `version ${n}` } });
    const before = new Workshop([version(1)], undefined, new State(directory));
    const old = before.begin({}, 'old');
    await before.rest();
    before.state.close();

    const after = new Workshop([version(2)], undefined, new State(directory));
    const fresh = after.begin({}, 'fresh');
    await after.rest();
    await after.pass(61);
    expect([after.describe(old).output, after.describe(fresh).output]).toEqual(['version 1', 'version 2']);
  });

  it('makes no new version of a definition that has not changed', () => {
    const directory = newDirectory();
    for (let start = 0; start < 2; start += 1) {
      const workshop = new Workshop([story], undefined, new State(directory));
      expect(workshop.state.get('SELECT COUNT(*) AS n FROM machine_versions')?.n).toBe(1);
      workshop.state.close();
    }
  });
});
