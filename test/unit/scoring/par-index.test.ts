import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { computedIndex } from '../../../shared/domain/computed-index.ts';
import { type CriteriaSet, criteriaSetSchema } from '../../../shared/domain/criteria-set.ts';
import { computeIndex } from '../../../shared/domain/par-index.ts';
import { compare, decimal, rational, subtract, toDecimal } from '../../../shared/domain/rational.ts';
import { readScoreFile } from '../../../shared/domain/score-file.ts';
import type { Scores } from '../../../shared/domain/scores.ts';
import { criteriaSet } from '../../fixtures/criteria.ts';
import expectedIndex from '../../fixtures/scoring/expected-index.json' with { type: 'json' };

const EXAMPLE = new URL('../../../examples/2023-ministries/', import.meta.url);

function scoresOf(table: Record<string, Record<string, string>>): Scores {
  return new Map(
    Object.entries(table).map(([unit, row]) => [
      unit,
      new Map(Object.entries(row).map(([item, text]) => [item, text === 'NA' ? 'NA' : decimal(text)])),
    ]),
  );
}

function computeFromCsv(set: CriteriaSet, csv: Uint8Array) {
  const { content, findings } = readScoreFile(csv, { set, items: () => true });
  expect(findings).toEqual([]);
  return computeIndex(set, content ?? new Map());
}

const HUNDRED = criteriaSet(
  [[['1', '100']]],
  [
    { name: 'below', atLeast: '0' },
    { name: 'high', atLeast: '90' },
    { name: 'from 80', atLeast: '80' },
  ],
);

function summary(table: Record<string, string>, set = HUNDRED) {
  const rows = Object.fromEntries(Object.entries(table).map(([unit, points]) => [unit, { '1': points }]));
  return computeIndex(set, scoresOf(rows)).units.map(({ unit, rank, group }) => [unit, rank, group]);
}

describe('the ministries of 2023', () => {
  const set = criteriaSetSchema.parse(JSON.parse(readFileSync(new URL('criteria.json', EXAMPLE), 'utf8')));
  const result = computeFromCsv(set, readFileSync(new URL('scores.csv', EXAMPLE)));
  const published: Record<string, string>[] = parse(readFileSync(new URL('published.csv', EXAMPLE)), { columns: true });
  const unitOf = (code = '') => result.units.find(({ unit }) => unit === code);
  const isWithinOneHundredth = (value = rational(1000n), text = '') => {
    const { n, d } = subtract(value, decimal(text));
    return (n < 0n ? -n : n) * 100n <= d;
  };

  it('holds the 17 published units', () => {
    expect(result.units.map(({ unit }) => unit).sort()).toEqual(published.map(({ code }) => code).sort());
    expect(published).toHaveLength(17);
  });

  it('is within 0.01 of every published total', () => {
    for (const { code, total_points, index_pct } of published) {
      const unit = unitOf(code);
      expect([code, isWithinOneHundredth(unit?.points, total_points)]).toEqual([code, true]);
      expect([code, isWithinOneHundredth(unit?.index, index_pct)]).toEqual([code, true]);
    }
  });

  it('gives the published points of both fields', () => {
    for (const { code, appraisal_points, survey_points } of published) {
      expect(unitOf(code)?.fields.map(({ points }) => points)).toEqual([decimal(appraisal_points ?? ''), decimal(survey_points ?? '')]);
    }
  });

  it('has every published rank', () => {
    expect(result.units.map(({ unit, rank }) => [unit, String(rank)])).toEqual(published.map(({ code, rank }) => [code, rank]));
  });

  it('has the published mean and 10 units above it', () => {
    expect(isWithinOneHundredth(result.mean, '84.38')).toBe(true);
    expect(result.units.filter(({ index = rational(0n) }) => compare(index, result.mean ?? rational(1000n)) > 0)).toHaveLength(10);
  });

  it('has the published groups of 14 and 3', () => {
    expect(result.units.map(({ group }) => group)).toEqual(published.map(({ group }) => (group === '>80' ? '≥ 80%' : '< 80%')));
    expect(result.units.filter(({ group }) => group === '≥ 80%')).toHaveLength(14);
    expect(result.units.filter(({ group }) => group === '< 80%')).toHaveLength(3);
  });
});

describe('ranks', () => {
  it('share a place between equal exact values and skip the next', () => {
    expect(summary({ d: '50', c: '70', b: '70', a: '90' }).map(([unit, rank]) => [unit, rank])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 2],
      ['d', 4],
    ]);
  });

  it('share a place between equal ratios of different maxima', () => {
    const set = criteriaSet([
      [
        ['1', '30'],
        ['2', '60'],
      ],
    ]);
    const { units } = computeIndex(
      set,
      scoresOf({ a: { '1': '10', '2': '20' }, b: { '1': '10', '2': 'NA' }, c: { '1': '10', '2': '19' } }),
    );
    expect(units.map(({ unit, rank }) => [unit, rank])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 3],
    ]);
  });

  it('differ between values one millionth apart', () => {
    expect(summary({ a: '70.000001', b: '70.000002', c: '70' }).map(([unit, rank]) => [unit, rank])).toEqual([
      ['b', 1],
      ['a', 2],
      ['c', 3],
    ]);
  });

  it('are given for each field on its own', () => {
    const set = criteriaSet([[['1', '10']], [['2', '20']]]);
    const { units } = computeIndex(
      set,
      scoresOf({ a: { '1': '9', '2': '1' }, b: { '1': '5', '2': '20' }, c: { '1': '9', '2': '3' }, d: { '1': 'NA', '2': '3' } }),
    );
    const ranks = Object.fromEntries(units.map(({ unit, rank, fields }) => [unit, [rank, ...fields.map((field) => field.rank)]]));
    expect(ranks).toEqual({ a: [3, 1, 4], b: [1, 3, 1], c: [2, 1, 2], d: [4, undefined, 2] });
  });
});

