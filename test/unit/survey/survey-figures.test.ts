import { describe, expect, it } from 'vitest';
import { Random } from '../../../examples/full-size/random.ts';
import { type Instrument, instrumentSchema, slotsOf } from '../../../shared/domain/instrument.ts';
import { NO_TIME, PageWriter, type ResponsePage } from '../../../shared/domain/response-page.ts';
import { samplingDesign, varianceOf } from '../../../shared/domain/survey-design.ts';
import { estimateDifference, estimateRatio } from '../../../shared/domain/survey-estimate.ts';
import { SurveyCount } from '../../../shared/domain/survey-figures.ts';
import { drawSample, type SurveySample } from '../../../shared/domain/survey-sample.ts';

const name = (text: string): { vi: string; en: string } => ({ vi: text, en: text });
const instrument: Instrument = instrumentSchema.parse({
  id: 'hinh',
  version: 1,
  isIllustrative: true,
  title: name('Hình'),
  source: 'Thử nghiệm',
  population: name('Ai cũng được'),
  mode: 'probability',
  scales: [
    {
      code: 'ba',
      options: [
        { code: '1', name: name('Kém') },
        { code: '2', name: name('Vừa') },
        { code: '3', name: name('Tốt') },
        { code: '9', name: name('Không biết'), isNoOpinion: true },
      ],
      score: { rule: 'weighted-options', weights: { 1: 0, 2: 60, 3: 100 } },
    },
  ],
  sections: [{ code: 's', name: name('Phần'), items: ['a', 'b', 'c'].map((code) => ({ code, name: name(code), scale: 'ba' })) }],
  groups: [
    { code: 'rieng', name: name('Riêng'), kind: 'service', items: ['a', 'b'], rule: 'mean-of-items' },
    { code: 'gop', name: name('Gộp'), kind: 'service', items: ['b', 'c'], rule: 'pooled' },
  ],
  aggregates: [
    {
      code: 'tat-ca',
      name: name('Tất cả'),
      parts: [
        { of: 'rieng', weight: 0.25 },
        { of: 'gop', weight: 0.75 },
      ],
    },
  ],
  minimumN: 2,
  feeds: [
    { item: '8.1', figure: 'rieng' },
    { item: '8.2', figure: 'tat-ca' },
  ],
});
const MAXIMA = new Map([
  ['8.1', 4],
  ['8.2', 6],
]);

interface Row {
  unit: string;
  stratum: string;
  psu: string;
  isCertain: boolean;
  weight: number;
  channel: 'paper' | 'online';
  scores: number[];
}

/** Two units of three strata each; a place of one of them is certain. Half the answers are given online. */
function survey(seed: string): { sample: SurveySample; rows: Row[]; pages: { page: ResponsePage; channel: 'paper' | 'online' }[] } {
  const random = new Random(seed);
  const frame = ['01', '79'].flatMap((unit) =>
    ['x', 'y', 'z'].flatMap((stratum) =>
      Array.from({ length: 12 }, (_, i) => ({
        psu: `${unit}-${stratum}-${i}`,
        unit,
        stratum: `${unit}-${stratum}`,
        size: stratum === 'x' && i === 3 ? 9000 : 400 + Math.floor(1000 * random.next()),
      })),
    ),
  );
  const sample = drawSample(frame, { frame: 'thử', seed, psusPerStratum: 4, interviews: 10 });
  const rows: Row[] = [];
  const pages: { page: ResponsePage; channel: 'paper' | 'online' }[] = [];
  for (const channel of ['paper', 'online'] as const) {
    const words = { units: ['01', '79'], psus: sample.psus.map(({ psu }) => psu), enumerators: [] };
    const writer = new PageWriter(slotsOf(instrument).length, words, (page) => pages.push({ page, channel }));
    for (const [at, { psu, unit, stratum, probability }] of sample.psus.entries()) {
      const level = random.next();
      for (let i = 0; i < 6; i += 1) {
        const answers = Uint8Array.from({ length: 3 }, () => random.pick(level > 0.5 ? [0, 1, 2, 2, 3, 255] : [0, 0, 1, 2, 3]));
        writer.add({
          unit: words.units.indexOf(unit),
          psu: at,
          enumerator: -1,
          line: rows.length,
          started: 0,
          seconds: NO_TIME,
          instance: Uint32Array.from([rows.length + 1, 7]),
          answers,
        });
        const scores = [...answers].map((choice) => [0, 60, 100][choice] ?? Number.NaN);
        rows.push({ unit, stratum, psu, isCertain: probability === 1, weight: 0, channel, scores });
      }
    }
    writer.end();
  }
  for (const row of rows) {
    const place = sample.psus.find(({ psu }) => psu === row.psu);
    row.weight = (place?.size ?? 0) / ((place?.probability ?? 0) * rows.filter(({ psu }) => psu === row.psu).length);
  }
  return { sample, rows, pages };
}

