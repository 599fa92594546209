import * as z from 'zod';
import { type CriteriaLookup, criteriaLookupSchema } from './criteria-lookup.ts';
import {
  add,
  compare,
  decimal,
  divide,
  multiply,
  ONE_HUNDRED,
  type Rational,
  subtract,
  sum,
  toDecimal,
  toNumber,
  ZERO,
} from './rational.ts';
import { bilingualSchema, codeSchema, decimalTextSchema, peopleText } from './text-schemas.ts';

/** Figures of an earlier year, as they were published. */
const earlierUnitSchema = z.strictObject({
  unit: codeSchema,
  /** Of a unit that the round no longer has. */
  name: bilingualSchema.optional(),
  /** Published, in percent; absent where only the rank is known. */
  index: decimalTextSchema.optional(),
  rank: z.int().min(1).optional(),
  /** Standard error in points of the index, where it was published. */
  se: z.number().min(0).optional(),
  region: codeSchema.optional(),
  /** Points and maximum of each item, where they were published: what a bridge needs. */
  items: z.record(codeSchema, z.strictObject({ points: decimalTextSchema, maxPoints: decimalTextSchema })).optional(),
  status: z.enum(['sourced', 'inferred', 'computed', 'illustrative']),
  source: peopleText(600),
});

const earlierYearSchema = z.strictObject({
  year: z.int().min(2012).max(2100),
  /** The set it was scored by. With another one than the round's, years are compared through the lookup or not at all. */
  criteriaSet: codeSchema,
  lookup: criteriaLookupSchema.optional(),
  units: z.array(earlierUnitSchema).max(500),
});
export type EarlierYear = z.infer<typeof earlierYearSchema>;

/** A year from which on figures cannot be set beside those before. */
const seriesBreakSchema = z.strictObject({
  product: z.enum(['par-index', 'sipas', 'needs']),
  year: z.int().min(2012).max(2100),
  note: bilingualSchema,
});
export type SeriesBreak = z.infer<typeof seriesBreakSchema>;

export const historySchema = z.strictObject({
  years: z.array(earlierYearSchema).max(20).default([]),
  breaks: z.array(seriesBreakSchema).max(20).default([]),
});
export type History = z.infer<typeof historySchema>;

/** Applicable points and maxima of a unit now, by item. */
export type ItemPoints = ReadonlyMap<string, { readonly points: Rational; readonly maximum: Rational }>;

/** Share of the maximum over items that both years have, in percent, and how much of each year's maximum these are. */
export interface Bridge {
  readonly before: Rational;
  readonly now: Rational;
  readonly coveredBefore: Rational;
  readonly coveredNow: Rational;
}

/**
 * Points over maximum of the items common to both sets by the lookup: unchanged, split and merged ones. New, dropped and inapplicable ones are in neither.
 * Undefined where nothing is common.
 */
export function bridge(lookup: CriteriaLookup, before: ItemPoints, now: ItemPoints): Bridge | undefined {
  const take = (codes: readonly string[], from: ItemPoints): { points: Rational; maximum: Rational } | undefined => {
    const found = codes.map((code) => from.get(code));
    if (found.length === 0 || found.includes(undefined)) return undefined;
    return { points: sum(found.map((entry) => entry?.points ?? ZERO)), maximum: sum(found.map((entry) => entry?.maximum ?? ZERO)) };
  };
  let [pointsBefore, maximumBefore, pointsNow, maximumNow] = [ZERO, ZERO, ZERO, ZERO];
  for (const { from, to } of lookup.entries) {
    const [old, present] = [take(from, before), take(to, now)];
    if (old === undefined || present === undefined) continue;
    pointsBefore = add(pointsBefore, old.points);
    maximumBefore = add(maximumBefore, old.maximum);
    pointsNow = add(pointsNow, present.points);
    maximumNow = add(maximumNow, present.maximum);
  }
  if (maximumBefore.n === 0n || maximumNow.n === 0n) return undefined;
  const share = (part: Rational, whole: Rational): Rational => multiply(divide(part, whole), ONE_HUNDRED);
  const all = (items: ItemPoints): Rational => sum([...items.values()].map(({ maximum }) => maximum));
  return {
    before: share(pointsBefore, maximumBefore),
    now: share(pointsNow, maximumNow),
    coveredBefore: share(maximumBefore, all(before)),
    coveredNow: share(maximumNow, all(now)),
  };
}

