import * as z from 'zod';
import { tQuantile } from './beta-distribution.ts';
import type { Cell } from './cell.ts';
import { type CriteriaSet, type Item, maximumOf } from './criteria-set.ts';
import { decimal, toNumber } from './rational.ts';

/** What is known of the error of a round's points when it is frozen. */
export const errorSourcesSchema = z.strictObject({
  /** Of all points that an instrument gives to a unit, as one linearised statistic. */
  surveys: z.array(z.strictObject({ instrument: z.string(), unit: z.string(), se: z.number(), df: z.number() })),
  /** Of one reading of an item of a criterion: variance within cells, as a share of the item's maximum, squared. */
  readers: z.array(z.strictObject({ criterion: z.string(), pairs: z.int(), variance: z.number() })),
});
export type ErrorSources = z.infer<typeof errorSourcesSchema>;

/** Under so many cells with two readings a criterion's reader error is not estimated. */
const LEAST_PAIRS = 10;

/** The criterion that an item belongs to: itself where it has no sub-criteria. */
export function criterionOfItems({ fields }: CriteriaSet): ReadonlyMap<string, string> {
  return new Map(
    fields.flatMap(({ criteria }) =>
      criteria.flatMap((criterion) =>
        'subCriteria' in criterion
          ? criterion.subCriteria.map(({ code }) => [code, criterion.code] as const)
          : [[criterion.code, criterion.code] as const],
      ),
    ),
  );
}

/**
 * Within-cell variance per criterion: Σ (a − b)² / 2m over its m cells with two blind readings, each as a share of the item's maximum
 * (one-way analysis of variance with two readings a cell). By criterion code.
 */
export function readerErrors(
  set: CriteriaSet,
  items: readonly Item[],
  cells: Iterable<ReadonlyMap<string, Cell>>,
): ErrorSources['readers'] {
  const criterionOf = criterionOfItems(set);
  const sums = new Map<string, { pairs: number; squares: number }>();
  for (const ofUnit of cells) {
    for (const item of items) {
      const [a, b] = ofUnit.get(item.code)?.readings ?? [];
      const maximum = toNumber(maximumOf(item));
      if (a === undefined || b === undefined || maximum === 0) continue;
      const criterion = criterionOf.get(item.code) ?? item.code;
      const sum = sums.get(criterion) ?? { pairs: 0, squares: 0 };
      sums.set(criterion, sum);
      sum.pairs += 1;
      sum.squares += ((toNumber(decimal(a.points)) - toNumber(decimal(b.points))) / maximum) ** 2;
    }
  }
  return [...sums]
    .filter(([, { pairs }]) => pairs >= LEAST_PAIRS)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([criterion, { pairs, squares }]) => ({ criterion, pairs, variance: squares / (2 * pairs) }));
}

/** A point of the frozen content, as far as errors go. */
interface ErroneousPoint {
  readonly item: string;
  readonly points: string;
  /** Readings whose mean the points are; absent where they are no readings'. */
  readonly readings?: number | undefined;
}

export interface UnitError {
  /** In points. */
  readonly se: number;
  readonly surveySe: number;
  readonly readerSe: number;
  readonly df: number;
}

/** Errors of different sources are independent: variances add; degrees of freedom by Welch and Satterthwaite. */
export function errorOfUnit(
  unit: string,
  points: readonly ErroneousPoint[],
  sources: ErrorSources,
  items: ReadonlyMap<string, { readonly maximum: number; readonly criterion: string }>,
): UnitError {
  const surveys = sources.surveys.filter((entry) => entry.unit === unit);
  const variances = new Map(sources.readers.map(({ criterion, variance }) => [criterion, variance]));
  const survey = surveys.reduce((sum, { se }) => sum + se ** 2, 0);
  let reader = 0;
  for (const { item, points: text, readings } of points) {
    const known = items.get(item);
    if (readings === undefined || text === 'NA' || known === undefined) continue;
    reader += ((variances.get(known.criterion) ?? 0) * known.maximum ** 2) / readings;
  }
  const variance = survey + reader;
  const spread = surveys.reduce((sum, { se, df }) => sum + se ** 4 / df, 0);
  return {
    se: Math.sqrt(variance),
    surveySe: Math.sqrt(survey),
    readerSe: Math.sqrt(reader),
    df: spread === 0 ? Number.POSITIVE_INFINITY : variance ** 2 / spread,
  };
}

/** Under so many degrees of freedom the t quantile is that of the normal distribution to three digits. */
const MANY = 10_000;

/** Half of the interval that holds the figure with this confidence. */
export function halfWidth({ se, df }: Pick<UnitError, 'se' | 'df'>, confidence: number): number {
  return se === 0 ? 0 : tQuantile((1 + confidence) / 2, Math.min(df, MANY)) * se;
}
