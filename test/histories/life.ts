import { AsyncLocalStorage } from 'node:async_hooks';
import type * as z from 'zod';
import { Activity } from '../../local/activity.ts';
import { Clock } from '../../local/clock.ts';
import { State } from '../../local/state.ts';
import type { AuditEvent, AuditLink } from '../../shared/domain/audit-chain.ts';
import type { Key } from '../../shared/storage/keys.ts';
import { RecordsTable, type Write } from '../../shared/storage/records-table.ts';
import type { Random } from './random.ts';

/** A promise that is never kept: what a killed process would have gone on with. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** A passing failure of a service, which callers repeat. */
export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
}

/** Thrown through code of a life that has ended, where that code cannot be made to wait. */
class Killed extends Error {}

/** The piece of work that a call belongs to. */
export interface Work {
  /** How much had been written when it began. */
  readonly began: number;
  /** Between the bytes of a workbook and what is done with its content; how long unpacking takes follows from no seed. */
  isReading: boolean;
}
export const work = new AsyncLocalStorage<Work>();

/** What stays when a process is killed, and what it may be killed at. */
export interface World {
  readonly random: Random;
  readonly directory: string;
  readonly beginsAt: number;
  /** Called once, at the moment of the kill. */
  readonly onKill: (now: number) => void;
}

/** The journal of the workflow; a life may end before or after any of its committed writes. */
class Journal extends State {
  readonly #life: Life;
  #inside = 0;

  constructor(directory: string, life: Life) {
    super(directory);
    this.#life = life;
  }

  override run(...call: Parameters<State['run']>): void {
    // The clock writes down every instant; kills there would leave hardly any for the rest.
    if (this.#inside > 0 || call[0].startsWith('INSERT INTO facts')) {
      this.#life.insistAlive();
      super.run(...call);
    } else this.#life.writeNow(() => super.run(...call));
  }

  override all(...call: Parameters<State['all']>): ReturnType<State['all']> {
    this.#life.insistAlive();
    return super.all(...call);
  }

  override get(...call: Parameters<State['get']>): ReturnType<State['get']> {
    this.#life.insistAlive();
    return super.get(...call);
  }

  override transaction<T>(steps: () => T): T {
    if (this.#inside > 0) return super.transaction(steps);
    return this.#life.writeNow(() => {
      this.#inside += 1;
      try {
        return super.transaction(steps);
      } finally {
        this.#inside -= 1;
      }
    });
  }
}

class MortalActivity extends Activity {
  readonly #life: Life;

  constructor(life: Life) {
    super();
    this.#life = life;
  }

  override async track<T>(steps: () => Promise<T>): Promise<T> {
    try {
      return await super.track(steps);
    } catch (error) {
      if (this.#life.isDead) return await never();
      throw error;
    }
  }
}

/** One process, from its start to its kill: what it has under way when it is killed never goes on. */
export class Life {
  readonly #world: World;
  #writesLeft = Number.POSITIVE_INFINITY;
  #reading = 0;
  #end: () => void = () => undefined;
  isDead = false;
  readonly ended: Promise<void> = new Promise((resolve) => {
    this.#end = resolve;
  });
  readonly state: State;
  readonly activity = new MortalActivity(this);
  readonly clock: Clock;

  constructor(world: World) {
    this.#world = world;
    this.state = new Journal(world.directory, this);
    this.clock = new Clock(this.state, this.activity, world.beginsAt);
  }

  /** From here on the process is killed at so many-th of its writes. */
  endAtWrite(writes: number): void {
    this.#writesLeft = writes;
  }

  insistAlive(): void {
    if (this.isDead) throw new Killed();
  }

  /** What is still under way never goes on. */
  end(): void {
    this.isDead = true;
    this.state.close();
  }

  #kill(): void {
    if (this.isDead) return;
    const now = this.clock.now();
    this.end();
    this.#world.onKill(now);
    this.#end();
  }

