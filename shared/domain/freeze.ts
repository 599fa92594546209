import * as z from 'zod';
import type { LateRule } from './calendar.ts';
import { type Cell, finalPoints, needsAdjudication, reasonsOf } from './cell.ts';
import { exemptionOf, type Item, itemsOf, selfScoredItems } from './criteria-set.ts';
import { type Decided, type Matter, matterOf, RESOLUTIONS, type Resolution, type Resolved, resolutionOf, resolvedSchema } from './gate.ts';
import { hashOf } from './hash.ts';
import { add, compare, decimal, multiply, parseSignedDecimal, type Rational, rational, toDecimal, ZERO } from './rational.ts';
import type { RoundDefinition } from './round.ts';
import type { Points, Scores } from './scores.ts';
import { type ErrorSources, errorSourcesSchema, readerErrors } from './uncertainty.ts';

const frozenPointSchema = z.strictObject({
  unit: z.string(),
  item: z.string(),
  /** Settled points as exact decimal text, or "NA". */
  points: z.string(),
  /** What the unit claimed; null where it claimed nothing or does not score the item itself. */
  claimed: z.string().nullable(),
  reasons: z.array(z.string()),
  evidence: z.array(z.string()),
  /** Readings whose mean the points are; absent where they come from elsewhere. */
  readings: z.int().optional(),
});

/**
 * What enters the computation, and nothing else: no ids, no times, no names of people. Its hash is the freeze. Sorted by
 * unit and item, so that the same points always have the same hash.
 */
export const frozenContentSchema = z.strictObject({
  round: z.string(),
  criteriaSet: z.string(),
  points: z.array(frozenPointSchema),
  /** Points for or against units as a whole, signed, by unit and code. */
  adjustments: z.array(z.strictObject({ unit: z.string(), code: z.string(), points: z.string(), decisionNumber: z.string() })),
  /** Units that are assessed and not ranked, by what was resolved before the freeze. */
  unranked: z.array(z.strictObject({ unit: z.string(), reason: z.string() })).default([]),
  /** Every matter that was open and how it was resolved. */
  resolutions: z.array(resolvedSchema).default([]),
  /** What is known of the error of these points. */
  errors: errorSourcesSchema.default({ surveys: [], readers: [] }),
});
export type FrozenContent = z.infer<typeof frozenContentSchema>;

/** Everything known of a round's points when the freeze is asked for. */
export interface SettledRecords {
  /** Units of which a version counts. */
  readonly submitted: ReadonlySet<string>;
  /** Days by which the version that counts came late, where the round's rule counts late ones: unit -> days. */
  readonly daysLate: ReadonlyMap<string, number>;
  /** Claimed points: unit -> item -> decimal text. */
  readonly claims: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What was said of each cell: unit -> item. */
  readonly cells: ReadonlyMap<string, ReadonlyMap<string, Cell>>;
  /** Hashes of the documents that prove an item: unit -> item. */
  readonly evidence: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  readonly adjustments: FrozenContent['adjustments'];
  /** Points that came by central file. */
  readonly central: Scores;
  /** Points that each instrument with current estimates gives: instrument -> unit -> item; null where too few people answered. */
  readonly survey: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, string | null>>>;
  /** Sampling errors of these. */
  readonly surveyErrors: ErrorSources['surveys'];
  /** What two persons decided about matters that were open: id -> decision. */
  readonly decisions: ReadonlyMap<string, Decided>;
}

/** A matter without which nothing can be frozen, and what exactly it lacks. */
export interface OpenMatter extends Matter {
  readonly missing: 'submission' | 'reading' | 'adjudication' | 'claim' | 'central-scores' | 'survey-estimate' | 'survey-below-minimum';
}

const byCode = (a: { code: string }, b: { code: string }): number => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
const text = (points: Points): string => (points === 'NA' ? 'NA' : toDecimal(points));
const LATE = 'late';

/** What enters for one cell. */
interface Outcome {
  readonly points: string;
  readonly reasons: readonly string[];
  readonly claimed?: string | null;
  readonly readings?: number;
}
const notApplicable = (reason: string): Outcome => ({ points: 'NA', reasons: [reason] });

