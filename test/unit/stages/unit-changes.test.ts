import { describe, expect, it } from 'vitest';
import { replacedLock } from '../../../shared/domain/lock.ts';
import { inheritedItems, type Predecessor } from '../../../shared/domain/merge-units.ts';
import { successorOf, type Unit, type UnitChange, unitsAfter } from '../../../shared/domain/units.ts';
import { richRound, soundClaims } from '../../doubles/rich-round.ts';

const unit = (code: string): Unit => ({ code, name: { vi: code, en: code } });
const change = (number: number, predecessors: string[], successor: string): UnitChange => ({
  number,
  predecessors,
  successor: unit(successor),
  effectiveOn: '2025-07-01',
  decisionNumber: `${number}/NQ`,
  reason: 'x',
});

describe('units after changes', () => {
  const units = ['02', '08', '10', '15'].map(unit);

  it('have each successor once, in the place of its predecessors', () => {
    expect(unitsAfter(units, [change(1, ['10', '15'], '1015')]).map(({ code }) => code)).toEqual(['02', '08', '1015']);
    expect(unitsAfter(units, [])).toEqual(units);
  });

  it('may keep the code of one of them: codes are reused after mergers', () => {
    const changes = [change(1, ['08', '02'], '08')];
    expect(unitsAfter(units, changes).map(({ code }) => code)).toEqual(['10', '15', '08']);
    expect([successorOf('02', changes), successorOf('08', changes), successorOf('10', changes)]).toEqual(['08', '08', '10']);
    expect(replacedLock('02', changes)).toMatchObject({ successor: '08', decidedBy: '1/NQ' });
    expect(replacedLock('08', changes)).toBeUndefined();
  });

  it('follow a line of changes to its end', () => {
    const changes = [change(1, ['02', '08'], 'A'), change(2, ['A', '10'], 'B')];
    expect(unitsAfter(units, changes).map(({ code }) => code)).toEqual(['15', 'B']);
    expect(successorOf('02', changes)).toBe('B');
    expect(replacedLock('02', changes)).toMatchObject({ successor: 'B', decidedBy: '1/NQ' });
  });
});

describe('what a successor inherits', () => {
  const definition = richRound('r');
  const origin = { uploadId: 'x', receivedAt: '2024-01-10T00:00:00Z', version: 1 };
  const parent = (code: string, claims = soundClaims()): Predecessor => ({
    unit: code,
    lines: [...claims.values()].map((claim) => ({ ...claim, from: origin })),
    remarks: { difficulties: '', proposals: '' },
  });
  const inherit = (...parents: Predecessor[]) =>
    new Map(inheritedItems(definition, parents, origin, ['1.1', '1.2', '2.1']).map((item) => [item.item, item]));

  it('adds numerators and denominators, never rates: below the threshold together though one was above it', () => {
    const high = parent('BCT', soundClaims({ '1.1': { points: '1.5', facts: { done: '10', total: '10' } } }));
    const low = parent('BNV', soundClaims({ '1.1': { points: '0', facts: { done: '10', total: '90' } } }));
    expect(inherit(high, low).get('1.1')).toMatchObject({ points: '0', facts: { done: '20', total: '100' } });
  });

  it('takes points without facts only where all claim the same, and answers only where all agree', () => {
    expect(inherit(parent('BCT'), parent('BNV')).get('1.2')?.points).toBe('1.5');
    expect(inherit(parent('BCT'), parent('BNV', soundClaims({ '1.2': { points: '2' } }))).get('1.2')?.points).toBeNull();
    const no = parent('BNV', soundClaims({ '2.1': { points: '0', facts: { answer: 'no' } } }));
    expect(inherit(parent('BCT'), no).get('2.1')).toMatchObject({ points: null, facts: {} });
  });

  it('claims nothing that one of them did not claim', () => {
    expect(inherit(parent('BCT'), parent('BNV', soundClaims({ '1.1': { points: null, facts: {} } }))).get('1.1')?.points).toBeNull();
  });

  it('leaves a predecessor out of an item that did not apply to it', () => {
    expect(inherit(parent('BCT'), parent('BTP', soundClaims({ '2.1': { points: null, facts: {} } }))).get('2.1')?.points).toBe('1');
  });
});
