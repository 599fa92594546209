import * as z from 'zod';
import {
  compare,
  decimal,
  divide,
  multiply,
  ONE_HUNDRED,
  parseDecimal,
  type Rational,
  rational,
  roundTo,
  subtract,
  ZERO,
} from './rational.ts';
import { bilingualSchema, codeSchema, decimalTextSchema } from './text-schemas.ts';

/** What a unit is asked for: the label of a figure, shown in its workbook. */
const fact = bilingualSchema;
const doneOfTotal = z.strictObject({ done: fact, total: fact });
/** What a year without a single case gives; without it such a year is a finding that a person has to settle. */
const whenNone = z.enum(['maximum', 'zero']).optional();
const percentTextSchema = decimalTextSchema.refine(
  (text) => compare(decimal(text), ONE_HUNDRED) <= 0,
  'tỷ lệ từ 0 đến 100 / a percentage from 0 to 100',
);

/**
 * How facts become points, as data: next year's decision changes files, not code. Every rule gives 0 to the item's maximum.
 * Rule kinds as seen in decisions on the PAR INDEX (876/QĐ-BNV and the provinces' own sets); formulas in docs/method.md.
 */
export const scoringRuleSchema = z.discriminatedUnion('type', [
  /** yes: the maximum, no: 0. */
  z.strictObject({ type: z.literal('yes-no'), facts: z.strictObject({ answer: fact }) }),
  /** The rate done/total in % falls into a band; below the lowest band: 0. */
  z.strictObject({
    type: z.literal('steps'),
    facts: doneOfTotal,
    bands: z
      .array(z.strictObject({ atLeast: decimalTextSchema, points: decimalTextSchema }))
      .min(1)
      .max(20),
    whenNone,
  }),
  /** From a threshold of the rate on: rate x maximum; below it: 0. */
  z.strictObject({ type: z.literal('threshold-linear'), facts: doneOfTotal, from: percentTextSchema, whenNone }),
  /** The maximum less a deduction for each fault, never below 0. */
  z.strictObject({ type: z.literal('deduction'), facts: z.strictObject({ faults: fact }), each: decimalTextSchema }),
  /** So much for each, at most the maximum. */
  z.strictObject({ type: z.literal('capped-count'), facts: z.strictObject({ count: fact }), each: decimalTextSchema }),
  /** The rate as a share of the rate that earns the maximum. */
  z.strictObject({ type: z.literal('capped-share'), facts: doneOfTotal, fullAt: percentTextSchema, whenNone }),
  /** Reached over target (or last year's figure); `lower` turns it round where less is better. From `from` % on, else 0. */
  z.strictObject({
    type: z.literal('against-target'),
    facts: z.strictObject({ actual: fact, target: fact }),
    better: z.enum(['higher', 'lower']),
    from: percentTextSchema,
  }),
  /** A survey's percentage of the maximum; the figure comes from an instrument, never from the unit. */
  z.strictObject({ type: z.literal('survey-share'), instrument: codeSchema }),
  /** A value that a person sets, on a grid from 0 to the maximum. */
  z.strictObject({ type: z.literal('manual'), step: decimalTextSchema }),
]);
export type ScoringRule = z.infer<typeof scoringRuleSchema>;
export const RULE_TYPES = scoringRuleSchema.options.map((option) => option.shape.type.value);

/** Figures of a unit: role of the rule -> "yes", "no" or decimal text. */
export type Facts = Readonly<Record<string, string>>;

/** Which values a role takes. */
export type FactKind = 'yes-no' | 'count' | 'number';

export interface FactRole {
  readonly role: string;
  readonly label: { readonly vi: string; readonly en: string };
  readonly kind: FactKind;
}

/** The figures that a rule needs, in the order of its facts; none for `manual` and `survey-share`. At most two. */
export function rolesOf(rule: ScoringRule | undefined): FactRole[] {
  if (rule === undefined || rule.type === 'manual' || rule.type === 'survey-share') return [];
  const kind: FactKind = rule.type === 'yes-no' ? 'yes-no' : rule.type === 'against-target' ? 'number' : 'count';
  return Object.entries(rule.facts).map(([role, label]) => ({ role, label, kind }));
}

/** Why facts give no points. */
export type FactProblem =
  | 'fact-missing'
  | 'fact-not-a-number'
  | 'fact-not-whole'
  | 'fact-not-yes-or-no'
  | 'fact-done-above-total'
  | 'fact-total-zero';

export type RulePoints = { readonly points: Rational } | { readonly problem: FactProblem; readonly role: string };