/** How a unit's figure stands to the year before. Percent and percentage points as exact decimal text. */
export const changeSchema = z.strictObject({
  unit: z.string(),
  /** `same-set`: totals by one set; `bridge`: common items only; `hidden`: the bridge covers too little; `none`: not comparable. */
  kind: z.enum(['same-set', 'bridge', 'hidden', 'none']),
  before: z.string().nullable(),
  now: z.string().nullable(),
  change: z.string().nullable(),
  /** The smaller of both years' shares of points covered, of a bridge. */
  covered: z.string().nullable(),
  /** Of the change, where both years have an error. */
  se: z.number().nullable(),
  /** Only where the change's interval leaves 0 out. */
  direction: z.enum(['up', 'down']).nullable(),
  /** Of the earlier figure: sourced, inferred ... */
  status: z.string().nullable(),
});
export type Change = z.infer<typeof changeSchema>;

const NOTHING = { before: null, now: null, change: null, covered: null, se: null, direction: null, status: null } as const;

/** The 90 % interval of a difference of normal figures. */
const Z90 = 1.6448536269514722;

export interface UnitNow {
  readonly unit: string;
  /** Percent, exact; undefined where nothing applies. */
  readonly index: Rational | undefined;
  /** In points of the index; undefined where no source of error is known. */
  readonly se: number | undefined;
  readonly items: ItemPoints;
}

/** Is a figure of `year` cut off from the year after by a break? */
export function isBroken(breaks: readonly SeriesBreak[], product: SeriesBreak['product'], from: number, to: number): boolean {
  return breaks.some((entry) => entry.product === product && entry.year > from && entry.year <= to);
}

/**
 * Compares one unit with the year before: totals where the set is the same, else the bridge over common items, hidden below `atLeastShare` percent
 * of the points in either year. A unit without figure then has no change.
 */
export function changeOf(now: UnitNow, set: string, earlier: EarlierYear, atLeastShare: Rational): Change {
  const { unit } = now;
  const then = earlier.units.find((entry) => entry.unit === unit);
  if (then === undefined || now.index === undefined) return { unit, kind: 'none', ...NOTHING };
  const { status } = then;
  if (earlier.criteriaSet === set && earlier.lookup === undefined) {
    if (then.index === undefined) return { unit, kind: 'none', ...NOTHING, status };
    const before = decimal(then.index);
    const change = subtract(now.index, before);
    const se = now.se === undefined || then.se === undefined ? null : Math.hypot(now.se, then.se);
    return {
      unit,
      kind: 'same-set',
      before: toDecimal(before),
      now: toDecimal(now.index),
      ...withChange(change, se),
      covered: null,
      status,
    };
  }
  if (earlier.lookup === undefined || then.items === undefined) return { unit, kind: 'none', ...NOTHING, status };
  const items = new Map(
    Object.entries(then.items).map(([code, { points, maxPoints }]) => [code, { points: decimal(points), maximum: decimal(maxPoints) }]),
  );
  const found = bridge(earlier.lookup, items, now.items);
  if (found === undefined) return { unit, kind: 'none', ...NOTHING, status };
  const covered = compare(found.coveredBefore, found.coveredNow) < 0 ? found.coveredBefore : found.coveredNow;
  if (compare(covered, atLeastShare) < 0) return { unit, kind: 'hidden', ...NOTHING, covered: toDecimal(covered), status };
  return {
    unit,
    kind: 'bridge',
    before: toDecimal(found.before),
    now: toDecimal(found.now),
    // The error of a part of the items is not known: no arrow.
    ...withChange(subtract(found.now, found.before), null),
    covered: toDecimal(covered),
    status,
  };
}

function withChange(change: Rational, se: number | null): Pick<Change, 'change' | 'se' | 'direction'> {
  const value = toNumber(change);
  const isSignificant = se !== null && Math.abs(value) > Z90 * se;
  return { change: toDecimal(change), se, direction: isSignificant ? (value > 0 ? 'up' : 'down') : null };
}
