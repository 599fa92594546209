import { betaQuantile, tQuantile } from './beta-distribution.ts';
import { degreesOfFreedom, type SamplingDesign, varianceOf } from './survey-design.ts';

/**
 * A figure of a sample with its sampling error (Taylor linearisation). The interval is the 95% t interval with df = PSUs less strata;
 * of a proportion it is taken on the logit scale, so that it stays between 0 and 1. NaN where the sample says nothing.
 */
export interface Estimate {
  /** Rows with an answer and weight. */
  readonly n: number;
  readonly mean: number;
  readonly se: number;
  readonly total: number;
  readonly totalSe: number;
  /** Variance over that of a simple random sample of the same size without replacement. */
  readonly deff: number;
  readonly df: number;
  readonly low: number;
  readonly high: number;
  /** Under 4 degrees of freedom the standard error itself is little more than a guess. */
  readonly isStable: boolean;
}

export interface Difference {
  readonly difference: number;
  readonly se: number;
  readonly df: number;
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.95;
const LEAST_DF = 4;

export type InDomain = (row: number) => boolean;
const everywhere: InDomain = () => true;

const critical = (df: number): number => (df >= 1 ? tQuantile((1 + CONFIDENCE) / 2, df) : Number.NaN);

/** Of a proportion strictly between 0 and 1: the t interval of its logit, taken back. */
function logitInterval(p: number, se: number, df: number): [low: number, high: number] {
  const half = (critical(df) * se) / (p * (1 - p));
  const logit = Math.log(p / (1 - p));
  const back = (x: number): number => 1 / (1 + Math.exp(-x));
  return [back(logit - half), back(logit + half)];
}

/** Nobody or everybody: the exact binomial interval as if each PSU were one answer, which is the most cautious reading of a cluster sample. */
function edgeInterval(p: number, psus: number): [low: number, high: number] {
  const tail = (1 - CONFIDENCE) / 2;
  return p === 0 ? [0, betaQuantile(1 - tail, 1, psus)] : [betaQuantile(tail, psus, 1), 1];
}

interface Sums {
  readonly n: number;
  readonly weight: number;
  readonly isProportion: boolean;
}

function sumsOf({ rows, weights }: SamplingDesign, values: Float64Array, isIn: InDomain): Sums {
  let [n, weight, isProportion] = [0, 0, true];
  for (let row = 0; row < rows; row += 1) {
    if (!isIn(row) || weights[row] === 0) continue;
    n += 1;
    weight += weights[row] as number;
    if (values[row] !== 0 && values[row] !== 1) isProportion = false;
  }
  return { n, weight, isProportion: isProportion && n > 0 };
}

function influences({ rows, weights }: SamplingDesign, isIn: InDomain, influenceOf: (row: number) => number): Float64Array {
  const result = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) if (isIn(row)) result[row] = (weights[row] as number) * influenceOf(row);
  return result;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** The variance that a simple random sample without replacement of the same size would give a mean of these values. */
function simpleVariance(design: SamplingDesign, values: Float64Array, isIn: InDomain, { n, weight }: Sums): number {
  const mean = sum(influences(design, isIn, (row) => values[row] as number)) / weight;
  const spread = sum(influences(design, isIn, (row) => ((values[row] as number) - mean) ** 2)) / weight;
  return weight <= n ? Number.NaN : (((spread * n) / (n - 1)) * (weight - n)) / (weight * n);
}

function psusIn({ stages: [first], rows, weights }: SamplingDesign, isIn: InDomain): number {
  const clusters = new Set<number>();
  for (let row = 0; row < rows; row += 1) if (weights[row] !== 0 && isIn(row)) clusters.add(first?.cluster[row] ?? 0);
  return clusters.size;
}

/** Mean and total of a variable in a domain. Rows without an answer (NaN) count as outside the domain. Throws DesignError. */
export function estimateMean(design: SamplingDesign, values: Float64Array, inDomain: InDomain = everywhere): Estimate {
  const isIn: InDomain = (row) => inDomain(row) && !Number.isNaN(values[row]);
  const sums = sumsOf(design, values, isIn);
  const weighted = influences(design, isIn, (row) => values[row] as number);
  const total = sum(weighted);
  const mean = total / sums.weight;
  const variance = varianceOf(
    design,
    influences(design, isIn, (row) => ((values[row] as number) - mean) / sums.weight),
    isIn,
  );
  const se = Math.sqrt(variance);
  const df = degreesOfFreedom(design, isIn);
  const half = critical(df) * se;
  const [low, high] = !sums.isProportion
    ? [mean - half, mean + half]
    : mean > 0 && mean < 1
      ? logitInterval(mean, se, df)
      : edgeInterval(mean, psusIn(design, isIn));
  return {
    n: sums.n,
    mean,
    se,
    total,
    totalSe: Math.sqrt(varianceOf(design, weighted, isIn)),
    deff: variance / simpleVariance(design, values, isIn, sums),
    df,
    low,
    high,
    isStable: df >= LEAST_DF,
  };
}

/** The ratio of two totals in a domain, over the rows that have both. `total` is that of the numerator. Throws DesignError. */
export function estimateRatio(
  design: SamplingDesign,
  numerator: Float64Array,
  denominator: Float64Array,
  inDomain: InDomain = everywhere,
): Estimate {
  const isIn: InDomain = (row) => inDomain(row) && !Number.isNaN(numerator[row]) && !Number.isNaN(denominator[row]);
  const sums = sumsOf(design, numerator, isIn);
  const weighted = influences(design, isIn, (row) => numerator[row] as number);
  const [total, below] = [sum(weighted), sum(influences(design, isIn, (row) => denominator[row] as number))];
  const ratio = total / below;
  const linear = numerator.map((value, row) => (isIn(row) ? (value - ratio * (denominator[row] as number)) / below : 0));
  const variance = varianceOf(
    design,
    influences(design, isIn, (row) => linear[row] as number),
    isIn,
  );
  const se = Math.sqrt(variance);
  const df = degreesOfFreedom(design, isIn);
  const half = critical(df) * se;
  return {
    n: sums.n,
    mean: ratio,
    se,
    total,
    totalSe: Math.sqrt(varianceOf(design, weighted, isIn)),
    // Of the total of the linearised variable.
    deff: variance / (simpleVariance(design, linear, isIn, sums) * sums.weight ** 2),
    df,
    low: ratio - half,
    high: ratio + half,
    isStable: df >= LEAST_DF,
  };
}

/** The mean in one domain less that in another; what the two share of the sample enters with its covariance. Throws DesignError. */
export function estimateDifference(design: SamplingDesign, values: Float64Array, first: InDomain, second: InDomain): Difference {
  const [a, b] = [first, second].map((inDomain) => {
    const isIn: InDomain = (row) => inDomain(row) && !Number.isNaN(values[row]);
    const { weight } = sumsOf(design, values, isIn);
    const mean = sum(influences(design, isIn, (row) => values[row] as number)) / weight;
    return { mean, influence: influences(design, isIn, (row) => ((values[row] as number) - mean) / weight) };
  }) as [{ mean: number; influence: Float64Array }, { mean: number; influence: Float64Array }];
  const isIn: InDomain = (row) => (first(row) || second(row)) && !Number.isNaN(values[row]);
  const se = Math.sqrt(
    varianceOf(
      design,
      a.influence.map((value, row) => value - (b.influence[row] as number)),
      isIn,
    ),
  );
  const df = degreesOfFreedom(design, isIn);
  const difference = a.mean - b.mean;
  const half = critical(df) * se;
  return { difference, se, df, low: difference - half, high: difference + half };
}
