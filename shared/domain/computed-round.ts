import * as z from 'zod';
import { changeOf, changeSchema, type ItemPoints } from './comparison.ts';
import { type ComputedIndex, computedIndex, computedIndexSchema } from './computed-index.ts';
import { type CriteriaSet, itemsOf, maximumOf } from './criteria-set.ts';
import { adjustmentsOf, type FrozenContent, scoresOf } from './freeze.ts';
import { computeIndex, type IndexResult, type UnitResult } from './par-index.ts';
import { rankIntervals } from './rank-interval.ts';
import { decimal, divide, type Rational, rational, sum, toDecimal, toNumber } from './rational.ts';
import type { RoundDefinition } from './round.ts';
import type { Scores } from './scores.ts';
import { sensitivity } from './sensitivity.ts';
import { criterionOfItems, errorOfUnit, halfWidth } from './uncertainty.ts';
import type { Unit } from './units.ts';

/** Of intervals of indexes and ranks. */
const CONFIDENCE = 0.9;

const unitStatisticsSchema = z.strictObject({
  unit: z.string(),
  /** Standard error of the index in percentage points, from the components named; null where none is known. */
  se: z.number().nullable(),
  /** In points. */
  surveySe: z.number(),
  readerSe: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  rankLow: z.int().nullable(),
  rankHigh: z.int().nullable(),
  /** Places in the ranking, first to last, whose difference from this unit is not significant, its own among them. */
  ties: z.array(z.tuple([z.int(), z.int()])),
  /** How the rank depends on choices; null for units without rank. */
  sensitivity: z
    .strictObject({
      withoutField: z.strictObject({ best: z.int(), bestField: z.string(), worst: z.int(), worstField: z.string() }),
      weights: z.strictObject({ low: z.int(), high: z.int() }),
    })
    .nullable(),
});
export type UnitStatistics = z.infer<typeof unitStatisticsSchema>;

export const statisticsSchema = z.strictObject({
  confidence: z.number(),
  /** Of the drawn weights; anyone can draw them again. */
  seed: z.string(),
  /** Which errors are in the standard errors, and how many points of the maximum they concern. */
  components: z.array(z.strictObject({ source: z.enum(['survey', 'readers']), points: z.string() })),
  /** Simple means of the ranked units' exact indexes. */
  fields: z.array(z.strictObject({ code: z.string(), mean: z.string().nullable() })),
  regions: z.array(
    z.strictObject({
      region: z.string(),
      units: z.int(),
      mean: z.string().nullable(),
      fields: z.array(z.strictObject({ code: z.string(), mean: z.string().nullable() })),
      /** Of the year before, where the region had the same units. */
      before: z.string().nullable(),
    }),
  ),
  units: z.array(unitStatisticsSchema),
  comparison: z.strictObject({ year: z.int(), units: z.array(changeSchema) }).nullable(),
});
export type Statistics = z.infer<typeof statisticsSchema>;

/** What the computation makes of the frozen content: exact figures, and what can be said of their errors. */
export const computedRoundSchema = z.strictObject({ ...computedIndexSchema.shape, statistics: statisticsSchema });
export type ComputedRound = z.infer<typeof computedRoundSchema>;

/** Six decimals: what is behind them may differ between processors. */
const rounded = (value: number): number => Number(value.toFixed(6));
const meanOf = (values: readonly Rational[]): string | null =>
  values.length === 0 ? null : toDecimal(divide(sum(values), rational(BigInt(values.length))));

function unrankedOf(units: readonly Unit[], content: FrozenContent): Set<string> {
  const byDefinition = units.flatMap(({ code, unranked }) => (unranked === undefined ? [] : [code]));
  return new Set([...byDefinition, ...content.unranked.map(({ unit }) => unit)]);
}

function resultOf({ criteriaSet, units }: RoundDefinition, content: FrozenContent, scores: Scores): IndexResult {
  return computeIndex(criteriaSet, scores, { adjustments: adjustmentsOf(content), unranked: unrankedOf(units, content) });
}

/** The index of a round from its frozen content; units that the round or a resolution leaves unranked have no rank. */
export function indexOfRound(definition: RoundDefinition, content: FrozenContent): ComputedIndex {
  return computedIndex(definition.level, resultOf(definition, content, scoresOf(content)));
}

function itemPoints(set: CriteriaSet, scores: Scores, unit: string): ItemPoints {
  return new Map(
    itemsOf(set).flatMap((item) => {
      const points = scores.get(unit)?.get(item.code);
      return points === undefined || points === 'NA' ? [] : [[item.code, { points, maximum: maximumOf(item) }] as const];
    }),
  );
}

/** Neighbouring places as runs: a unit that is tied with half of the others says so in a few numbers. */
function runsOf(places: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const place of [...places].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === place - 1) last[1] = place;
    else runs.push([place, place]);
  }
  return runs;
}

