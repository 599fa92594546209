import * as z from 'zod';
import { clusterTotalsSchema, surveyFigureSchema, surveyFiguresSchema } from '../contracts/survey.ts';
import { type PeopleCell, withheldCells } from '../domain/disclosure.ts';
import type { Instrument } from '../domain/instrument.ts';
import { type RankInterval, rankIntervals } from '../domain/rank-interval.ts';
import type { ClusterTotals, SurveyFigure, SurveyFigures } from '../domain/survey-figures.ts';

const nullableNumbers = z.array(z.number().nullable());

/** A figure as it is published; everything but its name is null where it is of too few people. */
const publishedFigureSchema = z.strictObject({
  ...surveyFigureSchema.shape,
  n: z.int().nullable(),
  /** Weighted totals whose ratio the figure is; null of composed figures and of samples without weights. */
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
});
export type PublishedFigure = z.infer<typeof publishedFigureSchema>;

const rankSchema = z.strictObject({
  unit: z.string(),
  rank: z.int(),
  /** Null of samples without errors. */
  low: z.int().nullable(),
  high: z.int().nullable(),
});

/** What a release says of one survey: figures, their errors, and the totals that they follow from, after disclosure control. */
export const surveyProductSchema = z.strictObject({
  instrument: z.string(),
  version: z.int(),
  /** What becomes of a stratum with one place, as the sample declares. */
  lonelyPsu: z.string().nullable(),
  n: z.int(),
  national: z.array(publishedFigureSchema),
  units: z.array(z.strictObject({ unit: z.string(), n: z.int().nullable(), figures: z.array(publishedFigureSchema) })),
  /** Standard errors of the points that it gives, by unit, as they entered the index. */
  points: z.array(z.strictObject({ unit: z.string(), mean: z.number(), se: z.number(), df: z.number() })),
  /** Of the headline figure. */
  ranks: z.array(rankSchema),
  /** Under pseudonyms; numbers of too few people, and of as many more that they cannot be told, are null. */
  places: z
    .strictObject({
      ...clusterTotalsSchema.shape,
      rows: z.array(
        z.strictObject({
          unit: z.string(),
          stratum: z.string(),
          place: z.string(),
          clusters: z.int().nullable(),
          n: z.int().nullable(),
          numerators: nullableNumbers,
          denominators: nullableNumbers,
          linear: nullableNumbers,
          squares: nullableNumbers.nullable(),
        }),
      ),
    })
    .nullable(),
  channels: surveyFiguresSchema.shape.channels,
  reliability: surveyFiguresSchema.shape.reliability,
});
export type SurveyProduct = z.infer<typeof surveyProductSchema>;

/** Twelve significant digits: sums over places differ in the last ones with the order of addition. */
const digits = (value: number): number => Number(value.toPrecision(12));
const digitsOrNull = (value: number | null): number | null => (value === null ? null : digits(value));

const HIDDEN = {
  n: null,
  numerator: null,
  denominator: null,
  mean: null,
  se: null,
  low: null,
  high: null,
  deff: null,
  df: null,
  isStable: false,
} as const;

/**
 * The survey as a release publishes it. `smallest`: the least number of people of a published cell. Places lose their names: strata and places are
 * numbered in the order of their linearised totals, which says nothing that the table does not.
 */
export function surveyProduct(
  instrument: Instrument,
  figures: SurveyFigures,
  clusters: ClusterTotals | null,
  lonelyPsu: string | null,
  smallest: number,
): SurveyProduct {
  const ratios = clusters === null ? new Map<string, Ratio>() : unitRatios(clusters);
  const { units } = figures;
  const fewPeople = withheldCells(
    units.map(({ n }) => ({ within: instrument.id, n })),
    smallest,
  );
  const hidden = new Set<string>();
  for (const [f, { figure }] of (units[0]?.figures ?? []).entries()) {
    const cells = units.map(({ figures: own }): PeopleCell => ({ within: figure, n: own[f]?.n ?? 0 }));
    for (const at of withheldCells(cells, smallest)) hidden.add(`${units[at]?.unit}\n${figure}`);
  }
  const hiddenFigures = new Set([...hidden].map((key) => key.split('\n')[1] ?? ''));
  return {
    instrument: instrument.id,
    version: instrument.version,
    lonelyPsu,
    n: figures.n,
    // Where units are withheld the mean of all would tell the mean of these.
    national: figures.national.map((figure) =>
      figure.n < smallest || (hiddenFigures.has(figure.figure) && instrument.national === 'units')
        ? { ...HIDDEN, figure: figure.figure }
        : published(figure, undefined),
    ),
    units: units.map(({ unit, n, figures: own }, at) => ({
      unit,
      n: fewPeople.has(at) ? null : n,
      figures: own.map((figure) =>
        hidden.has(`${unit}\n${figure.figure}`)
          ? { ...HIDDEN, figure: figure.figure }
          : published(figure, ratios.get(`${unit}\n${figure.figure}`)),
      ),
    })),
    points: figures.units.flatMap(({ unit, points: { mean, se, df } }) =>
      mean === null || se === null || df === null ? [] : [{ unit, mean: digits(mean), se: digits(se), df }],
    ),
    ranks: ranksOf(instrument, units, hidden),
    places: clusters === null ? null : publishedPlaces(instrument, clusters, smallest),
    channels: figures.channels.map(({ channels, n, ...rest }) => ({ channels: [...channels], n: [...n], ...rest })),
    reliability: [...figures.reliability],
  };
}

interface Ratio {
  numerator: number;
  denominator: number;
}

