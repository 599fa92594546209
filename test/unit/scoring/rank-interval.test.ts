import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile } from '../../../shared/domain/normal-distribution.ts';
import { criticalValue, type Estimate, rankIntervals } from '../../../shared/domain/rank-interval.ts';
import { seededRandom } from '../../../shared/domain/seeded-random.ts';
import { always } from '../../fixtures/always.ts';

const EXPECTED = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'scoring', 'expected-ranks.json'), 'utf8')) as {
  se: number[];
  confidence: number;
  critical: number;
}[];

const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** How often, in so many seeded rounds, the interval holds a unit's true rank: of all units, and of the five at either end. */
function coverage(spread: number, se: number, rounds: number, units = 63): { all: number; top: number; bottom: number } {
  const random = seededRandom(`coverage ${spread} ${se}`);
  let [all, top, bottom] = [0, 0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const truth = Array.from({ length: units }, () => 85 + spread * normal(random));
    const intervals = rankIntervals(
      truth.map((value) => ({ value: value + se * normal(random), se })),
      0.9,
    );
    for (const [i, value] of truth.entries()) {
      const rank = 1 + truth.filter((other) => other > value).length;
      const interval = intervals[i];
      const isHeld = interval !== undefined && interval.low <= rank && rank <= interval.high;
      if (!isHeld) continue;
      all += 1;
      if (rank <= 5) top += 1;
      if (rank > units - 5) bottom += 1;
    }
  }
  return { all: all / (rounds * units), top: top / (rounds * 5), bottom: bottom / (rounds * 5) };
}

describe('the normal distribution', () => {
  it('has the values that R’s pnorm and qnorm have', () => {
    // pnorm(c(0, 0.5, 1, 1.96, -3, 6, -8, 10)), qnorm(c(0.95, 0.975, 0.5, 1e-6))
    const pnorm = [
      0.5, 0.6914624612740131, 0.8413447460685429, 0.9750021048517795, 0.001349898031630095, 0.9999999990134123, 6.220960574271785e-16, 1,
    ];
    for (const [i, x] of [0, 0.5, 1, 1.96, -3, 6, -8, 10].entries()) expect(normalCdf(x) / (pnorm[i] ?? 0)).toBeCloseTo(1, 12);
    const qnorm = [1.6448536269514722, 1.959963984540054, 0, -4.753424308822899];
    for (const [i, p] of [0.95, 0.975, 0.5, 1e-6].entries()) expect(normalQuantile(p)).toBeCloseTo(qnorm[i] ?? 0, 9);
  });
});

describe('the critical value', () => {
  it.each(EXPECTED)('of errors $se is the one of R’s mvtnorm', ({ se: [own = 0, ...others], confidence, critical }) => {
    const classes = [...Map.groupBy(others, (se) => se)].map(([se, members]) => ({ se, count: members.length }));
    expect(Math.abs(criticalValue(confidence, own, classes) - critical)).toBeLessThan(0.002);
  });
});

describe('the ranks that a figure is compatible with', () => {
  const estimate = fc.record({ value: fc.integer({ min: 0, max: 40 }).map((n) => 80 + n / 4), se: fc.constantFrom(0, 0.3, 1, 2.3) });

  it('hold the rank itself, and one unit in n − 1 that is tied is tied the other way where errors are equal', () => {
    always(
      fc.property(fc.array(estimate, { minLength: 1, maxLength: 30 }), (estimates: Estimate[]) => {
        const intervals = rankIntervals(estimates, 0.9);
        for (const [i, { low, high, tiedWith }] of intervals.entries()) {
          const own = estimates[i]?.value ?? 0;
          const rank = 1 + estimates.filter(({ value }) => value > own).length;
          expect(low).toBeLessThanOrEqual(rank);
          expect(high).toBeGreaterThanOrEqual(rank);
          expect(high - low).toBe(tiedWith.length);
          for (const other of tiedWith) if (estimates[other]?.se === estimates[i]?.se) expect(intervals[other]?.tiedWith).toContain(i);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are the exact ones where no figure has an error, ties included', () => {
    const intervals = rankIntervals(
      [90, 85, 85, 70].map((value) => ({ value, se: 0 })),
      0.9,
    );
    expect(intervals.map(({ low, high }) => [low, high])).toEqual([
      [1, 1],
      [2, 3],
      [2, 3],
      [4, 4],
    ]);
  });

  it('say nothing of overlapping intervals: figures may differ whose intervals overlap', () => {
    const [first] = rankIntervals(
      [
        { value: 2.6, se: 1 },
        { value: 0, se: 1 },
      ],
      0.9,
    );
    // 90 % intervals 2.6 ± 1.64 and 0 ± 1.64 overlap; the difference of 2.6 is more than 1.64 · √2 = 2.33.
    expect(first).toMatchObject({ low: 1, high: 1, tiedWith: [] });
  });

  it.each([
    [3.6, 1.2],
    [1.5, 1.2],
    [1.2, 2.3],
  ])(
    'hold the true rank in at least 88 of 100 cases of 500 seeded rounds of 63 units whose spread is %d and standard error %d, also of the first and last five',
    (spread, se) => {
      const { all, top, bottom } = coverage(spread, se, 500);
      for (const share of [all, top, bottom]) expect(share).toBeGreaterThanOrEqual(0.88);
    },
  );
});
