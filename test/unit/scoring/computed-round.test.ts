import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullSizeContent } from '../../../examples/full-size/release-content.ts';
import { bridge, changeOf, type EarlierYear } from '../../../shared/domain/comparison.ts';
import { computeRound } from '../../../shared/domain/computed-round.ts';
import { readCsv } from '../../../shared/domain/csv.ts';
import type { FrozenContent } from '../../../shared/domain/freeze.ts';
import { computeIndex } from '../../../shared/domain/par-index.ts';
import { decimal, toDecimal, toFixed } from '../../../shared/domain/rational.ts';
import { roundDefinitionSchema } from '../../../shared/domain/round.ts';
import { sensitivity } from '../../../shared/domain/sensitivity.ts';
import { errorOfUnit, halfWidth, readerErrors } from '../../../shared/domain/uncertainty.ts';
import { exampleFile, exampleRound } from '../../doubles/test-cloud.ts';
import { always } from '../../fixtures/always.ts';
import { criteriaSet } from '../../fixtures/criteria.ts';

const rows = (name: string): Record<string, string>[] => {
  const [header, ...body] = readCsv(exampleFile(name)).content ?? [];
  return body.map(({ cells }) => Object.fromEntries((header?.cells ?? []).map((column, i) => [column, cells[i] ?? ''])));
};

/** The real ministries' points, as they would be frozen. */
function ministries() {
  const definition = exampleRound();
  const points = rows('scores.csv').map(({ unit = '', item = '', points: text = '' }) => ({
    ...{ unit, item, points: toDecimal(decimal(text)), claimed: null, reasons: [], evidence: [] },
  }));
  const frozen: FrozenContent = {
    ...{ round: definition.round, criteriaSet: definition.criteriaSet.id, points },
    ...{ adjustments: [], unranked: [], resolutions: [], errors: { surveys: [], readers: [] } },
  };
  return { definition, computed: computeRound(definition, frozen) };
}

describe('the ministries’ round of 2023', () => {
  const { computed } = ministries();

  it('has the published table: totals within 0.01, ranks equal, mean 84.38, ten above it, groups of 14 and 3', () => {
    const published = rows('published.csv');
    const of = new Map(computed.units.map((unit) => [unit.unit, unit]));
    for (const { code = '', rank, index_pct } of published) {
      expect([code, of.get(code)?.rank]).toEqual([code, Number(rank)]);
      expect(Math.abs(Number(of.get(code)?.index) - Number(index_pct))).toBeLessThanOrEqual(0.01 + 1e-9);
    }
    expect(toFixed(decimal(computed.mean ?? '0'), 2)).toBe('84.38');
    expect(computed.units.filter(({ index }) => Number(index) > Number(computed.mean))).toHaveLength(10);
    const groups = Map.groupBy(computed.units, ({ group }) => group);
    expect([groups.get('≥ 80%')?.length, groups.get('< 80%')?.length]).toEqual([14, 3]);
  });

  it('has the differences to 2022 where both years are known, as they were reported: +5.83 of the foreign ministry, −5.31 of planning', () => {
    const changes = new Map(computed.statistics.comparison?.units.map((entry) => [entry.unit, entry]));
    const known = [...changes.values()].filter(({ change }) => change !== null).map(({ unit, status }) => [unit, status]);
    expect(known.sort()).toEqual([
      ['BKHDT', 'inferred'],
      ['BNG', 'sourced'],
      ['BTC', 'sourced'],
      ['BTP', 'sourced'],
      ['NHNN', 'sourced'],
    ]);
    expect(Math.abs(Number(changes.get('BNG')?.change) - 5.83)).toBeLessThanOrEqual(0.01 + 1e-9);
    expect(Math.abs(Number(changes.get('BKHDT')?.change) + 5.31)).toBeLessThanOrEqual(0.01 + 1e-9);
    // No error is known of either year: nothing may be called a rise.
    expect([...changes.values()].every(({ direction }) => direction === null)).toBe(true);
    expect(computed.statistics.components).toEqual([]);
    expect(computed.statistics.units.every(({ se, low, rankLow }) => se === null && low === null && rankLow === null)).toBe(true);
  });
});