function unitRatios({ items, rows }: ClusterTotals): Map<string, Ratio> {
  const ratios = new Map<string, Ratio>();
  for (const { unit, numerators, denominators } of rows)
    for (const [i, item] of items.entries()) {
      const ratio = ratios.get(`${unit}\n${item}`) ?? { numerator: 0, denominator: 0 };
      ratios.set(`${unit}\n${item}`, ratio);
      ratio.numerator += numerators[i] ?? 0;
      ratio.denominator += denominators[i] ?? 0;
    }
  return ratios;
}

function published(figure: SurveyFigure, ratio: Ratio | undefined): PublishedFigure {
  const { mean, se, low, high, deff } = figure;
  return {
    ...figure,
    mean: digitsOrNull(mean),
    se: digitsOrNull(se),
    low: digitsOrNull(low),
    high: digitsOrNull(high),
    deff: digitsOrNull(deff),
    numerator: ratio === undefined ? null : digits(ratio.numerator),
    denominator: ratio === undefined ? null : digits(ratio.denominator),
  };
}

/** Competition ranks of the headline figure, with the ranks that its error leaves open. */
function ranksOf(
  { headline }: Instrument,
  units: readonly { readonly unit: string; readonly figures: readonly SurveyFigure[] }[],
  hidden: ReadonlySet<string>,
): SurveyProduct['ranks'] {
  const found = units.flatMap(({ unit, figures }) => {
    const figure = figures.find((entry) => entry.figure === headline);
    return figure === undefined || figure.mean === null || hidden.has(`${unit}\n${headline}`)
      ? []
      : [{ unit, value: figure.mean, se: figure.se }];
  });
  const hasErrors = found.every(({ se }) => se !== null);
  const intervals: readonly RankInterval[] = hasErrors
    ? rankIntervals(
        found.map(({ value, se }) => ({ value, se: se ?? 0 })),
        0.9,
      )
    : [];
  return found
    .map(({ unit, value }, i) => ({
      unit,
      rank: 1 + found.filter((other) => other.value > value).length,
      low: intervals[i]?.low ?? null,
      high: intervals[i]?.high ?? null,
    }))
    .sort((a, b) => a.rank - b.rank || (a.unit < b.unit ? -1 : 1));
}

/** The single question that a figure rests on, of one that does: its linearised total is that question's. */
function singleItems({ groups, aggregates, feeds }: Instrument, items: readonly string[]): ReadonlyMap<string, string> {
  const single = new Map(items.map((item) => [item, item]));
  const rest = (figure: string, parts: readonly string[]): void => {
    const item = parts.length === 1 ? single.get(parts[0] ?? '') : undefined;
    if (item !== undefined) single.set(figure, item);
  };
  for (const { code, items: own } of groups) rest(code, own);
  for (const { code, parts } of aggregates)
    rest(
      code,
      parts.map(({ of }) => of),
    );
  rest(
    'points',
    feeds.map(({ figure }) => figure),
  );
  return single;
}

/**
 * Places without their names. Withheld of a place of few people: their number, and all that is of one question; of a larger place each question that few
 * of them have an opinion on, with as many other places as it takes.
 */
function publishedPlaces(instrument: Instrument, { items, figures, rows }: ClusterTotals, smallest: number): SurveyProduct['places'] {
  const withheldBy = (n: (row: ClusterTotals['rows'][number]) => number): ReadonlySet<number> =>
    withheldCells(
      rows.map((row) => ({ within: row.unit, n: n(row) })),
      smallest,
    );
  const people = withheldBy(({ n }) => n);
  const opinions = items.map((_, i) => withheldBy((row) => row.opinions[i] ?? 0));
  const single = singleItems(instrument, items);
  const itemOf = figures.map((figure) => items.indexOf(single.get(figure) ?? ''));
  const names = new Map<string, Map<string, string>>();
  const nameOf = (kind: 'T' | 'P', unit: string, code: string): string => {
    const ofUnit = names.get(`${kind}${unit}`) ?? new Map<string, string>();
    names.set(`${kind}${unit}`, ofUnit);
    const name = ofUnit.get(code) ?? `${kind}${ofUnit.size + 1}`;
    ofUnit.set(code, name);
    return name;
  };
  const ordered = rows
    .map((row, at) => ({ row, at }))
    .sort((a, b) =>
      a.row.unit === b.row.unit ? (a.row.linear.at(-1) ?? 0) - (b.row.linear.at(-1) ?? 0) : a.row.unit < b.row.unit ? -1 : 1,
    );
  return {
    items: [...items],
    figures: [...figures],
    rows: ordered.map(({ row, at }) => {
      const isSmall = people.has(at);
      const hides = (item: number): boolean => item >= 0 && (isSmall || opinions[item]?.has(at) === true);
      const ofItems = (values: readonly number[]): (number | null)[] => values.map((value, i) => (hides(i) ? null : digits(value)));
      const ofFigures = (values: readonly number[]): (number | null)[] =>
        values.map((value, f) => (hides(itemOf[f] ?? -1) ? null : digits(value)));
      return {
        unit: row.unit,
        stratum: nameOf('T', row.unit, row.stratum),
        place: nameOf('P', row.unit, row.place),
        // Of a certain place these are its people.
        clusters: isSmall && row.squares !== null ? null : row.clusters,
        n: isSmall ? null : row.n,
        numerators: ofItems(row.numerators),
        denominators: ofItems(row.denominators),
        linear: ofFigures(row.linear),
        squares: row.squares === null ? null : ofFigures(row.squares),
      };
    }),
  };
}
