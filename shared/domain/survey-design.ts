import * as z from 'zod';

/**
 * What to do with a stratum that has a single sampled unit, whose variance cannot be estimated: stop; centre it at zero
 * instead of at its own mean; give it the mean of the other strata; or take it as sure, so that it adds nothing. The last two
 * differ in what they say, not in the figure.
 */
export const lonelyPsuSchema = z.enum(['fail', 'adjust', 'average', 'certainty', 'remove']);
export type LonelyPsu = z.infer<typeof lonelyPsuSchema>;

/** How a sample was drawn, by the names of columns of the data. */
export const designColumnsSchema = z.strictObject({
  strata: z.string().min(1).optional(),
  /** First stage first. None: every row was drawn by itself. */
  clusters: z.array(z.string().min(1)).max(4).default([]),
  weights: z.string().min(1).optional(),
  /** A stage each: how many units the population has in the stratum (or cluster above), or the sampled fraction of them. */
  fpc: z.array(z.string().min(1)).max(4).default([]),
  lonelyPsu: lonelyPsuSchema.default('fail'),
  /** Known numbers of people by the values of columns: one column post-stratifies the weights, several rake them. */
  known: z
    .array(z.strictObject({ column: z.string().min(1), totals: z.record(z.string(), z.number().positive()) }))
    .max(6)
    .default([]),
});
export type DesignColumns = z.infer<typeof designColumnsSchema>;

interface Stage {
  /** For each row its stratum at this stage: the units above it and, at the first stage, the stratum itself. */
  readonly stratum: Int32Array;
  readonly cluster: Int32Array;
  /** For each row how many units of its stratum were sampled, and how many there are; infinite without a correction. */
  readonly sampled: Float64Array;
  readonly population: Float64Array;
}

/** Weights that were moved to fit known totals; variances then come from what the totals do not explain. */
interface Calibration {
  readonly kind: 'post-stratification' | 'raking';
  /** For each row its cell; one a margin. The weights are those after that margin was fitted. */
  readonly margins: readonly { readonly cell: Int32Array; readonly weights: Float64Array }[];
}

export interface SamplingDesign {
  readonly rows: number;
  readonly weights: Float64Array;
  readonly stages: readonly Stage[];
  readonly hasPopulation: boolean;
  readonly lonelyPsu: LonelyPsu;
  readonly calibrations: readonly Calibration[];
}

/** A design that cannot be: what is wrong, and at which row (from 0). */
export class DesignError extends Error {
  override readonly name = 'DesignError';
  readonly problem:
    | 'weight-wrong'
    | 'weights-missing'
    | 'population-varies'
    | 'population-below-sample'
    | 'lonely-psu'
    | 'cell-without-total';
  readonly row: number | undefined;

  constructor(problem: DesignError['problem'], row: number | undefined, message: string) {
    super(message);
    this.problem = problem;
    this.row = row;
  }
}

/** Labels to numbers, in the order of their first appearance. */
function numbered(rows: number, labelOf: (row: number) => string | number): { readonly ids: Int32Array; readonly count: number } {
  const known = new Map<string | number, number>();
  const ids = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const label = labelOf(row);
    let id = known.get(label);
    if (id === undefined) {
      id = known.size;
      known.set(label, id);
    }
    ids[row] = id;
  }
  return { ids, count: known.size };
}

/** Numbers of pairs of numbers; the first must be below 2^21 or so, which a hundred thousand strata are. */
function pairs(rows: number, first: Int32Array, second: Int32Array, count: number): { readonly ids: Int32Array; readonly count: number } {
  return numbered(rows, (row) => (first[row] as number) * count + (second[row] as number));
}

export interface DesignData {
  readonly rows: number;
  readonly strata?: readonly string[];
  readonly clusters: readonly (readonly string[])[];
  /** Left out where `population` says how probable each row was. */
  readonly weights?: Float64Array;
  readonly population: readonly Float64Array[];
  readonly lonelyPsu: LonelyPsu;
}

/**
 * A stratified sample of several stages. A label of a cluster means a cluster within its stratum and the clusters above it.
 * `population` holds counts, or fractions of at most 1 for all stages. Throws DesignError.
 */
