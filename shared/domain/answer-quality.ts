import { betaCdf } from './beta-distribution.ts';
import { InstanceHashes } from './instance-hashes.ts';
import { type Instrument, type Slot, slotsOf } from './instrument.ts';
import { NO_TIME, NONE, type ResponsePage } from './response-page.ts';
import type { SurveySample } from './survey-sample.ts';

export type FlagKind = 'near-duplicates' | 'straight-lining' | 'speeding' | 'impossible-times' | 'enumerator-effect' | 'place-missing';

/** Evidence that answers may not be what they seem: a person looks at it and decides; nothing is left out by itself. */
export interface QualityFlag {
  readonly id: string;
  readonly kind: FlagKind;
  readonly unit: string;
  readonly psu?: string;
  readonly enumerator?: string;
  /** Answers that it is about. */
  readonly n: number;
  readonly evidence: Readonly<Record<string, number | string>>;
}

/** Of all flags of a kind raised over answers without fault, about this share at most is wrong (Benjamini and Hochberg 1995). */
const FALSE_DISCOVERIES = 0.05;
/** Two people who answer nine items of ten alike are near duplicates (Kuriakose and Robbins 2016 take 85 %; short forms need more). */
const NEAR = 0.9;
/** With how many others of its province an answer is compared at most. */
const COMPARED = 1500;
/** An answer that stays with one option for so much of the longest grid was not thought about. */
const STRAIGHT = 0.9;
const LEAST_GRID = 6;
/** Below this share of the median nobody has been asked everything. */
const SPEEDING_SHARE = 1 / 3;
const LONGEST_SECONDS = 6 * 3600;
/** Fewer answers of a place or an enumerator say nothing about them. */
const LEAST_ANSWERS = 5;

interface Candidate {
  readonly p: number;
  readonly flag: QualityFlag;
}

/** The candidates that stand when so many were tested together; `tests` counts those that nothing pointed to as well. */
export function discoveries<T extends { readonly p: number }>(candidates: readonly T[], tests = candidates.length): T[] {
  const sorted = [...candidates].sort((a, b) => a.p - b.p);
  const last = sorted.findLastIndex(({ p }, i) => p <= (FALSE_DISCOVERIES * (i + 1)) / tests);
  return sorted.slice(0, last + 1);
}

/** The probability of at least k successes in trials with these probabilities. */
export function poissonBinomialTail(probabilities: readonly number[], k: number): number {
  if (k <= 0) return 1;
  // Probability of exactly j successes so far, for j below k; what leaves it is k or more.
  const exactly = new Float64Array(k);
  exactly[0] = 1;
  let reached = 0;
  for (const p of probabilities) {
    reached += (exactly[k - 1] as number) * p;
    for (let j = k - 1; j > 0; j -= 1) exactly[j] = (exactly[j] as number) * (1 - p) + (exactly[j - 1] as number) * p;
    exactly[0] = (exactly[0] as number) * (1 - p);
  }
  return Math.min(1, reached);
}

/** The probability of at least k of n where each has probability p. */
const binomialTail = (k: number, n: number, p: number): number => (k <= 0 ? 1 : p <= 0 ? 0 : p >= 1 ? 1 : betaCdf(p, k, n - k + 1));
const normalTwoSided = (z: number): number => betaCdf(1e7 / (1e7 + z * z), 5e6, 0.5);

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Six digits tell enough; below 1e-100 a table of DynamoDB takes no number, and nobody needs one. */
const rounded = (value: number): number => (Math.abs(value) < 1e-100 ? 0 : Number(value.toPrecision(6)));

interface Answer {
  readonly unit: string;
  readonly psu: string | undefined;
  readonly enumerator: string | undefined;
  readonly started: number;
  /** Undefined where nothing is known. */
  readonly seconds: number | undefined;
  readonly choices: Uint8Array;
}

type Group = { readonly unit: string; readonly name: string; readonly answers: readonly Answer[] };

function groupsBy(answers: readonly Answer[], of: 'psu' | 'enumerator'): Group[] {
  const known = answers.filter((answer) => answer[of] !== undefined);
  return [...Map.groupBy(known, (answer) => `${answer.unit}\n${answer[of]}`).values()].map((own) => ({
    unit: own[0]?.unit ?? '',
    name: own[0]?.[of] ?? '',
    answers: own,
  }));
}

