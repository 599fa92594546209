import { type CriteriaSet, itemsOfField, maximumOf } from './criteria-set.ts';
import { add, compare, decimal, divide, multiply, ONE_HUNDRED, type Rational, rational, sum, ZERO } from './rational.ts';
import type { Scores } from './scores.ts';

/** Points, their maximum and the ratio in percent of one unit, for the whole set or for one field. */
export interface Measure {
  readonly points: Rational;
  /** Without the items that do not apply: not applicable leaves the denominator, it is not zero. */
  readonly maxPoints: Rational;
  /** points / maxPoints in percent, unrounded; undefined where nothing applies. */
  readonly index: Rational | undefined;
  /** Competition rank (1, 2, 2, 4) on the exact index. */
  readonly rank: number | undefined;
}

export interface FieldResult extends Measure {
  readonly code: string;
}

export interface UnitResult extends Measure {
  readonly unit: string;
  /** Points for or against the unit as a whole; undefined where there are none. Part of `points`, of no field. */
  readonly adjustments: Rational | undefined;
  readonly group: string | undefined;
  readonly fields: readonly FieldResult[];
}

export interface IndexResult {
  /** Simple mean of the units' exact indexes, as the ministry publishes it (84.38 in 2023). */
  readonly mean: Rational | undefined;
  /** By rank, then by code; units without an index last. */
  readonly units: readonly UnitResult[];
}

type Unranked<T extends Measure> = Omit<T, 'rank'>;

/** Gives each entry 1 + the number of strictly better ones. Equal exact values share a rank; nothing is rounded first. */
function rankAll<T extends { readonly index: Rational | undefined }>(entries: readonly T[]): (number | undefined)[] {
  const sorted = entries.flatMap((entry) => (entry.index === undefined ? [] : [entry.index])).sort((a, b) => compare(b, a));
  const ranks = new Map<string, number>();
  sorted.forEach((index, position) => {
    const key = `${index.n}/${index.d}`;
    if (!ranks.has(key)) ranks.set(key, position + 1);
  });
  return entries.map(({ index }) => (index === undefined ? undefined : ranks.get(`${index.n}/${index.d}`)));
}

function measure(points: readonly Rational[], maxima: readonly Rational[]): Unranked<Measure> {
  const total = sum(points);
  const maxPoints = sum(maxima);
  return { points: total, maxPoints, index: maxPoints.n === 0n ? undefined : multiply(divide(total, maxPoints), ONE_HUNDRED) };
}

/** The group with the highest floor that the exact index reaches; undefined below all floors. */
function groupOf(set: CriteriaSet, index: Rational | undefined): string | undefined {
  if (index === undefined) return undefined;
  return set.groups
    .map(({ name, atLeast }) => ({ name, floor: decimal(atLeast) }))
    .filter(({ floor }) => compare(index, floor) >= 0)
    .sort((a, b) => compare(b.floor, a.floor))[0]?.name;
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a round adds to the items: adjustments of whole units, and units that are assessed but not ranked. */
export interface ComputationExtras {
  /** unit code -> signed points. */
  readonly adjustments?: ReadonlyMap<string, Rational>;
  /** Their index is computed; they have no rank and no group, and no part in the mean. */
  readonly unranked?: ReadonlySet<string>;
}

/** The index with the adjustments on their own line: points stay between 0 and the maximum. */
function adjusted(whole: Unranked<Measure>, adjustment: Rational | undefined): Unranked<Measure> {
  if (adjustment === undefined) return whole;
  const { maxPoints } = whole;
  const sumOfBoth = add(whole.points, adjustment);
  const points = compare(sumOfBoth, ZERO) < 0 ? ZERO : compare(sumOfBoth, maxPoints) > 0 ? maxPoints : sumOfBoth;
  return { points, maxPoints, index: maxPoints.n === 0n ? undefined : multiply(divide(points, maxPoints), ONE_HUNDRED) };
}

/**
 * PAR INDEX of every unit: points over the maximum of the applicable items, in percent (method of Decision 876/QĐ-BNV).
 * Exact throughout; rounding is the printer's business. Throws RangeError where a unit lacks an item, because a missing
 * score is never a zero and never "not applicable".
 */
export function computeIndex(set: CriteriaSet, scores: Scores, more: ComputationExtras = {}): IndexResult {
  const isRanked = (unit: string): boolean => more.unranked?.has(unit) !== true;
  const units = [...scores.keys()].map((unit) => {
    const fields = set.fields.map((field) => {
      const applicable = itemsOfField(field).flatMap((item) => {
        const points = scores.get(unit)?.get(item.code);
        if (points === undefined) throw new RangeError(`unit ${unit} has no points for item ${item.code}`);
        return points === 'NA' ? [] : [{ points, maximum: maximumOf(item) }];
      });
      return {
        code: field.code,
        ...measure(
          applicable.map(({ points }) => points),
          applicable.map(({ maximum }) => maximum),
        ),
      };
    });
    const adjustments = more.adjustments?.get(unit);
    const whole = adjusted(
      measure(
        fields.map(({ points }) => points),
        fields.map(({ maxPoints }) => maxPoints),
      ),
      adjustments,
    );
    const group = isRanked(unit) ? groupOf(set, whole.index) : undefined;
    return { unit, adjustments, ...whole, group, fields };
  });

  const unitRanks = rankAll(units.map(({ unit, index }) => ({ index: isRanked(unit) ? index : undefined })));
  const fieldRanks = set.fields.map((_, f) =>
    rankAll(units.map(({ unit, fields }) => ({ index: isRanked(unit) ? fields[f]?.index : undefined }))),
  );
  const ranked: UnitResult[] = units.map((unit, u) => ({
    ...unit,
    rank: unitRanks[u],
    fields: unit.fields.map((field, f) => ({ ...field, rank: fieldRanks[f]?.[u] })),
  }));
  ranked.sort((a, b) => (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY) || byCode(a.unit, b.unit));

  const indexes = ranked.flatMap(({ unit, index }) => (index === undefined || !isRanked(unit) ? [] : [index]));
  const mean = indexes.length === 0 ? undefined : divide(sum(indexes), rational(BigInt(indexes.length)));
  return { mean, units: ranked };
}