describe('not applicable', () => {
  const set = criteriaSet(
    [
      [
        ['1', '10'],
        ['2', '30'],
      ],
      [['3', '60']],
    ],
    [{ name: 'all', atLeast: '0' }],
  );

  it('leaves the denominator of the field and of the whole', () => {
    const [unit] = computeIndex(set, scoresOf({ a: { '1': '7', '2': 'NA', '3': '28' } })).units;
    expect(unit).toMatchObject({ points: decimal('35'), maxPoints: decimal('70'), index: decimal('50') });
    expect(unit?.fields[0]).toMatchObject({ points: decimal('7'), maxPoints: decimal('10'), index: decimal('70') });
  });

  it('is not the same as zero', () => {
    const [unit] = computeIndex(set, scoresOf({ a: { '1': '7', '2': '0', '3': '28' } })).units;
    expect(unit).toMatchObject({ maxPoints: decimal('100'), index: decimal('35') });
  });

  it('leaves a unit without any applicable item without index, rank and group, last and outside the mean', () => {
    const none = { '1': 'NA', '2': 'NA', '3': 'NA' };
    const { mean, units } = computeIndex(
      set,
      scoresOf({ b: none, a: none, z: { '1': '10', '2': '15', '3': '15' }, y: { '1': '0', '2': '0', '3': '20' } }),
    );
    expect(units.map(({ unit, index, rank, group }) => [unit, index, rank, group])).toEqual([
      ['z', decimal('40'), 1, 'all'],
      ['y', decimal('20'), 2, 'all'],
      ['a', undefined, undefined, undefined],
      ['b', undefined, undefined, undefined],
    ]);
    expect(mean).toEqual(decimal('30'));
  });

  it('leaves a round without any index without a mean', () => {
    expect(computeIndex(set, scoresOf({ a: { '1': 'NA', '2': 'NA', '3': 'NA' } })).mean).toBeUndefined();
    expect(computeIndex(set, new Map())).toEqual({ mean: undefined, units: [] });
  });
});

describe('missing points', () => {
  it('throw RangeError with unit and item', () => {
    const set = criteriaSet([[['1', '10']], [['2', '20']]]);
    const compute = () => computeIndex(set, scoresOf({ a: { '1': '1', '2': '2' }, b: { '1': '1' } }));
    expect(compute).toThrow(RangeError);
    expect(compute).toThrow(/\bb\b.*\b2\b/);
  });
});

describe('groups', () => {
  it('begin at their floor inclusive, on the exact value', () => {
    expect(summary({ a: '80', b: '79.999999', c: '90', d: '89.999999', e: '0' })).toEqual([
      ['c', 1, 'high'],
      ['d', 2, 'from 80'],
      ['a', 3, 'from 80'],
      ['b', 4, 'below'],
      ['e', 5, 'below'],
    ]);
  });

  it('are not reached by a value that only rounds to the floor', () => {
    const set = criteriaSet([[['1', '3']]], [{ name: 'two thirds', atLeast: '66.666667' }]);
    expect(summary({ a: '2', b: '2.000001' }, set)).toEqual([
      ['b', 1, 'two thirds'],
      ['a', 2, undefined],
    ]);
  });
});

describe('the mean', () => {
  it('is the mean of the units, not of their points', () => {
    const set = criteriaSet([
      [
        ['1', '10'],
        ['2', '90'],
      ],
    ]);
    const { mean } = computeIndex(set, scoresOf({ a: { '1': '10', '2': 'NA' }, b: { '1': '0', '2': '50' } }));
    expect(mean).toEqual(decimal('75'));
  });

  it('is exact where it does not terminate', () => {
    const { mean } = computeIndex(HUNDRED, scoresOf({ a: { '1': '50' }, b: { '1': '50' }, c: { '1': '51' } }));
    expect(mean).toEqual(rational(151n, 3n));
    expect(toDecimal(mean ?? rational(0n))).toBe('50.33333333333333333333');
  });
});

describe('par index against expected-index.py', () => {
  it.each(expectedIndex.cases.map((entry) => [entry.criteria.id, entry] as const))(
    'gives the expected document of %s',
    (_, { criteria, scores, expected }) => {
      const set = criteriaSetSchema.parse(criteria);
      expect(computedIndex(set.level, computeFromCsv(set, new TextEncoder().encode(scores)))).toEqual(expected);
    },
  );

  it('covers ties, units without an index and groups', () => {
    const units = expectedIndex.cases.flatMap(({ expected }) => expected.units);
    expect(units.some(({ rank }) => rank === null)).toBe(true);
    expect(units.some(({ group }) => group !== null)).toBe(true);
    expect(expectedIndex.cases.some(({ expected }) => new Set(expected.units.map(({ rank }) => rank)).size < expected.units.length)).toBe(
      true,
    );
  });
});