/** Looks at the answers of an instrument for what points to fabrication or careless work. The earliest batch is added first, as for figures. */
export class QualityCheck {
  readonly #instrument: Instrument;
  readonly #slots: readonly Slot[];
  readonly #answers: Answer[] = [];
  readonly #instances = new InstanceHashes(new Uint8Array(16));

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
    this.#slots = slotsOf(instrument);
  }

  add(page: ResponsePage, hasInstances: boolean): void {
    const { rows, units, psus, enumerators } = page;
    for (let row = 0; row < rows; row += 1) {
      if (hasInstances && !this.#instances.addHash(page.instance.subarray(2 * row, 2 * row + 2))) continue;
      // Of an answer without place and enumerator there is nobody to ask: nothing could be flagged.
      if (page.psu[row] === NONE && page.enumerator[row] === NONE) continue;
      const [psu, enumerator, seconds] = [page.psu[row] as number, page.enumerator[row] as number, page.seconds[row] as number];
      this.#answers.push({
        unit: units[page.unit[row] as number] as string,
        psu: psu === NONE ? undefined : psus[psu],
        enumerator: enumerator === NONE ? undefined : enumerators[enumerator],
        started: page.started[row] as number,
        seconds: seconds === NO_TIME ? undefined : seconds,
        choices: Uint8Array.from(this.#slots, (_, s) => page.answers[s * rows + row] as number),
      });
    }
  }

  /** By unit and place. `sample`: the plan that places are held against. */
  flags(sample: SurveySample | undefined): QualityFlag[] {
    const found = [
      ...this.#nearDuplicates(),
      ...this.#straightLining(),
      ...this.#speeding(),
      ...this.#impossibleTimes(),
      ...this.#enumeratorEffects(),
      ...this.#missing(sample),
    ];
    return found.sort((a, b) => (a.unit === b.unit ? (a.id < b.id ? -1 : 1) : a.unit < b.unit ? -1 : 1));
  }

  #allowed(): number {
    return Math.floor(this.#slots.length * (1 - NEAR) + 1e-9);
  }

  /**
   * Places where more people than chance allows have a near duplicate in the place or among their enumerator's answers. How likely a near
   * duplicate is for this very person is seen from pairs of different enumerators and places of the province: whoever answers as most do has many.
   */
  #nearDuplicates(): QualityFlag[] {
    const allowed = this.#allowed();
    const candidates: Candidate[] = [];
    let tests = 0;
    for (const own of Map.groupBy(this.#answers, ({ unit }) => unit).values()) {
      const places = groupsBy(own, 'psu').filter(({ answers }) => answers.length >= LEAST_ANSWERS);
      if (places.length < 2) continue;
      const byEnumerator = Map.groupBy(own, ({ enumerator }) => enumerator);
      const compared = places.map((place) => ({ place, ...this.#compare(place, own, byEnumerator, allowed) }));
      // Neighbours are a little alike in every place; only what goes beyond the usual place counts.
      const usual = Math.max(1, median(compared.map(({ found, expected }) => (expected > 0 ? found / expected : 0))));
      for (const { place, found, probabilities, expected } of compared) {
        tests += 1;
        const p = poissonBinomialTail(
          probabilities.map((probability) => Math.min(1, probability * usual)),
          found,
        );
        const evidence = { found, expected: rounded(expected * usual), p: rounded(p), share: rounded(found / place.answers.length) };
        candidates.push({ p, flag: this.#flag('near-duplicates', place, 'psu', evidence) });
      }
    }
    return discoveries(candidates, tests).map(({ flag }) => flag);
  }

  /** Of a place: people with a near duplicate, and for each how likely that was. */
  #compare(place: Group, all: readonly Answer[], byEnumerator: ReadonlyMap<string | undefined, readonly Answer[]>, allowed: number) {
    const probabilities: number[] = [];
    let found = 0;
    const stride = Math.max(1, Math.ceil(all.length / COMPARED));
    for (const answer of place.answers) {
      const { enumerator, psu } = answer;
      const elsewhere = enumerator === undefined ? [] : (byEnumerator.get(enumerator) ?? []).filter((other) => other.psu !== psu);
      const near = [...place.answers, ...elsewhere].filter((other) => other !== answer);
      let [pairs, hits] = [0, 0];
      for (let i = 0; i < all.length; i += stride) {
        const other = all[i] as Answer;
        if (other.psu === psu || (enumerator !== undefined && other.enumerator === enumerator)) continue;
        pairs += 1;
        if (isNear(answer.choices, other.choices, allowed)) hits += 1;
      }
      if (pairs === 0) continue;
      probabilities.push(1 - (1 - (hits + 0.5) / (pairs + 1)) ** near.length);
      if (near.some((other) => isNear(answer.choices, other.choices, allowed))) found += 1;
    }
    return { found, probabilities, expected: probabilities.reduce((sum, p) => sum + p, 0) };
  }

  /** Runs of items that share a scale and several of which stand one after another: where somebody may tick straight down. */
  #grid(): readonly number[] {
    let longest: number[] = [];
    for (const { items } of this.#instrument.sections) {
      for (const own of Map.groupBy(items, ({ scale }) => scale).values()) {
        const codes = new Set(own.flatMap(({ code, choose }) => (choose === undefined ? [code] : [])));
        const slots = this.#slots.flatMap(({ item }, s) => (codes.has(item) ? [s] : []));
        if (slots.length > longest.length) longest = slots;
      }
    }
    return longest.length >= LEAST_GRID ? longest : [];
  }

  #straightLining(): QualityFlag[] {
    const grid = this.#grid();
    if (grid.length === 0) return [];
    const measured = new Map(this.#answers.map((answer) => [answer, straightness(answer.choices, grid)]));
    const isStraight = (answer: Answer): boolean => (measured.get(answer)?.run ?? 0) >= STRAIGHT * grid.length;
    return this.#unusualShares('straight-lining', isStraight, (answers) => ({
      longestRun: rounded(mean(answers.map((answer) => measured.get(answer)?.run ?? 0))),
      items: grid.length,
      medianSd: rounded(median(answers.map((answer) => measured.get(answer)?.sd ?? 0))),
    }));
  }

  #speeding(): QualityFlag[] {
    const known = this.#answers.flatMap(({ seconds }) => (seconds === undefined || seconds < 0 ? [] : [seconds]));
    if (known.length === 0) return [];
    const middle = median(known);
    const floor = Math.max(this.#instrument.leastSeconds ?? 0, middle * SPEEDING_SHARE);
    const isFast = ({ seconds }: Answer): boolean => seconds !== undefined && seconds >= 0 && seconds < floor;
    return this.#unusualShares('speeding', isFast, (answers) => ({
      floor: rounded(floor),
      median: rounded(median(answers.flatMap(({ seconds }) => seconds ?? []))),
      medianOfAll: rounded(middle),
    }));
  }

  /** Enumerators with more such answers than the rest of the unit and the rest of the survey would give. */
  #unusualShares(
    kind: 'straight-lining' | 'speeding',
    isSuch: (answer: Answer) => boolean,
    evidenceOf: (answers: readonly Answer[]) => Record<string, number>,
  ): QualityFlag[] {
    const such = new Set(this.#answers.filter(isSuch));
    const groups = groupsBy(this.#answers, 'enumerator').filter(({ answers }) => answers.length >= LEAST_ANSWERS);
    const byUnit = Map.groupBy(this.#answers, ({ unit }) => unit);
    const suchInUnit = new Map([...byUnit].map(([unit, answers]) => [unit, answers.filter((answer) => such.has(answer)).length]));
    const candidates = groups.map((group) => {
      const n = group.answers.length;
      const found = group.answers.filter((answer) => such.has(answer)).length;
      // Whichever others have more of it: where people are content, many tick the same everywhere.
      const inUnit = byUnit.get(group.unit)?.length ?? 0;
      const others = Math.max(
        (such.size - found + 0.5) / (this.#answers.length - n + 1),
        inUnit === n ? 0 : ((suchInUnit.get(group.unit) ?? 0) - found + 0.5) / (inUnit - n + 1),
      );
      const p = binomialTail(found, n, others);
      const evidence = { found, share: rounded(found / n), shareElsewhere: rounded(others), p: rounded(p), ...evidenceOf(group.answers) };
      return { p, flag: this.#flag(kind, group, 'enumerator', evidence) };
    });
    return discoveries(candidates).map(({ flag }) => flag);
  }

  /** Interviews that end before they begin, last half a day, or run while the same person asks somebody else. */
  #impossibleTimes(): QualityFlag[] {
    return groupsBy(this.#answers, 'enumerator').flatMap((group) => {
      const timed = group.answers.filter(({ started, seconds }) => started > 0 && seconds !== undefined);
      const backwards = timed.filter(({ seconds = 0 }) => seconds < 0).length;
      const endless = timed.filter(({ seconds = 0 }) => seconds > LONGEST_SECONDS).length;
      const inOrder = timed.filter(({ seconds = 0 }) => seconds >= 0 && seconds <= LONGEST_SECONDS).sort((a, b) => a.started - b.started);
      let [overlapping, busyUntil] = [0, 0];
      for (const { started, seconds = 0 } of inOrder) {
        if (started < busyUntil) overlapping += 1;
        busyUntil = Math.max(busyUntil, started + seconds);
      }
      return backwards + endless + overlapping === 0
        ? []
        : [this.#flag('impossible-times', group, 'enumerator', { backwards, endless, overlapping })];
    });
  }

  /**
   * Enumerators whose people answer unlike those of the others in the province: a funnel of means, as wide as the province's enumerators usually spread
   * (Spiegelhalter 2005), with the share of variance that lies between them (ICC).
   */
  #enumeratorEffects(): QualityFlag[] {
    const scoreOf = (choices: Uint8Array): number => {
      const scores = this.#slots.flatMap(({ scores: worth }, s) => worth[choices[s] as number] ?? []);
      return scores.length === 0 ? Number.NaN : mean(scores);
    };
    const candidates: Candidate[] = [];
    for (const own of Map.groupBy(this.#answers, ({ unit }) => unit).values()) {
      const groups = groupsBy(own, 'enumerator')
        .map((group) => ({ group, scores: group.answers.map(({ choices }) => scoreOf(choices)).filter((score) => !Number.isNaN(score)) }))
        .filter(({ scores }) => scores.length >= LEAST_ANSWERS);
      if (groups.length < 3) continue;
      const all = groups.flatMap(({ scores }) => scores);
      const centre = mean(all);
      const within = groups.reduce((sum, { scores }) => sum + scores.reduce((part, score) => part + (score - mean(scores)) ** 2, 0), 0);
      const sd2 = within / (all.length - groups.length);
      if (!(sd2 > 0)) continue;
      const between = groups.reduce((sum, { scores }) => sum + scores.length * (mean(scores) - centre) ** 2, 0) / (groups.length - 1);
      const size = (all.length - groups.reduce((sum, { scores }) => sum + scores.length ** 2, 0) / all.length) / (groups.length - 1);
      const icc = Math.max(0, (between - sd2) / (between + (size - 1) * sd2));
      const tau2 = Math.max(0, (between - sd2) / size);
      for (const { group, scores } of groups) {
        const z = (mean(scores) - centre) / Math.sqrt(sd2 / scores.length + tau2);
        const p = normalTwoSided(z);
        const evidence = { mean: rounded(mean(scores)), meanOfUnit: rounded(centre), z: rounded(z), icc: rounded(icc), p: rounded(p) };
        candidates.push({ p, flag: this.#flag('enumerator-effect', group, 'enumerator', evidence) });
      }
    }
    return discoveries(candidates).map(({ flag }) => flag);
  }

  #missing(sample: SurveySample | undefined): QualityFlag[] {
    const answers = Map.groupBy(this.#answers, ({ psu }) => psu);
    return (sample?.psus ?? []).flatMap(({ psu, unit, interviews }) => {
      const n = answers.get(psu)?.length ?? 0;
      if (2 * n >= interviews) return [];
      return [{ id: `place-missing.${psu}`, kind: 'place-missing' as const, unit, psu, n, evidence: { planned: interviews, answers: n } }];
    });
  }

  #flag(kind: FlagKind, { unit, name, answers }: Group, of: 'psu' | 'enumerator', evidence: QualityFlag['evidence']): QualityFlag {
    return { id: `${kind}.${unit}.${name}`, kind, unit, [of]: name, n: answers.length, evidence };
  }
}

function isNear(a: Uint8Array, b: Uint8Array, allowed: number): boolean {
  let differing = 0;
  for (let s = 0; s < a.length; s += 1) {
    if (a[s] === b[s]) continue;
    differing += 1;
    if (differing > allowed) return false;
  }
  return true;
}

/** The longest run of one choice, and the spread of the choices around their own mean. */
function straightness(choices: Uint8Array, grid: readonly number[]): { run: number; sd: number } {
  let [run, longest, sum, squares] = [0, 0, 0, 0];
  for (const [i, s] of grid.entries()) {
    const choice = choices[s] as number;
    run = i > 0 && choice === choices[grid[i - 1] as number] ? run + 1 : 1;
    longest = Math.max(longest, run);
    sum += choice;
    squares += choice * choice;
  }
  return { run: longest, sd: Math.sqrt(Math.max(0, squares / grid.length - (sum / grid.length) ** 2)) };
}
