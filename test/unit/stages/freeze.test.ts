import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, Judgement } from '../../../shared/domain/cell.ts';
import {
  adjustmentsOf,
  type FrozenContent,
  frozenContentSchema,
  type SettledRecords,
  scoresOf,
  settle,
} from '../../../shared/domain/freeze.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { decimal, toDecimal } from '../../../shared/domain/rational.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../../../shared/domain/round.ts';
import type { Points } from '../../../shared/domain/scores.ts';
import { exampleRound } from '../../doubles/test-cloud.ts';
import { always } from '../../fixtures/always.ts';
import { criteriaSet } from '../../fixtures/criteria.ts';

const set = criteriaSet([
  [
    ['1.2', '10'],
    ['1.1', '5'],
    ['1.3', '2'],
  ],
  [
    ['2.1', '30', 'survey'],
    ['2.2', '8', 'central'],
  ],
]);

function round(units: readonly string[] = ['BTP', 'BNV']): RoundDefinition {
  const named = (code: string) => ({ code, name: { vi: code, en: code } });
  return roundDefinitionSchema.parse({ ...exampleRound(), level: 'province', criteriaSet: set, units: units.map(named) });
}

const of = <T>(entries: Record<string, Record<string, T>>): Map<string, Map<string, T>> =>
  new Map(Object.entries(entries).map(([unit, items]) => [unit, new Map(Object.entries(items))]));

const judgement = (points: string, reason = `đọc ${points}`, readBy = 'a'): Judgement => ({
  points,
  reason,
  agency: 'BNV',
  readBy,
  at: '2024-02-01T00:00:00Z',
});
const cellWith = (more: Partial<Cell>): Cell => ({ unit: 'x', item: 'x', readings: [], version: 1, ...more });
const reading = (points: string, reason?: string): Cell => cellWith({ readings: [judgement(points, reason)] });
const appraised = { '1.1': reading('4.50'), '1.2': reading('10'), '1.3': reading('0') };
const measured: Record<string, Points> = { '2.1': decimal('21.125'), '2.2': 'NA' };
/** Everybody has submitted, on time, and nobody had to decide anything. */
const NOTHING_OPEN = { submitted: new Set(['BTP', 'BNV']), daysLate: new Map(), decisions: new Map(), survey: new Map(), surveyErrors: [] };
const complete = (): SettledRecords => ({
  ...NOTHING_OPEN,
  claims: of({ BTP: { '1.1': '5', '1.2': '10' } }),
  cells: of({ BTP: appraised, BNV: appraised }),
  evidence: of({ BTP: { '1.2': ['b'.repeat(64), 'a'.repeat(64)] } }),
  adjustments: [
    { unit: 'BTP', code: 'phat', points: '-0.5', decisionNumber: '2/QĐ' },
    { unit: 'BTP', code: 'cong', points: '1.25', decisionNumber: '1/QĐ' },
    { unit: 'BNV', code: 'phat', points: '-1', decisionNumber: '2/QĐ' },
  ],
  central: of({ BTP: measured, BNV: measured }),
});

function frozen(definition: RoundDefinition, records: SettledRecords): { content: FrozenContent; hash: string } {
  const { open, ...result } = settle(definition, records);
  if (open.length > 0) throw new Error(JSON.stringify(open));
  return result;
}

/** What keeps it from being frozen, without ids and kinds. */
const open = (definition: RoundDefinition, records: SettledRecords) =>
  settle(definition, records).open.map(({ unit, item, missing }) => ({ unit, item, missing }));