describe('errors of a unit', () => {
  it('add the variances of surveys and of readers; two readings halve the latter', () => {
    const items = new Map([
      ['1.1', { maximum: 2, criterion: '1' }],
      ['1.2', { maximum: 4, criterion: '1' }],
      ['2.1', { maximum: 10, criterion: '2' }],
    ]);
    const sources = {
      surveys: [
        { instrument: 'a', unit: 'X', se: 0.3, df: 20 },
        { instrument: 'b', unit: 'X', se: 0.4, df: 30 },
        { instrument: 'a', unit: 'Y', se: 9, df: 20 },
      ],
      readers: [{ criterion: '1', pairs: 40, variance: 0.01 }],
    };
    const points = [
      { item: '1.1', points: '1', readings: 2 },
      { item: '1.2', points: 'NA', readings: 1 },
      { item: '2.1', points: '9' },
    ];
    const { se, surveySe, readerSe, df } = errorOfUnit('X', points, sources, items);
    expect(surveySe).toBeCloseTo(0.5, 12);
    // 0.01 of the maximum squared, over two readings: 0.01 · 4 / 2.
    expect(readerSe ** 2).toBeCloseTo(0.02, 12);
    expect(se ** 2).toBeCloseTo(0.27, 12);
    expect(df).toBeCloseTo(0.27 ** 2 / (0.3 ** 4 / 20 + 0.4 ** 4 / 30), 9);
    expect(halfWidth({ se: 1, df: Number.POSITIVE_INFINITY }, 0.9)).toBeCloseTo(1.645, 3);
  });

  it('of readers are the within-cell variance of pairs, from ten cells of a criterion on', () => {
    const set = criteriaSet([[['1.1', '2']]]);
    const items = set.fields
      .flatMap(({ criteria }) => criteria)
      .flatMap((criterion) => ('subCriteria' in criterion ? criterion.subCriteria : [criterion]));
    const judgement = (points: string) => ({ points, reason: 'r', agency: 'A', readBy: 'x', at: '2024-02-01T00:00:00Z' });
    const cells = (n: number) =>
      Array.from(
        { length: n },
        (_, i) => new Map([['1.1', { unit: String(i), item: '1.1', readings: [judgement('1'), judgement('1.5')], version: 1 }]]),
      );
    expect(readerErrors(set, items, cells(9))).toEqual([]);
    const [error] = readerErrors(set, items, cells(10));
    // (0.5 / 2)² / 2 in every cell.
    expect(error).toMatchObject({ pairs: 10 });
    expect(error?.variance).toBeCloseTo(0.03125, 12);
  });
});

describe('comparing years', () => {
  const points = (entries: Record<string, [string, string]>) =>
    new Map(Object.entries(entries).map(([item, [own, maximum]]) => [item, { points: decimal(own), maximum: decimal(maximum) }]));
  const lookup = {
    from: 'old',
    to: 'new',
    entries: [
      { kind: 'same' as const, from: ['a'], to: ['a'] },
      { kind: 'split' as const, from: ['b'], to: ['b1', 'b2'] },
      { kind: 'merged' as const, from: ['c1', 'c2'], to: ['c'] },
      { kind: 'dropped' as const, from: ['d'], to: [] },
      { kind: 'new' as const, from: [], to: ['e'] },
    ],
  };

  it('by a bridge takes the items of both sets only, split and merged ones as wholes', () => {
    const before = points({ a: ['1', '2'], b: ['3', '4'], c1: ['1', '1'], c2: ['0', '1'], d: ['9', '9'] });
    const now = points({ a: ['2', '2'], b1: ['1', '2'], b2: ['2', '2'], c: ['1', '2'], e: ['0', '5'] });
    const found = bridge(lookup, before, now);
    expect([found?.before, found?.now].map((value) => toFixed(value ?? decimal('0'), 4))).toEqual(['62.5000', '75.0000']);
    expect([found?.coveredBefore, found?.coveredNow].map((value) => toFixed(value ?? decimal('0'), 2))).toEqual(['47.06', '61.54']);
  });

  it('hides a bridge that covers less than the share asked for, and compares nothing without a declared lookup', () => {
    const items = { a: { points: '1', maxPoints: '2' }, d: { points: '1', maxPoints: '8' } };
    const year = (more: Partial<EarlierYear>): EarlierYear => ({
      ...{ year: 2022, criteriaSet: 'old', units: [{ unit: 'X', index: '80', items, status: 'sourced', source: 's' }] },
      ...more,
    });
    const now = { unit: 'X', index: decimal('85'), se: undefined, items: points({ a: ['2', '2'], e: ['1', '1'] }) };
    expect(changeOf(now, 'new', year({ lookup }), decimal('60'))).toMatchObject({ kind: 'hidden', change: null, covered: '20' });
    expect(changeOf(now, 'new', year({ lookup }), decimal('20'))).toMatchObject({
      kind: 'bridge',
      before: '50',
      now: '100',
      change: '50',
      direction: null,
    });
    expect(changeOf(now, 'new', year({}), decimal('60'))).toMatchObject({ kind: 'none', change: null });
    expect(changeOf(now, 'old', year({}), decimal('60'))).toMatchObject({ kind: 'same-set', change: '5', direction: null });
  });

  it('calls a change a rise only where its interval leaves 0 out', () => {
    const year = (se: number): EarlierYear => ({
      year: 2022,
      criteriaSet: 's',
      units: [{ unit: 'X', index: '80', se, status: 'sourced', source: 's' }],
    });
    const now = (index: string, se: number) => ({ unit: 'X', index: decimal(index), se, items: new Map() });
    // 1.645 · √(0.6² + 0.8²) = 1.645.
    expect(changeOf(now('81.6', 0.6), 's', year(0.8), decimal('60')).direction).toBeNull();
    expect(changeOf(now('81.7', 0.6), 's', year(0.8), decimal('60')).direction).toBe('up');
    expect(changeOf(now('78.3', 0.6), 's', year(0.8), decimal('60')).direction).toBe('down');
  });
});

