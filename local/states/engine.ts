import { randomUUID } from 'node:crypto';
import { sha256 } from '../../shared/domain/hash.ts';
import type { Activity } from '../activity.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock, Timed } from '../clock.ts';
import type { LambdaPool } from '../lambda/pool.ts';
import type { State } from '../state.ts';
import {
  type Branch,
  type ForkDefinition,
  type MachineDefinition,
  machineDefinitionSchema,
  type Retrier,
  type StateDefinition,
  type Task,
} from './definition.ts';
import { fill, StateError, type Variables } from './expressions.ts';

export interface MachineSource {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: string;
  /** Executions are started through aliases: alias ARN -> the newest version. */
  readonly aliasArns: readonly string[];
}

/** What a task that waits for its token has heard. */
type TokenAnswer = { readonly output: unknown } | { readonly error: string; readonly cause: string };

/** Where an execution stands; journalled after every step, so that a killed engine goes on from here. */
interface Position {
  readonly state: string;
  readonly input: unknown;
  readonly variables: Record<string, unknown>;
  readonly enteredAt: number;
  /** Failed attempts per retrier of the current state. */
  readonly attempts: Readonly<Record<number, number>>;
  readonly phase:
    | { readonly kind: 'enter' }
    | { readonly kind: 'wait' }
    | { readonly kind: 'retry' }
    /** The function is being called; after a kill it is called again with the same token. */
    | { readonly kind: 'calling' }
    /** Branches or items are under way, each with a position of its own; `inputs` of those that wait for their turn. */
    | { readonly kind: 'forked'; readonly total: number; readonly atOnce: number; readonly waiting: readonly ForkInput[] }
    | {
        readonly kind: 'token';
        readonly answer?: TokenAnswer;
        /** Until when an answer is taken, and until when the next heartbeat. */
        readonly answerBy?: number;
        readonly beatBy?: number;
        readonly timesOut?: 'States.Timeout' | 'States.HeartbeatTimeout';
      };
}

/** What a branch or an item begins with. */
interface ForkInput {
  readonly branch: number;
  readonly input: unknown;
  /** Of a Map: which item it is, as its context says. */
  readonly item?: { readonly Index: number; readonly Value: unknown };
}

/** Where a branch or an item belongs. */
interface Fork {
  /** The execution that all belongs to. */
  readonly root: string;
  readonly parent: string;
  /** The parent's state, and which of its branches. */
  readonly state: string;
  readonly branch: number;
  readonly item?: ForkInput['item'];
}

/** An execution, or a branch or an item of one of its states. */
interface Execution {
  readonly arn: string;
  readonly fork: Fork | undefined;
  readonly machine: string;
  readonly version: number;
  readonly name: string;
  readonly status: string;
  readonly input: string;
  readonly startedAt: number;
  readonly token: string | undefined;
  readonly position: Position;
}

const matches = (names: readonly string[], error: string): boolean =>
  names.some(
    (name) =>
      name === error ||
      (name === 'States.ALL' && error !== 'States.DataLimitExceeded') ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout'),
  );

const earliest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);

/** Step Functions, standard workflows in JSONata, with a journal in the state. */
export class StatesEngine implements Timed {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #activity: Activity;
  readonly #machines: ReadonlyMap<string, MachineSource>;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #definitions = new Map<string, MachineDefinition>();
  readonly #running = new Set<string>();
  #lambdas: LambdaPool | undefined;

  constructor(state: State, clock: Clock, activity: Activity, machines: readonly MachineSource[]) {
    this.#state = state;
    this.#clock = clock;
    this.#activity = activity;
    this.#machines = new Map(machines.map((machine) => [machine.arn, machine]));
    this.#aliases = new Map(machines.flatMap(({ arn, aliasArns }) => aliasArns.map((alias) => [alias, arn] as const)));
    for (const machine of machines) this.#publish(machine);
  }

