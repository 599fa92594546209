import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Activity } from '../../../local/activity.ts';
import { Clock } from '../../../local/clock.ts';
import { State } from '../../../local/state.ts';
import { BEGIN, newDirectory } from '../../doubles/workflow.ts';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** Well after the beginning, so that the machine's own running time does not matter. */
const LATER = BEGIN + 24 * 60 * MINUTE;

class Bench {
  readonly state: State;
  readonly activity = new Activity();
  readonly clock: Clock;
  /** What fired, with the clock's instant. */
  readonly fired: [string, number][] = [];
  dues: number[] = [];

  constructor(directory = newDirectory(), startAt = BEGIN) {
    this.state = new State(directory);
    this.clock = new Clock(this.state, this.activity, startAt);
    this.clock.register({
      nextDue: () => (this.dues.length === 0 ? undefined : Math.min(...this.dues)),
      fire: (now) => {
        for (const due of this.dues.filter((one) => one <= now).sort((a, b) => a - b))
          this.fired.push([`due ${due - LATER}`, this.clock.now()]);
        this.dues = this.dues.filter((one) => one > now);
      },
    });
  }

  /** A schedule that repeats every quarter of an hour. */
  repeat(): void {
    let next = LATER;
    this.clock.registerRecurring({
      nextDue: () => next,
      lastDue: (limit) => (next <= limit ? next + Math.floor((limit - next) / QUARTER) * QUARTER : undefined),
      fire: (now) => {
        this.fired.push(['repeat', this.clock.now()]);
        next += (Math.floor((now - next) / QUARTER) + 1) * QUARTER;
      },
    });
  }
}