  /** Whether this write is the one at which the process is killed, and then whether it is still made. */
  #fate(): 'goes on' | 'killed before' | 'killed after' {
    this.#writesLeft -= 1;
    if (this.#writesLeft !== 0) return 'goes on';
    return this.#world.random.chance(0.5) ? 'killed before' : 'killed after';
  }

  /** A write that is made in one turn. */
  writeNow<T>(write: () => T): T {
    this.insistAlive();
    const fate = this.#fate();
    if (fate !== 'killed before') {
      const result = write();
      if (fate === 'goes on') return result;
    }
    this.#kill();
    throw new Killed();
  }

  /** Lets others go before, mostly a few and sometimes many: so calls come between the reads and writes of each other. */
  async #turns(): Promise<void> {
    const { random } = this.#world;
    const turns = random.chance(0.04) ? random.whole(10, 60) : random.whole(0, 2);
    for (let turn = 0; turn < turns || this.#reading > 0; turn += 1) {
      if (this.isDead) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #endReading(): void {
    const own = work.getStore();
    if (own?.isReading !== true) return;
    own.isReading = false;
    this.#reading -= 1;
  }

  /** Fails in the midst of a piece of work, now and then. What judges the outcome is no piece of work. */
  #mayFail(): void {
    if (work.getStore() !== undefined && this.#world.random.chance(0.015)) throw new ServiceUnavailable();
  }

  /** Something that a service outside of the process is asked for. */
  async ask<T>(question: () => T | Promise<T>): Promise<T> {
    this.#endReading();
    await this.#turns();
    if (this.isDead) return await never();
    this.#mayFail();
    const result = await question();
    return this.isDead ? await never() : result;
  }

  /** Something that a service outside of the process is told to do. */
  async tell<T>(order: () => T | Promise<T>): Promise<T> {
    this.#endReading();
    await this.#turns();
    if (this.isDead) return await never();
    const fate = this.#fate();
    if (fate === 'killed before') this.#kill();
    if (this.isDead) return await never();
    const result = await order();
    if (fate === 'killed after') this.#kill();
    if (this.isDead) return await never();
    this.#mayFail();
    return result;
  }

  /** The bytes of a file; nobody else goes on until their reader has come to its next call. */
  async read(bytes: () => Uint8Array): Promise<Uint8Array> {
    const found = await this.ask(bytes);
    // Two readers at a time would come back in an order of their own.
    while (this.#reading > 0 && !this.isDead) await new Promise((resolve) => setImmediate(resolve));
    if (this.isDead) return await never();
    const own = work.getStore();
    if (own !== undefined) {
      own.isReading = true;
      this.#reading += 1;
    }
    return found;
  }
}

/** The records table as one life sees it. */
export class MortalTable extends RecordsTable {
  readonly #life: Life;
  readonly #inner: RecordsTable;
  readonly #written: (chain: string, link: AuditLink) => void;

  constructor(life: Life, inner: RecordsTable, written: (chain: string, link: AuditLink) => void) {
    super(undefined as never, 'records');
    this.#life = life;
    this.#inner = inner;
    this.#written = written;
  }

  override get<S extends z.ZodType>(key: Key, schema: S): Promise<z.infer<S> | undefined> {
    return this.#life.ask(() => this.#inner.get(key, schema));
  }

  override query<S extends z.ZodType>(pk: string, prefix: string, schema: S): Promise<z.infer<S>[]> {
    return this.#life.ask(() => this.#inner.query(pk, prefix, schema));
  }

  override create(key: Key, item: object): Promise<boolean> {
    return this.#life.tell(() => this.#inner.create(key, item));
  }

  override remove(key: Key): Promise<void> {
    return this.#life.tell(() => this.#inner.remove(key));
  }

  override putAll(entries: readonly { readonly key: Key; readonly item: object }[]): Promise<number> {
    return this.#life.tell(() => this.#inner.putAll(entries));
  }

  override commit(chain: string, event: AuditEvent, writes: readonly Write[]): Promise<AuditLink> {
    return this.#life.tell(async () => {
      const link = await this.#inner.commit(chain, event, writes);
      this.#written(chain, link);
      return link;
    });
  }
}
