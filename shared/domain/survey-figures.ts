import { betaCdf, tQuantile } from './beta-distribution.ts';
import { InstanceHashes } from './instance-hashes.ts';
import { type Instrument, type Slot, slotsOf } from './instrument.ts';
import { NONE, type ResponsePage } from './response-page.ts';
import { DesignError, degreesOfFreedom, type SamplingDesign, samplingDesign, varianceOf } from './survey-design.ts';
import type { Channel } from './survey-mapping.ts';
import type { SampledPsu, SurveySample } from './survey-sample.ts';

/** A figure of a survey in percent, with its sampling error where the sample has one; null where nobody has an opinion. */
export interface SurveyFigure {
  readonly figure: string;
  /** Answers that are opinions; of a group: those of its item with the fewest. */
  readonly n: number;
  readonly mean: number | null;
  readonly se: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly deff: number | null;
  readonly df: number | null;
  readonly isStable: boolean;
}

export interface UnitFigures {
  readonly unit: string;
  /** People who answered. */
  readonly n: number;
  readonly figures: readonly SurveyFigure[];
  /** All that the instrument gives to the unit's points, as one statistic: Σ maximum · figure / 100. */
  readonly points: { readonly mean: number | null; readonly se: number | null; readonly df: number | null };
}

/** Two ways of asking within one sample; the difference is the first less the second. */
export interface ChannelDifference {
  readonly figure: string;
  readonly channels: readonly [Channel, Channel];
  readonly n: readonly [number, number];
  readonly difference: number;
  readonly se: number;
  readonly df: number;
  /** Of no difference, two-sided. */
  readonly p: number;
}

export interface SurveyFigures {
  readonly n: number;
  /** Answers that another file had brought before. */
  readonly repeated: number;
  readonly units: readonly UnitFigures[];
  readonly national: readonly SurveyFigure[];
  readonly channels: readonly ChannelDifference[];
  /** Cronbach's alpha of each group, over the people with an opinion on all its items; null under two items or people. */
  readonly reliability: readonly { readonly group: string; readonly n: number; readonly alpha: number | null }[];
}

/**
 * What the figures and their errors of a probability sample follow from: totals of each sampled place, and of a place that was certain, whose people are
 * clusters of their own, the sums over these. Numbers in the order of `items` and `figures`.
 */
export interface ClusterTotals {
  /** Figures that are one ratio: numerator over denominator. */
  readonly items: readonly string[];
  /** All figures, and last "points": what the instrument gives to the unit's points. */
  readonly figures: readonly string[];
  readonly rows: readonly {
    readonly unit: string;
    readonly stratum: string;
    /** Clusters in the row: 1, or the people of a certain place. */
    readonly clusters: number;
    readonly place: string;
    readonly n: number;
    /** Answers that are opinions, per item. */
    readonly opinions: readonly number[];
    readonly numerators: readonly number[];
    readonly denominators: readonly number[];
    /** Totals of the linearised variable, in percentage points; of `points` in points. */
    readonly linear: readonly number[];
    /** Sums of its squares over clusters; only of certain places. */
    readonly squares: readonly number[] | null;
  }[];
}

const LEAST_DF = 4;
const CONFIDENCE = 0.95;

/** A ratio that figures are made of: of one slot, or of several pooled. */
interface Base {
  readonly slots: readonly number[];
}

/** A figure is a weighted sum of ratios. */
interface Composition {
  readonly figure: string;
  readonly terms: readonly { readonly base: number; readonly weight: number }[];
}