export function samplingDesign(data: DesignData): SamplingDesign {
  const { rows } = data;
  const clusters = data.clusters.length === 0 ? [Array.from({ length: rows }, (_, row) => String(row))] : data.clusters;
  const { strata } = data;
  const hasPopulation = data.population.length > 0;
  const areCounts = data.population.some((column) => column.some((value) => value > 1));
  let above = strata === undefined ? { ids: new Int32Array(rows), count: 1 } : numbered(rows, (row) => strata[row] ?? '');
  const stages = clusters.map((labels, k): Stage => {
    const own = numbered(rows, (row) => labels[row] ?? '');
    const cluster = pairs(rows, above.ids, own.ids, own.count);
    const stratum = above.ids;
    const stratumOf = new Int32Array(cluster.count).fill(-1);
    const perStratum = new Float64Array(above.count);
    for (let row = 0; row < rows; row += 1) {
      const id = cluster.ids[row] as number;
      if (stratumOf[id] !== -1) continue;
      stratumOf[id] = stratum[row] as number;
      (perStratum[stratum[row] as number] as number) += 1;
    }
    const sampled = Float64Array.from(stratum, (id) => perStratum[id] as number);
    const given = data.population[k];
    const first = new Float64Array(above.count).fill(Number.NaN);
    const population = Float64Array.from(sampled, (n, row) => {
      if (given === undefined) return Number.POSITIVE_INFINITY;
      const value = given[row] as number;
      const id = stratum[row] as number;
      if (Number.isNaN(first[id])) first[id] = value;
      else if (first[id] !== value)
        throw new DesignError('population-varies', row, `the population of stage ${k + 1} differs within a stratum`);
      const size = areCounts ? value : n / value;
      // A share of 1/3 written in decimals must not count as more than everything.
      if (!(size >= n * (1 - 1e-12)))
        throw new DesignError('population-below-sample', row, `stage ${k + 1} has more units sampled than there are`);
      return size;
    });
    above = cluster;
    return { stratum, cluster: cluster.ids, sampled, population };
  });
  return { rows, weights: weightsOf(data, stages), stages, hasPopulation, lonelyPsu: data.lonelyPsu, calibrations: [] };
}

/** The weights given, or the inverse of the probability that the stages give each row. */
function weightsOf({ rows, weights, population }: DesignData, stages: readonly Stage[]): Float64Array {
  if (weights !== undefined) {
    const wrong = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
    if (wrong >= 0) throw new DesignError('weight-wrong', wrong, 'a weight is a number of at least 0');
    if (!Number.isFinite(weights.reduce((sum, weight) => sum + weight, 0)))
      throw new DesignError('weight-wrong', undefined, 'the weights add up to more than any number');
    return weights;
  }
  if (population.length < stages.length) throw new DesignError('weights-missing', undefined, 'without weights every stage needs its fpc');
  const result = new Float64Array(rows).fill(1);
  for (const { sampled, population: sizes } of stages) {
    for (let row = 0; row < rows; row += 1) (result[row] as number) *= (sizes[row] as number) / (sampled[row] as number);
  }
  return result;
}

/** PSUs less strata, of the rows that carry weight. */
export function degreesOfFreedom({ rows, weights, stages: [first] }: SamplingDesign, isIn: (row: number) => boolean = () => true): number {
  const [clusters, strata] = [new Set<number>(), new Set<number>()];
  for (let row = 0; row < rows; row += 1) {
    if (weights[row] === 0 || !isIn(row)) continue;
    clusters.add(first?.cluster[row] ?? 0);
    strata.add(first?.stratum[row] ?? 0);
  }
  return clusters.size - strata.size;
}

/** What known totals do not explain of weighted influences. The means of cells are those that R's survey package takes. */
function residuals(influence: Float64Array, calibrations: readonly Calibration[]): Float64Array {
  const result = Float64Array.from(influence);
  for (const { kind, margins } of calibrations) {
    // Margins are not orthogonal to each other: ten rounds bring the rest of each to nothing.
    for (let round = 0; round < (kind === 'raking' ? 10 : 1); round += 1) {
      for (const { cell, weights } of margins) {
        const cells = cell.reduce((most, id) => Math.max(most, id), 0) + 1;
        const [sums, counts] = [new Float64Array(cells), new Float64Array(cells)];
        for (let row = 0; row < cell.length; row += 1) {
          const [id, weight] = [cell[row] as number, weights[row] as number];
          if (weight === 0) continue;
          // Raking counts rows, post-stratification their weights.
          (sums[id] as number) += kind === 'raking' ? (result[row] as number) / weight : (result[row] as number);
          (counts[id] as number) += kind === 'raking' ? 1 : weight;
        }
        for (let row = 0; row < cell.length; row += 1) {
          const id = cell[row] as number;
          if (counts[id] !== 0) (result[row] as number) -= (weights[row] as number) * ((sums[id] as number) / (counts[id] as number));
        }
      }
    }
  }
  return result;
}

/**
 * The variance of a sum of weighted influences (Taylor linearisation): at each stage the spread of the totals of sampled
 * units within strata, with the finite population correction; the stages below count by their sampled share (Särndal, Swensson and
 * Wretman 1992, section 4.3). Without population sizes the first stage holds all. `isIn` names the domain: the rest of the sample is zero
 * there and counts as such. Throws DesignError for a lonely unit where the design says so.
 */
export function varianceOf(design: SamplingDesign, influence: Float64Array, isIn: (row: number) => boolean = () => true): number {
  const isCalibrated = design.calibrations.length > 0;
  const values = isCalibrated ? residuals(influence, design.calibrations) : influence;
  const rows: number[] = [];
  // With known totals the rows outside carry what the totals explain.
  for (let row = 0; row < design.rows; row += 1) if (isCalibrated || isIn(row)) rows.push(row);
  return varianceOfStage(design, values, rows, 0);
}

