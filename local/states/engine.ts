import { randomUUID } from 'node:crypto';
import { sha256 } from '../../shared/domain/hash.ts';
import type { Activity } from '../activity.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock, Timed } from '../clock.ts';
import type { LambdaPool } from '../lambda/pool.ts';
import type { State } from '../state.ts';
import { type MachineDefinition, machineDefinitionSchema, type Retrier, type StateDefinition, type Task } from './definition.ts';
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
    | {
        readonly kind: 'token';
        readonly answer?: TokenAnswer;
        /** Until when an answer is taken, and until when the next heartbeat. */
        readonly answerBy?: number;
        readonly beatBy?: number;
        readonly timesOut?: 'States.Timeout' | 'States.HeartbeatTimeout';
      };
}

interface Execution {
  readonly arn: string;
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
      this.#state.run('UPDATE executions SET due_at = NULL WHERE arn = ?', execution.arn);
      if (phase.kind === 'token' && phase.answer === undefined) {
        const timesOut = (phase.answerBy ?? Number.POSITIVE_INFINITY) <= now ? 'States.Timeout' : 'States.HeartbeatTimeout';
        this.#save(execution, { ...execution.position, phase: { ...phase, timesOut } }, undefined, execution.token);
      }
      this.#go(execution.arn);
    }
  }

  #definition({ machine, version }: Execution): MachineDefinition {
    const key = `${machine}:${version}`;
    let definition = this.#definitions.get(key);
    if (definition === undefined) {
      const row = this.#state.get('SELECT definition FROM machine_versions WHERE machine = ? AND version = ?', machine, version);
      definition = machineDefinitionSchema.parse(JSON.parse(String(row?.definition)));
      this.#definitions.set(key, definition);
    }
    return definition;
  }

  #load(arn: string): Execution {
    const row = this.#state.get('SELECT * FROM executions WHERE arn = ?', arn);
    if (row === undefined) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return {
      arn,
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

  #save({ arn }: Execution, position: Position, dueAt: number | undefined, token: string | undefined): void {
    this.#state.run(
      "UPDATE executions SET position = ?, due_at = ?, token = ? WHERE arn = ? AND status = 'RUNNING'",
      JSON.stringify(position),
      dueAt ?? null,
      token ?? null,
      arn,
    );
  }

  #record(arn: string, type: string, details: object): void {
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
        while (await this.#step(this.#load(arn))) {
          // One journalled step after the other.
        }
      } finally {
        this.#running.delete(arn);
      }
      // A token may have been answered while its function was still running.
      const after = this.#load(arn);
      if (after.status === 'RUNNING' && after.position.phase.kind === 'token' && after.position.phase.answer !== undefined) this.#go(arn);
      this.#clock.touch();
    });
  }

  /** Does one step; false when the execution has ended or waits for time or for its token. */
  async #step(execution: Execution): Promise<boolean> {
    if (execution.status !== 'RUNNING') return false;
    const { position } = execution;
    const state = this.#definition(execution).States[position.state];
    if (state === undefined) return this.#fail(execution, 'States.Runtime', `no state ${position.state}`);
    if (position.phase.kind === 'enter')
      this.#record(execution.arn, `${state.Type}StateEntered`, { name: position.state, input: position.input });
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
    const { position, arn, name, machine, startedAt, token } = execution;
    const source = this.#machines.get(machine);
    const context = {
      Execution: {
        Id: arn,
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
      this.#record(execution.arn, 'StateExited', { name: execution.position.state, output });
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
    this.#record(execution.arn, 'TaskScheduled', { resource: state.Resource, function: FunctionName });
    const answer = await this.#lambdas?.invoke(FunctionName, JSON.stringify(Payload));
    const current = this.#load(execution.arn);
    if (current.status !== 'RUNNING') return false;
    const heard = current.position.phase.kind === 'token' ? current.position.phase.answer : undefined;
    // A token that was answered while the function ran decides, whatever becomes of the function.
    if (heard === undefined && answer?.ok !== true) {
      const { errorType, errorMessage, trace } = answer ?? { errorType: 'Lambda.Unknown', errorMessage: 'no answer', trace: [] };
      throw new StateError(errorType, JSON.stringify({ errorType, errorMessage, trace }));
    }
    if (!waits && answer?.ok === true) {
      const result = { ExecutedVersion: '$LATEST', Payload: JSON.parse(answer.payload) as unknown, StatusCode: 200 };
      this.#record(execution.arn, 'TaskSucceeded', { output: result });
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

  /** Retry, then Catch, then failure. */
  async #handle(execution: Execution, state: StateDefinition, error: StateError): Promise<boolean> {
    const { position } = execution;
    this.#record(execution.arn, 'TaskFailed', { error: error.error, cause: error.cause_ });
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
      this.#save(execution, { ...position, attempts, phase: { kind: 'retry' } }, this.#clock.now() + seconds * 1000, undefined);
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
      this.#record(execution.arn, `Execution${status === 'SUCCEEDED' ? 'Succeeded' : status === 'FAILED' ? 'Failed' : 'Aborted'}`, result);
    });
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
          .all('SELECT * FROM executions ORDER BY started_at DESC, rowid DESC')
          .filter((row) => (machine === undefined || row.machine === machine) && (status === undefined || row.status === status));
        return { executions: rows.map(summary) };
      }
      case 'DescribeExecution': {
        const { arn } = this.#load(String(input.executionArn));
        const row = this.#state.get('SELECT * FROM executions WHERE arn = ?', arn) ?? {};
        const optional = Object.fromEntries(
          ['output', 'error', 'cause'].flatMap((name) => (row[name] === null ? [] : [[name, row[name]]])),
        );
        return { ...summary(row), input: row.input, stateMachineVersionArn: `${row.machine}:${row.version}`, ...optional };
      }
      case 'GetExecutionHistory': {
        const { arn } = this.#load(String(input.executionArn));
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
        const execution = this.#load(String(input.executionArn));
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
      this.#state.run(
        "INSERT INTO executions (arn, machine, version, name, status, input, started_at, position) VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?)",
        arn,
        machine,
        Number(newest?.version),
        name,
        input,
        now,
        JSON.stringify(position),
      );
      this.#record(arn, 'ExecutionStarted', { input });
    });
    this.#go(arn);
    return { executionArn: arn, startDate: now / 1000 };
  }
}