function compositionsOf(instrument: Instrument, slots: readonly Slot[]): { bases: Base[]; figures: Composition[] } {
  const bases: Base[] = slots.map((_, s) => ({ slots: [s] }));
  const known = new Map<string, Composition>();
  const add = (composition: Composition): void => void known.set(composition.figure, composition);
  for (const [s, { figure }] of slots.entries()) add({ figure, terms: [{ base: s, weight: 1 }] });
  for (const { code, items, rule } of instrument.groups) {
    const own = slots.flatMap(({ item, option }, s) => (items.includes(item) && option === undefined ? [s] : []));
    if (own.length === 0) continue;
    if (rule === 'pooled') add({ figure: code, terms: [{ base: bases.push({ slots: own }) - 1, weight: 1 }] });
    else add({ figure: code, terms: own.map((base) => ({ base, weight: 1 / own.length })) });
  }
  for (const { code, parts } of instrument.aggregates) {
    const terms = parts.flatMap(({ of, weight }) =>
      (known.get(of)?.terms ?? []).map((term) => ({ ...term, weight: term.weight * weight })),
    );
    add({ figure: code, terms });
  }
  return { bases, figures: [...known.values()] };
}

/** Answers of one cluster by one channel: the smallest thing that estimates need. */
interface Cell {
  readonly unit: string;
  readonly channel: Channel;
  readonly place: SampledPsu | undefined;
  /** Stratum and cluster of the design. */
  readonly stratum: string;
  readonly cluster: string;
  n: number;
  /** For each slot the sum of scores and the number of opinions. */
  readonly sums: Float64Array;
  readonly opinions: Float64Array;
}

interface Added {
  readonly page: ResponsePage;
  /** The cell of each row; -1 where the row does not count. */
  readonly cells: Int32Array;
}

/**
 * Answers to figures. Pages are added batch by batch, the earliest first: an instance that came before does not count again. Sums of clusters are kept, not rows:
 * a million answers are some thousand clusters.
 */
export class SurveyCount {
  readonly #instrument: Instrument;
  readonly #slots: readonly Slot[];
  readonly #places: ReadonlyMap<string, SampledPsu>;
  readonly #sample: SurveySample | undefined;
  readonly #unitOf: (unit: string) => string;
  readonly #scores: Float64Array;
  readonly #cells: Cell[] = [];
  readonly #cellOf = new Map<string, number>();
  readonly #added: Added[] = [];
  readonly #instances = new InstanceHashes(new Uint8Array(16));
  #repeated = 0;

