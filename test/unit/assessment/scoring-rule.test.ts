import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, decimal, rational, subtract, sum, toDecimal, ZERO } from '../../../shared/domain/rational.ts';
import {
  type Facts,
  isOnGrid,
  pointsFromFacts,
  RULE_TYPES,
  rolesOf,
  type ScoringRule,
  scoringRuleSchema,
} from '../../../shared/domain/scoring-rule.ts';

const label = { vi: 'Số liệu', en: 'Figure' };
const rate = { done: label, total: label };

function pointsOf(rule: ScoringRule, facts: Facts, maxPoints = '1.5', decimals = 4): string | undefined {
  const result = pointsFromFacts({ rule, maximum: decimal(maxPoints), decimals }, facts);
  if (result === undefined) return undefined;
  return 'problem' in result ? `${result.problem} ${result.role}` : toDecimal(result.points);
}

describe('the points of a rule', () => {
  const steps: ScoringRule = {
    type: 'steps',
    facts: rate,
    bands: [
      { atLeast: '100', points: '1.5' },
      { atLeast: '80', points: '1' },
      { atLeast: '50', points: '0.5' },
    ],
  };
  const linear: ScoringRule = { type: 'threshold-linear', facts: rate, from: '80' };

  it.each<[string, ScoringRule, Facts, string]>([
    ['yes gives the maximum', { type: 'yes-no', facts: { answer: label } }, { answer: 'yes' }, '1.5'],
    ['no gives nothing', { type: 'yes-no', facts: { answer: label } }, { answer: 'no' }, '0'],
    ['the highest step that the rate reaches counts', steps, { done: '47', total: '50' }, '1'],
    ['a step is reached at its very floor', steps, { done: '4', total: '5' }, '1'],
    ['a hair below the floor is the step below', steps, { done: '79999', total: '100000' }, '0.5'],
    ['below the lowest step there is nothing', steps, { done: '1', total: '3' }, '0'],
    ['the rate times the maximum from the threshold on', linear, { done: '47', total: '50' }, '1.41'],
    ['a rate that does not terminate is rounded half up once', linear, { done: '47', total: '51' }, '1.3824'],
    ['below the threshold there is nothing', linear, { done: '39', total: '50' }, '0'],
    ['each fault costs its points', { type: 'deduction', facts: { faults: label }, each: '0.25' }, { faults: '3' }, '0.75'],
    ['deductions end at 0', { type: 'deduction', facts: { faults: label }, each: '0.25' }, { faults: '100' }, '0'],
    ['a count earns its points', { type: 'capped-count', facts: { count: label }, each: '0.5' }, { count: '2' }, '1'],
    ['a count is capped at the maximum', { type: 'capped-count', facts: { count: label }, each: '0.5' }, { count: '9' }, '1.5'],
    [
      'a share is measured by the rate that earns everything',
      { type: 'capped-share', facts: rate, fullAt: '60' },
      { done: '3', total: '10' },
      '0.75',
    ],
    ['a share is capped', { type: 'capped-share', facts: rate, fullAt: '60' }, { done: '9', total: '10' }, '1.5'],
    [
      'reached over target',
      { type: 'against-target', facts: { actual: label, target: label }, better: 'higher', from: '50' },
      { actual: '90.5', target: '100' },
      '1.3575',
    ],
    [
      'target over reached, where less is better',
      { type: 'against-target', facts: { actual: label, target: label }, better: 'lower', from: '50' },
      { actual: '20', target: '15' },
      '1.125',
    ],
    [
      'less than the least share of the target gives nothing',
      { type: 'against-target', facts: { actual: label, target: label }, better: 'higher', from: '50' },
      { actual: '49', target: '100' },
      '0',
    ],
    ['a year without a case gives what the rule says', { ...linear, whenNone: 'maximum' }, { done: '0', total: '0' }, '1.5'],
  ])('%s', (_, rule, facts, expected) => {
    expect(pointsOf(rule, facts)).toBe(expected);
  });

  it.each<[string, ScoringRule, Facts, string]>([
    ['a missing figure', linear, { done: '4' }, 'fact-missing total'],
    ['a figure that is no number', linear, { done: 'x', total: '5' }, 'fact-not-a-number done'],
    ['a count with decimals', linear, { done: '4.5', total: '5' }, 'fact-not-whole done'],
    [
      'an answer that is neither yes nor no',
      { type: 'yes-no', facts: { answer: label } },
      { answer: 'maybe' },
      'fact-not-yes-or-no answer',
    ],
    ['more done than there was to do', linear, { done: '6', total: '5' }, 'fact-done-above-total done'],
    ['a year without a case where the rule is silent', linear, { done: '0', total: '0' }, 'fact-total-zero total'],
  ])('are not guessed from %s', (_, rule, facts, problem) => {
    expect(pointsOf(rule, facts)).toBe(problem);
  });

  it('come from nobody’s facts where a person or a survey decides', () => {
    expect(pointsOf({ type: 'manual', step: '0.25' }, {})).toBeUndefined();
    expect(pointsOf({ type: 'survey-share', instrument: 'sipas' }, {})).toBeUndefined();
  });

  it('stand on the grid of the rule or are refused', () => {
    const maximum = decimal('1.5');
    expect(isOnGrid({ type: 'manual', step: '0.25' }, maximum, decimal('0.75'))).toBe(true);
    expect(isOnGrid({ type: 'manual', step: '0.25' }, maximum, decimal('0.8'))).toBe(false);
    expect(isOnGrid(steps, maximum, decimal('0.5'))).toBe(true);
    expect(isOnGrid(steps, maximum, decimal('0.75'))).toBe(false);
  });
});

