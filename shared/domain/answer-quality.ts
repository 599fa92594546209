import { betaCdf } from './beta-distribution.ts';
import { InstanceHashes } from './instance-hashes.ts';
import { type Instrument, type Slot, slotsOf } from './instrument.ts';
import { NO_ANSWER, NO_TIME, NONE, type ResponsePage } from './response-page.ts';
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
/** Over a whole survey about so many pairs; a million answers are compared with fewer others each. */
const COMPARISONS = 40_000_000;
const LEAST_COMPARED = 60;
const LEAST_ITEMS = 10;
/** An answer that stays with one option for so much of the longest grid was not thought about. */
const STRAIGHT = 0.9;
const LEAST_GRID = 6;
/** Below this share of the median nobody has been asked everything. */
const SPEEDING_SHARE = 1 / 3;
const LONGEST_SECONDS = 6 * 3600;
/** Fewer answers of a place or an enumerator say nothing about them. */
const LEAST_ANSWERS = 5;
/** Fewer others do not say how much enumerators differ. */
const LEAST_OTHERS = 3;

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
const tTwoSided = (t: number, df: number): number => betaCdf(df / (df + t * t), df / 2, 0.5);

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
  /** Of place and enumerator: numbers are compared a hundred million times. -1: none. */
  readonly placeId: number;
  readonly enumeratorId: number;
  readonly started: number;
  /** Undefined where nothing is known. */
  readonly seconds: number | undefined;
  readonly choices: Uint8Array;
  /** Of what the answer says: an order that hangs on nothing else. */
  readonly hash: number;
}