describe('the frozen content', () => {
  it('holds one settled point for every unit and item, sorted by unit and item', () => {
    const { content } = frozen(round(), complete());
    const places = content.points.map(({ unit, item }) => `${unit} ${item}`);
    expect(places).toEqual(['BNV', 'BTP'].flatMap((unit) => ['1.1', '1.2', '1.3', '2.1', '2.2'].map((item) => `${unit} ${item}`)));
    expect(frozenContentSchema.parse(content)).toEqual(content);
  });

  it('has exact points, NA as NA, what the unit claimed and the reader’s reason', () => {
    const { content } = frozen(round(), complete());
    const at = (unit: string, item: string) => content.points.find((point) => point.unit === unit && point.item === item);
    expect(at('BTP', '1.1')).toEqual({
      unit: 'BTP',
      item: '1.1',
      points: '4.5',
      claimed: '5',
      reasons: ['đọc 4.50'],
      evidence: [],
      readings: 1,
    });
    expect(at('BTP', '1.3')).toMatchObject({ points: '0', claimed: null });
    expect(at('BNV', '1.1')).toMatchObject({ points: '4.5', claimed: null });
    expect(at('BTP', '2.1')).toMatchObject({ points: '21.125', claimed: null, reasons: [] });
    expect(at('BTP', '2.2')).toMatchObject({ points: 'NA' });
  });

  it('has the hash of its canonical JSON', () => {
    const { content, hash } = frozen(round(), complete());
    expect(hash).toBe(hashOf(content));
  });

  it('has the same hash in whatever order units and records come', () => {
    const { hash } = frozen(round(), complete());
    const shuffled = <T>(map: ReadonlyMap<string, ReadonlyMap<string, T>>): fc.Arbitrary<Map<string, ReadonlyMap<string, T>>> =>
      fc.shuffledSubarray([...map], { minLength: map.size }).map((entries) => new Map(entries));
    const { claims, cells, evidence, adjustments, central } = complete();
    always(
      fc.property(
        fc.constantFrom(['BTP', 'BNV'], ['BNV', 'BTP']),
        fc.record({
          claims: shuffled(claims),
          cells: shuffled(cells),
          evidence: shuffled(evidence),
          adjustments: fc.shuffledSubarray([...adjustments], { minLength: adjustments.length }),
          central: shuffled(central),
        }),
        (units, records) => {
          expect(frozen(round(units), { ...NOTHING_OPEN, ...records }).hash).toBe(hash);
        },
      ),
    );
  });

  it('has the same hash for 4.5 and 4.50, and another one for other points, reasons or claims', () => {
    const { hash } = frozen(round(), complete());
    const withReading = (points: string, reason: string): string =>
      frozen(round(), { ...complete(), cells: of({ BTP: { ...appraised, '1.1': reading(points, reason) }, BNV: appraised }) }).hash;
    expect(withReading('4.5', 'đọc 4.50')).toBe(hash);
    expect(withReading('4.51', 'đọc 4.50')).not.toBe(hash);
    expect(withReading('4.5', 'khác')).not.toBe(hash);
    expect(frozen(round(), { ...complete(), claims: new Map() }).hash).not.toBe(hash);
    expect(frozen(round(), { ...complete(), evidence: new Map() }).hash).not.toBe(hash);
    expect(frozen(round(), { ...complete(), adjustments: [] }).hash).not.toBe(hash);
  });

  it('says nothing of who read, when, for which agency and under which version', () => {
    const other: Cell = {
      ...cellWith({ readings: [{ ...judgement('4.5', 'đọc 4.50', 'b'), agency: 'VPCP', at: '2024-02-02T00:00:00Z' }] }),
      version: 7,
    };
    const cells = of({ BTP: { ...appraised, '1.1': other }, BNV: appraised });
    expect(frozen(round(), { ...complete(), cells }).hash).toBe(frozen(round(), complete()).hash);
  });

  it('names the documents of each item by their hashes, sorted', () => {
    const { content } = frozen(round(), complete());
    const named = content.points.filter(({ evidence }) => evidence.length > 0);
    expect(named.map(({ unit, item, evidence }) => ({ unit, item, evidence }))).toEqual([
      { unit: 'BTP', item: '1.2', evidence: ['a'.repeat(64), 'b'.repeat(64)] },
    ]);
  });

  it('has adjustments by unit and code, and gives them back summed and signed', () => {
    const { content } = frozen(round(), complete());
    expect(content.adjustments.map(({ unit, code, points }) => [unit, code, points])).toEqual([
      ['BNV', 'phat', '-1'],
      ['BTP', 'cong', '1.25'],
      ['BTP', 'phat', '-0.5'],
    ]);
    const sums = [...adjustmentsOf(content)].map(([unit, points]) => [unit, toDecimal(points)]);
    expect(sums).toEqual([
      ['BNV', '-1'],
      ['BTP', '0.75'],
    ]);
  });

  it('has what became of an explanation before what was read', () => {
    const decided = cellWith({ readings: [judgement('4.5')], decision: judgement('5', 'nhận giải trình', 'b') });
    const { content } = frozen(round(), { ...complete(), cells: of({ BTP: { ...appraised, '1.1': decided }, BNV: appraised }) });
    expect(content.points.find(({ unit, item }) => unit === 'BTP' && item === '1.1')).toMatchObject({
      points: '5',
      claimed: '5',
      reasons: ['nhận giải trình'],
    });
  });

  it('gives back as scores exactly what was settled', () => {
    const { content } = frozen(round(), complete());
    const scores = scoresOf(content);
    expect(scores.get('BTP')).toEqual(
      new Map<string, Points>([
        ['1.1', decimal('4.5')],
        ['1.2', decimal('10')],
        ['1.3', decimal('0')],
        ['2.1', decimal('21.125')],
        ['2.2', 'NA'],
      ]),
    );
    expect([...scores.keys()]).toEqual(['BNV', 'BTP']);
  });
});

