import { type CriteriaSet, itemsOfField, maximumOf } from './criteria-set.ts';
import { compare, decimal, divide, multiply, ONE_HUNDRED, type Rational, rational, sum } from './rational.ts';
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

/**
 * PAR INDEX of every unit: points over the maximum of the applicable items, in percent (method of Decision 876/QĐ-BNV).
 * Exact throughout; rounding is the printer's business. Throws RangeError where a unit lacks an item, because a missing
 * score is never a zero and never "not applicable".
 */
export function computeIndex(set: CriteriaSet, scores: Scores): IndexResult {
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
    const whole = measure(
      fields.map(({ points }) => points),
      fields.map(({ maxPoints }) => maxPoints),
    );
    return { unit, ...whole, group: groupOf(set, whole.index), fields };
  });

  const unitRanks = rankAll(units);
  const fieldRanks = set.fields.map((_, f) => rankAll(units.map((unit) => ({ index: unit.fields[f]?.index }))));
  const ranked: UnitResult[] = units.map((unit, u) => ({
    ...unit,
    rank: unitRanks[u],
    fields: unit.fields.map((field, f) => ({ ...field, rank: fieldRanks[f]?.[u] })),
  }));
  ranked.sort((a, b) => (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY) || byCode(a.unit, b.unit));

  const indexes = ranked.flatMap(({ index }) => (index === undefined ? [] : [index]));
  const mean = indexes.length === 0 ? undefined : divide(sum(indexes), rational(BigInt(indexes.length)));
  return { mean, units: ranked };
}