/** Sampled units of one stratum: the total of each, and one of its rows. */
interface StratumTotals {
  readonly row: number;
  readonly totals: Map<number, number>;
}

function varianceOfStage(design: SamplingDesign, values: Float64Array, rows: readonly number[], k: number): number {
  const stage = design.stages[k];
  if (stage === undefined || rows.length === 0) return 0;
  const strata = new Map<number, StratumTotals>();
  for (const row of rows) {
    const id = stage.stratum[row] as number;
    let stratum = strata.get(id);
    if (stratum === undefined) {
      stratum = { row, totals: new Map() };
      strata.set(id, stratum);
    }
    const cluster = stage.cluster[row] as number;
    stratum.totals.set(cluster, (stratum.totals.get(cluster) ?? 0) + (values[row] as number));
  }
  let sum = 0;
  let known = 0;
  for (const { row, totals } of strata.values()) {
    const variance = varianceOfStratum(design, stage, row, totals);
    if (variance === undefined) continue;
    known += 1;
    sum += variance;
  }
  if (known < strata.size) sum *= strata.size / known;
  if (!design.hasPopulation || k + 1 >= design.stages.length) return sum;
  for (const below of Map.groupBy(rows, (row) => stage.cluster[row] as number).values()) {
    const [first = 0] = below;
    const share = (stage.sampled[first] as number) / (stage.population[first] as number);
    if (share > 0) sum += share * varianceOfStage(design, values, below, k + 1);
  }
  return sum;
}

/** Undefined where the design averages over the strata that have a variance. */
function varianceOfStratum(design: SamplingDesign, stage: Stage, row: number, totals: ReadonlyMap<number, number>): number | undefined {
  const [sampled, population] = [stage.sampled[row] as number, stage.population[row] as number];
  const correction = population === Number.POSITIVE_INFINITY ? 1 : (population - sampled) / population;
  // Everything was taken: no sampling error at this stage.
  if (correction < 1e-7) return 0;
  if (sampled === 1) {
    const [total = 0] = totals.values();
    switch (design.lonelyPsu) {
      case 'fail':
        throw new DesignError('lonely-psu', row, 'a stratum has a single sampled unit');
      case 'adjust':
        return correction * total * total;
      case 'average':
        return undefined;
      case 'certainty':
      case 'remove':
        return 0;
    }
  }
  let mean = 0;
  for (const total of totals.values()) mean += total / sampled;
  // Units outside the domain have a total of zero.
  let squares = (sampled - totals.size) * mean * mean;
  for (const total of totals.values()) squares += (total - mean) ** 2;
  return (correction * sampled * squares) / (sampled - 1);
}

/** A known distribution of the population: for each row its cell, and how many people each cell has. */
export interface KnownTotals {
  readonly cells: readonly string[];
  readonly totals: ReadonlyMap<string, number>;
}

function fitTo(weights: Float64Array, { cells, totals }: KnownTotals): Float64Array {
  const sums = new Map<string, number>();
  for (const [row, cell] of cells.entries()) {
    if (!totals.has(cell)) throw new DesignError('cell-without-total', row, `no known total for ${cell}`);
    sums.set(cell, (sums.get(cell) ?? 0) + (weights[row] as number));
  }
  for (const [cell, total] of totals) {
    if (total > 0 && !((sums.get(cell) ?? 0) > 0)) throw new DesignError('cell-without-total', undefined, `nobody sampled in ${cell}`);
  }
  return weights.map((weight, row) => {
    const cell = cells[row] as string;
    return weight === 0 ? 0 : (weight * (totals.get(cell) ?? 0)) / (sums.get(cell) ?? 1);
  });
}

const cellIds = ({ cells }: KnownTotals): Int32Array => numbered(cells.length, (row) => cells[row] ?? '').ids;

/** Moves the weights so that each cell has its known total. Throws DesignError. */
export function postStratify(design: SamplingDesign, known: KnownTotals): SamplingDesign {
  const weights = fitTo(design.weights, known);
  const calibration: Calibration = { kind: 'post-stratification', margins: [{ cell: cellIds(known), weights }] };
  return { ...design, weights, calibrations: [...design.calibrations, calibration] };
}

const MAX_RAKING_ROUNDS = 1000;

/** Moves the weights until every margin has its known totals, to one part in 10^13. Throws DesignError. */
export function rake(design: SamplingDesign, margins: readonly KnownTotals[]): SamplingDesign {
  let weights = design.weights;
  for (let round = 0; round < MAX_RAKING_ROUNDS; round += 1) {
    const before = weights;
    const fitted = margins.map((known) => {
      weights = fitTo(weights, known);
      return { cell: cellIds(known), weights };
    });
    if (weights.every((weight, row) => Math.abs(weight - (before[row] as number)) <= 1e-13 * weight)) {
      return { ...design, weights, calibrations: [...design.calibrations, { kind: 'raking', margins: fitted }] };
    }
  }
  throw new DesignError('cell-without-total', undefined, 'no weights fit all margins');
}
