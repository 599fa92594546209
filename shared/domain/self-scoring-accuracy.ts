import { betaQuantile } from './beta-distribution.ts';
import type { ReasonCode } from './cell.ts';
import { add, compare, divide, multiply, ONE_HUNDRED, type Rational, subtract, sum, toDecimal, ZERO } from './rational.ts';

/** One claim and what became of it. */
export interface SettledClaim {
  readonly unit: string;
  readonly field: string;
  readonly claimed: Rational;
  readonly settled: Rational;
  /** After the explanation. */
  readonly final: Rational;
  readonly maximum: Rational;
  readonly reasonCode: ReasonCode | undefined;
}

/** An estimate shrunk towards all units, with its 90% interval. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** How near a unit's claims came to what was settled; for one field, or for all (`field` undefined). */
export interface Accuracy {
  readonly unit: string;
  readonly field: string | undefined;
  readonly n: number;
  readonly claimed: Rational;
  readonly settled: Rational;
  readonly final: Rational;
  /** (claimed - settled) / maximum of the claimed items, in %: positive where too much was claimed. */
  readonly gapBefore: Rational | undefined;
  readonly gapAfter: Rational | undefined;
  readonly cut: number;
  readonly raised: number;
  /** Points cut (positive) or added, by reason code; "none" where no code was given. */
  readonly byReason: Readonly<Record<string, string>>;
  readonly shareCut: Interval | undefined;
  readonly meanGap: Interval | undefined;
}

/** Under so many claims a share or a mean says too little about a unit. */
export const LEAST_CLAIMS = 10;
const Z_90 = 1.6448536269514722;
/** Without any difference between units the prior is as good as a point. */
const STRONGEST_PRIOR = 1e6;

type Summary = Omit<Accuracy, 'shareCut' | 'meanGap'> & { readonly gaps: readonly number[] };

function percentOf(difference: Rational, maximum: Rational): Rational | undefined {
  return maximum.n === 0n ? undefined : multiply(divide(difference, maximum), ONE_HUNDRED);
}

function summarise(unit: string, field: string | undefined, claims: readonly SettledClaim[]): Summary {
  const [claimed, settled, final, maximum] = (['claimed', 'settled', 'final', 'maximum'] as const).map((name) =>
    sum(claims.map((claim) => claim[name])),
  ) as [Rational, Rational, Rational, Rational];
  const byReason = new Map<string, Rational>();
  for (const claim of claims) {
    const difference = subtract(claim.claimed, claim.settled);
    if (difference.n === 0n) continue;
    const code = claim.reasonCode ?? 'none';
    byReason.set(code, add(byReason.get(code) ?? ZERO, difference));
  }
  return {
    unit,
    field,
    n: claims.length,
    claimed,
    settled,
    final,
    gapBefore: percentOf(subtract(claimed, settled), maximum),
    gapAfter: percentOf(subtract(claimed, final), maximum),
    cut: claims.filter((claim) => compare(claim.settled, claim.claimed) < 0).length,
    raised: claims.filter((claim) => compare(claim.settled, claim.claimed) > 0).length,
    byReason: Object.fromEntries([...byReason].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, points]) => [code, toDecimal(points)])),
    gaps: claims.flatMap((claim) => {
      const gap = percentOf(subtract(claim.claimed, claim.settled), claim.maximum);
      return gap === undefined ? [] : [Number(gap.n) / Number(gap.d)];
    }),
  };
}

const total = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/**
 * Beta-binomial empirical Bayes for the share of claims cut: overall share and intraclass correlation by moments (Kleinman
 * 1973, weights n), posterior mean and 90% interval of each unit. The uncertainty of the two moments is not in it.
 */
function shareCutOf(units: readonly Summary[]): (unit: Summary) => Interval {
  const n = units.map((unit) => unit.n);
  const all = total(n);
  const p = total(units.map(({ cut }) => cut)) / all;
  const spread = total(units.map((unit) => unit.n * (unit.cut / unit.n - p) ** 2));
  const free = units.length - 1;
  const rho = p <= 0 || p >= 1 || free < 1 ? 0 : (spread / (p * (1 - p)) - free) / (all - total(n.map((k) => k * k)) / all - free);
  const strength = rho <= 0 ? STRONGEST_PRIOR : Math.min(STRONGEST_PRIOR, (1 - Math.min(rho, 0.999)) / Math.min(rho, 0.999));
  return ({ cut, n: claims }) => {
    // Jeffreys' half keeps the prior proper where nothing, or everything, was cut.
    const [a, b] = p <= 0 || p >= 1 ? [0.5 + cut, 0.5 + claims - cut] : [strength * p + cut, strength * (1 - p) + claims - cut];
    return { estimate: a / (a + b), low: betaQuantile(0.05, a, b), high: betaQuantile(0.95, a, b) };
  };
}

