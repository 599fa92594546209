import { normalCdf, normalQuantile } from './normal-distribution.ts';

/** A figure of one unit with its standard error; errors of different units are independent. */
export interface Estimate {
  readonly value: number;
  readonly se: number;
}

export interface RankInterval {
  /** 1 + the units that are significantly above. */
  readonly low: number;
  /** n - the units that are significantly below. */
  readonly high: number;
  /** Positions, in the order given, of the units whose difference is not significant; the unit itself is not among them. */
  readonly tiedWith: readonly number[];
}

/** Errors are taken together on a grid of 5 %: the critical value depends on their ratios only, and hardly so. */
const GRID = Math.log(1.05);
/** Simpson's rule: the integrand is smooth and dies away beyond 8 standard deviations. */
const STEPS = 96;
const REACH = 8;

interface ErrorClass {
  readonly se: number;
  count: number;
}

function classesOf(estimates: readonly Estimate[]): Map<number, ErrorClass> {
  const classes = new Map<number, ErrorClass>();
  for (const { se } of estimates) {
    const key = classOf(se);
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { se: se === 0 ? 0 : Math.exp(key * GRID), count: 1 });
    else known.count += 1;
  }
  return classes;
}

const classOf = (se: number): number => (se === 0 ? Number.NEGATIVE_INFINITY : Math.round(Math.log(se) / GRID));

/**
 * P(|σk·Zk − σ·Z| <= c·√(σk² + σ²) for all others k). Given Z the others are independent of each other, so that one integral over Z is
 * left: exact where a simulation would need thousands of draws for every unit.
 */
function jointProbability(c: number, se: number, others: readonly ErrorClass[]): number {
  const given = (z: number): number => {
    let logarithm = 0;
    for (const { se: other, count } of others) {
      if (other === 0) {
        // A figure without error: the difference is the unit's own error. Neither has one: there is nothing to cover.
        if (se > 0 && Math.abs(z) > c) return 0;
        continue;
      }
      const reach = c * Math.hypot(se, other);
      const p = normalCdf((se * z + reach) / other) - normalCdf((se * z - reach) / other);
      if (p <= 0) return 0;
      logarithm += count * Math.log(p);
    }
    return Math.exp(logarithm);
  };
  if (se === 0) return given(0);
  const reach = others.some(({ se: other }) => other === 0) ? Math.min(REACH, c) : REACH;
  const width = (2 * reach) / STEPS;
  let sum = 0;
  for (let step = 0; step <= STEPS; step += 1) {
    const z = -reach + step * width;
    const weight = step === 0 || step === STEPS ? 1 : step % 2 === 1 ? 4 : 2;
    sum += weight * given(z) * Math.exp((-z * z) / 2);
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

/** The c that all differences of one unit to the others stay within, in units of their standard errors, with the confidence asked for. */
export function criticalValue(confidence: number, se: number, others: readonly ErrorClass[]): number {
  const n = others.reduce((sum, { count }) => sum + count, 0);
  if (n === 0) return 0;
  // One difference alone, and the bound of Bonferroni.
  let low = normalQuantile((1 + confidence) / 2);
  let high = normalQuantile(1 - (1 - confidence) / (2 * n)) + 1e-9;
  for (let i = 0; i < 30; i += 1) {
    const middle = (low + high) / 2;
    if (jointProbability(middle, se, others) < confidence) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * For each unit the ranks that its figure is compatible with: simultaneous confidence intervals for its differences to all others, and
 * from them [1 + units significantly above, n − units significantly below] (Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91(1), marginal
 * confidence sets, single step). `confidence` such as 0.9. Two figures without error differ as soon as they are not equal. Never from overlapping intervals.
 */
export function rankIntervals(estimates: readonly Estimate[], confidence: number): RankInterval[] {
  const classes = classesOf(estimates);
  const criticalOf = new Map(
    [...classes].map(([key, { se }]) => {
      const others = [...classes].flatMap(([other, { se: own, count }]) => {
        const left = other === key ? count - 1 : count;
        return left === 0 ? [] : [{ se: own, count: left }];
      });
      return [key, criticalValue(confidence, se, others)] as const;
    }),
  );
  const n = estimates.length;
  return estimates.map(({ value, se }, i) => {
    const critical = criticalOf.get(classOf(se)) ?? 0;
    let [above, below] = [0, 0];
    const tiedWith: number[] = [];
    for (let j = 0; j < n; j += 1) {
      if (j === i) continue;
      const other = estimates[j] as Estimate;
      const difference = other.value - value;
      const reach = critical * Math.hypot(se, other.se);
      if (difference > reach) above += 1;
      else if (-difference > reach) below += 1;
      else tiedWith.push(j);
    }
    return { low: 1 + above, high: n - below, tiedWith };
  });
}