function valueFrom(facts: Facts, { role, kind }: FactRole): Rational | { problem: FactProblem; role: string } {
  const text = facts[role];
  if (text === undefined) return { problem: 'fact-missing', role };
  if (kind === 'yes-no') {
    if (text === 'yes') return rational(1n);
    return text === 'no' ? ZERO : { problem: 'fact-not-yes-or-no', role };
  }
  const value = parseDecimal(text);
  if (value === undefined) return { problem: 'fact-not-a-number', role };
  return kind === 'count' && value.d !== 1n ? { problem: 'fact-not-whole', role } : value;
}

const least = (a: Rational, b: Rational): Rational => (compare(a, b) < 0 ? a : b);

/** A rate in %, exact. */
function rateOf(done: Rational, total: Rational): Rational {
  return multiply(divide(done, total), ONE_HUNDRED);
}

function exactPoints(rule: ScoringRule, values: readonly Rational[], maximum: Rational): Rational | 'none' | 'above' | undefined {
  const [first = ZERO, second = ZERO] = values;
  switch (rule.type) {
    case 'yes-no':
      return first.n === 0n ? ZERO : maximum;
    case 'deduction': {
      const left = subtract(maximum, multiply(first, decimal(rule.each)));
      return compare(left, ZERO) < 0 ? ZERO : left;
    }
    case 'capped-count':
      return least(maximum, multiply(first, decimal(rule.each)));
    case 'against-target': {
      const [over, under] = rule.better === 'higher' ? [first, second] : [second, first];
      // Less is better and nothing is left: the target is met, whatever it was.
      if (under.n === 0n) return rule.better === 'lower' ? maximum : 'none';
      const rate = rateOf(over, under);
      if (compare(rate, decimal(rule.from)) < 0) return ZERO;
      return least(maximum, multiply(divide(rate, ONE_HUNDRED), maximum));
    }
    case 'steps':
    case 'threshold-linear':
    case 'capped-share': {
      if (compare(first, second) > 0) return 'above';
      if (second.n === 0n) return rule.whenNone === undefined ? 'none' : rule.whenNone === 'maximum' ? maximum : ZERO;
      const rate = rateOf(first, second);
      if (rule.type === 'steps') {
        const reached = rule.bands.filter(({ atLeast }) => compare(rate, decimal(atLeast)) >= 0);
        const highest = reached.reduce<Rational | undefined>((best, { atLeast }) => {
          const floor = decimal(atLeast);
          return best === undefined || compare(floor, best) > 0 ? floor : best;
        }, undefined);
        const band = reached.find(({ atLeast }) => highest !== undefined && compare(decimal(atLeast), highest) === 0);
        return band === undefined ? ZERO : decimal(band.points);
      }
      if (rule.type === 'threshold-linear') {
        return compare(rate, decimal(rule.from)) < 0 ? ZERO : multiply(divide(rate, ONE_HUNDRED), maximum);
      }
      const fullAt = decimal(rule.fullAt);
      return fullAt.n === 0n ? maximum : least(maximum, multiply(divide(rate, fullAt), maximum));
    }
    default:
      return undefined;
  }
}

/**
 * Points of an item from its facts: exact, from 0 to the maximum, rounded half up once to the set's declared unit of
 * points (1.382352… -> 1.3824). Undefined where no facts decide the item. Facts that give no points name the reason.
 */
export function pointsFromFacts(
  { rule, maximum, decimals }: { readonly rule: ScoringRule | undefined; readonly maximum: Rational; readonly decimals: number },
  facts: Facts,
): RulePoints | undefined {
  const roles = rolesOf(rule);
  if (rule === undefined || roles.length === 0) return undefined;
  const values: Rational[] = [];
  for (const role of roles) {
    const value = valueFrom(facts, role);
    if ('problem' in value) return value;
    values.push(value);
  }
  const exact = exactPoints(rule, values, maximum);
  if (exact === 'above') return { problem: 'fact-done-above-total', role: roles[0]?.role ?? '' };
  if (exact === 'none' || exact === undefined) return { problem: 'fact-total-zero', role: roles.at(-1)?.role ?? '' };
  return { points: least(maximum, roundTo(exact, decimals)) };
}

/** Can a person's value stand on the rule's grid? Rules with facts are checked through them, not here. */
export function isOnGrid(rule: ScoringRule | undefined, maximum: Rational, points: Rational): boolean {
  if (rule?.type === 'manual') {
    const step = decimal(rule.step);
    return step.n !== 0n && (divide(points, step).d === 1n || compare(points, maximum) === 0);
  }
  if (rule?.type === 'yes-no') return points.n === 0n || compare(points, maximum) === 0;
  if (rule?.type === 'steps') return points.n === 0n || rule.bands.some((band) => compare(decimal(band.points), points) === 0);
  return true;
}
