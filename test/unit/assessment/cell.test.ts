import { describe, expect, it } from 'vitest';
import {
  type Cell,
  finalPoints,
  type Judgement,
  judgementProblem,
  needsAdjudication,
  reasonsOf,
  settledPoints,
} from '../../../shared/domain/cell.ts';
import type { Item } from '../../../shared/domain/criteria-set.ts';
import { type Rational, toDecimal } from '../../../shared/domain/rational.ts';

const name = { vi: 'Tên', en: 'Name' };
const single: Item = { code: '1.1', name, maxPoints: '2', method: 'appraised', rule: { type: 'manual', step: '0.25' } };
const double: Item = { ...single, readings: { count: 2, adjudicateAbove: '0.25' } };
const by = (points: string, readBy = 'a', more: Partial<Judgement> = {}): Judgement => ({
  points,
  reason: `reason of ${readBy}`,
  agency: 'BNV',
  readBy,
  at: '2024-02-01T00:00:00Z',
  ...more,
});
const cell = (readings: Judgement[], more: Partial<Cell> = {}): Cell => ({ unit: 'u', item: '1.1', readings, version: 1, ...more });
const text = (points: Rational | undefined): string | undefined => (points === undefined ? undefined : toDecimal(points));

describe('settled points', () => {
  it.each<[string, Item, Cell | undefined, string | undefined]>([
    ['are open before anybody has read', single, undefined, undefined],
    ['are those of the one reading', single, cell([by('1.5')]), '1.5'],
    ['stay open until both blind readings are in', double, cell([by('1.5')]), undefined],
    ['are the exact mean of two readings that agree', double, cell([by('1.5'), by('1.25', 'b')]), '1.375'],
    ['stay open while two readings differ too much', double, cell([by('2'), by('1', 'b')]), undefined],
    ['are the adjudication of two that differ', double, cell([by('2'), by('1', 'b')], { adjudication: by('1.75', 'c') }), '1.75'],
    ['ignore an adjudication that nothing called for', double, cell([by('1'), by('1', 'b')], { adjudication: by('2', 'c') }), '1'],
  ])('%s', (_, item, given, expected) => {
    expect(text(settledPoints(item, given))).toBe(expected);
  });

  it('differ too much only above the step that the set names', () => {
    expect(needsAdjudication(double, cell([by('1'), by('1.25', 'b')]))).toBe(false);
    expect(needsAdjudication(double, cell([by('1'), by('1.5', 'b')]))).toBe(true);
    expect(needsAdjudication(single, cell([by('0'), by('2', 'b')]))).toBe(false);
  });
});

describe('final points', () => {
  const decided = cell([by('1')], { decision: { ...by('1.5', 'd') } });

  it('are what became of the explanation, else what was settled', () => {
    expect(text(finalPoints(single, cell([by('1')])))).toBe('1');
    expect(text(finalPoints(single, decided))).toBe('1.5');
  });

  it('carry the reasons of who decided last, without names', () => {
    expect(reasonsOf(double, cell([by('1'), by('1', 'b')]))).toEqual(['reason of a', 'reason of b']);
    expect(reasonsOf(double, cell([by('2'), by('1', 'b')], { adjudication: by('1', 'c') }))).toEqual(['reason of c']);
    expect(reasonsOf(single, decided)).toEqual(['reason of d']);
  });
});

describe('a judgement', () => {
  const rated: Item = { ...single, rule: { type: 'threshold-linear', facts: { done: name, total: name }, from: '50' } };

  it.each<[string, Item, string | undefined, Partial<Judgement>, string | undefined]>([
    ['stands where it agrees with the claim', single, '1.5', { points: '1.5' }, undefined],
    ['stands below the claim with a reason code', single, '1.5', { points: '1', reasonCode: 'not-accepted' }, undefined],
    ['needs a reason code where it changes the claim', single, '1.5', { points: '1' }, 'reason-code-missing'],
    ['needs none where nothing was claimed', single, undefined, { points: '1' }, undefined],
    ['is at most the maximum', single, undefined, { points: '2.25' }, 'points-above-maximum'],
    ['stands on the grid', single, '2', { points: '1.1', reasonCode: 'other' }, 'points-off-grid'],
    ['is not above the claim', single, '1', { points: '1.5', reasonCode: 'other' }, 'points-above-claim'],
    [
      'is above the claim where the set allows it',
      { ...single, mayExceedClaim: true },
      '1',
      { points: '1.5', reasonCode: 'other' },
      undefined,
    ],
    [
      'follows from the facts that it names',
      rated,
      '2',
      { points: '1.88', facts: { done: '47', total: '50' }, reasonCode: 'agency-figure-differs' },
      undefined,
    ],
    [
      'is refused where it does not',
      rated,
      '2',
      { points: '1.9', facts: { done: '47', total: '50' }, reasonCode: 'other' },
      'points-differ-from-facts',
    ],
  ])('%s', (_, item, claimed, judgement, code) => {
    expect(judgementProblem(item, 4, claimed, { points: '0', ...judgement })?.code).toBe(code);
  });
});
