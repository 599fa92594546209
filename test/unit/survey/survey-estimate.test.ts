import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTable } from '../../../shared/domain/estimate-table.ts';
import {
  type DesignColumns,
  DesignError,
  designColumnsSchema,
  postStratify,
  rake,
  type SamplingDesign,
  samplingDesign,
} from '../../../shared/domain/survey-design.ts';
import { type Estimate, estimateDifference, estimateMean, estimateRatio } from '../../../shared/domain/survey-estimate.ts';

type Column = readonly (number | string | null)[];
type Expected = Omit<Estimate, 'n' | 'isStable'>;

interface Case {
  readonly name: string;
  readonly data: string;
  readonly columns: object;
  readonly margins?: string | readonly string[];
  readonly expected: {
    readonly variables: Readonly<Record<string, Expected>>;
    readonly ratio: Expected;
    readonly byGroup: Readonly<Record<string, Expected>>;
    readonly ratioInGroup: Expected;
    readonly difference: { readonly difference: number; readonly se: number; readonly df: number };
  };
}

/** Made by R's package survey with the script beside it. */
const R = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'survey', 'expected-estimates.json'), 'utf8')) as {
  data: Record<string, Record<string, Column>>;
  totals: Record<string, Record<string, number>>;
  cases: Case[];
};

const columnOf = (data: string, name: string): Column => {
  const column = R.data[data]?.[name];
  if (column === undefined) throw new Error(`no column ${name}`);
  return column;
};
const numbers = (data: string, name: string): Float64Array =>
  Float64Array.from(columnOf(data, name), (value) => (value === null ? Number.NaN : Number(value)));
const labels = (data: string, name: string): string[] => columnOf(data, name).map(String);

function designOf(data: string, { strata, clusters, weights, fpc, lonelyPsu }: DesignColumns): SamplingDesign {
  return samplingDesign({
    rows: columnOf(data, 'score').length,
    ...(strata === undefined ? {} : { strata: labels(data, strata) }),
    clusters: clusters.map((name) => labels(data, name)),
    ...(weights === undefined ? {} : { weights: numbers(data, weights) }),
    population: fpc.map((name) => numbers(data, name)),
    lonelyPsu,
  });
}

function calibrated(design: SamplingDesign, { data, margins }: Case): SamplingDesign {
  if (margins === undefined) return design;
  const known = [margins].flat().map((name) => ({ cells: labels(data, name), totals: new Map(Object.entries(R.totals[name] ?? {})) }));
  const [first] = known;
  return known.length === 1 && first !== undefined ? postStratify(design, first) : rake(design, known);
}

function close(found: object, expected: object, place: string): void {
  for (const [part, value] of Object.entries(expected) as [string, number][]) {
    const own = (found as Record<string, number>)[part] ?? Number.NaN;
    expect(Math.abs(own - value), `${place} ${part}: ${own}, R has ${value}`).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(value), 1e-6));
  }
}

describe('estimates of a sample agree with R’s survey package', () => {
  it.each(R.cases.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
    const { data, expected } = entry;
    const design = calibrated(designOf(data, designColumnsSchema.parse(entry.columns)), entry);
    for (const [name, figures] of Object.entries(expected.variables)) close(estimateMean(design, numbers(data, name)), figures, name);
    close(estimateRatio(design, numbers(data, 'goodKnown'), numbers(data, 'knows')), expected.ratio, 'ratio');
    const groups = labels(data, 'group');
    for (const [group, figures] of Object.entries(expected.byGroup)) {
      close(
        estimateMean(design, numbers(data, 'score'), (row) => groups[row] === group),
        figures,
        `group ${group}`,
      );
    }
    close(
      estimateRatio(design, numbers(data, 'goodKnown'), numbers(data, 'knows'), (row) => groups[row] === 'b'),
      expected.ratioInGroup,
      'ratio in b',
    );
    const modes = labels(data, 'mode');
    close(
      estimateDifference(
        design,
        numbers(data, 'score'),
        (row) => modes[row] === 'online',
        (row) => modes[row] === 'paper',
      ),
      expected.difference,
      'difference',
    );
  });
});

