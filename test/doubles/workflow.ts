import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { Activity } from '../../local/activity.ts';
import { AwsError } from '../../local/aws-error.ts';
import { Clock } from '../../local/clock.ts';
import type { InvocationResult, LambdaPool } from '../../local/lambda/pool.ts';
import { State } from '../../local/state.ts';
import { type MachineSource, StatesEngine } from '../../local/states/engine.ts';

export const BEGIN = Date.parse('2023-12-01T00:00:00Z');
export const MACHINE = 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:test';

/** A machine of the given states that begins with the first of them. */
export function machine(states: Record<string, object>): MachineSource {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
  return { arn: MACHINE, name: 'test', roleArn: 'role', definition, aliasArns: [`${MACHINE}:current`] };
}

export interface Call {
  readonly function: string;
  readonly payload: Record<string, unknown>;
  /** The clock's instant, in ms. */
  readonly at: number;
}

/** What a function answers; an error's name is the error that the workflow sees. */
export type Answer = (call: Call) => unknown;

export interface Description {
  readonly status: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

export function failure(name: string, message = ''): Error {
  return Object.assign(new Error(message), { name });
}

/** The code with which a service refuses, or undefined where it does not. */
export function refusal(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A directory that goes when the tests of the file are done. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'par-test-'));
  directories.push(directory);
  return directory;
}

/** The engine with its state and clock, and functions that a test answers for. */
export class Workshop {
  readonly state: State;
  readonly activity = new Activity();
  readonly clock: Clock;
  readonly engine: StatesEngine;
  readonly calls: Call[] = [];

  constructor(machines: readonly MachineSource[], answer: Answer = () => ({}), state: State = new State(newDirectory())) {
    this.state = state;
    this.clock = new Clock(state, this.activity, BEGIN);
    this.engine = new StatesEngine(state, this.clock, this.activity, machines);
    this.clock.register(this.engine);
    const invoke = async (name: string, payload: string): Promise<InvocationResult> => {
      const call = { function: name, payload: JSON.parse(payload) as Record<string, unknown>, at: this.clock.now() };
      this.calls.push(call);
      try {
        return { ok: true, payload: JSON.stringify((await answer(call)) ?? null) };
      } catch (error) {
        const { name: errorType, message } = error as Error;
        return { ok: false, errorType, errorMessage: message, trace: [] };
      }
    };
    this.engine.start({ invoke } as Pick<LambdaPool, 'invoke'> as LambdaPool);
  }

  /** Starts an execution and gives back its ARN. */
  begin(input: object = {}, name = 'one', arn = `${MACHINE}:current`): string {
    return (this.engine.call('StartExecution', { stateMachineArn: arn, name, input: JSON.stringify(input) }) as { executionArn: string })
      .executionArn;
  }

  /** Waits until nothing is under way. */
  async rest(): Promise<void> {
    await this.activity.idle();
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.moveTo(this.clock.now() + seconds * 1000);
  }

  /** Moves to an instant, or stays where the clock is already past it: between two moves time runs, if only for milliseconds. */
  async moveTo(instant: number): Promise<void> {
    for (;;) {
      try {
        await this.clock.moveTo(Math.max(instant, this.clock.now()));
        return;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
  }

  describe(arn: string): Description {
    const { status, output, error, cause } = this.engine.call('DescribeExecution', { executionArn: arn }) as Record<string, string>;
    return {
      status: status ?? '',
      ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  }

  /** Names of the states that an execution has entered, in order. */
  entered(arn: string): string[] {
    const { events } = this.engine.call('GetExecutionHistory', { executionArn: arn, maxResults: 1000 }) as {
      events: { stateEnteredEventDetails?: { name: string } }[];
    };
    return events.flatMap(({ stateEnteredEventDetails }) =>
      stateEnteredEventDetails === undefined ? [] : [stateEnteredEventDetails.name],
    );
  }

  succeed(taskToken: unknown, output: object = {}): void {
    this.engine.call('SendTaskSuccess', { taskToken, output: JSON.stringify(output) });
  }

  /** Lets the event loop turn until something holds. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await turn();
  }
}

/** A state that keeps a copy of itself after every committed write: what a killed process would leave behind. */
export class PhotographedState extends State {
  readonly photographs: string[] = [];
  /** Runs after every committed write. */
  afterWrite: (() => void) | undefined;
  isOn = false;
  #inside = 0;

  override run(...call: Parameters<State['run']>): void {
    super.run(...call);
    this.#written();
  }

  override transaction<T>(work: () => T): T {
    this.#inside += 1;
    try {
      return super.transaction(work);
    } finally {
      this.#inside -= 1;
      this.#written();
    }
  }

  #written(): void {
    if (this.#inside > 0) return;
    if (this.isOn) {
      const directory = join(this.directory, `photograph-${this.photographs.length}`);
      mkdirSync(directory);
      super.run('VACUUM INTO ?', join(directory, 'state.db'));
      this.photographs.push(directory);
    }
    this.afterWrite?.();
  }
}
