import type { UnitResult } from './par-index.ts';
import { compare, divide, type Rational, subtract, toNumber } from './rational.ts';
import { seededRandom } from './seeded-random.ts';

export const WEIGHT_DRAWS = 10_000;
/** Each field's weight times a number of U(0.75, 1.25), then renormalised. */
const SPREAD = 0.25;

/** What ranks a unit would have under other choices. It says how much the choices matter, nothing about error. */
export interface UnitSensitivity {
  readonly unit: string;
  /** Lowest and highest rank with one field left out, and which field that was. */
  readonly withoutField: { readonly best: number; readonly bestField: string; readonly worst: number; readonly worstField: string };
  /** 5 % and 95 % quantile of the rank over drawn weights. */
  readonly weights: { readonly low: number; readonly high: number };
}

const byValue = (a: Rational | undefined, b: Rational | undefined): number =>
  a === undefined ? (b === undefined ? 0 : 1) : b === undefined ? -1 : compare(b, a);

/** Competition ranks of exact values; those without a value have none. */
function ranksOf(values: readonly (Rational | undefined)[]): (number | undefined)[] {
  const order = values.map((_, i) => i).sort((i, j) => byValue(values[i], values[j]));
  const ranks: (number | undefined)[] = new Array(values.length);
  order.forEach((i, position) => {
    const before = order[position - 1];
    const isTied = before !== undefined && byValue(values[before], values[i]) === 0;
    ranks[i] = values[i] === undefined ? undefined : isTied ? ranks[before] : position + 1;
  });
  return ranks;
}

/**
 * Sensitivity of the ranks to choices (OECD and JRC 2008, Handbook on Constructing Composite Indicators, step 7): leaving out one field, exact, and field
 * weights drawn around theirs. Of the ranked units given, in their order. The same seed gives the same figures.
 */
export function sensitivity(units: readonly UnitResult[], seed: string): UnitSensitivity[] {
  const fields = units[0]?.fields.map(({ code }) => code) ?? [];
  if (units.length === 0 || fields.length < 2) return [];
  const without = fields.map((_, f) =>
    ranksOf(
      units.map(({ points, maxPoints, fields: own }) => {
        const left = subtract(maxPoints, own[f]?.maxPoints ?? maxPoints);
        return left.n === 0n ? undefined : divide(subtract(points, own[f]?.points ?? points), left);
      }),
    ),
  );
  const quantiles = drawnRanks(units, seed);
  return units.map(({ unit }, u) => {
    const ranks = fields.flatMap((field, f) => {
      const rank = without[f]?.[u];
      return rank === undefined ? [] : [{ field, rank }];
    });
    const best = ranks.reduce((a, b) => (b.rank < a.rank ? b : a));
    const worst = ranks.reduce((a, b) => (b.rank > a.rank ? b : a));
    return {
      unit,
      withoutField: { best: best.rank, bestField: best.field, worst: worst.rank, worstField: worst.field },
      weights: quantiles[u] ?? { low: 0, high: 0 },
    };
  });
}

function drawnRanks(units: readonly UnitResult[], seed: string): { low: number; high: number }[] {
  const n = units.length;
  const fields = units[0]?.fields.length ?? 0;
  const random = seededRandom(seed);
  const points = Float64Array.from(units.flatMap(({ fields: own }) => own.map((field) => toNumber(field.points))));
  const maxima = Float64Array.from(units.flatMap(({ fields: own }) => own.map((field) => toNumber(field.maxPoints))));
  const counts = new Uint32Array(n * (n + 1));
  const values = new Float64Array(n);
  const sorted = new Float64Array(n);
  const weights = new Float64Array(fields);
  for (let draw = 0; draw < WEIGHT_DRAWS; draw += 1) {
    for (let f = 0; f < fields; f += 1) weights[f] = 1 - SPREAD + 2 * SPREAD * random();
    for (let u = 0; u < n; u += 1) {
      let [above, below] = [0, 0];
      for (let f = 0; f < fields; f += 1) {
        const weight = weights[f] as number;
        above += weight * (points[u * fields + f] as number);
        below += weight * (maxima[u * fields + f] as number);
      }
      values[u] = above / below;
    }
    sorted.set(values);
    sorted.sort();
    for (let u = 0; u < n; u += 1) {
      const value = values[u] as number;
      // First position after the last equal value: that many are above.
      let [low, high] = [0, n];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sorted[middle] as number) > value) high = middle;
        else low = middle + 1;
      }
      const at = u * (n + 1) + (n - low + 1);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return units.map((_, u) => {
    const own = counts.subarray(u * (n + 1), (u + 1) * (n + 1));
    const quantile = (p: number): number => {
      let sum = 0;
      for (let rank = 1; rank <= n; rank += 1) {
        sum += own[rank] as number;
        if (sum >= p * WEIGHT_DRAWS) return rank;
      }
      return n;
    };
    return { low: quantile(0.05), high: quantile(0.95) };
  });
}
