import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agreementOf, type Icc, type ReadingPair } from '../../../shared/domain/agreement.ts';
import { betaCdf, betaQuantile } from '../../../shared/domain/beta-distribution.ts';
import { decimal, rational, subtract } from '../../../shared/domain/rational.ts';
import { accuracyOf, type Interval, quartilesOf, type SettledClaim } from '../../../shared/domain/self-scoring-accuracy.ts';

/** Made by R with the script beside it. */
const R = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'assessment', 'expected-statistics.json'), 'utf8')) as {
  cells: { n: number; first: number[]; second: number[]; oneWay: Icc; twoWay: Icc }[];
  quantiles: { p: number; a: number; b: number; x: number }[];
  accuracy: { unit: string; gaps: number[]; shareCut: Interval; meanGap: Interval }[];
  quartiles: [number, number, number];
};

/** To nine digits of the larger part of the scale. */
const close = (found: number | undefined, expected: number): void => {
  expect(Math.abs((found ?? Number.NaN) - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
};

const pairs = (first: readonly number[], second: readonly number[], readers: (i: number) => readonly [string, string]): ReadingPair[] =>
  first.map((points, i) => ({ criterion: '1.1', readers: readers(i), points: [points, second[i] ?? 0] }));
const onePair = (): readonly [string, string] => ['a', 'b'];
const manyPairs = (i: number): readonly [string, string] => [`a${i % 3}`, `b${i % 5}`];

describe('agreement of two readings', () => {
  it.each(R.cells.map((cells) => [cells.n, cells] as const))(
    'has the ICC that R computes, of %i cells',
    (_, { first, second, oneWay, twoWay }) => {
      for (const [readers, expected] of [
        [manyPairs, oneWay],
        [onePair, twoWay],
      ] as const) {
        const icc = agreementOf(pairs(first, second, readers))[0]?.icc;
        expect(icc?.form).toBe(expected.form);
        for (const part of ['value', 'low', 'high'] as const) close(icc?.[part], expected[part]);
      }
    },
  );

  it('tells one pair whatever the order in which the two read', () => {
    const [cells] = R.cells;
    if (cells === undefined) throw new Error('no cells');
    const turned = pairs(cells.first, cells.second, onePair).map(
      (pair, i): ReadingPair => (i % 2 === 0 ? pair : { ...pair, readers: ['b', 'a'], points: [pair.points[1], pair.points[0]] }),
    );
    close(agreementOf(turned)[0]?.icc?.value, cells.twoWay.value);
  });

  it('always says how many cells, and no ICC of fewer than 20', () => {
    const [agreement] = agreementOf(pairs([1, 1.5, 0.3], [1, 1, 0.1 + 0.2], onePair));
    expect(agreement).toMatchObject({ criterion: '1.1', n: 3, exact: 2 / 3, icc: undefined });
    close(agreement?.meanAbsoluteDifference, 0.5 / 3);
    expect(agreementOf(pairs(Array(19).fill(1), Array(19).fill(2), onePair))[0]?.icc).toBeUndefined();
  });

  it('has no ICC where nothing varies', () => {
    expect(agreementOf(pairs(Array(30).fill(1), Array(30).fill(1), onePair))[0]?.icc).toBeUndefined();
  });

  it('is kept apart per criterion', () => {
    const mixed: ReadingPair[] = [
      { criterion: '2.1', readers: ['a', 'b'], points: [1, 1] },
      { criterion: '1.1', readers: ['a', 'b'], points: [1, 2] },
    ];
    expect(agreementOf(mixed).map(({ criterion, n, exact }) => [criterion, n, exact])).toEqual([
      ['1.1', 1, 0],
      ['2.1', 1, 1],
    ]);
  });
});

describe('the beta distribution', () => {
  it.each(R.quantiles)('has R’s quantile of $p for ($a, $b)', ({ p, a, b, x }) => {
    close(betaQuantile(p, a, b), x);
    close(betaCdf(x, a, b), p);
  });
});

const ONE = decimal('1');

/** Claims of 1 point out of 1, each settled at 1 less its gap. */
function claimsOf(unit: string, gaps: readonly number[], field = '1'): SettledClaim[] {
  return gaps.map((gap) => {
    const settled = subtract(ONE, rational(BigInt(Math.round(gap * 100)), 100n));
    return { unit, field, claimed: ONE, settled, final: settled, maximum: ONE, reasonCode: gap > 0 ? 'not-accepted' : undefined };
  });
}

describe('the accuracy of self-scoring', () => {
  const all = accuracyOf(R.accuracy.flatMap(({ unit, gaps }) => claimsOf(unit, gaps)));
  const whole = all.filter(({ field }) => field === undefined);

  it('shrinks shares and mean gaps as R does', () => {
    expect(whole).toHaveLength(R.accuracy.length);
    for (const { unit, shareCut, meanGap } of R.accuracy) {
      const found = whole.find((accuracy) => accuracy.unit === unit);
      for (const part of ['estimate', 'low', 'high'] as const) {
        close(found?.shareCut?.[part], shareCut[part]);
        close(found?.meanGap?.[part], meanGap[part]);
      }
    }
  });

  it('gives the quartiles of all units without their names', () => {
    const quartiles = quartilesOf(all);
    [quartiles?.lower, quartiles?.median, quartiles?.upper].forEach((found, i) => {
      close(found, R.quartiles[i] ?? Number.NaN);
    });
    expect(JSON.stringify(quartiles)).not.toMatch(/u0/);
  });

  it('has both signs, exact sums, and the reasons apart', () => {
    const claims: SettledClaim[] = [
      {
        unit: 'u',
        field: '1',
        claimed: decimal('1.5'),
        settled: decimal('1.2'),
        final: decimal('1.4'),
        maximum: decimal('2'),
        reasonCode: 'no-evidence',
      },
      {
        unit: 'u',
        field: '1',
        claimed: decimal('0.5'),
        settled: decimal('0.6'),
        final: decimal('0.6'),
        maximum: decimal('1'),
        reasonCode: 'rule-misread',
      },
      {
        unit: 'u',
        field: '2',
        claimed: decimal('1'),
        settled: decimal('0.7'),
        final: decimal('0.7'),
        maximum: decimal('1'),
        reasonCode: undefined,
      },
    ];
    const [unit, first, second] = accuracyOf(claims);
    expect(unit).toMatchObject({
      field: undefined,
      n: 3,
      cut: 2,
      raised: 1,
      byReason: { 'no-evidence': '0.3', none: '0.3', 'rule-misread': '-0.1' },
    });
    expect(unit?.gapBefore).toEqual(decimal('12.5'));
    expect(unit?.gapAfter).toEqual(decimal('7.5'));
    expect([first?.field, second?.field]).toEqual(['1', '2']);
  });

  it('has no interval under 10 claims', () => {
    const [unit] = accuracyOf(claimsOf('u', Array(9).fill(0.25)));
    expect([unit?.shareCut, unit?.meanGap]).toEqual([undefined, undefined]);
  });

  it.each([
    ['nothing was cut', 0],
    ['everything was cut alike', 0.5],
  ])('stays finite where %s', (_, gap) => {
    const found = accuracyOf(['a', 'b', 'c', 'd'].flatMap((unit) => claimsOf(unit, Array(12).fill(gap)))).filter(
      ({ field }) => field === undefined,
    );
    for (const { shareCut, meanGap } of found) {
      for (const interval of [shareCut, meanGap]) {
        expect([interval?.estimate, interval?.low, interval?.high].every((value) => Number.isFinite(value))).toBe(true);
        expect((interval?.low ?? 1) <= (interval?.estimate ?? 0) && (interval?.estimate ?? 1) <= (interval?.high ?? 0)).toBe(true);
      }
    }
  });
});