  /** A changed definition becomes a new version; executions keep theirs. */
  #publish({ arn, name, definition }: MachineSource): void {
    const parsed = machineDefinitionSchema.safeParse(JSON.parse(definition));
    if (!parsed.success) throw new Error(`state machine ${name}: ${parsed.error.message}`);
    const hash = sha256(definition);
    const newest = this.#state.get('SELECT version, hash FROM machine_versions WHERE machine = ? ORDER BY version DESC LIMIT 1', arn);
    if (newest?.hash === hash) return;
    this.#state.run(
      'INSERT INTO machine_versions (machine, version, hash, definition) VALUES (?, ?, ?, ?)',
      arn,
      Number(newest?.version ?? 0) + 1,
      hash,
      definition,
    );
  }

  start(lambdas: LambdaPool): void {
    this.#lambdas = lambdas;
    for (const row of this.#state.all("SELECT arn FROM executions WHERE status = 'RUNNING'")) this.#go(String(row.arn));
  }

  nextDue(): number | undefined {
    const due = this.#state.get("SELECT MIN(due_at) AS due FROM executions WHERE status = 'RUNNING' AND due_at IS NOT NULL")?.due;
    return due === null || due === undefined ? undefined : Number(due);
  }

  fire(now: number): void {
    for (const row of this.#state.all("SELECT arn FROM executions WHERE status = 'RUNNING' AND due_at <= ?", now)) {
      const execution = this.#load(String(row.arn));
      const { phase } = execution.position;
      this.#state.transaction(() => {
        this.#state.run('UPDATE executions SET due_at = NULL WHERE arn = ?', execution.arn);
        if (phase.kind !== 'token' || phase.answer !== undefined) return;
        const timesOut = (phase.answerBy ?? Number.POSITIVE_INFINITY) <= now ? 'States.Timeout' : 'States.HeartbeatTimeout';
        this.#save(execution, { ...execution.position, phase: { ...phase, timesOut } }, undefined, execution.token);
      });
      this.#go(execution.arn);
    }
  }

  #machineDefinition(machine: string, version: number): MachineDefinition {
    const key = `${machine}:${version}`;
    let definition = this.#definitions.get(key);
    if (definition === undefined) {
      const row = this.#state.get('SELECT definition FROM machine_versions WHERE machine = ? AND version = ?', machine, version);
      definition = machineDefinitionSchema.parse(JSON.parse(String(row?.definition)));
      this.#definitions.set(key, definition);
    }
    return definition;
  }

  /** The story that an execution, a branch or an item goes through. */
  #definition({ machine, version, fork }: Execution): Branch {
    if (fork === undefined) return this.#machineDefinition(machine, version);
    const state = this.#definition(this.#load(fork.parent)).States[fork.state];
    if (state?.Type === 'Map') return state.ItemProcessor;
    const branch = state?.Type === 'Parallel' ? state.Branches[fork.branch] : undefined;
    if (branch === undefined) throw new Error(`no branch ${fork.branch} of ${fork.state}`);
    return branch;
  }

  #fork(arn: string): Fork | undefined {
    const row = this.#state.get('SELECT root, parent, state, branch, item FROM forks WHERE arn = ?', arn);
    if (row === undefined) return undefined;
    const { root, parent, state, branch, item } = row;
    return {
      root: String(root),
      parent: String(parent),
      state: String(state),
      branch: Number(branch),
      ...(item === null ? {} : { item: JSON.parse(String(item)) as NonNullable<Fork['item']> }),
    };
  }

  #load(arn: string): Execution {
    const row = this.#state.get('SELECT * FROM executions WHERE arn = ?', arn);
    if (row === undefined) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return {
      arn,
      fork: this.#fork(arn),
      machine: String(row.machine),
      version: Number(row.version),
      name: String(row.name),
      status: String(row.status),
      input: String(row.input),
      startedAt: Number(row.started_at),
      token: row.token === null ? undefined : String(row.token),
      position: JSON.parse(String(row.position)) as Position,
    };
  }

  /** One that the API may name: branches and items are not told of. */
  #execution(executionArn: unknown): Execution {
    const execution = this.#load(String(executionArn));
    if (execution.fork !== undefined) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${execution.arn}'`);
    return execution;
  }

  #save({ arn }: Execution, position: Position, dueAt: number | undefined, token: string | undefined): void {
    this.#state.run(
      "UPDATE executions SET position = ?, due_at = ?, token = ? WHERE arn = ? AND status = 'RUNNING'",
      JSON.stringify(position),
      dueAt ?? null,
      token ?? null,
      arn,
    );
  }

  #record({ arn: own, fork }: Pick<Execution, 'arn' | 'fork'>, type: string, details: object): void {
    const arn = fork?.root ?? own;
    this.#state.run(
      'INSERT INTO history (arn, id, at, type, details) SELECT ?, COALESCE(MAX(id), 0) + 1, ?, ?, ? FROM history WHERE arn = ?',
      arn,
      this.#clock.now(),
      type,
      JSON.stringify(details),
      arn,
    );
  }

  #go(arn: string): void {
    if (this.#running.has(arn) || this.#lambdas === undefined) return;
    this.#running.add(arn);
    void this.#activity.track(async () => {
      try {
        // One journalled step after the other; a branch goes when its state is left.
        while (this.#exists(arn) && (await this.#step(this.#load(arn)))) {}
      } finally {
        this.#running.delete(arn);
      }
      // A token may have been answered, or a branch ended, while this was still running.
      const after = this.#exists(arn) ? this.#load(arn) : undefined;
      if (after !== undefined && this.#hasWork(after)) this.#go(arn);
      this.#clock.touch();
    });
  }

  /** False once it has ended, was stopped, or went with its state: what was under way for it then comes to nothing. */
  #isRunning(arn: string): boolean {
    return this.#state.get("SELECT 1 FROM executions WHERE arn = ? AND status = 'RUNNING'", arn) !== undefined;
  }

  #exists(arn: string): boolean {
    return this.#state.get('SELECT 1 FROM executions WHERE arn = ?', arn) !== undefined;
  }

  #hasWork({ status, position: { phase }, arn }: Execution): boolean {
    if (status !== 'RUNNING') return false;
    if (phase.kind === 'token') return phase.answer !== undefined;
    return phase.kind === 'forked' && this.#dutyOf(arn, phase) !== undefined;
  }

  /** Does one step; false when the execution has ended or waits for time or for its token. */
  async #step(execution: Execution): Promise<boolean> {
    if (execution.status !== 'RUNNING') return false;
    const { position } = execution;
    const state = this.#definition(execution).States[position.state];
    if (state === undefined) return this.#fail(execution, 'States.Runtime', `no state ${position.state}`);
    if (position.phase.kind === 'enter')
      this.#record(execution, `${state.Type}StateEntered`, { name: position.state, input: position.input });
    try {
      switch (state.Type) {
        case 'Pass':
          return await this.#leave(execution, state, position.input);
        case 'Choice':
          return await this.#choose(execution, state);
        case 'Wait':
          return await this.#wait(execution, state);
        case 'Task':
          return await this.#task(execution, state);
        case 'Parallel':
        case 'Map':
          return await this.#forked(execution, state);
        case 'Succeed': {
          const output = state.Output === undefined ? position.input : await fill(state.Output, this.#variables(execution));
          return this.#end(execution, 'SUCCEEDED', { output: JSON.stringify(output) });
        }
        case 'Fail': {
          const variables = this.#variables(execution);
          return this.#fail(execution, String(await fill(state.Error ?? '', variables)), String(await fill(state.Cause ?? '', variables)));
        }
      }
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return await this.#handle(execution, state, error);
    }
  }

  #variables(execution: Execution, more: { result?: unknown; errorOutput?: unknown } = {}): Variables {
    const { position, arn, fork, name, machine, startedAt, token } = execution;
    const source = this.#machines.get(machine);
    const context = {
      Execution: {
        Id: fork?.root ?? arn,
        Name: name,
        Input: JSON.parse(execution.input) as unknown,
        RoleArn: source?.roleArn,
        StartTime: new Date(startedAt).toISOString(),
      },
      State: {
        Name: position.state,
        EnteredTime: new Date(position.enteredAt).toISOString(),
        RetryCount: Object.values(position.attempts).reduce((a, b) => a + b, 0),
      },
      StateMachine: { Id: machine, Name: source?.name },
      ...(fork?.item === undefined ? {} : { Map: { Item: fork.item } }),
      ...(token === undefined ? {} : { Task: { Token: token } }),
    };
    return { ...position.variables, states: { input: position.input, context, ...more } };
  }

  /** Leaves a state: assigns, makes the output, enters the next one, in one journalled step. */
  async #leave(
    execution: Execution,
    state: { Assign?: Record<string, unknown> | undefined; Output?: unknown; Next?: string | undefined; End?: true | undefined },
    fallback: unknown,
    more: { result?: unknown; errorOutput?: unknown } = {},
  ): Promise<boolean> {
    const variables = this.#variables(execution, more);
    const output = state.Output === undefined ? fallback : await fill(state.Output, variables);
    const assigned = (await fill(state.Assign ?? {}, variables)) as Record<string, unknown>;
    return this.#state.transaction(() => {
      if (!this.#isRunning(execution.arn)) return false;
      this.#clear(execution.arn);
      this.#record(execution, 'StateExited', { name: execution.position.state, output });
      if (state.Next === undefined) return this.#end(execution, 'SUCCEEDED', { output: JSON.stringify(output) });
      const next: Position = {
        state: state.Next,
        input: output,
        variables: { ...execution.position.variables, ...assigned },
        enteredAt: this.#clock.now(),
        attempts: {},
        phase: { kind: 'enter' },
      };
      this.#save(execution, next, undefined, undefined);
      return true;
    });
  }

  async #choose(execution: Execution, state: Extract<StateDefinition, { Type: 'Choice' }>): Promise<boolean> {
    for (const choice of state.Choices) {
      const holds = await fill(choice.Condition, this.#variables(execution));
      if (typeof holds !== 'boolean')
        throw new StateError('States.QueryEvaluationError', `${String(choice.Condition)} is not true or false`);
      if (holds) return await this.#leave(execution, choice, execution.position.input);
    }
    if (state.Default === undefined) throw new StateError('States.NoChoiceMatched', 'no choice matched');
    return await this.#leave(execution, { Assign: state.Assign, Output: state.Output, Next: state.Default }, execution.position.input);
  }

  async #wait(execution: Execution, state: Extract<StateDefinition, { Type: 'Wait' }>): Promise<boolean> {
    const { position } = execution;
    if (position.phase.kind === 'wait') {
      const row = this.#state.get('SELECT due_at FROM executions WHERE arn = ?', execution.arn);
      if (row?.due_at !== null && Number(row?.due_at) > this.#clock.now()) return false;
      return await this.#leave(execution, state, position.input);
    }
    const variables = this.#variables(execution);
    const until =
      state.Timestamp === undefined
        ? this.#clock.now() + Number(await fill(state.Seconds ?? 0, variables)) * 1000
        : Date.parse(String(await fill(state.Timestamp, variables)));
    if (Number.isNaN(until)) throw new StateError('States.QueryEvaluationError', 'Wait has no valid time');
    this.#save(execution, { ...position, phase: { kind: 'wait' } }, until, undefined);
    return until <= this.#clock.now();
  }

  async #task(execution: Execution, state: Task): Promise<boolean> {
    const { position } = execution;
    const { phase } = position;
    const waits = state.Resource.endsWith('.waitForTaskToken');
    if (phase.kind === 'token') {
      if (phase.answer !== undefined) {
        if ('error' in phase.answer) throw new StateError(phase.answer.error, phase.answer.cause);
        return await this.#leave(execution, state, phase.answer.output, { result: phase.answer.output });
      }
      if (phase.timesOut !== undefined) throw new StateError(phase.timesOut, 'the task token was not answered in time');
      return false;
    }
    if (phase.kind === 'retry') {
      const row = this.#state.get('SELECT due_at FROM executions WHERE arn = ?', execution.arn);
      if (row?.due_at !== null && Number(row?.due_at) > this.#clock.now()) return false;
    }
    const token = waits ? (phase.kind === 'calling' ? (execution.token ?? randomUUID()) : randomUUID()) : undefined;
    this.#save(execution, { ...position, phase: { kind: 'calling' } }, undefined, token);
    const called: Execution = { ...execution, token };
    const { FunctionName, Payload } = (await fill(state.Arguments, this.#variables(called))) as { FunctionName: string; Payload: unknown };
    if (!this.#isRunning(execution.arn)) return false;
    this.#record(execution, 'TaskScheduled', { resource: state.Resource, function: FunctionName });
    const answer = await this.#lambdas?.invoke(FunctionName, JSON.stringify(Payload));
    // A branch goes when another one failed or the execution was stopped.
    if (!this.#isRunning(execution.arn)) return false;
    const current = this.#load(execution.arn);
    const heard = current.position.phase.kind === 'token' ? current.position.phase.answer : undefined;
    // A token that was answered while the function ran decides, whatever becomes of the function.
    if (heard === undefined && answer?.ok !== true) {
      const { errorType, errorMessage, trace } = answer ?? { errorType: 'Lambda.Unknown', errorMessage: 'no answer', trace: [] };
      throw new StateError(errorType, JSON.stringify({ errorType, errorMessage, trace }));
    }
    if (!waits && answer?.ok === true) {
      const result = { ExecutedVersion: '$LATEST', Payload: JSON.parse(answer.payload) as unknown, StatusCode: 200 };
      this.#record(execution, 'TaskSucceeded', { output: result });
      return await this.#leave(current, state, result, { result });
    }
    const after = (seconds: number | undefined): number | undefined =>
      seconds === undefined ? undefined : this.#clock.now() + seconds * 1000;
    const [answerBy, beatBy] = [after(state.TimeoutSeconds), after(state.HeartbeatSeconds)];
    const next: Position['phase'] = {
      kind: 'token',
      ...(heard === undefined ? {} : { answer: heard }),
      ...(answerBy === undefined ? {} : { answerBy }),
      ...(beatBy === undefined ? {} : { beatBy }),
    };
    this.#save(current, { ...position, phase: next }, earliest(answerBy, beatBy), token);
    return heard !== undefined;
  }

  /** Branches and items of an execution's present state, in their order. */
  #forksOf(arn: string): { arn: string; status: string; output: unknown; error: string; cause: string }[] {
    return this.#state
      .all(
        'SELECT e.arn, status, output, error, cause FROM forks f JOIN executions e ON e.arn = f.arn WHERE f.parent = ? ORDER BY f.rowid',
        arn,
      )
      .map((row) => ({
        arn: String(row.arn),
        status: String(row.status),
        output: row.output === null ? null : (JSON.parse(String(row.output)) as unknown),
        error: String(row.error),
        cause: String(row.cause),
      }));
  }

  /** What the branches, or the items, of a state begin with. */
  async #inputsOf(execution: Execution, state: ForkDefinition): Promise<{ inputs: ForkInput[]; atOnce: number }> {
    const { input } = execution.position;
    const variables = this.#variables(execution);
    if (state.Type === 'Parallel') {
      const begin = state.Arguments === undefined ? input : await fill(state.Arguments, variables);
      return { inputs: state.Branches.map((_, branch) => ({ branch, input: begin })), atOnce: state.Branches.length };
    }
    const items = state.Items === undefined ? input : await fill(state.Items, variables);
    if (!Array.isArray(items)) throw new StateError('States.QueryEvaluationError', 'the Items of a Map are not an array');
    const { states } = variables as { states: { context: object } };
    const inputs = await Promise.all(
      items.map(async (Value: unknown, Index): Promise<ForkInput> => {
        const item = { Index, Value };
        const own = { ...variables, states: { ...states, context: { ...states.context, Map: { Item: item } } } };
        return { branch: 0, item, input: state.ItemSelector === undefined ? Value : await fill(state.ItemSelector, own) };
      }),
    );
    const atOnce = await fill(state.MaxConcurrency ?? 0, variables);
    if (typeof atOnce !== 'number' || !Number.isInteger(atOnce) || atOnce < 0)
      throw new StateError('States.QueryEvaluationError', 'MaxConcurrency is not a whole number of at least 0');
    return { inputs, atOnce: atOnce === 0 ? inputs.length : atOnce };
  }

  /**
   * Sends branches or items on their way, each journalled by itself, and leaves when all have ended: with their outputs in
   * the order of the state, or by the error of the first that failed, which stops the others.
   */
  async #forked(execution: Execution, state: ForkDefinition): Promise<boolean> {
    const { position, arn } = execution;
    const { phase } = position;
    if (phase.kind === 'retry') {
      const row = this.#state.get('SELECT due_at FROM executions WHERE arn = ?', arn);
      if (row?.due_at !== null && Number(row?.due_at) > this.#clock.now()) return false;
    }
    if (phase.kind !== 'forked') {
      const { inputs, atOnce } = await this.#inputsOf(execution, state);
      if (!this.#isRunning(arn)) return false;
      this.#state.transaction(() => {
        this.#record(execution, `${state.Type}StateStarted`, { length: inputs.length });
        this.#sendOff(execution, { kind: 'forked', total: inputs.length, atOnce, waiting: inputs });
      });
      return inputs.length === 0;
    }
    const duty = this.#dutyOf(arn, phase);
    if (duty === 'leave') {
      const result = this.#forksOf(arn).map(({ output }) => output);
      return await this.#leave(execution, state, result, { result });
    }
    if (duty === 'send-off') this.#state.transaction(() => this.#sendOff(execution, phase));
    if (typeof duty === 'object') throw new StateError(duty.error, duty.cause);
    return false;
  }

  /** What is to be done for a state whose branches or items are under way: undefined while all that may run does. */
  #dutyOf(
    arn: string,
    { total, atOnce, waiting }: Extract<Position['phase'], { kind: 'forked' }>,
  ): 'leave' | 'send-off' | { error: string; cause: string } | undefined {
    const forks = this.#forksOf(arn);
    const failed = forks.find(({ status }) => status === 'FAILED');
    if (failed !== undefined) return failed;
    const ended = forks.filter(({ status }) => status === 'SUCCEEDED').length;
    if (ended === total) return 'leave';
    return waiting.length > 0 && forks.length - ended < atOnce ? 'send-off' : undefined;
  }

  /** Starts as many of those that wait as may be under way at once. */
  #sendOff(parent: Execution, phase: Extract<Position['phase'], { kind: 'forked' }>): void {
    const under = this.#forksOf(parent.arn).filter(({ status }) => status === 'RUNNING').length;
    const room = phase.atOnce - under;
    const begun = phase.total - phase.waiting.length;
    const { state: name, variables, input } = parent.position;
    const now = this.#clock.now();
    const story = (branch: number): Branch => {
      const state = this.#definition(parent).States[name];
      if (state?.Type === 'Map') return state.ItemProcessor;
      return (state?.Type === 'Parallel' ? state.Branches[branch] : undefined) as Branch;
    };
    const arns = phase.waiting.slice(0, room).map((entry, n) => {
      // Of this run alone: a late answer of an earlier run of the same state must not find it.
      const arn = `${parent.arn}/${name}/${begun + n}/${randomUUID()}`;
      const begin = { state: story(entry.branch).StartAt, input: entry.input, variables, enteredAt: now, attempts: {} };
      const position: Position = { ...begin, phase: { kind: 'enter' } };
      this.#state.run(
        'INSERT INTO forks (arn, root, parent, state, branch, item) VALUES (?, ?, ?, ?, ?, ?)',
        arn,
        parent.fork?.root ?? parent.arn,
        parent.arn,
        name,
        entry.branch,
        entry.item === undefined ? null : JSON.stringify(entry.item),
      );
      this.#insert({ ...parent, arn, startedAt: parent.startedAt }, position);
      return arn;
    });
    this.#save(parent, { ...parent.position, input, phase: { ...phase, waiting: phase.waiting.slice(room) } }, undefined, undefined);
    for (const arn of arns) this.#go(arn);
  }

  #insert(
    { arn, machine, version, name, input, startedAt }: Omit<Execution, 'position' | 'fork' | 'status' | 'token'>,
    position: Position,
  ): void {
    this.#state.run(
      "INSERT INTO executions (arn, machine, version, name, status, input, started_at, position) VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?)",
      arn,
      machine,
      version,
      name,
      input,
      startedAt,
      JSON.stringify(position),
    );
  }

  /** Takes away the branches and items of an execution's state, with all below them. */
  #clear(arn: string): void {
    for (const fork of this.#forksOf(arn)) {
      this.#clear(fork.arn);
      this.#state.run('DELETE FROM forks WHERE arn = ?', fork.arn);
      this.#state.run('DELETE FROM executions WHERE arn = ?', fork.arn);
    }
  }

  /** Retry, then Catch, then failure. */
  async #handle(execution: Execution, state: StateDefinition, error: StateError): Promise<boolean> {
    if (!this.#isRunning(execution.arn)) return false;
    const { position } = execution;
    this.#record(execution, 'TaskFailed', { error: error.error, cause: error.cause_ });
    const retriers: readonly Retrier[] = 'Retry' in state ? (state.Retry ?? []) : [];
    const at = retriers.findIndex(({ ErrorEquals }) => matches(ErrorEquals, error.error));
    const retrier = retriers[at];
    const tried = position.attempts[at] ?? 0;
    if (retrier !== undefined && tried < (retrier.MaxAttempts ?? 3)) {
      const full = Math.min(
        (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** tried,
        retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
      );
      const seconds = retrier.JitterStrategy === 'FULL' ? Math.random() * full : full;
      const attempts = { ...position.attempts, [at]: tried + 1 };
      this.#state.transaction(() => {
        this.#clear(execution.arn);
        this.#save(execution, { ...position, attempts, phase: { kind: 'retry' } }, this.#clock.now() + seconds * 1000, undefined);
      });
      return false;
    }
    const catcher = ('Catch' in state ? (state.Catch ?? []) : []).find(({ ErrorEquals }) => matches(ErrorEquals, error.error));
    if (catcher === undefined) return this.#fail(execution, error.error, error.cause_);
    const errorOutput = { Error: error.error, Cause: error.cause_ };
    try {
      return await this.#leave(execution, catcher, errorOutput, { errorOutput });
    } catch (inCatch) {
      if (!(inCatch instanceof StateError)) throw inCatch;
      return this.#fail(execution, inCatch.error, inCatch.cause_);
    }
  }

  #fail(execution: Execution, error: string, cause: string): boolean {
    return this.#end(execution, 'FAILED', { error, cause });
  }

  #end(execution: Execution, status: string, result: { output?: string; error?: string; cause?: string }): boolean {
    if (!this.#isRunning(execution.arn)) return false;
    this.#state.transaction(() => {
      this.#state.run(
        "UPDATE executions SET status = ?, output = ?, error = ?, cause = ?, stopped_at = ?, due_at = NULL, token = NULL WHERE arn = ? AND status = 'RUNNING'",
        status,
        result.output ?? null,
        result.error ?? null,
        result.cause ?? null,
        this.#clock.now(),
        execution.arn,
      );
      this.#clear(execution.arn);
      if (execution.fork !== undefined) return;
      this.#record(execution, `Execution${status === 'SUCCEEDED' ? 'Succeeded' : status === 'FAILED' ? 'Failed' : 'Aborted'}`, result);
    });
    if (execution.fork !== undefined) this.#go(execution.fork.parent);
    return false;
  }

  #answer(token: string, answer: TokenAnswer): object {
    const row = this.#state.get("SELECT arn FROM executions WHERE token = ? AND status = 'RUNNING'", token);
    if (row === undefined) throw new AwsError('TaskDoesNotExist', `Task does not exist: '${token.slice(0, 8)}…'`);
    const execution = this.#load(String(row.arn));
    const { phase } = execution.position;
    if (phase.kind === 'token' && phase.answer !== undefined) throw new AwsError('TaskDoesNotExist', 'Task was answered already.');
    this.#save(execution, { ...execution.position, phase: { kind: 'token', answer } }, undefined, token);
    this.#go(execution.arn);
    return {};
  }

  /** The Step Functions API: executions, task tokens, machines. */
  call(operation: string, input: Record<string, unknown>): object {
    const seconds = (ms: unknown): number => Number(ms) / 1000;
    const summary = (row: Record<string, unknown>): object => ({
      executionArn: row.arn,
      stateMachineArn: row.machine,
      name: row.name,
      status: row.status,
      startDate: seconds(row.started_at),
      ...(row.stopped_at === null ? {} : { stopDate: seconds(row.stopped_at) }),
    });
    switch (operation) {
      case 'StartExecution':
        return this.#startExecution(String(input.stateMachineArn), String(input.name ?? randomUUID()), String(input.input ?? '{}'));
      case 'ListStateMachines':
        return {
          stateMachines: [...this.#machines.values()].map(({ arn, name }) => ({
            stateMachineArn: arn,
            name,
            type: 'STANDARD',
            creationDate: 0,
          })),
        };
      case 'DescribeStateMachine': {
        const machine = this.#machines.get(String(input.stateMachineArn));
        if (machine === undefined) throw new AwsError('StateMachineDoesNotExist', 'State Machine Does Not Exist');
        const { arn, name, roleArn, definition } = machine;
        return { stateMachineArn: arn, name, roleArn, definition, type: 'STANDARD', status: 'ACTIVE', creationDate: 0 };
      }
      case 'ListExecutions': {
        const machine = input.stateMachineArn === undefined ? undefined : this.#machineOf(String(input.stateMachineArn));
        const status = input.statusFilter === undefined ? undefined : String(input.statusFilter);
        const rows = this.#state
          .all('SELECT * FROM executions WHERE arn NOT IN (SELECT arn FROM forks) ORDER BY started_at DESC, rowid DESC')
          .filter((row) => (machine === undefined || row.machine === machine) && (status === undefined || row.status === status));
        return { executions: rows.map(summary) };
      }
      case 'DescribeExecution': {
        const { arn } = this.#execution(input.executionArn);
        const row = this.#state.get('SELECT * FROM executions WHERE arn = ?', arn) ?? {};
        const optional = Object.fromEntries(
          ['output', 'error', 'cause'].flatMap((name) => (row[name] === null ? [] : [[name, row[name]]])),
        );
        return { ...summary(row), input: row.input, stateMachineVersionArn: `${row.machine}:${row.version}`, ...optional };
      }
      case 'GetExecutionHistory': {
        const { arn } = this.#execution(input.executionArn);
        const all = this.#state.all('SELECT * FROM history WHERE arn = ? ORDER BY id', arn);
        if (input.reverseOrder === true) all.reverse();
        const from = Number(input.nextToken ?? 0);
        const to = from + Number(input.maxResults ?? 100);
        return {
          ...(to < all.length ? { nextToken: String(to) } : {}),
          events: all.slice(from, to).map((row) => {
            const id = Number(row.id);
            const type = String(row.type);
            const details = JSON.parse(String(row.details)) as { name?: string; input?: unknown; output?: unknown };
            const entered = type.endsWith('StateEntered')
              ? { stateEnteredEventDetails: { name: details.name, input: JSON.stringify(details.input) } }
              : {};
            return { id, previousEventId: id - 1, timestamp: seconds(row.at), type, ...entered };
          }),
        };
      }
      case 'StopExecution': {
        const execution = this.#execution(input.executionArn);
        if (execution.status !== 'RUNNING') return { stopDate: seconds(this.#clock.now()) };
        this.#end(execution, 'ABORTED', {
          ...(input.error === undefined ? {} : { error: String(input.error) }),
          ...(input.cause === undefined ? {} : { cause: String(input.cause) }),
        });
        return { stopDate: seconds(this.#clock.now()) };
      }
      case 'SendTaskSuccess':
        return this.#answer(String(input.taskToken), { output: JSON.parse(String(input.output)) as unknown });
      case 'SendTaskFailure':
        return this.#answer(String(input.taskToken), {
          error: String(input.error ?? 'States.TaskFailed'),
          cause: String(input.cause ?? ''),
        });
      case 'SendTaskHeartbeat':
        return this.#beat(String(input.taskToken));
      default:
        throw AwsError.notImplemented('Step Functions', operation);
    }
  }

  #beat(token: string): object {
    const row = this.#state.get("SELECT arn FROM executions WHERE token = ? AND status = 'RUNNING'", token);
    if (row === undefined) throw new AwsError('TaskDoesNotExist', 'Task does not exist.');
    const execution = this.#load(String(row.arn));
    const { HeartbeatSeconds } = this.#definition(execution).States[execution.position.state] as Task;
    const { phase } = execution.position;
    if (HeartbeatSeconds !== undefined && phase.kind === 'token' && phase.answer === undefined) {
      const beatBy = this.#clock.now() + HeartbeatSeconds * 1000;
      this.#save(execution, { ...execution.position, phase: { ...phase, beatBy } }, earliest(phase.answerBy, beatBy), token);
    }
    this.#clock.touch();
    return {};
  }

  #machineOf(arn: string): string {
    const machine = this.#aliases.get(arn) ?? (this.#machines.has(arn) ? arn : undefined);
    if (machine === undefined) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  #startExecution(stateMachineArn: string, name: string, input: string): object {
    const machine = this.#machineOf(stateMachineArn);
    const arn = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.#state.get('SELECT status, input, started_at FROM executions WHERE arn = ?', arn);
    if (existing !== undefined) {
      if (existing.status === 'RUNNING' && existing.input === input)
        return { executionArn: arn, startDate: Number(existing.started_at) / 1000 };
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const newest = this.#state.get(
      'SELECT version, definition FROM machine_versions WHERE machine = ? ORDER BY version DESC LIMIT 1',
      machine,
    );
    const { StartAt } = machineDefinitionSchema.parse(JSON.parse(String(newest?.definition)));
    const now = this.#clock.now();
    const position: Position = {
      state: StartAt,
      input: JSON.parse(input),
      variables: {},
      enteredAt: now,
      attempts: {},
      phase: { kind: 'enter' },
    };
    this.#state.transaction(() => {
      this.#insert({ arn, machine, version: Number(newest?.version), name, input, startedAt: now }, position);
      this.#record({ arn, fork: undefined }, 'ExecutionStarted', { input });
    });
    this.#go(arn);
    return { executionArn: arn, startDate: now / 1000 };
  }
}