/** FNV-1a. */
function hashOf({ psu, enumerator, started, seconds, choices }: Omit<Answer, 'hash'>): number {
  let hash = 2_166_136_261;
  const bytes = [...choices, ...Array.from(`${psu} ${enumerator} ${started} ${seconds}`, (letter) => letter.charCodeAt(0))];
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 16_777_619);
  return hash >>> 0;
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
  readonly #ids = new Map<string, number>();
  readonly #instances = new InstanceHashes(new Uint8Array(16));

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
    this.#slots = slotsOf(instrument);
  }

  add(page: ResponsePage, hasInstances: boolean): void {
    const { rows, units, psus, enumerators } = page;
    const placeIds = psus.map((psu) => this.#idOf(`p ${psu}`));
    const enumeratorIds = enumerators.map((enumerator) => this.#idOf(`e ${enumerator}`));
    for (let row = 0; row < rows; row += 1) {
      if (hasInstances && !this.#instances.addHash(page.instance.subarray(2 * row, 2 * row + 2))) continue;
      // Of an answer without place and enumerator there is nobody to ask: nothing could be flagged.
      if (page.psu[row] === NONE && page.enumerator[row] === NONE) continue;
      const [psu, enumerator, seconds] = [page.psu[row] as number, page.enumerator[row] as number, page.seconds[row] as number];
      const answer = {
        unit: units[page.unit[row] as number] as string,
        psu: psu === NONE ? undefined : psus[psu],
        enumerator: enumerator === NONE ? undefined : enumerators[enumerator],
        placeId: placeIds[psu] ?? -1,
        enumeratorId: enumeratorIds[enumerator] ?? -1,
        started: page.started[row] as number,
        seconds: seconds === NO_TIME ? undefined : seconds,
        choices: Uint8Array.from(this.#slots, (_, s) => page.answers[s * rows + row] as number),
      };
      this.#answers.push({ ...answer, hash: hashOf(answer) });
    }
  }

  #idOf(name: string): number {
    const known = this.#ids.get(name) ?? this.#ids.size;
    this.#ids.set(name, known);
    return known;
  }

  /** By unit and place. `sample`: the plan that places are held against. */
  flags(sample: SurveySample | undefined): QualityFlag[] {
    // In an order of their own: with whom an answer is compared must not hang on which file came first.
    this.#answers.sort((a, b) => a.hash - b.hash);
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
    // On a short form many answer alike.
    if (this.#slots.length < LEAST_ITEMS) return [];
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
    const compared = Math.min(COMPARED, Math.max(LEAST_COMPARED, COMPARISONS / this.#answers.length));
    const stride = Math.max(1, Math.ceil(all.length / compared));
    for (const answer of place.answers) {
      const { enumerator, placeId, enumeratorId } = answer;
      // The place first, then the enumerator's answers from other places; of too many every n-th.
      const byEnumeratorToo = enumerator === undefined ? [] : (byEnumerator.get(enumerator) ?? []);
      const step = Math.max(1, Math.ceil((place.answers.length + byEnumeratorToo.length) / compared));
      let [partners, isFound] = [0, false];
      for (const [nth, others] of [place.answers, byEnumeratorToo].entries()) {
        for (let i = 0; i < others.length; i += step) {
          const other = others[i] as Answer;
          if (other === answer || (nth === 1 && other.placeId === placeId)) continue;
          partners += 1;
          isFound ||= isNear(answer.choices, other.choices, allowed);
        }
      }
      let [pairs, hits] = [0, 0];
      for (let i = 0; i < all.length; i += stride) {
        const other = all[i] as Answer;
        if (other.placeId === placeId || (enumeratorId >= 0 && other.enumeratorId === enumeratorId)) continue;
        pairs += 1;
        if (isNear(answer.choices, other.choices, allowed)) hits += 1;
      }
      if (pairs === 0) continue;
      probabilities.push(1 - (1 - (hits + 0.5) / (pairs + 1)) ** partners);
      if (isFound) found += 1;
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
    return this.#unusualShares(
      'straight-lining',
      () => true,
      isStraight,
      (answers) => ({
        longestRun: rounded(mean(answers.map((answer) => measured.get(answer)?.run ?? 0))),
        items: grid.length,
        medianSd: rounded(median(answers.map((answer) => measured.get(answer)?.sd ?? 0))),
      }),
    );
  }

  #speeding(): QualityFlag[] {
    const known = this.#answers.flatMap(({ seconds }) => (seconds === undefined || seconds < 0 ? [] : [seconds]));
    if (known.length === 0) return [];
    const middle = median(known);
    const floor = Math.max(this.#instrument.leastSeconds ?? 0, middle * SPEEDING_SHARE);
    const isFast = ({ seconds }: Answer): boolean => seconds !== undefined && seconds >= 0 && seconds < floor;
    const isTimed = ({ seconds }: Answer): boolean => seconds !== undefined && seconds >= 0;
    return this.#unusualShares('speeding', isTimed, isFast, (answers) => ({
      floor: rounded(floor),
      median: rounded(median(answers.flatMap(({ seconds }) => seconds ?? []))),
      medianOfAll: rounded(middle),
    }));
  }

  /**
   * Enumerators with more such answers than the others of the unit, or those of the survey, would give: by chance alone (binomial), and as far as
   * enumerators differ anyhow (a funnel around the others). `isKnown`: of whom it can be said at all.
   */
  #unusualShares(
    kind: 'straight-lining' | 'speeding',
    isKnown: (answer: Answer) => boolean,
    isSuch: (answer: Answer) => boolean,
    evidenceOf: (answers: readonly Answer[]) => Record<string, number>,
  ): QualityFlag[] {
    const pool = this.#answers.filter(isKnown);
    const groups = groupsBy(pool, 'enumerator')
      .map((group) => ({ group, n: group.answers.length, found: group.answers.filter(isSuch).length }))
      .filter(({ n }) => n >= LEAST_ANSWERS);
    const byUnit = Map.groupBy(groups, ({ group }) => group.unit);
    const candidates = groups.map((own) => {
      const { group, n, found } = own;
      const inUnit = (byUnit.get(group.unit) ?? []).filter((other) => other !== own);
      const inSurvey = groups.filter((other) => other !== own);
      // Whichever others have more of it: where people are content, many tick the same everywhere.
      const enough = [inUnit, inSurvey].filter((others) => others.length >= LEAST_OTHERS);
      const tested = (enough.length > 0 ? enough : [inSurvey].filter((others) => others.length > 0)).map((others) =>
        shareTest(found, n, others),
      );
      const worst = tested.reduce((most, entry) => (entry.p > most.p ? entry : most), tested[0] ?? { p: 1, share: Number.NaN });
      const evidence = { found, share: rounded(found / n), shareElsewhere: rounded(worst.share), p: rounded(worst.p) };
      return { p: worst.p, flag: this.#flag(kind, group, 'enumerator', { ...evidence, ...evidenceOf(group.answers) }) };
    });
    return discoveries(candidates).map(({ flag }) => flag);
  }

  /** Interviews that end before they begin, last half a day, or run while the same person asks somebody else. */
  #impossibleTimes(): QualityFlag[] {
    return groupsBy(this.#answers, 'enumerator').flatMap((group) => {
      const timed = group.answers.filter(({ started, seconds }) => started > 0 && seconds !== undefined);
      const backwards = timed.filter(({ seconds = 0 }) => seconds < 0).length;
      const endless = timed.filter(({ seconds = 0 }) => seconds > LONGEST_SECONDS).length;
      const inOrder = timed
        .filter(({ seconds = 0 }) => seconds >= 0 && seconds <= LONGEST_SECONDS)
        .sort((a, b) => a.started - b.started || (a.seconds ?? 0) - (b.seconds ?? 0));
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
   * Enumerators whose people answer unlike those of the others in the province: a funnel of means, as wide as the others spread (Spiegelhalter 2005),
   * with the share of variance that lies between enumerators (ICC).
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
      if (groups.length <= LEAST_OTHERS) continue;
      const { centre, icc } = spreadOf(groups.map(({ scores }) => scores));
      for (const { group, scores } of groups) {
        // Without the one who is looked at: somebody far off would widen the funnel that he is held against.
        const others = groups.filter((other) => other.group !== group).map((other) => other.scores);
        const around = spreadOf(others);
        const error = Math.sqrt(around.within / scores.length + around.between * (1 + 1 / others.length) + around.within / around.n);
        if (!(error > 0)) continue;
        const t = (mean(scores) - around.centre) / error;
        const p = tTwoSided(t, others.length - 1);
        const evidence = {
          mean: rounded(mean(scores)),
          meanOfUnit: rounded(centre),
          meanElsewhere: rounded(around.centre),
          t: rounded(t),
          icc: rounded(icc),
          p: rounded(p),
        };
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
    // What both left blank they have not answered alike.
    if (a[s] === b[s] && a[s] !== NO_ANSWER) continue;
    differing += 1;
    if (differing > allowed) return false;
  }
  return true;
}

/** The longest run of one choice, and the spread of the choices around their own mean; what was left blank is no choice. */
function straightness(choices: Uint8Array, grid: readonly number[]): { run: number; sd: number } {
  let [run, longest, n, sum, squares, before] = [0, 0, 0, 0, 0, NO_ANSWER];
  for (const s of grid) {
    const choice = choices[s] as number;
    run = choice === NO_ANSWER ? 0 : choice === before ? run + 1 : 1;
    before = choice;
    longest = Math.max(longest, run);
    if (choice === NO_ANSWER) continue;
    n += 1;
    sum += choice;
    squares += choice * choice;
  }
  return { run: longest, sd: n === 0 ? 0 : Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2)) };
}

/** How groups of scores spread: variance within and between them (method of moments, unequal sizes), and what share of it is between. */
function spreadOf(groups: readonly (readonly number[])[]): { n: number; centre: number; within: number; between: number; icc: number } {
  const all = groups.flat();
  const centre = mean(all);
  const means = groups.map(mean);
  const inside = groups.reduce((sum, scores, g) => sum + scores.reduce((part, score) => part + (score - (means[g] as number)) ** 2, 0), 0);
  const within = inside / Math.max(1, all.length - groups.length);
  const across = groups.reduce((sum, scores, g) => sum + scores.length * ((means[g] as number) - centre) ** 2, 0) / (groups.length - 1);
  const size = (all.length - groups.reduce((sum, scores) => sum + scores.length ** 2, 0) / all.length) / (groups.length - 1);
  const between = Math.max(0, (across - within) / size);
  return { n: all.length, centre, within, between, icc: between + within > 0 ? between / (between + within) : 0 };
}

/** Is a share larger than those of others? The more cautious of the binomial test and of a funnel as wide as the others' shares spread. */
function shareTest(
  found: number,
  n: number,
  others: readonly { readonly n: number; readonly found: number }[],
): { p: number; share: number } {
  const total = others.reduce((sum, other) => sum + other.n, 0);
  const share = (others.reduce((sum, other) => sum + other.found, 0) + 0.5) / (total + 1);
  // One or two others do not say how far they spread: chance alone is left.
  if (others.length < LEAST_OTHERS) return { p: binomialTail(found, n, share), share };
  const spread = others.reduce((sum, other) => sum + (other.found / other.n - share) ** 2, 0) / (others.length - 1);
  const expected = others.reduce((sum, other) => sum + (share * (1 - share)) / other.n, 0) / others.length;
  const between = Math.max(0, spread - expected);
  const t = (found / n - share) / Math.sqrt((share * (1 - share)) / n + between * (1 + 1 / others.length));
  const byFunnel = t <= 0 ? 1 : tTwoSided(t, others.length - 1) / 2;
  return { p: Math.max(binomialTail(found, n, share), byFunnel), share };
}