  /**
   * `sample`: only of a probability sample. `unitOf`: the unit that a code of the answers means now; places keep their strata
   * and weights, and the unit that took the place of others is a domain over theirs.
   */
  constructor(instrument: Instrument, sample: SurveySample | undefined, unitOf: (unit: string) => string = (unit) => unit) {
    this.#instrument = instrument;
    this.#unitOf = unitOf;
    this.#slots = slotsOf(instrument);
    this.#sample = instrument.mode === 'probability' ? sample : undefined;
    this.#places = new Map(this.#sample?.psus.map((place) => [place.psu, place]));
    // NaN: no opinion, or no answer.
    this.#scores = new Float64Array(256 * this.#slots.length).fill(Number.NaN);
    for (const [s, { scores }] of this.#slots.entries())
      for (const [choice, score] of scores.entries()) this.#scores[(s << 8) | choice] = score ?? Number.NaN;
  }

  /** `hasInstances`: the answers' identities come from an id of theirs, so that one that came before is the same. */
  add(
    page: ResponsePage,
    { channel, hasInstances }: { channel: Channel; hasInstances: boolean },
    isLeftOut?: (row: number) => boolean,
  ): void {
    const { rows, instance, answers } = page;
    const cells = new Int32Array(rows).fill(-1);
    const local = new Map<number, number>();
    for (let row = 0; row < rows; row += 1) {
      if (hasInstances && !this.#instances.addHash(instance.subarray(2 * row, 2 * row + 2))) {
        this.#repeated += 1;
        continue;
      }
      if (isLeftOut?.(row) === true) continue;
      const at = this.#cellIn(page, row, channel, local);
      cells[row] = at;
      (this.#cells[at] as Cell).n += 1;
    }
    const scores = this.#scores;
    for (let s = 0; s < this.#slots.length; s += 1) {
      const from = s * rows;
      for (let row = 0; row < rows; row += 1) {
        const at = cells[row] as number;
        if (at < 0) continue;
        const score = scores[(s << 8) | (answers[from + row] as number)] as number;
        if (Number.isNaN(score)) continue;
        const { sums, opinions } = this.#cells[at] as Cell;
        (sums[s] as number) += score;
        (opinions[s] as number) += 1;
      }
    }
    this.#added.push({ page, cells });
  }

  #cellIn(page: ResponsePage, row: number, channel: Channel, local: Map<number, number>): number {
    const [unit, psu] = [page.unit[row] as number, page.psu[row] as number];
    const short = unit * 65_536 + psu;
    const known = local.get(short);
    if (known !== undefined) return known;
    const unitCode = page.units[unit] as string;
    const psuCode = psu === NONE ? undefined : page.psus[psu];
    const place = psuCode === undefined ? undefined : this.#places.get(psuCode);
    // Of a place that was certain every person is a cluster of the next stage.
    const isCertain = place?.probability === 1;
    const cluster = isCertain ? `${psuCode} ${this.#cells.length}` : (psuCode ?? '');
    const name = `${unitCode}\n${channel}\n${cluster}`;
    let at = this.#cellOf.get(name);
    if (at === undefined) {
      const slots = this.#slots.length;
      at =
        this.#cells.push({
          unit: this.#unitOf(unitCode),
          channel,
          place,
          stratum: isCertain ? `certain ${psuCode}` : `of ${place?.stratum ?? unitCode}`,
          cluster,
          n: 0,
          sums: new Float64Array(slots),
          opinions: new Float64Array(slots),
        }) - 1;
      this.#cellOf.set(name, at);
    }
    if (!isCertain) local.set(short, at);
    return at;
  }

  /** Answers of each place that count. */
  answersByPlace(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { place, n } of this.#cells) if (place !== undefined) counts.set(place.psu, (counts.get(place.psu) ?? 0) + n);
    return counts;
  }

  /** All figures, and the points of a unit as one more: all covariances between its parts are in it. */
  #compositions(maxima: ReadonlyMap<string, number>): { bases: Base[]; figures: Composition[]; points: Composition } {
    const { bases, figures } = compositionsOf(this.#instrument, this.#slots);
    const terms = this.#instrument.feeds.flatMap(({ item, figure }) => {
      const composition = figures.find((entry) => entry.figure === figure);
      const maximum = maxima.get(item) ?? 0;
      return composition?.terms.map(({ base, weight }) => ({ base, weight: (weight * maximum) / 100 })) ?? [];
    });
    return { bases, figures, points: { figure: '', terms } };
  }

  /** Of a probability sample only; undefined otherwise. `maxima` as for `figures`. */
  clusters(maxima: ReadonlyMap<string, number>): ClusterTotals | undefined {
    if (this.#sample === undefined) return undefined;
    const { bases, figures, points } = this.#compositions(maxima);
    const answers = this.answersByPlace();
    const rows = [...Map.groupBy(this.#cells, ({ unit }) => unit)]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([unit, cells]) => {
        const estimator = new Estimator(cells, bases, this.#sample, answers, this.#instrument.minimumN);
        return estimator.clusterTotals(unit, this.#slots.length, [...figures, points]);
      });
    return { items: this.#slots.map(({ figure }) => figure), figures: [...figures.map(({ figure }) => figure), 'points'], rows };
  }

  /** `maxima`: the maximum points of each item that the instrument feeds. Throws LonelyStratumError or DesignError. */
  figures(maxima: ReadonlyMap<string, number>): SurveyFigures {
    const { bases, figures, points } = this.#compositions(maxima);
    const answers = this.answersByPlace();
    const { minimumN } = this.#instrument;
    const estimator = new Estimator(this.#cells, bases, this.#sample, answers, minimumN);
    // Strata lie within units: the cells of a unit are a design of their own.
    const estimators = new Map(
      [...Map.groupBy(this.#cells, ({ unit }) => unit)]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([unit, cells]) => [unit, new Estimator(cells, bases, this.#sample, answers, minimumN)]),
    );
    const spread = this.#sample === undefined ? undefined : this.#spread(estimator, estimators, [...figures, points]);
    const units = [...estimators].map(([unit, own]): UnitFigures => {
      const estimate = (composition: Composition): SurveyFigure =>
        own.estimate(composition, everywhere, spread?.get(`${unit}\n${composition.figure}`));
      const all = estimate(points);
      return {
        unit,
        n: own.answers,
        figures: figures.map(estimate),
        points: points.terms.length === 0 ? { mean: null, se: null, df: null } : { mean: all.mean, se: all.se, df: all.df },
      };
    });
    return {
      n: this.#cells.reduce((sum, { n }) => sum + n, 0),
      repeated: this.#repeated,
      units,
      national: this.#national(figures, units, estimator, spread),
      channels: this.#sample === undefined ? [] : this.#channels(figures, estimator),
      reliability: this.#reliability(),
    };
  }

  #national(
    figures: readonly Composition[],
    units: readonly UnitFigures[],
    estimator: Estimator,
    spread: ReadonlyMap<string, Spread> | undefined,
  ): SurveyFigure[] {
    if (this.#instrument.national === 'people')
      return figures.map((composition) => estimator.estimate(composition, everywhere, spread?.get(`\n${composition.figure}`)));
    // Units are sampled independently: variances add.
    return figures.map(({ figure }, f) => {
      const parts = units.flatMap((unit) => unit.figures[f] ?? []);
      const complete = parts.length > 0 && parts.every(({ mean }) => mean !== null);
      const mean = complete ? parts.reduce((sum, part) => sum + (part.mean ?? 0), 0) / parts.length : null;
      const hasErrors = complete && parts.every(({ se }) => se !== null);
      const se = hasErrors ? Math.sqrt(parts.reduce((sum, part) => sum + (part.se ?? 0) ** 2, 0)) / parts.length : null;
      const df = hasErrors ? parts.reduce((sum, part) => sum + (part.df ?? 0), 0) : null;
      return figureOf(
        figure,
        parts.reduce((sum, { n }) => sum + n, 0),
        mean,
        se,
        df,
        null,
      );
    });
  }

  #channels(figures: readonly Composition[], estimator: Estimator): ChannelDifference[] {
    const channels = [...new Set(this.#cells.map(({ channel }) => channel))].sort();
    const headlines = new Set(
      this.#instrument.aggregates.length > 0
        ? this.#instrument.aggregates.map(({ code }) => code)
        : this.#instrument.groups.map(({ code }) => code),
    );
    return channels.flatMap((first, i) =>
      channels.slice(i + 1).flatMap((second) =>
        figures.flatMap((composition): ChannelDifference[] => {
          if (!headlines.has(composition.figure)) return [];
          const difference = estimator.difference(
            composition,
            (cell) => cell.channel === first,
            (cell) => cell.channel === second,
          );
          return difference === undefined ? [] : [{ figure: composition.figure, channels: [first, second], ...difference }];
        }),
      ),
    );
  }

  /** For each unit and figure, and for the country: the weighted sum of squares of rows' influences. For design effects. */
  #spread(estimator: Estimator, estimators: ReadonlyMap<string, Estimator>, figures: readonly Composition[]): Map<string, Spread> {
    const spread = new Map<string, Spread>();
    const add = (composition: Composition, of: string, own: Estimator): Spread => {
      const entry = { ...own.linear(composition, everywhere), n: 0, weight: 0, sum: 0, squares: 0 };
      spread.set(`${of}\n${composition.figure}`, entry);
      return entry;
    };
    const units = [...estimators.keys()];
    const unitOf = Int32Array.from(this.#cells, ({ unit }) => units.indexOf(unit));
    for (const composition of figures) {
      const ofUnit = [...estimators].map(([unit, own]) => add(composition, unit, own));
      const ofAll = this.#instrument.national === 'people' ? add(composition, '', estimator) : undefined;
      for (const { page, cells } of this.#added) {
        for (let row = 0; row < page.rows; row += 1) {
          const at = cells[row] as number;
          if (at < 0) continue;
          const weight = estimator.weightOf(at);
          this.#addInfluence(ofUnit[unitOf[at] as number] as Spread, page, row, weight, estimator);
          if (ofAll !== undefined) this.#addInfluence(ofAll, page, row, weight, estimator);
        }
      }
    }
    return spread;
  }

  #addInfluence(entry: Spread, { rows, answers }: ResponsePage, row: number, weight: number, estimator: Estimator): void {
    let [influence, isOpinion] = [0, false];
    for (const { base, factor, ratio } of entry.terms) {
      for (const s of estimator.slotsOf(base)) {
        const score = this.#scores[(s << 8) | (answers[s * rows + row] as number)] as number;
        if (Number.isNaN(score)) continue;
        isOpinion = true;
        influence += factor * (score - ratio);
      }
    }
    if (!isOpinion) return;
    entry.n += 1;
    entry.weight += weight;
    entry.sum += weight * influence;
    entry.squares += weight * influence ** 2;
  }

  #reliability(): SurveyFigures['reliability'] {
    return this.#instrument.groups.map(({ code, items }) => {
      const own = this.#slots.flatMap(({ item, option }, s) => (items.includes(item) && option === undefined ? [s] : []));
      const sums = new Float64Array(own.length + 1);
      const squares = new Float64Array(own.length + 1);
      let n = 0;
      const scores = new Float64Array(own.length + 1);
      for (const { page, cells } of this.#added) {
        for (let row = 0; row < page.rows; row += 1) {
          if ((cells[row] as number) < 0) continue;
          let total = 0;
          for (let k = 0; k < own.length; k += 1) {
            const s = own[k] as number;
            const score = this.#scores[(s << 8) | (page.answers[s * page.rows + row] as number)] as number;
            scores[k] = score;
            total += score;
          }
          // Somebody without an opinion on one of them.
          if (Number.isNaN(total)) continue;
          scores[own.length] = total;
          n += 1;
          for (let k = 0; k < scores.length; k += 1) {
            const score = scores[k] as number;
            (sums[k] as number) += score;
            (squares[k] as number) += score * score;
          }
        }
      }
      const variances = [...squares].map((square, k) => (square - (sums[k] as number) ** 2 / n) / (n - 1));
      const total = variances.pop() ?? 0;
      const k = own.length;
      const alpha =
        k < 2 || n < 2 || !(total > 0) ? null : (k / (k - 1)) * (1 - variances.reduce((sum, variance) => sum + variance, 0) / total);
      return { group: code, n, alpha };
    });
  }
}

const everywhere = (): boolean => true;
const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

interface Linear {
  /** Per base: by what a row's score less the ratio is multiplied. */
  readonly terms: readonly { readonly base: number; readonly factor: number; readonly ratio: number }[];
}

interface Spread extends Linear {
  n: number;
  weight: number;
  sum: number;
  squares: number;
}

function figureOf(figure: string, n: number, mean: number | null, se: number | null, df: number | null, deff: number | null): SurveyFigure {
  const hasInterval = mean !== null && se !== null && df !== null && df >= 1;
  const half = hasInterval ? tQuantile((1 + CONFIDENCE) / 2, df) * se : 0;
  const [low, high] = hasInterval ? percentInterval(mean, se, half) : [null, null];
  return { figure, n, mean, se, low, high, deff, df, isStable: df !== null && df >= LEAST_DF };
}

/** Percentages stay between 0 and 100: the interval is that of the logit, where there is one. */
function percentInterval(mean: number, se: number, half: number): [number, number] {
  const p = mean / 100;
  if (!(p > 0 && p < 1) || se === 0) return [Math.max(0, mean - half), Math.min(100, mean + half)];
  const [logit, width] = [Math.log(p / (1 - p)), half / 100 / (p * (1 - p))];
  return [100 / (1 + Math.exp(width - logit)), 100 / (1 + Math.exp(-width - logit))];
}

/** A stratum with a single place that has answers, where the sample says to fail. */
export class LonelyStratumError extends Error {
  override readonly name = 'LonelyStratumError';
  readonly stratum: string;

  constructor(stratum: string) {
    super(`stratum ${stratum} has a single place with answers`);
    this.stratum = stratum;
  }
}

/** Figures and their errors from cells, whose weights fill up what each place was to stand for. */
class Estimator {
  readonly #cells: readonly Cell[];
  readonly #bases: readonly Base[];
  readonly #weights: Float64Array;
  readonly #design: SamplingDesign | undefined;
  readonly #minimumN: number;

  constructor(
    cells: readonly Cell[],
    bases: readonly Base[],
    sample: SurveySample | undefined,
    answers: ReadonlyMap<string, number>,
    minimumN: number,
  ) {
    this.#minimumN = minimumN;
    this.#cells = cells;
    this.#bases = bases;
    // People of the place over the answers it gave: the base weight, moved to make up for who did not answer there.
    this.#weights = Float64Array.from(cells, ({ place }) =>
      place === undefined ? 1 : place.size / (place.probability * (answers.get(place.psu) ?? 1)),
    );
    this.#design =
      sample === undefined
        ? undefined
        : samplingDesign({
            rows: cells.length,
            strata: cells.map(({ stratum }) => stratum),
            clusters: [cells.map(({ cluster }) => cluster)],
            weights: this.#weights,
            population: [],
            lonelyPsu: sample.lonelyPsu,
          });
  }

  get answers(): number {
    return this.#cells.reduce((sum, { n }) => sum + n, 0);
  }

  weightOf(cell: number): number {
    return this.#weights[cell] as number;
  }

  slotsOf(base: number): readonly number[] {
    return this.#bases[base]?.slots ?? [];
  }

  /** Weighted sum of scores and of opinions of a base in one cell. */
  #totals(at: number, base: number): readonly [number, number] {
    const { sums, opinions } = this.#cells[at] as Cell;
    let [score, count] = [0, 0];
    for (const s of this.slotsOf(base)) {
      score += sums[s] as number;
      count += opinions[s] as number;
    }
    const weight = this.#weights[at] as number;
    return [weight * score, weight * count];
  }

  #ratio(base: number, isIn: (cell: Cell) => boolean): { ratio: number; below: number; n: number } {
    let [above, below, n] = [0, 0, 0];
    for (const [at, cell] of this.#cells.entries()) {
      if (!isIn(cell)) continue;
      const [score, count] = this.#totals(at, base);
      above += score;
      below += count;
      if (count > 0) n += Math.round(count / (this.#weights[at] as number));
    }
    return { ratio: above / below, below, n };
  }

  linear({ terms }: Composition, isIn: (cell: Cell) => boolean): Linear & { mean: number; n: number } {
    const parts = terms.map(({ base, weight }) => ({ base, weight, ...this.#ratio(base, isIn) }));
    return {
      terms: parts.map(({ base, weight, ratio, below }) => ({ base, ratio, factor: weight / below })),
      mean: parts.reduce((sum, { weight, ratio }) => sum + weight * ratio, 0),
      n: parts.reduce((least, { n }) => Math.min(least, n), Number.POSITIVE_INFINITY),
    };
  }

  #influences({ terms }: Linear, isIn: (cell: Cell) => boolean): Float64Array {
    return Float64Array.from(this.#cells, (cell, at) => {
      if (!isIn(cell)) return 0;
      let influence = 0;
      for (const { base, factor, ratio } of terms) {
        const [score, count] = this.#totals(at, base);
        influence += factor * (score - ratio * count);
      }
      return influence;
    });
  }

  clusterTotals(unit: string, slots: number, compositions: readonly Composition[]): ClusterTotals['rows'] {
    const influences = compositions.map((composition) => this.#influences(this.linear(composition, everywhere), everywhere));
    const clusters = Map.groupBy(this.#cells.keys(), (at) => {
      const { stratum, cluster } = this.#cells[at] as Cell;
      return `${stratum}\n${cluster}`;
    });
    const sums = [...clusters.values()].map((members) => {
      const first = this.#cells[members[0] as number] as Cell;
      const total = (of: (at: number) => number): number => members.reduce((sum, at) => sum + of(at), 0);
      const ofSlots = (part: 0 | 1): number[] => Array.from({ length: slots }, (_, slot) => total((at) => this.#totals(at, slot)[part]));
      return {
        ...{ unit, stratum: first.stratum, place: first.place?.psu ?? first.cluster, clusters: 1 },
        isCertain: first.place?.probability === 1,
        n: total((at) => (this.#cells[at] as Cell).n),
        opinions: Array.from({ length: slots }, (_, slot) => total((at) => (this.#cells[at] as Cell).opinions[slot] as number)),
        numerators: ofSlots(0),
        denominators: ofSlots(1),
        // Of a figure without any opinion there is nothing.
        linear: influences.map((influence) => finite(total((at) => influence[at] as number))),
      };
    });
    const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value + (b[i] as number));
    const rows = new Map<string, ClusterTotals['rows'][number]>();
    for (const { isCertain, ...sum } of sums) {
      const key = isCertain ? sum.stratum : `${sum.stratum}\n${sum.place}`;
      const known = rows.get(key);
      const squares = isCertain ? sum.linear.map((value) => value ** 2) : null;
      if (known === undefined) rows.set(key, { ...sum, squares });
      else
        rows.set(key, {
          ...known,
          clusters: known.clusters + 1,
          n: known.n + sum.n,
          opinions: plus(known.opinions, sum.opinions),
          numerators: plus(known.numerators, sum.numerators),
          denominators: plus(known.denominators, sum.denominators),
          linear: plus(known.linear, sum.linear),
          squares: known.squares === null || squares === null ? null : plus(known.squares, squares),
        });
    }
    return [...rows.values()];
  }

  #variance(influence: Float64Array, isIn?: (row: number) => boolean): number {
    if (this.#design === undefined) return Number.NaN;
    try {
      return varianceOf(this.#design, influence, isIn);
    } catch (error) {
      const cell = error instanceof DesignError && error.problem === 'lonely-psu' ? this.#cells[error.row ?? -1] : undefined;
      throw cell === undefined ? error : new LonelyStratumError(cell.place?.stratum ?? cell.stratum);
    }
  }

  #inRow(isIn: (cell: Cell) => boolean): (row: number) => boolean {
    return (row) => isIn(this.#cells[row] as Cell);
  }

  estimate(composition: Composition, isIn: (cell: Cell) => boolean, spread: Spread | undefined): SurveyFigure {
    const linear = this.linear(composition, isIn);
    const n = Number.isFinite(linear.n) ? linear.n : 0;
    // Of too few people nothing is told, the figure itself included.
    if (Number.isNaN(linear.mean) || n < this.#minimumN) return figureOf(composition.figure, n, null, null, null, null);
    if (this.#design === undefined) return figureOf(composition.figure, n, linear.mean, null, null, null);
    const inRow = this.#inRow(isIn);
    const variance = this.#variance(this.#influences(linear, isIn), inRow);
    // Clusters in which nobody has an opinion on any part are not of the domain.
    const hasOpinion = (row: number): boolean => linear.terms.some(({ base }) => this.#totals(row, base)[1] > 0);
    const df = degreesOfFreedom(this.#design, (row) => inRow(row) && hasOpinion(row));
    return figureOf(
      composition.figure,
      n,
      linear.mean,
      Math.sqrt(variance),
      df,
      spread === undefined ? null : designEffect(variance, spread),
    );
  }

  difference(
    composition: Composition,
    first: (cell: Cell) => boolean,
    second: (cell: Cell) => boolean,
  ): Omit<ChannelDifference, 'figure' | 'channels'> | undefined {
    if (this.#design === undefined) return undefined;
    const [a, b] = [this.linear(composition, first), this.linear(composition, second)];
    if (Number.isNaN(a.mean) || Number.isNaN(b.mean) || Math.min(a.n, b.n) < this.#minimumN) return undefined;
    const [inA, inB] = [this.#influences(a, first), this.#influences(b, second)];
    const se = Math.sqrt(this.#variance(inA.map((value, i) => value - (inB[i] as number))));
    const df = degreesOfFreedom(this.#design);
    const difference = a.mean - b.mean;
    return { n: [a.n, b.n], difference, se, df, p: df >= 1 && se > 0 ? tTwoSided(difference / se, df) : 1 };
  }
}

/** The probability of a t value at least as far from 0. */
const tTwoSided = (t: number, df: number): number => betaCdf(df / (df + t * t), df / 2, 0.5);

/** Variance over that of a simple random sample without replacement of as many people. */
function designEffect(variance: number, { n, weight, sum, squares }: Spread): number | null {
  const mean = sum / weight;
  const simple = (((squares / weight - mean ** 2) * n) / (n - 1)) * ((weight - n) / (weight * n)) * weight ** 2;
  return n > 1 && weight > n && simple > 0 ? variance / simple : null;
}

/** What points are made of: the figures of each unit, as they are computed or as they are published. */
interface PointGivers {
  readonly units: readonly {
    readonly unit: string;
    readonly n: number;
    readonly figures: readonly Pick<SurveyFigure, 'figure' | 'n' | 'mean'>[];
  }[];
}

/** Decimals of points from a survey. The figure is an estimate; the points that enter the index are exact from here on. */
const POINT_DECIMALS = 4;

/**
 * The points that an instrument gives: maximum · figure / 100, rounded half up to 4 decimals, as decimal text; null where the figure has fewer answers
 * than the minimum or none. `maxima`: decimal text of each item.
 */
export function surveyPoints(
  instrument: Instrument,
  { units }: PointGivers,
  maxima: ReadonlyMap<string, string>,
): Record<string, Record<string, string | null>> {
  const mayFeed = instrument.mode !== 'open' || instrument.feedsWhenOpen;
  return Object.fromEntries(
    units.map(({ unit, n, figures }) => [
      unit,
      Object.fromEntries(
        (mayFeed ? instrument.feeds : []).map(({ item, figure }) => {
          const found = figures.find((entry) => entry.figure === figure);
          const isEnough = found?.mean !== null && found !== undefined && Math.min(n, found.n) >= instrument.minimumN;
          return [item, isEnough ? pointsText(Number(maxima.get(item) ?? 0), found.mean ?? 0) : null];
        }),
      ),
    ]),
  );
}

function pointsText(maximum: number, percent: number): string {
  // Twelve significant digits first: 0.00005 must not become 0.0000499999999 on the way.
  const scaled = Number(((maximum * percent * 10 ** POINT_DECIMALS) / 100).toPrecision(12));
  const units = String(Math.floor(scaled + 0.5)).padStart(POINT_DECIMALS + 1, '0');
  return `${units.slice(0, -POINT_DECIMALS)}.${units.slice(-POINT_DECIMALS)}`;
}
