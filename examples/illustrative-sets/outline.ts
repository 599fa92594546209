import type { Item } from '../../shared/domain/criteria-set.ts';
import type { ScoringRule } from '../../shared/domain/scoring-rule.ts';
import type { Bilingual } from '../../shared/domain/text-schemas.ts';

/** An outline has no codes: they follow from the place, so that a part can be added without renumbering by hand. */
export type OutlineItem = Omit<Item, 'code'>;

export interface OutlineCriterion {
  readonly name: Bilingual;
  readonly maxPoints: string;
  readonly subCriteria: readonly OutlineItem[];
}

export interface OutlineField {
  readonly name: Bilingual;
  readonly maxPoints: string;
  readonly criteria: readonly (OutlineCriterion | OutlineItem)[];
}

type Agencies = NonNullable<Item['agencies']>;
type Exemption = NonNullable<Item['notApplicable']>[number];
type WhenNone = 'maximum' | 'zero';

/** 'Tiếng Việt | English': both languages of a text on one line. */
export function both(text: string): Bilingual {
  const [vi, en, ...rest] = text.split(' | ');
  if (vi === undefined || en === undefined || rest.length > 0) throw new Error(`not "Vietnamese | English": ${text}`);
  return { vi, en };
}

const none = (whenNone: WhenNone | undefined) => (whenNone === undefined ? {} : { whenNone });

export function yesNo(answer: string): ScoringRule {
  return { type: 'yes-no', facts: { answer: both(answer) } };
}

/** `bands`: rate in % -> points. Whole rates only: JavaScript then keeps them in rising order. */
export function steps(done: string, total: string, bands: Readonly<Record<number, string>>, whenNone?: WhenNone): ScoringRule {
  return {
    type: 'steps',
    facts: { done: both(done), total: both(total) },
    bands: Object.entries(bands).map(([atLeast, points]) => ({ atLeast, points })),
    ...none(whenNone),
  };
}

export function thresholdLinear(from: string, done: string, total: string, whenNone?: WhenNone): ScoringRule {
  return { type: 'threshold-linear', facts: { done: both(done), total: both(total) }, from, ...none(whenNone) };
}

export function cappedShare(fullAt: string, done: string, total: string, whenNone?: WhenNone): ScoringRule {
  return { type: 'capped-share', facts: { done: both(done), total: both(total) }, fullAt, ...none(whenNone) };
}

export function deduction(each: string, faults: string): ScoringRule {
  return { type: 'deduction', facts: { faults: both(faults) }, each };
}

export function cappedCount(each: string, count: string): ScoringRule {
  return { type: 'capped-count', facts: { count: both(count) }, each };
}

export function againstTarget(better: 'higher' | 'lower', from: string, actual: string, target: string): ScoringRule {
  return { type: 'against-target', facts: { actual: both(actual), target: both(target) }, better, from };
}

export function manual(step: string): ScoringRule {
  return { type: 'manual', step };
}

/** Lead, alternate for the case that the lead is itself the assessed unit, agencies that give their opinion. */
export function by(lead: string, alternate: string, ...opinion: string[]): Agencies {
  return { lead, ...(opinion.length === 0 ? {} : { opinion }), alternate };
}

export const BNV = by('BNV', 'VPCP');
export const BTP = by('BTP', 'BNV');
export const VPCP = by('VPCP', 'BNV');
export const BTC = by('BTC', 'BNV');
export const BTTTT = by('BTTTT', 'BNV');

export function exempt(units: string[], reason: string): Exemption {
  return { units, reason: both(reason) };
}

interface Extras {
  /** Two people read blind; from more than 0.25 points apart on, a third decides. */
  readonly blind?: true;
  readonly mayExceedClaim?: true;
  readonly notFor?: Exemption;
}

/** An item that the unit scores itself and an agency appraises; `proof` says which documents prove it. */
export function item(max: string, name: string, rule: ScoringRule, proof: string, agencies: Agencies, extras: Extras = {}): OutlineItem {
  return {
    name: both(name),
    maxPoints: max,
    method: 'appraised',
    rule,
    evidence: both(proof),
    ...(extras.notFor === undefined ? {} : { notApplicable: [extras.notFor] }),
    agencies,
    ...(extras.blind === undefined ? {} : { readings: { count: 2, adjudicateAbove: '0.25' } }),
    ...(extras.mayExceedClaim === undefined ? {} : { mayExceedClaim: true }),
  };
}

/** An item that takes its points from a survey of the year. */
export function surveyed(max: string, name: string, instrument: string): OutlineItem {
  return { name: both(name), maxPoints: max, method: 'survey', rule: { type: 'survey-share', instrument } };
}

/** An item that the ministry scores from official statistics. */
export function central(max: string, name: string, rule: ScoringRule): OutlineItem {
  return { name: both(name), maxPoints: max, method: 'central', rule };
}

export function criterion(max: string, name: string, subCriteria: OutlineItem[]): OutlineCriterion {
  return { name: both(name), maxPoints: max, subCriteria };
}

export function field(max: string, name: string, criteria: (OutlineCriterion | OutlineItem)[]): OutlineField {
  return { name: both(name), maxPoints: max, criteria };
}