const decimalText = (most: number, digits = 2): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: most * 10 ** digits }).map((n) => toDecimal(rational(BigInt(n), 10n ** BigInt(digits))));
const percent = decimalText(100);

/** Any rule within the format, with facts that fit it, and a maximum. */
const ruleArbitrary: fc.Arbitrary<ScoringRule> = fc.oneof(
  fc.constant<ScoringRule>({ type: 'yes-no', facts: { answer: label } }),
  fc.record({ from: percent, whenNone: fc.option(fc.constantFrom('maximum' as const, 'zero' as const), { nil: undefined }) }).map(
    ({ from, whenNone }): ScoringRule => ({
      type: 'threshold-linear',
      facts: rate,
      from,
      ...(whenNone === undefined ? {} : { whenNone }),
    }),
  ),
  fc
    .array(fc.record({ atLeast: percent, points: decimalText(5) }), { minLength: 1, maxLength: 6 })
    .map((bands): ScoringRule => ({ type: 'steps', facts: rate, bands })),
  decimalText(3).map((each): ScoringRule => ({ type: 'deduction', facts: { faults: label }, each })),
  decimalText(3).map((each): ScoringRule => ({ type: 'capped-count', facts: { count: label }, each })),
  percent.map((fullAt): ScoringRule => ({ type: 'capped-share', facts: rate, fullAt })),
  fc
    .record({ better: fc.constantFrom('higher' as const, 'lower' as const), from: percent })
    .map((more): ScoringRule => ({ type: 'against-target', facts: { actual: label, target: label }, ...more })),
);
const countArbitrary = fc.integer({ min: 0, max: 100_000 });
const caseArbitrary = fc.record({
  rule: ruleArbitrary,
  maxPoints: decimalText(20),
  decimals: fc.integer({ min: 2, max: 6 }),
  first: countArbitrary,
  second: countArbitrary,
});

function factsOf(rule: ScoringRule, first: number, second: number): Facts {
  return Object.fromEntries(
    rolesOf(rule).map(({ role, kind }, i) => [
      role,
      kind === 'yes-no' ? (first % 2 === 0 ? 'no' : 'yes') : String(i === 0 ? first : second),
    ]),
  );
}

describe('any rule with any facts', () => {
  it('is read back by the schema as it was written', async () => {
    await fc.assert(
      fc.property(ruleArbitrary, (rule) => {
        expect(scoringRuleSchema.parse(rule)).toEqual(rule);
      }),
    );
    expect(RULE_TYPES).toHaveLength(9);
  });

  it('gives points from 0 to the maximum, or says why not', async () => {
    await fc.assert(
      fc.property(caseArbitrary, ({ rule, maxPoints, decimals, first, second }) => {
        const maximum = decimal(maxPoints);
        const result = pointsFromFacts({ rule, maximum, decimals }, factsOf(rule, first, second));
        if (result === undefined || 'problem' in result) return;
        expect(compare(result.points, ZERO)).toBeGreaterThanOrEqual(0);
        expect(compare(result.points, maximum)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 3000 },
    );
  });

  it('gives no fewer points for more done, and no more for more faults', async () => {
    await fc.assert(
      fc.property(caseArbitrary, countArbitrary, ({ rule, maxPoints, decimals, first, second }, more) => {
        // Steps are data; whether they rise is the check's business, not the rule's.
        if (rule.type === 'yes-no') return;
        if (
          rule.type === 'steps' &&
          rule.bands.some((a) => rule.bands.some((b) => Number(a.atLeast) <= Number(b.atLeast) && Number(a.points) > Number(b.points)))
        )
          return;
        const terms = { rule, maximum: decimal(maxPoints), decimals };
        const [before, after] = [first, first + more].map((value) => pointsFromFacts(terms, factsOf(rule, value, second)));
        if (before === undefined || after === undefined || 'problem' in before || 'problem' in after) return;
        const change = subtract(after.points, before.points);
        const falls = rule.type === 'deduction' || (rule.type === 'against-target' && rule.better === 'lower');
        expect(falls ? change.n <= 0n : change.n >= 0n).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('sums exactly, in whichever order', async () => {
    await fc.assert(
      fc.property(fc.array(caseArbitrary, { maxLength: 40 }), (cases) => {
        const points = cases.flatMap(({ rule, maxPoints, decimals, first, second }) => {
          const result = pointsFromFacts({ rule, maximum: decimal(maxPoints), decimals }, factsOf(rule, first, second));
          return result === undefined || 'problem' in result ? [] : [result.points];
        });
        // All points are multiples of a millionth: the sum in whole millionths is the oracle.
        const millionths = points.reduce((total, { n, d }) => total + (n * 1_000_000n) / d, 0n);
        expect(compare(sum(points), rational(millionths, 1_000_000n))).toBe(0);
        expect(toDecimal(sum([...points].reverse()))).toBe(toDecimal(sum(points)));
      }),
    );
  });
});