/** Takes the points of a round together, cell by cell, and notes what is open and what was resolved how. */
class Settlement {
  readonly open = new Map<string, OpenMatter>();
  readonly resolved = new Map<string, Resolved>();
  readonly points: FrozenContent['points'] = [];
  readonly unranked = new Map<string, string>();
  readonly #definition: RoundDefinition;
  readonly #records: SettledRecords;

  constructor(definition: RoundDefinition, records: SettledRecords) {
    this.#definition = definition;
    this.#records = records;
    const items = itemsOf(definition.criteriaSet).sort(byCode);
    const feeder = new Map(definition.instruments.flatMap(({ id, feeds }) => feeds.map(({ item }) => [item, id] as const)));
    for (const { code: unit } of [...definition.units].sort(byCode)) {
      const owes = selfScoredItems(items, unit).length > 0;
      const silent = owes && !records.submitted.has(unit) ? (this.#settle(matterOf.unit(unit), 'submission') ?? 'open') : undefined;
      for (const item of items) {
        const outcome = this.#outcome(unit, item, silent, feeder.get(item.code));
        if (outcome === undefined) continue;
        const { points, reasons, claimed = null, readings } = outcome;
        const evidence = [...(records.evidence.get(unit)?.get(item.code) ?? [])].sort();
        this.points.push({
          ...{ unit, item: item.code, points, claimed, reasons: [...reasons], evidence },
          ...(readings === undefined ? {} : { readings }),
        });
      }
    }
  }

  /** What was decided of a matter; where nothing was, it stands open. */
  #settle(matter: Matter, missing: OpenMatter['missing']): Resolved | undefined {
    const resolved = resolutionOf(matter, this.#records.decisions, this.#definition.rules.gate);
    if (resolved === undefined) this.open.set(matter.id, { ...matter, missing });
    else this.resolved.set(matter.id, resolved);
    if (resolved?.resolution === 'unranked' && matter.unit !== undefined) this.unranked.set(matter.unit, resolved.reason);
    return resolved;
  }

  /** Undefined while the cell has no points. */
  #outcome(unit: string, item: Item, silent: Resolved | 'open' | undefined, instrument: string | undefined): Outcome | undefined {
    const exemption = exemptionOf(item, unit);
    if (exemption !== undefined) return notApplicable(exemption.vi);
    if (item.method === 'appraised') return this.#appraised(unit, item, silent);
    if (instrument !== undefined) return this.#surveyed(unit, item, instrument);
    const settled = this.#records.central.get(unit)?.get(item.code);
    if (settled !== undefined) return { points: text(settled), reasons: [] };
    const resolved = this.#settle(matterOf.central(unit, item.code), 'central-scores');
    return resolved === undefined ? undefined : notApplicable(resolved.reason);
  }

  #appraised(unit: string, item: Item, silent: Resolved | 'open' | undefined): Outcome | undefined {
    const claimed = this.#records.claims.get(unit)?.get(item.code) ?? null;
    if (silent !== 'open' && silent?.resolution === 'zero') return { points: '0', reasons: [silent.reason] };
    const cell = this.#records.cells.get(unit)?.get(item.code);
    const final = finalPoints(item, cell);
    if (final !== undefined) {
      // An adjudication and the decision on an explanation are one reading each.
      const readings = cell?.decision === undefined && cell?.adjudication === undefined ? (cell?.readings.length ?? 1) : 1;
      return { points: toDecimal(final), reasons: reasonsOf(item, cell), claimed, readings };
    }
    // What becomes of the unit's items is not asked one by one before it is known what becomes of the unit.
    if (silent === 'open') return undefined;
    if (silent?.resolution === 'unranked') return notApplicable(silent.reason);
    const matter = matterOf.item(unit, item.code);
    const resolved = this.#settle(matter, needsAdjudication(item, cell) ? 'adjudication' : 'reading');
    if (resolved === undefined) return undefined;
    if (resolved.resolution === 'not-applicable') return { ...notApplicable(resolved.reason), claimed };
    if (claimed !== null) return { points: claimed, reasons: [resolved.reason], claimed };
    // There is no self-score that could be confirmed.
    this.resolved.delete(matter.id);
    this.open.set(matter.id, { ...matter, missing: 'claim' });
    return undefined;
  }

  #surveyed(unit: string, item: Item, instrument: string): Outcome | undefined {
    const estimates = this.#records.survey.get(instrument);
    const withheld = matterOf.withheld(instrument, unit);
    if (estimates === undefined) {
      const resolved = this.#settle(matterOf.survey(instrument), 'survey-estimate');
      return resolved === undefined ? undefined : notApplicable(resolved.reason);
    }
    const points = estimates.get(unit)?.get(item.code);
    if (typeof points === 'string' && !this.#records.decisions.has(withheld.id)) return { points, reasons: [] };
    const resolved = this.#settle(withheld, 'survey-below-minimum');
    return resolved === undefined ? undefined : notApplicable(resolved.reason);
  }
}