/** The computed index and what can be said of its errors, of the choices behind it, and of the year before. */
export function computeRound(definition: RoundDefinition, content: FrozenContent): ComputedRound {
  const scores = scoresOf(content);
  const result = resultOf(definition, content, scores);
  const ranked = result.units.filter(({ rank }) => rank !== undefined);
  const components = componentsOf(definition, content);
  const pointsOf = Map.groupBy(content.points, ({ unit }) => unit);
  const criterionOf = criterionOfItems(definition.criteriaSet);
  const items = new Map(
    itemsOf(definition.criteriaSet).map((item) => [
      item.code,
      { maximum: toNumber(maximumOf(item)), criterion: criterionOf.get(item.code) ?? item.code },
    ]),
  );
  const errors = new Map(
    result.units.map((unit) => [unit.unit, errorOfUnit(unit.unit, pointsOf.get(unit.unit) ?? [], content.errors, items)]),
  );
  const seOfIndex = ({ unit, maxPoints }: UnitResult): number | undefined => {
    if (components.length === 0 || maxPoints.n === 0n) return undefined;
    return ((errors.get(unit)?.se ?? 0) / toNumber(maxPoints)) * 100;
  };
  const intervals =
    components.length === 0
      ? []
      : rankIntervals(
          ranked.map((unit) => ({ value: toNumber(unit.index ?? rational(0n)), se: seOfIndex(unit) ?? 0 })),
          CONFIDENCE,
        );
  const choices = new Map(sensitivity(ranked, definition.round).map(({ unit, ...rest }) => [unit, rest]));
  const units = result.units.map((unit): UnitStatistics => {
    const place = ranked.indexOf(unit);
    const interval = intervals[place];
    const error = errors.get(unit.unit) ?? { se: 0, surveySe: 0, readerSe: 0, df: 1 };
    const se = seOfIndex(unit);
    const half = se === undefined ? 0 : halfWidth({ se, df: error.df }, CONFIDENCE);
    const index = unit.index === undefined ? undefined : toNumber(unit.index);
    return {
      unit: unit.unit,
      se: se === undefined ? null : rounded(se),
      surveySe: rounded(error.surveySe),
      readerSe: rounded(error.readerSe),
      low: se === undefined || index === undefined ? null : rounded(Math.max(0, index - half)),
      high: se === undefined || index === undefined ? null : rounded(Math.min(100, index + half)),
      rankLow: interval?.low ?? null,
      rankHigh: interval?.high ?? null,
      ties: interval === undefined ? [] : runsOf([place + 1, ...interval.tiedWith.map((other) => other + 1)]),
      sensitivity: choices.get(unit.unit) ?? null,
    };
  });
  const fieldMeans = (of: readonly UnitResult[]): { code: string; mean: string | null }[] =>
    definition.criteriaSet.fields.map(({ code }, f) => ({ code, mean: meanOf(of.flatMap(({ fields }) => fields[f]?.index ?? [])) }));
  return {
    ...computedIndex(definition.level, result),
    statistics: {
      confidence: CONFIDENCE,
      seed: definition.round,
      components,
      fields: fieldMeans(ranked),
      regions: regionsOf(definition, ranked).map(({ region, members }) => ({
        region,
        units: members.length,
        mean: meanOf(members.flatMap(({ index }) => index ?? [])),
        fields: fieldMeans(members),
        before: regionBefore(definition, region, members),
      })),
      units,
      comparison: comparisonOf(definition, scores, result.units, seOfIndex),
    },
  };
}

/** Which errors are known, and of how many points of the whole set. */
function componentsOf({ criteriaSet, instruments }: RoundDefinition, content: FrozenContent): Statistics['components'] {
  const items = itemsOf(criteriaSet);
  const criterionOf = criterionOfItems(criteriaSet);
  const surveyed = new Set(content.errors.surveys.map(({ instrument }) => instrument));
  const fed = new Set(instruments.flatMap(({ id, feeds }) => (surveyed.has(id) ? feeds.map(({ item }) => item) : [])));
  const read = new Set(content.errors.readers.map(({ criterion }) => criterion));
  const total = (of: typeof items): string => toDecimal(sum(of.map(maximumOf)));
  const bySurvey = items.filter(({ code }) => fed.has(code));
  const byReaders = items.filter(({ code, method }) => method === 'appraised' && read.has(criterionOf.get(code) ?? code));
  return [
    ...(bySurvey.length === 0 ? [] : [{ source: 'survey' as const, points: total(bySurvey) }]),
    ...(byReaders.length === 0 ? [] : [{ source: 'readers' as const, points: total(byReaders) }]),
  ];
}

function regionsOf({ regions, units }: RoundDefinition, ranked: readonly UnitResult[]): { region: string; members: UnitResult[] }[] {
  const regionOf = new Map(units.map(({ code, region }) => [code, region]));
  return (regions?.list ?? []).flatMap(({ code }) => {
    const members = ranked.filter(({ unit }) => regionOf.get(unit) === code);
    return members.length === 0 ? [] : [{ region: code, members }];
  });
}

/** The region's mean of the year before: only where it had the same units then, scored by the same set. */
function regionBefore({ history, year, criteriaSet }: RoundDefinition, region: string, members: readonly UnitResult[]): string | null {
  const earlier = history.years.find((entry) => entry.year === year - 1);
  if (earlier === undefined || earlier.criteriaSet !== criteriaSet.id || earlier.lookup !== undefined) return null;
  const then = earlier.units.filter((entry) => entry.region === region);
  const now = new Set(members.map(({ unit }) => unit));
  if (then.length !== now.size || then.some(({ unit, index }) => !now.has(unit) || index === undefined)) return null;
  return meanOf(then.map(({ index }) => decimal(index ?? '0')));
}

function comparisonOf(
  { history, year, criteriaSet, rules }: RoundDefinition,
  scores: Scores,
  units: readonly UnitResult[],
  seOf: (unit: UnitResult) => number | undefined,
): Statistics['comparison'] {
  const earlier = history.years.find((entry) => entry.year === year - 1);
  if (earlier === undefined) return null;
  const changes = units.map((unit) =>
    changeOf(
      { unit: unit.unit, index: unit.index, se: seOf(unit), items: itemPoints(criteriaSet, scores, unit.unit) },
      criteriaSet.id,
      earlier,
      decimal(rules.comparison.atLeastShare),
    ),
  );
  return { year: earlier.year, units: changes.map((change) => ({ ...change, se: change.se === null ? null : rounded(change.se) })) };
}