describe('the full-size round of provinces', async () => {
  const { definition, frozen, computed } = await fullSizeContent('province');
  const { statistics } = computed;

  it('has means of fields and regions over ranked units, and the year before only of regions with the same units', () => {
    const of = new Map(computed.units.map((unit) => [unit.unit, unit]));
    for (const { region, units, mean, before } of statistics.regions) {
      const members = definition.units.filter((unit) => unit.region === region).map(({ code }) => Number(of.get(code)?.index));
      expect([units, Number(mean)]).toEqual([members.length, expect.closeTo(members.reduce((a, b) => a + b, 0) / members.length, 9)]);
      expect(before).not.toBeNull();
    }
    const [first, ...others] = definition.units;
    const moved = roundDefinitionSchema.parse({ ...definition, units: [{ ...first, region: 'dong' }, ...others] });
    const again = computeRound(moved, frozen).statistics.regions;
    const same = (code: string): boolean => ![first?.region, 'dong'].includes(code);
    expect(again.map(({ region, before }) => before !== null || !same(region))).not.toContain(false);
    expect(again.filter(({ region }) => !same(region)).map(({ before }) => before)).toEqual([null, null]);
  });

  it('names its components, and every unit’s rank lies in its interval', () => {
    expect(statistics.components.map(({ source }) => source)).toEqual(['survey', 'readers']);
    const rankOf = new Map(computed.units.map(({ unit, rank }) => [unit, rank ?? 0]));
    for (const { unit, se, low, high, rankLow, rankHigh } of statistics.units) {
      const rank = rankOf.get(unit) ?? 0;
      expect(rankLow ?? 99).toBeLessThanOrEqual(rank);
      expect(rankHigh ?? 0).toBeGreaterThanOrEqual(rank);
      expect(se ?? 0).toBeGreaterThan(0);
      expect((high ?? 0) - (low ?? 0)).toBeGreaterThan(3.2 * (se ?? 0));
    }
  });

  it('comes out the same again', () => {
    expect(computeRound(definition, structuredClone(frozen))).toEqual(computed);
  });
});

describe('sensitivity', () => {
  it('without one field is what ranking the others gives, and of drawn weights holds the true rank where one unit leads everywhere', () => {
    const set = criteriaSet([[['1', '10']], [['2', '10']], [['3', '10']]]);
    const points = fc.integer({ min: 0, max: 20 }).map((n) => decimal(String(n / 2)));
    always(
      fc.property(fc.array(fc.tuple(points, points, points), { minLength: 2, maxLength: 12 }), (all) => {
        const scores = new Map(all.map((own, u) => [`u${u}`, new Map(own.map((value, f) => [String(f + 1), value]))]));
        scores.set('best', new Map(['1', '2', '3'].map((item) => [item, decimal('10')])));
        const { units } = computeIndex(set, scores);
        const found = new Map(sensitivity(units, 'seed').map((entry) => [entry.unit, entry]));
        for (const { unit, fields } of units) {
          const without = fields.map((_, f) => {
            const rest = (of: typeof fields): number =>
              of.reduce((sum, field, g) => sum + (g === f ? 0 : Number(toDecimal(field.points))), 0);
            return 1 + units.filter((other) => rest(other.fields) > rest(fields)).length;
          });
          expect(found.get(unit)?.withoutField).toMatchObject({ best: Math.min(...without), worst: Math.max(...without) });
        }
        expect(found.get('best')?.weights.low).toBe(1);
      }),
      { numRuns: 10 },
    );
  });

  it('is the same for the same seed and another for another', () => {
    const set = criteriaSet([[['1', '10']], [['2', '10']]]);
    const scores = new Map(
      Array.from({ length: 30 }, (_, u) => [
        `u${u}`,
        new Map([
          ['1', decimal(String((u * 7) % 10))],
          ['2', decimal(String((u * 3) % 10))],
        ]),
      ]),
    );
    const { units } = computeIndex(set, scores);
    expect(sensitivity(units, 'a')).toEqual(sensitivity(units, 'a'));
  });
});