/**
 * Normal-normal empirical Bayes for a unit's mean gap in % of an item's maximum: within-unit variance pooled, between-unit
 * variance by DerSimonian and Laird (1986), the mean's own uncertainty added as Morris (1983) does.
 */
function meanGapOf(units: readonly Summary[]): (unit: Summary) => Interval {
  const meanOf = ({ gaps }: Summary): number => total(gaps) / gaps.length;
  const free = total(units.map(({ gaps }) => gaps.length - 1));
  const within = total(units.map((unit) => total(unit.gaps.map((gap) => (gap - meanOf(unit)) ** 2)))) / free;
  const errors = units.map(({ gaps }) => within / gaps.length);
  const weights = errors.map((error) => (error === 0 ? 1 : 1 / error));
  const centre = total(units.map((unit, i) => (weights[i] ?? 0) * meanOf(unit))) / total(weights);
  const q = total(units.map((unit, i) => (weights[i] ?? 0) * (meanOf(unit) - centre) ** 2));
  const c = total(weights) - total(weights.map((weight) => weight * weight)) / total(weights);
  const between = within === 0 || c <= 0 ? 0 : Math.max(0, (q - (units.length - 1)) / c);
  const precise = errors.map((error) => 1 / (error + between || 1));
  const mean = total(units.map((unit, i) => (precise[i] ?? 0) * meanOf(unit))) / total(precise);
  return (unit) => {
    const error = within / unit.gaps.length;
    const shrink = error + between === 0 ? 0 : error / (error + between);
    const estimate = shrink * mean + (1 - shrink) * meanOf(unit);
    const deviation = Math.sqrt((1 - shrink) * error + shrink ** 2 / total(precise));
    return { estimate, low: estimate - Z_90 * deviation, high: estimate + Z_90 * deviation };
  };
}

function withIntervals(summaries: readonly Summary[]): Accuracy[] {
  const enough = summaries.filter(({ n, gaps }) => n >= LEAST_CLAIMS && gaps.length >= LEAST_CLAIMS);
  const [shareCut, meanGap] = enough.length === 0 ? [undefined, undefined] : [shareCutOf(enough), meanGapOf(enough)];
  return summaries.map((summary) => {
    const { gaps: _, ...rest } = summary;
    const isEnough = enough.includes(summary);
    return { ...rest, shareCut: isEnough ? shareCut?.(summary) : undefined, meanGap: isEnough ? meanGap?.(summary) : undefined };
  });
}

/** Accuracy of every unit: for all fields together, then for each. Sorted by unit, then field. */
export function accuracyOf(claims: readonly SettledClaim[]): Accuracy[] {
  const units = [...Map.groupBy(claims, ({ unit }) => unit)].sort(([a], [b]) => (a < b ? -1 : 1));
  const whole = withIntervals(units.map(([unit, ofUnit]) => summarise(unit, undefined, ofUnit)));
  const fields = [...new Set(claims.map(({ field }) => field))].sort();
  const byField = fields.flatMap((field) =>
    withIntervals(
      units.flatMap(([unit, ofUnit]) => {
        const ofField = ofUnit.filter((claim) => claim.field === field);
        return ofField.length === 0 ? [] : [summarise(unit, field, ofField)];
      }),
    ),
  );
  return [...whole, ...byField].sort((a, b) =>
    a.unit === b.unit ? ((a.field ?? '') < (b.field ?? '') ? -1 : 1) : a.unit < b.unit ? -1 : 1,
  );
}

/** Quartiles of all units' mean gaps, without their names (type 7, as most software computes them). */
export function quartilesOf(all: readonly Accuracy[]): { lower: number; median: number; upper: number; units: number } | undefined {
  const gaps = all
    .flatMap(({ field, meanGap }) => (field === undefined && meanGap !== undefined ? [meanGap.estimate] : []))
    .sort((a, b) => a - b);
  if (gaps.length < 4) return undefined;
  const at = (p: number): number => {
    const position = (gaps.length - 1) * p;
    const [below, above] = [gaps[Math.floor(position)] ?? 0, gaps[Math.ceil(position)] ?? 0];
    return below + (above - below) * (position - Math.floor(position));
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75), units: gaps.length };
}