describe('a freeze of items that two people read blind', () => {
  const double = criteriaSet([
    [
      ['1.1', '10', 'appraised', { readings: { count: 2, adjudicateAbove: '1' } }],
      ['1.2', '5', 'appraised', { notApplicable: [{ units: ['BTP'], reason: { vi: 'không có', en: 'none' } }] }],
    ],
  ]);
  const definition = roundDefinitionSchema.parse({ ...round(['BTP']), criteriaSet: double });
  const records = (cell: Cell): SettledRecords => ({
    ...NOTHING_OPEN,
    claims: new Map(),
    cells: of({ BTP: { '1.1': cell } }),
    evidence: new Map(),
    adjustments: [],
    central: new Map(),
  });
  const two = (first: string, second: string, more: Partial<Cell> = {}): Cell =>
    cellWith({ readings: [judgement(first, 'một'), judgement(second, 'hai', 'b')], ...more });

  it('waits for the second one', () => {
    expect(open(definition, records(reading('4')))).toEqual([{ unit: 'BTP', item: '1.1', missing: 'reading' }]);
  });

  it('has the exact mean of two that lie as far apart as the set lets stand, with both reasons', () => {
    const { content } = frozen(definition, records(two('4', '5')));
    expect(content.points[0]).toMatchObject({ item: '1.1', points: '4.5', reasons: ['một', 'hai'] });
    expect(frozen(definition, records(two('5', '4.25'))).content.points[0]?.points).toBe('4.625');
  });

  it('waits for a third person where they lie further apart, and has that person’s points', () => {
    expect(open(definition, records(two('4', '5.01')))).toEqual([{ unit: 'BTP', item: '1.1', missing: 'adjudication' }]);
    const { content } = frozen(definition, records(two('4', '5.01', { adjudication: judgement('4.75', 'ba', 'c') })));
    expect(content.points[0]).toMatchObject({ points: '4.75', reasons: ['ba'] });
  });

  it('has NA with its reason where the item does not apply to the unit, whatever was claimed or read', () => {
    const cells = of({ BTP: { '1.1': two('4', '4'), '1.2': reading('3') } });
    const claims = of({ BTP: { '1.2': '3' } });
    const { content } = frozen(definition, { ...records(two('4', '4')), cells, claims });
    expect(content.points[1]).toEqual({ unit: 'BTP', item: '1.2', points: 'NA', claimed: null, reasons: ['không có'], evidence: [] });
  });
});

describe('a freeze', () => {
  it('is kept back by every cell without settled points, each named with what is missing', () => {
    const { claims } = complete();
    const cells = of({ BTP: { '1.1': reading('1'), '1.2': reading('1') }, BNV: appraised });
    const central = of<Points>({ BTP: { '2.2': 'NA' } });
    expect(open(round(), { ...complete(), claims, cells, central })).toEqual([
      { unit: 'BNV', item: '2.1', missing: 'central-scores' },
      { unit: 'BNV', item: '2.2', missing: 'central-scores' },
      { unit: 'BTP', item: '1.3', missing: 'reading' },
      { unit: 'BTP', item: '2.1', missing: 'central-scores' },
    ]);
  });

  it('takes a claim for no reading', () => {
    const claims = of({ BTP: { '1.3': '2' } });
    const cells = of({ BTP: { '1.1': reading('1'), '1.2': reading('1') }, BNV: appraised });
    expect(open(round(), { ...complete(), claims, cells })).toEqual([{ unit: 'BTP', item: '1.3', missing: 'reading' }]);
  });

  it('takes an explanation without a reading or a decision for neither', () => {
    const explained = cellWith({ explanation: { text: 'vì sao', evidence: [], by: 'u', at: '2024-03-01T00:00:00Z' } });
    const cells = of({ BTP: { ...appraised, '1.3': explained }, BNV: appraised });
    expect(open(round(), { ...complete(), cells })).toEqual([{ unit: 'BTP', item: '1.3', missing: 'reading' }]);
  });

  it('leaves out points of units and items that are not in the round', () => {
    const more = { ...complete(), cells: of({ BTP: { ...appraised, '9.9': reading('1') }, BNV: appraised, BYT: appraised }) };
    expect(frozen(round(), more).hash).toBe(frozen(round(), complete()).hash);
  });
});
