import * as z from 'zod';
import { compare, decimal, type Rational } from './rational.ts';
import { type ScoringRule, scoringRuleSchema } from './scoring-rule.ts';
import { bilingualSchema, codeSchema, decimalTextSchema } from './text-schemas.ts';

/** How an item gets its points: self-scored then appraised, from a survey, or by the ministry from statistics. */
export const methodSchema = z.enum(['appraised', 'survey', 'central']);
export type Method = z.infer<typeof methodSchema>;

/** Units that an item does not apply to, and why: N/A is written, never inferred, and leaves the denominator. */
const exemptionSchema = z.strictObject({ units: z.array(codeSchema).min(1), reason: bilingualSchema });

/**
 * How many people read a cell. Two read blind: neither sees the other's reading until both are in; where they differ by
 * more than `adjudicateAbove` points a third person decides, otherwise their mean is settled.
 */
const readingPlanSchema = z.strictObject({ count: z.literal(2), adjudicateAbove: decimalTextSchema });

export const itemSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  maxPoints: decimalTextSchema,
  method: methodSchema,
  /** Absent: any value from 0 to the maximum, set by a person. */
  rule: scoringRuleSchema.optional(),
  /** Absent: nothing has to be proved. Otherwise a claim above 0 needs evidence or an explanation; says what proves it. */
  evidence: bilingualSchema.optional(),
  notApplicable: z.array(exemptionSchema).optional(),
  /**
   * Who appraises: the lead agency; the alternate where the lead is itself the assessed unit, or `within` it (a unit that the lead
   * became part of); others give their opinion.
   */
  agencies: z
    .strictObject({ lead: codeSchema, opinion: z.array(codeSchema).optional(), alternate: codeSchema, within: codeSchema.optional() })
    .refine(({ lead, alternate }) => lead !== alternate, 'the alternate is another agency than the lead')
    .optional(),
  /** Absent: one person reads. */
  readings: readingPlanSchema.optional(),
  /** May the settled points be above the claim? Absent: they may not. */
  mayExceedClaim: z.literal(true).optional(),
});
export type Item = z.infer<typeof itemSchema>;

const criterionWithParts = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  maxPoints: decimalTextSchema.optional(),
  subCriteria: z.array(itemSchema).min(1),
});

const fieldSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  maxPoints: decimalTextSchema.optional(),
  /** A criterion without sub-criteria is itself an item: field 1 of the ministries has 7 criteria and 6 sub-criteria. */
  criteria: z.array(z.union([criterionWithParts, itemSchema])).min(1),
});
export type Field = z.infer<typeof fieldSchema>;

export const levelSchema = z.enum(['ministry', 'province']);
export type Level = z.infer<typeof levelSchema>;

const groupSchema = z.strictObject({ name: z.string().min(1).max(60), atLeast: decimalTextSchema });

/** Points for or against a unit as a whole: on their own line, never inside an item. */
const adjustmentRuleSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  kind: z.enum(['bonus', 'deduction']),
  /** The most that it may amount to, without sign. */
  cap: decimalTextSchema,
});
export type AdjustmentRule = z.infer<typeof adjustmentRuleSchema>;

/** When an explanation may change a score, e.g. another time frame was meant. */
const explanationGroundSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  /** The unit must attach evidence whose date lies in the year assessed. */
  needsEvidenceOfTheYear: z.literal(true).optional(),
});

/** What the set's decision declares of itself; `par criteria check` compares. */
const declaredSchema = z.strictObject({
  fields: z.int().min(1),
  criteria: z.int().min(1),
  subCriteria: z.int().min(0),
  points: decimalTextSchema,
  appraisedPoints: decimalTextSchema,
  surveyPoints: decimalTextSchema,
});

/** The shape of a set; what its parts owe each other is checked by criteriaSetSchema and, in full, by checkCriteriaSet. */
export const criteriaSetShape = z.strictObject({
  id: codeSchema,
  level: levelSchema,
  version: z.string().min(1).max(40),
  /** The decision that issued the set, with its date. */
  decision: z.string().min(1).max(200),
  /** Says in words what of the set is official and what is illustrative; shown wherever the set is shown. */
  note: bilingualSchema,
  /** Names and points are not the official ones: every sheet and page made from the set says so. */
  illustrative: z.literal(true).optional(),
  /** The declared unit of points: what a rule computes is rounded half up to this many decimals, once. */
  pointDecimals: z.int().min(0).max(6).default(4),
  /** An explanation in place of evidence has at least so many characters. */
  minimumExplanation: z.int().min(1).max(1000).default(50),
  declared: declaredSchema.optional(),
  groups: z.array(groupSchema),
  adjustments: z.array(adjustmentRuleSchema).optional(),
  explanationGrounds: z.array(explanationGroundSchema).optional(),
  fields: z.array(fieldSchema).min(1),
});

/** The JSON format of `examples/**\/criteria*.json`: one versioned set for one level. JSON Schema: docs/criteria-set.schema.json. */
export const criteriaSetSchema = criteriaSetShape.superRefine((set, context) => {
  const seen = new Set<string>();
  const claim = (code: string): void => {
    if (seen.has(code)) context.addIssue({ code: 'custom', message: `code ${code} stands twice`, params: { duplicate: code } });
    seen.add(code);
  };
  for (const field of set.fields) {
    claim(field.code);
    for (const criterion of field.criteria) {
      claim(criterion.code);
      if ('subCriteria' in criterion) for (const item of criterion.subCriteria) claim(item.code);
    }
  }
  for (const adjustment of set.adjustments ?? []) claim(adjustment.code);
});
export type CriteriaSet = z.infer<typeof criteriaSetSchema>;

/** The scored leaves of a field, in the order of the set. */
export function itemsOfField(field: Field): Item[] {
  return field.criteria.flatMap((criterion) => ('subCriteria' in criterion ? criterion.subCriteria : [criterion]));
}

/** The scored leaves of the whole set, in its order. */
export function itemsOf(set: CriteriaSet): Item[] {
  return set.fields.flatMap(itemsOfField);
}

export function maximumOf(item: Item): Rational {
  return decimal(item.maxPoints);
}

/** Does a group of people other than the unit score this item from figures of their own? */
export function isCentrallyScored(item: Item): boolean {
  return item.method !== 'appraised';
}

/** Why an item does not apply to a unit; undefined where it applies. */
export function exemptionOf(item: Item, unit: string): { readonly vi: string; readonly en: string } | undefined {
  return item.notApplicable?.find(({ units }) => units.includes(unit))?.reason;
}

/** The items that a unit scores itself. */
export function selfScoredItems(items: readonly Item[], unit: string): Item[] {
  return items.filter((item) => item.method === 'appraised' && exemptionOf(item, unit) === undefined);
}

/** The item's rule with its maximum and the set's unit of points, as pointsFromFacts takes them. */
export function ruleOf(set: CriteriaSet, item: Item): { rule: ScoringRule | undefined; maximum: Rational; decimals: number } {
  return { rule: item.rule, maximum: maximumOf(item), decimals: set.pointDecimals };
}

/** Are these points above what the unit claimed, where the set does not allow that? */
export function exceedsClaim(item: Item, points: Rational, claimed: string | undefined): boolean {
  return item.mayExceedClaim !== true && claimed !== undefined && compare(points, decimal(claimed)) > 0;
}

/** The agency that reads an item of a unit; undefined where any agency may. */
export function readingAgency(item: Item, unit: string): string | undefined {
  if (item.agencies === undefined) return undefined;
  const { lead, alternate, within } = item.agencies;
  return lead === unit || within === unit ? alternate : lead;
}
