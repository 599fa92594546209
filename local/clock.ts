import type { Activity } from './activity.ts';
import type { State } from './state.ts';

/** Something that is due at instants: schedules, waits, visibility time-outs. */
export interface Timed {
  /** The next instant, in ms, or undefined. */
  readonly nextDue: () => number | undefined;
  /** Does everything that is due at or before `now`. */
  readonly fire: (now: number) => void;
}

/** A schedule that repeats: when time is moved it fires at most once between two other due instants. */
export interface Recurring {
  /** The last of its instants at or before `limit` that has not been fired, or undefined. */
  readonly lastDue: (limit: number) => number | undefined;
  readonly nextDue: () => number | undefined;
  readonly fire: (now: number) => void;
}

/** Node's timers take at most 2^31 - 1 ms. */
const LONGEST_TIMER = 2_000_000_000;

/** The embedded cloud's time. It can be moved forward; otherwise it runs like the machine's. */
export class Clock {
  readonly #state: State;
  readonly #activity: Activity;
  readonly #timed: Timed[] = [];
  readonly #recurring: Recurring[] = [];
  #offset: number;
  /** While time is being moved it stands still at the instant whose work is being done. */
  #standing: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #moves: Promise<unknown> = Promise.resolve();
  #isStopped = true;

  constructor(state: State, activity: Activity, startAt: number) {
    this.#state = state;
    this.#activity = activity;
    this.#offset = Number(state.factOr('clock-offset', () => String(startAt - Date.now())));
  }

  now(): number {
    return this.#standing ?? Date.now() + this.#offset;
  }

  /** What has to be added to the machine's time to get this one. */
  get offset(): number {
    return this.#standing === undefined ? this.#offset : this.#standing - Date.now();
  }

  register(timed: Timed): void {
    this.#timed.push(timed);
  }

  registerRecurring(recurring: Recurring): void {
    this.#recurring.push(recurring);
  }

  /** Begins to fire what is due. */
  start(): void {
    this.#isStopped = false;
    this.touch();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** To be called whenever something new may be due earlier than all before. */
  touch(): void {
    if (this.#isStopped || this.#standing !== undefined) return;
    clearTimeout(this.#timer);
    const next = Math.min(this.#nextTimed(), ...this.#recurring.map((recurring) => recurring.nextDue() ?? Number.POSITIVE_INFINITY));
    if (!Number.isFinite(next)) return;
    this.#timer = setTimeout(() => this.#tick(), Math.min(LONGEST_TIMER, Math.max(0, next - this.now())));
  }

  #tick(): void {
    if (this.#isStopped || this.#standing !== undefined) return;
    const now = this.now();
    for (const recurring of this.#recurring) if ((recurring.nextDue() ?? Number.POSITIVE_INFINITY) <= now) recurring.fire(now);
    for (const timed of this.#timed) if ((timed.nextDue() ?? Number.POSITIVE_INFINITY) <= now) timed.fire(now);
    this.touch();
  }

  #nextTimed(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#timed.map((timed) => timed.nextDue() ?? Number.POSITIVE_INFINITY));
  }

  #stand(instant: number): void {
    this.#standing = Math.max(instant, this.#standing ?? instant);
    this.#state.setFact('clock-offset', String(this.#standing - Date.now()));
  }

  /**
   * Moves time forward through every due instant in order; the work that an instant causes comes to rest before the next.
   * Resolves with the time reached. Rejects with RangeError when asked to go back.
   */
  async moveTo(target: number): Promise<number> {
    const move = this.#moves.then(() => this.#move(target));
    this.#moves = move.catch(() => undefined);
    return await move;
  }

  async #move(target: number): Promise<number> {
    if (target < this.now()) throw new RangeError(`the clock stands at ${new Date(this.now()).toISOString()} and only moves forward`);
    this.#stand(this.now());
    try {
      await this.#activity.idle();
      for (;;) {
        const due = this.#nextTimed();
        const limit = Math.min(due, target);
        const repeats = this.#recurring
          .map((recurring) => ({ recurring, at: recurring.lastDue(limit) }))
          .filter((entry): entry is { recurring: Recurring; at: number } => entry.at !== undefined)
          .sort((a, b) => a.at - b.at)[0];
        if (repeats !== undefined) {
          this.#stand(repeats.at);
          repeats.recurring.fire(this.now());
        } else if (due <= target) {
          this.#stand(due);
          for (const timed of this.#timed) if ((timed.nextDue() ?? Number.POSITIVE_INFINITY) <= this.now()) timed.fire(this.now());
        } else {
          break;
        }
        await this.#activity.idle();
      }
      this.#stand(target);
      return this.now();
    } finally {
      this.#offset = this.now() - Date.now();
      this.#standing = undefined;
      this.touch();
      this.#state.setFact('clock-offset', String(this.#offset));
    }
  }
}