const sample = fc
  .array(
    fc.record({
      stratum: fc.integer({ min: 0, max: 2 }),
      psu: fc.integer({ min: 0, max: 3 }),
      y: fc.integer({ min: 0, max: 4 }),
      w: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 2, maxLength: 40 },
  )
  .filter((rows) => new Set(rows.map(({ y }) => y)).size > 1);

type Rows = readonly { readonly stratum: number; readonly psu: number; readonly y: number; readonly w: number }[];
const designOfRows = (rows: Rows, scale = 1): SamplingDesign =>
  samplingDesign({
    rows: rows.length,
    strata: rows.map(({ stratum }) => `s${stratum}`),
    clusters: [rows.map(({ psu }) => `p${psu}`)],
    weights: Float64Array.from(rows, ({ w }) => w * scale),
    population: [],
    lonelyPsu: 'adjust',
  });
const answersOf = (rows: Rows): Float64Array => Float64Array.from(rows, ({ y }) => y);
const near = (a: number, b: number): boolean => Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));

describe('an estimate', () => {
  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(sample, (rows) => {
        const [one, other] = [rows, rows.toReversed()].map((some) => estimateMean(designOfRows(some), answersOf(some)));
        return near(one?.mean ?? 0, other?.mean ?? 1) && near(one?.se ?? 0, other?.se ?? 1) && one?.df === other?.df;
      }),
    );
  });

  it('of a mean does not depend on the scale of the weights, and that of a total follows it', () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: 2, max: 1000 }), (rows, scale) => {
        const [one, other] = [1, scale].map((by) => estimateMean(designOfRows(rows, by), answersOf(rows))) as [Estimate, Estimate];
        return near(one.mean, other.mean) && near(one.se, other.se) && near(one.totalSe * scale, other.totalSe);
      }),
    );
  });

  it('of a difference with the domains exchanged has the other sign and the same error', () => {
    fc.assert(
      fc.property(sample, (rows) => {
        const design = designOfRows(rows);
        const odd = (row: number): boolean => row % 2 === 1;
        const even = (row: number): boolean => row % 2 === 0;
        const one = estimateDifference(design, answersOf(rows), odd, even);
        const other = estimateDifference(design, answersOf(rows), even, odd);
        return near(one.difference, -other.difference) && near(one.se, other.se);
      }),
    );
  });

  it('of a proportion has its interval between 0 and 1, with the share inside', () => {
    fc.assert(
      fc.property(sample, (rows) => {
        const { mean, low, high, df } = estimateMean(
          designOfRows(rows),
          answersOf(rows).map((y) => Number(y > 2)),
        );
        if (df < 1 && mean > 0 && mean < 1) return Number.isNaN(low) && Number.isNaN(high);
        return low >= 0 && low <= mean + 1e-12 && high >= mean - 1e-12 && high <= 1;
      }),
    );
  });

  it('where all say the same has the exact interval of as many answers as PSUs', () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ stratum: 0, psu: i % 20, y: 1, w: 1 }));
    const { low, high, se } = estimateMean(designOfRows(rows), answersOf(rows));
    // R: binom.test(20, 20)$conf.int
    expect([se, high]).toEqual([0, 1]);
    expect(low).toBeCloseTo(0.831566529017, 9);
  });

  it('says under 4 degrees of freedom that it is unstable', () => {
    const rows = (psus: number): Rows => Array.from({ length: 20 }, (_, i) => ({ stratum: 0, psu: i % psus, y: i % 5, w: 1 }));
    expect(estimateMean(designOfRows(rows(4)), answersOf(rows(4)))).toMatchObject({ df: 3, isStable: false });
    expect(estimateMean(designOfRows(rows(5)), answersOf(rows(5)))).toMatchObject({ df: 4, isStable: true });
  });

  it('of nobody is no number', () => {
    const rows = [
      { stratum: 0, psu: 0, y: 1, w: 1 },
      { stratum: 0, psu: 1, y: 2, w: 1 },
    ];
    const { n, mean, se } = estimateMean(designOfRows(rows), answersOf(rows), () => false);
    expect([n, mean, se]).toEqual([0, Number.NaN, 0]);
  });
});