/** Points off for a self-assessment that counts although it came late; undefined where the round knows no such deduction. */
export function lateDeduction(rule: LateRule, days: number): Rational | undefined {
  if (rule.rule !== 'count-with-deduction' || days === 0) return undefined;
  const [points, most] = [multiply(decimal(rule.pointsPerDay), rational(BigInt(days))), decimal(rule.atMost)];
  return compare(points, most) > 0 ? most : points;
}

function lateAdjustments(definition: RoundDefinition, records: SettledRecords): FrozenContent['adjustments'] {
  return definition.units.flatMap(({ code: unit }) => {
    const deduction = lateDeduction(definition.rules.late, records.daysLate.get(unit) ?? 0);
    if (deduction === undefined) return [];
    return [{ unit, code: LATE, points: `-${toDecimal(deduction)}`, decisionNumber: definition.criteriaSet.decision }];
  });
}

/** What may become of a matter: a self-score is confirmed only where there is one. */
export function choicesOf({ kind, unit, item }: Matter, { claims }: SettledRecords): Resolution[] {
  const hasClaim = unit !== undefined && item !== undefined && claims.get(unit)?.has(item) === true;
  return RESOLUTIONS[kind].filter((choice) => choice !== 'self-score' || hasClaim);
}

/** The points of a round as they stand, what is still open, and what was resolved. */
export function settle(
  definition: RoundDefinition,
  records: SettledRecords,
): { content: FrozenContent; hash: string; open: readonly OpenMatter[] } {
  const { open, points, unranked, resolved } = new Settlement(definition, records);
  const byKey = <T>(entries: ReadonlyMap<string, T>): T[] => [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  const adjustments = [...records.adjustments, ...lateAdjustments(definition, records)].sort((a, b) =>
    a.unit === b.unit ? (a.code < b.code ? -1 : 1) : a.unit < b.unit ? -1 : 1,
  );
  const content: FrozenContent = {
    round: definition.round,
    criteriaSet: definition.criteriaSet.id,
    points,
    adjustments,
    unranked: byKey(new Map([...unranked].map(([unit, reason]) => [unit, { unit, reason }]))),
    resolutions: byKey(resolved),
    errors: {
      surveys: [...records.surveyErrors].sort((a, b) => (`${a.instrument}\n${a.unit}` < `${b.instrument}\n${b.unit}` ? -1 : 1)),
      readers: readerErrors(definition.criteriaSet, itemsOf(definition.criteriaSet), records.cells.values()),
    },
  };
  return { content, hash: hashOf(content), open: [...open.values()] };
}

/** The frozen points as the computation takes them. */
export function scoresOf(content: FrozenContent): Scores {
  const scores = new Map<string, Map<string, Points>>();
  for (const { unit, item, points } of content.points) {
    const ofUnit = scores.get(unit) ?? new Map<string, Points>();
    scores.set(unit, ofUnit.set(item, points === 'NA' ? 'NA' : decimal(points)));
  }
  return scores;
}

/** The frozen adjustments as the computation takes them: unit -> signed points. */
export function adjustmentsOf(content: FrozenContent): Map<string, Rational> {
  const totals = new Map<string, Rational>();
  for (const { unit, points } of content.adjustments) totals.set(unit, add(totals.get(unit) ?? ZERO, parseSignedDecimal(points) ?? ZERO));
  return totals;
}
