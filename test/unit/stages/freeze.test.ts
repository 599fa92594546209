import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FrozenContent, freeze, frozenContentSchema, type SettledRecords, scoresOf } from '../../../shared/domain/freeze.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { decimal } from '../../../shared/domain/rational.ts';
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

const reading = (points: string) => ({ points, reason: `đọc ${points}` });
const appraised = { '1.1': reading('4.50'), '1.2': reading('10'), '1.3': reading('0') };
const measured: Record<string, Points> = { '2.1': decimal('21.125'), '2.2': 'NA' };
const complete = (): SettledRecords => ({
  claims: of({ BTP: { '1.1': '5', '1.2': '10' } }),
  readings: of({ BTP: appraised, BNV: appraised }),
  central: of({ BTP: measured, BNV: measured }),
});

function frozen(definition: RoundDefinition, records: SettledRecords): { content: FrozenContent; hash: string } {
  const result = freeze(definition, records);
  if ('open' in result) throw new Error(JSON.stringify(result.open));
  return result;
}

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
    expect(at('BTP', '1.1')).toMatchObject({ points: '4.5', claimed: '5', reasons: ['đọc 4.50'] });
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
    const { claims, readings, central } = complete();
    always(
      fc.property(
        fc.constantFrom(['BTP', 'BNV'], ['BNV', 'BTP']),
        fc.record({ claims: shuffled(claims), readings: shuffled(readings), central: shuffled(central) }),
        (units, records) => {
          expect(frozen(round(units), records).hash).toBe(hash);
        },
      ),
    );
  });

  it('has the same hash for 4.5 and 4.50, and another one for other points, reasons or claims', () => {
    const { hash } = frozen(round(), complete());
    const withReading = (points: string, reason: string): string =>
      frozen(round(), { ...complete(), readings: of({ BTP: { ...appraised, '1.1': { points, reason } }, BNV: appraised }) }).hash;
    expect(withReading('4.5', 'đọc 4.50')).toBe(hash);
    expect(withReading('4.51', 'đọc 4.50')).not.toBe(hash);
    expect(withReading('4.5', 'khác')).not.toBe(hash);
    expect(frozen(round(), { ...complete(), claims: new Map() }).hash).not.toBe(hash);
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

describe('a freeze', () => {
  it('is kept back by every cell without settled points, each named with what is missing', () => {
    const { claims } = complete();
    const readings = of({ BTP: { '1.1': reading('1'), '1.2': reading('1') }, BNV: appraised });
    const central = of<Points>({ BTP: { '2.2': 'NA' } });
    expect(freeze(round(), { claims, readings, central })).toEqual({
      open: [
        { unit: 'BNV', item: '2.1', missing: 'central-scores' },
        { unit: 'BNV', item: '2.2', missing: 'central-scores' },
        { unit: 'BTP', item: '1.3', missing: 'reading' },
        { unit: 'BTP', item: '2.1', missing: 'central-scores' },
      ],
    });
  });

  it('takes a claim for no reading', () => {
    const claims = of({ BTP: { '1.3': '2' } });
    const readings = of({ BTP: { '1.1': reading('1'), '1.2': reading('1') }, BNV: appraised });
    expect(freeze(round(), { ...complete(), claims, readings })).toEqual({ open: [{ unit: 'BTP', item: '1.3', missing: 'reading' }] });
  });

  it('leaves out points of units and items that are not in the round', () => {
    const more = { ...complete(), readings: of({ BTP: { ...appraised, '9.9': reading('1') }, BNV: appraised, BYT: appraised }) };
    expect(frozen(round(), more).hash).toBe(frozen(round(), complete()).hash);
  });
});