describe('a design that cannot be', () => {
  const base = { rows: 4, strata: ['a', 'a', 'b', 'b'], clusters: [['1', '2', '3', '4']], population: [], lonelyPsu: 'fail' } as const;
  const problemOf = (make: () => unknown): [string, number | undefined] => {
    try {
      make();
    } catch (error) {
      if (error instanceof DesignError) return [error.problem, error.row];
      throw error;
    }
    throw new Error('accepted');
  };
  const ones = new Float64Array(4).fill(1);

  it.each([
    ['a negative weight', { ...base, weights: Float64Array.of(1, -1, 1, 1) }, ['weight-wrong', 1]],
    ['a weight that is no number', { ...base, weights: Float64Array.of(1, 1, Number.NaN, 1) }, ['weight-wrong', 2]],
    ['neither weights nor population', base, ['weights-missing', undefined]],
    ['a population that differs in a stratum', { ...base, population: [Float64Array.of(5, 5, 5, 6)] }, ['population-varies', 3]],
    ['a population below the sample', { ...base, population: [Float64Array.of(5, 5, 1, 1)] }, ['population-below-sample', 2]],
    [
      'a population that is no number',
      { ...base, weights: ones, population: [Float64Array.of(5, 5, Number.NaN, 4)] },
      ['population-below-sample', 2],
    ],
  ])('is told at its row: %s', (_, data, expected) => {
    expect(problemOf(() => samplingDesign(data))).toEqual(expected);
  });

  it('stops at a lonely unit where its policy is to fail', () => {
    const design = samplingDesign({ ...base, strata: ['a', 'a', 'a', 'b'], weights: ones });
    expect(problemOf(() => estimateMean(design, Float64Array.of(1, 2, 3, 4)))).toEqual(['lonely-psu', 3]);
  });

  it('has no weights for a cell without known total, nor for one without people', () => {
    const design = samplingDesign({ ...base, weights: ones });
    const cells = ['x', 'x', 'y', 'y'];
    expect(problemOf(() => postStratify(design, { cells, totals: new Map([['x', 5]]) }))).toEqual(['cell-without-total', 2]);
    const more = new Map([
      ['x', 5],
      ['y', 5],
      ['z', 5],
    ]);
    expect(problemOf(() => rake(design, [{ cells, totals: more }]))).toEqual(['cell-without-total', undefined]);
  });
});

describe('a table whose design names known totals', () => {
  const rows = [
    ['a', '1', 'm', 'x', '2', '10'],
    ['a', '2', 'f', 'y', '3', '14'],
    ['a', '3', 'm', 'y', '2', '9'],
    ['b', '4', 'f', 'x', '4', '20'],
    ['b', '5', 'm', 'x', '4', '11'],
    ['b', '6', 'f', 'y', '1', '17'],
  ];
  const csv = Buffer.from(`s,c,sex,age,w,y\n${rows.map((row) => row.join(',')).join('\n')}\n`);
  const column = (i: number): string[] => rows.map((row) => row[i] ?? '');
  const sex = { column: 'sex', totals: { m: 40, f: 60 } };
  const age = { column: 'age', totals: { x: 70, y: 30 } };
  const design = samplingDesign({
    rows: rows.length,
    strata: column(0),
    clusters: [column(1)],
    weights: Float64Array.from(column(4), Number),
    population: [],
    lonelyPsu: 'fail',
  });
  const cellsOf = (i: number, totals: Record<string, number>) => ({ cells: column(i), totals: new Map(Object.entries(totals)) });
  const y = Float64Array.from(column(5), Number);

  it.each([
    ['post-stratifies by one', [sex], () => postStratify(design, cellsOf(2, sex.totals))],
    ['rakes by several', [sex, age], () => rake(design, [cellsOf(2, sex.totals), cellsOf(3, age.totals)])],
  ])('%s', (_, known, make) => {
    const columns = designColumnsSchema.parse({ strata: 's', clusters: ['c'], weights: 'w', known });
    const { content, findings } = estimateTable(csv, columns, { variables: ['y'] });
    expect(findings).toEqual([]);
    expect(content?.[0]?.estimate).toEqual(estimateMean(make(), y));
    expect(content?.[0]?.estimate.mean).not.toBeCloseTo(estimateMean(design, y).mean, 6);
  });

  it('tells a value without a total', () => {
    const columns = designColumnsSchema.parse({
      strata: 's',
      clusters: ['c'],
      weights: 'w',
      known: [{ column: 'sex', totals: { m: 40 } }],
    });
    expect(estimateTable(csv, columns, { variables: ['y'] }).findings).toMatchObject([
      { code: 'design-cell-without-total', at: { line: 3 } },
    ]);
  });
});