/** The design row by row, as a statistician would write it: a certain place is a stratum of its people. */
function designOf(rows: readonly Row[]) {
  return samplingDesign({
    rows: rows.length,
    strata: rows.map(({ isCertain, psu, stratum }) => (isCertain ? psu : stratum)),
    clusters: [rows.map(({ isCertain, psu }, i) => (isCertain ? `${i}` : psu))],
    weights: Float64Array.from(rows, ({ weight }) => weight),
    population: [],
    lonelyPsu: 'fail',
  });
}

const SEEDS = ['mot', 'hai', 'ba'];
const figuresOf = (seed: string) => {
  const { sample, rows, pages } = survey(seed);
  const count = new SurveyCount(instrument, sample);
  for (const { page, channel } of pages) count.add(page, { channel, hasInstances: true });
  return { rows, figures: count.figures(MAXIMA) };
};

describe('figures of a survey', () => {
  it.each(SEEDS)('of one item agree with the ratio row by row: %s', (seed) => {
    const { rows, figures } = figuresOf(seed);
    const design = designOf(rows);
    for (const unit of ['01', '79']) {
      for (const [s, item] of ['a', 'b', 'c'].entries()) {
        const scores = Float64Array.from(rows, (row) => row.scores[s] as number);
        const opinions = scores.map((score) => (Number.isNaN(score) ? Number.NaN : 1));
        const wanted = estimateRatio(design, scores, opinions, (row) => rows[row]?.unit === unit);
        const own = figures.units.find((entry) => entry.unit === unit)?.figures.find(({ figure }) => figure === item);
        expect(own?.mean).toBeCloseTo(wanted.mean, 9);
        expect(own?.se).toBeCloseTo(wanted.se, 9);
        expect(own?.deff).toBeCloseTo(wanted.deff, 6);
        expect([own?.df, own?.n]).toEqual([wanted.df, wanted.n]);
      }
    }
  });

  it.each(SEEDS)('points of a unit are one statistic, with every covariance: %s', (seed) => {
    const { rows, figures } = figuresOf(seed);
    const design = designOf(rows);
    // points = 4/100 · (a + b)/2 + 6/100 · (0.25 · (a + b)/2 + 0.75 · pooled(b, c)): the influence of each row by hand.
    for (const unit of ['01', '79']) {
      const isIn = (row: number): boolean => rows[row]?.unit === unit;
      const sum = (of: (row: Row) => number): number => rows.reduce((total, row, i) => total + (isIn(i) ? row.weight * of(row) : 0), 0);
      const has = (row: Row, s: number): number => (Number.isNaN(row.scores[s]) ? 0 : 1);
      const score = (row: Row, s: number): number => (has(row, s) === 1 ? (row.scores[s] as number) : 0);
      const ratio = [0, 1, 2].map((s) => sum((row) => score(row, s)) / sum((row) => has(row, s)));
      const below = [0, 1, 2].map((s) => sum((row) => has(row, s)));
      const pooledBelow = sum((row) => has(row, 1) + has(row, 2));
      const pooled = sum((row) => score(row, 1) + score(row, 2)) / pooledBelow;
      const [separate, together] = [0.04 / 2 + (0.06 * 0.25) / 2, 0.06 * 0.75];
      const influence = Float64Array.from(rows, (row, i) => {
        if (!isIn(i)) return 0;
        const parts = [0, 1].reduce(
          (total, s) => total + (separate * (score(row, s) - (ratio[s] ?? 0) * has(row, s))) / (below[s] ?? 1),
          0,
        );
        return row.weight * (parts + (together * (score(row, 1) + score(row, 2) - pooled * (has(row, 1) + has(row, 2)))) / pooledBelow);
      });
      const own = figures.units.find((entry) => entry.unit === unit)?.points;
      expect(own?.mean).toBeCloseTo(separate * ((ratio[0] ?? 0) + (ratio[1] ?? 0)) + together * pooled, 9);
      expect(own?.se).toBeCloseTo(Math.sqrt(varianceOf(design, influence, isIn)), 9);
    }
  });

  it('put paper and online side by side, with what the places have in common', () => {
    const { rows, figures } = figuresOf('mot');
    const wanted = new SurveyCount(instrument, undefined);
    expect(wanted.figures(MAXIMA).channels).toEqual([]);
    const difference = figures.channels.find(({ figure }) => figure === 'tat-ca');
    expect(difference).toMatchObject({ channels: ['online', 'paper'] });
    // Of a single item the same test is that of two domains, row by row.
    const scores = Float64Array.from(rows, (row) => row.scores[0] as number);
    const byRow = estimateDifference(
      designOf(rows),
      scores,
      (row) => rows[row]?.channel === 'online',
      (row) => rows[row]?.channel === 'paper',
    );
    const alone = new SurveyCount(
      { ...instrument, groups: [{ ...(instrument.groups[0] as Instrument['groups'][number]), items: ['a'] }], aggregates: [], feeds: [] },
      survey('mot').sample,
    );
    for (const { page, channel } of survey('mot').pages) alone.add(page, { channel, hasInstances: true });
    const [own] = alone.figures(MAXIMA).channels;
    expect(own?.difference).toBeCloseTo(byRow.difference, 9);
    expect(own?.se).toBeCloseTo(byRow.se, 9);
    expect(own?.p).toBeGreaterThan(0);
    expect(own?.p).toBeLessThanOrEqual(1);
  });

  it('count an instance of two batches once, and leave out what was decided', () => {
    const { sample, pages } = survey('mot');
    const count = new SurveyCount(instrument, sample);
    for (const { page, channel } of [...pages, ...pages]) count.add(page, { channel, hasInstances: true });
    const once = new SurveyCount(instrument, sample);
    for (const { page, channel } of pages) once.add(page, { channel, hasInstances: true });
    const rows = pages.reduce((sum, { page }) => sum + page.rows, 0);
    expect(count.figures(MAXIMA)).toEqual({ ...once.figures(MAXIMA), repeated: rows });
    const fewer = new SurveyCount(instrument, sample);
    for (const { page, channel } of pages) fewer.add(page, { channel, hasInstances: true }, (row) => row % 2 === 0);
    expect(fewer.figures(MAXIMA).n).toBe(pages.reduce((sum, { page }) => sum + Math.floor(page.rows / 2), 0));
  });

  it('carry errors only where a probability sample was drawn', () => {
    const { pages } = survey('mot');
    for (const mode of ['census-or-quota', 'open'] as const) {
      const count = new SurveyCount({ ...instrument, mode }, survey('mot').sample);
      for (const { page, channel } of pages) count.add(page, { channel, hasInstances: true });
      const { units, national, channels } = count.figures(MAXIMA);
      expect(channels).toEqual([]);
      for (const { se, low, df, deff, mean } of [...units.flatMap((unit) => unit.figures), ...national]) {
        expect([se, low, df, deff]).toEqual([null, null, null, null]);
        expect(mean).not.toBeNull();
      }
    }
  });

  it('tell how much the items of a group agree: by the definition of alpha', () => {
    const { rows, figures } = figuresOf('hai');
    const complete = rows.filter(({ scores }) => !Number.isNaN(scores[0]) && !Number.isNaN(scores[1]));
    const variance = (values: readonly number[]): number => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    };
    const [a, b] = [0, 1].map((s) => complete.map(({ scores }) => scores[s] as number)) as [number[], number[]];
    const wanted = 2 * (1 - (variance(a) + variance(b)) / variance(a.map((value, i) => value + (b[i] as number))));
    const own = figures.reliability.find(({ group }) => group === 'rieng');
    expect(own?.n).toBe(complete.length);
    expect(own?.alpha).toBeCloseTo(wanted, 9);
  });
});