describe('the clock', () => {
  it('begins where a fresh state begins and goes on as the machine’s does', () => {
    const { clock } = new Bench();
    expect(Math.abs(clock.now() - BEGIN)).toBeLessThan(60_000);
    expect(Math.abs(clock.now() - (Date.now() + clock.offset))).toBeLessThan(60_000);
  });

  it('moved forward stands at the instant it was moved to, at least', async () => {
    const { clock } = new Bench();
    expect(await clock.moveTo(LATER)).toBe(LATER);
    expect(clock.now()).toBeGreaterThanOrEqual(LATER);
  });

  it('passes every due instant in order, each at its own time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 }), async (offsets) => {
        const bench = new Bench();
        bench.dues = offsets.map((offset) => LATER + offset);
        await bench.clock.moveTo(LATER + 1_000_000);
        const sorted = [...offsets].sort((a, b) => a - b);
        expect(bench.fired).toEqual(sorted.map((offset) => [`due ${offset}`, LATER + offset]));
        bench.state.close();
      }),
      { numRuns: 20 },
    );
  });

  it('does not fire what is due after the instant it is moved to', async () => {
    const bench = new Bench();
    bench.dues = [LATER, LATER + 1];
    await bench.clock.moveTo(LATER);
    expect(bench.fired).toEqual([['due 0', LATER]]);
  });

  it('also passes instants that came up on the way', async () => {
    const bench = new Bench();
    bench.clock.register({
      nextDue: () => (bench.fired.length === 0 ? LATER : undefined),
      fire: () => {
        bench.fired.push(['first', bench.clock.now()]);
        bench.dues = [LATER + MINUTE];
      },
    });
    await bench.clock.moveTo(LATER + 2 * MINUTE);
    expect(bench.fired).toEqual([
      ['first', LATER],
      [`due ${MINUTE}`, LATER + MINUTE],
    ]);
  });

  it('waits for the work of an instant before it goes on to the next', async () => {
    const bench = new Bench();
    const done: [string, number][] = [];
    bench.dues = [LATER + MINUTE];
    let isDue = true;
    bench.clock.register({
      nextDue: () => (isDue ? LATER : undefined),
      fire: () => {
        isDue = false;
        void bench.activity.track(async () => {
          for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
          done.push(['work', bench.clock.now()]);
        });
      },
    });
    await bench.clock.moveTo(LATER + 2 * MINUTE);
    expect(done).toEqual([['work', LATER]]);
    expect(bench.fired).toEqual([[`due ${MINUTE}`, LATER + MINUTE]]);
  });

  it('fires a repeating schedule once between two due instants, at its last time before the later one', async () => {
    const bench = new Bench();
    bench.repeat();
    bench.dues = [LATER + 20 * MINUTE, LATER + 100 * MINUTE];
    await bench.clock.moveTo(LATER + 200 * MINUTE);
    expect(bench.fired).toEqual([
      ['repeat', LATER + 15 * MINUTE],
      [`due ${20 * MINUTE}`, LATER + 20 * MINUTE],
      ['repeat', LATER + 90 * MINUTE],
      [`due ${100 * MINUTE}`, LATER + 100 * MINUTE],
      ['repeat', LATER + 195 * MINUTE],
    ]);
  });

  it('fires a repeating schedule at most once between two others, in whatever intervals', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 600 }), { maxLength: 8 }), async (minutes) => {
        const bench = new Bench();
        bench.repeat();
        bench.dues = minutes.map((minute) => LATER + minute * MINUTE);
        await bench.clock.moveTo(LATER + 700 * MINUTE);
        const instants = bench.fired.map(([, at]) => at);
        expect(instants).toEqual([...instants].sort((a, b) => a - b));
        const names = bench.fired.map(([name]) => name);
        expect(names.some((name, i) => name === 'repeat' && names[i + 1] === 'repeat')).toBe(false);
        expect(names.filter((name) => name !== 'repeat')).toHaveLength(minutes.length);
        bench.state.close();
      }),
      { numRuns: 20 },
    );
  });

  it('never goes back', async () => {
    const { clock } = new Bench();
    await clock.moveTo(LATER);
    await expect(clock.moveTo(LATER - 1)).rejects.toThrow(RangeError);
    expect(clock.now()).toBeGreaterThanOrEqual(LATER);
    expect(await clock.moveTo(LATER + QUARTER)).toBe(LATER + QUARTER);
  });

  it('makes one move after the other when it is moved twice at once', async () => {
    const bench = new Bench();
    bench.dues = [LATER, LATER + QUARTER];
    await Promise.all([bench.clock.moveTo(LATER + MINUTE), bench.clock.moveTo(LATER + 2 * QUARTER)]);
    expect(bench.fired.map(([, at]) => at)).toEqual([LATER, LATER + QUARTER]);
  });

  it('keeps how far it was moved over a restart', async () => {
    const directory = newDirectory();
    const before = new Bench(directory);
    await before.clock.moveTo(LATER);
    before.state.close();
    const after = new Bench(directory, BEGIN);
    expect(after.clock.now()).toBeGreaterThanOrEqual(LATER);
    expect(after.clock.now()).toBeLessThan(LATER + 60 * MINUTE);
  });

  it('keeps how far it has come when it is killed on the way', async () => {
    const directory = newDirectory();
    const before = new Bench(directory);
    before.dues = [LATER];
    const { promise, resolve } = Promise.withResolvers<void>();
    let isDue = true;
    before.clock.register({
      nextDue: () => (isDue ? LATER + MINUTE : undefined),
      fire: () => {
        isDue = false;
        void before.activity.track(() => promise);
      },
    });
    const moved = before.clock.moveTo(LATER + QUARTER);
    while (isDue) await new Promise((turn) => setImmediate(turn));
    const left = new State(directory);
    const now = new Clock(left, new Activity(), BEGIN).now();
    expect(now).toBeGreaterThanOrEqual(LATER + MINUTE);
    expect(now).toBeLessThan(LATER + QUARTER);
    left.close();
    resolve();
    await moved;
  });
});

describe('a running clock', () => {
  it('fires what is due without being moved, until it is stopped', async () => {
    const bench = new Bench();
    bench.dues = [bench.clock.now() - 1];
    bench.clock.start();
    while (bench.fired.length === 0) await new Promise((resolve) => setImmediate(resolve));
    bench.clock.stop();
    bench.dues = [bench.clock.now() - 1];
    bench.clock.touch();
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(bench.fired).toHaveLength(1);
  });
});
