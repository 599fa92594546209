import { randomUUID } from 'node:crypto';
import { appendFile, mkdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Activity } from '../activity.ts';
import type { Clock } from '../clock.ts';

/** A function as the template describes it. */
export interface FunctionDefinition {
  readonly arn: string;
  readonly name: string;
  readonly bundle: string;
  readonly exportName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly payload: string;
  readonly timeoutMs: number;
  readonly offset: number;
}

export type InvocationResult =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string; readonly trace: readonly string[] };

/**
 * About 30 MB a warm worker; two cores do not profit from more of them at a time. A function of its own has two at most:
 * else a crowd at one function drives out the warm workers of the next, and every call begins with a cold start.
 */
const MAX_WORKERS = 24;
const MAX_BUSY = 6;
const MAX_BUSY_OF_ONE = 2;
const RETIRE_AFTER_MS = 30_000;

/** The worker as JavaScript: else every new worker loads the stripper of types itself, 100 ms each. */
const WORKER = new URL(
  `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(readFileSync(new URL('./worker.ts', import.meta.url), 'utf8')))}`,
);

interface Instance {
  readonly worker: Worker;
  readonly definition: FunctionDefinition;
  idleSince: number;
}

/** Lambda: each function from its own bundle with its own environment, in worker threads with its memory and time limits. */
export class LambdaPool {
  readonly #functions: Map<string, FunctionDefinition>;
  readonly #clock: Clock;
  readonly #activity: Activity;
  readonly #logs: string;
  readonly #idle: Instance[] = [];
  readonly #instances = new Set<Instance>();
  readonly #waiting: { readonly definition: FunctionDefinition; readonly begin: () => void }[] = [];
  readonly #busyOf = new Map<FunctionDefinition, number>();
  #busy = 0;
  #isStopped = false;
  readonly #retirer: NodeJS.Timeout;

  constructor(functions: readonly FunctionDefinition[], clock: Clock, activity: Activity, directory: string) {
    this.#functions = new Map(functions.map((definition) => [definition.arn, definition]));
    this.#clock = clock;
    this.#activity = activity;
    this.#logs = join(directory, 'logs');
    mkdirSync(this.#logs, { recursive: true });
    this.#retirer = setInterval(() => this.#retire(), 10_000);
    this.#retirer.unref();
  }

  /** Invokes and waits for the answer. Never rejects for what the function does; rejects for an unknown function. */
  async invoke(functionArn: string, payload: string): Promise<InvocationResult> {
    const definition = this.#functions.get(functionArn);
    if (definition === undefined) throw new Error(`no function ${functionArn}`);
    return await this.#activity.track(async () => {
      if (this.#isFree(definition)) this.#count(definition, 1);
      else await new Promise<void>((begin) => this.#waiting.push({ definition, begin }));
      try {
        return await this.#run(definition, payload);
      } finally {
        this.#count(definition, -1);
        this.#admit();
      }
    });
  }

  #isFree(definition: FunctionDefinition): boolean {
    return this.#busy < MAX_BUSY && (this.#busyOf.get(definition) ?? 0) < MAX_BUSY_OF_ONE;
  }

  #count(definition: FunctionDefinition, change: 1 | -1): void {
    this.#busy += change;
    this.#busyOf.set(definition, (this.#busyOf.get(definition) ?? 0) + change);
  }

  /** Lets the next call in whose function has a place, in the order in which they came. */
  #admit(): void {
    const next = this.#waiting.findIndex(({ definition }) => this.#isFree(definition));
    if (next < 0) return;
    const [call] = this.#waiting.splice(next, 1);
    if (call === undefined) return;
    this.#count(call.definition, 1);
    call.begin();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#retirer);
    await Promise.all([...this.#instances].map(({ worker }) => worker.terminate()));
  }

  async #run(definition: FunctionDefinition, payload: string): Promise<InvocationResult> {
    if (this.#isStopped) return { ok: false, errorType: 'Runtime.ExitError', errorMessage: 'the cloud is stopping', trace: [] };
    const instance = this.#take(definition);
    const { worker } = instance;
    const result = await new Promise<InvocationResult>((resolve) => {
      const settle = (answer: InvocationResult): void => {
        clearTimeout(timer);
        // By name: Node listens to the worker's end itself.
        worker.off('message', settle).off('error', onError).off('exit', onExit);
        resolve(answer);
      };
      const fail = (errorType: string, errorMessage: string): void => {
        this.#drop(instance);
        settle({ ok: false, errorType, errorMessage, trace: [] });
      };
      const onError = (error: Error): void => fail('Runtime.ExitError', error.message);
      const onExit = (): void => fail('Runtime.ExitError', 'the runtime exited');
      const timer = setTimeout(
        () => fail('Sandbox.Timedout', `Task timed out after ${(definition.timeoutMs / 1000).toFixed(2)} seconds`),
        definition.timeoutMs,
      );
      worker.on('message', settle).on('error', onError).on('exit', onExit);
      worker.postMessage({
        requestId: randomUUID(),
        functionArn: definition.arn,
        payload,
        timeoutMs: definition.timeoutMs,
        offset: this.#clock.offset,
      } satisfies Invocation);
    });
    if (this.#instances.has(instance)) {
      instance.idleSince = Date.now();
      this.#idle.push(instance);
      worker.unref();
    }
    return result;
  }

  #take(definition: FunctionDefinition): Instance {
    const warm = this.#idle.findLastIndex((instance) => instance.definition === definition);
    if (warm >= 0) {
      const [instance] = this.#idle.splice(warm, 1) as [Instance];
      instance.worker.ref();
      return instance;
    }
    if (this.#instances.size >= MAX_WORKERS && this.#idle[0] !== undefined) this.#drop(this.#idle[0]);
    return this.#start(definition);
  }

  #start(definition: FunctionDefinition): Instance {
    const worker = new Worker(WORKER, {
      workerData: { bundle: definition.bundle, exportName: definition.exportName },
      env: { ...definition.environment },
      resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    const log = (chunk: Buffer): void => appendFile(join(this.#logs, `${definition.name}.log`), chunk, () => undefined);
    worker.stdout.on('data', log);
    worker.stderr.on('data', log);
    const instance: Instance = { worker, definition, idleSince: 0 };
    // An idle worker may still fail; while it works, the invocation hears of it as well.
    worker.on('error', () => this.#drop(instance));
    this.#instances.add(instance);
    return instance;
  }

  #drop(instance: Instance): void {
    this.#instances.delete(instance);
    const at = this.#idle.indexOf(instance);
    if (at >= 0) this.#idle.splice(at, 1);
    void instance.worker.terminate();
  }

  #retire(): void {
    for (const instance of this.#idle.filter(({ idleSince }) => Date.now() - idleSince > RETIRE_AFTER_MS)) this.#drop(instance);
  }
}
