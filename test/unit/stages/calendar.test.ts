import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Calendar,
  calendarSchema,
  type Deadlines,
  deadlineFor,
  type Extension,
  isOnTime,
  lastMomentFor,
  lastMomentOf,
  STAGES,
  sayDay,
  sayInstant,
} from '../../../shared/domain/calendar.ts';
import { exampleRound } from '../../doubles/test-cloud.ts';
import { always } from '../../fixtures/always.ts';

const DEADLINE = '2024-01-31T10:00:00Z';
const iso = (ms: number): string => new Date(ms).toISOString();
const extension = (deadlineAt: string, units?: string[]): Extension => ({
  deadlineAt,
  ...(units === undefined ? {} : { units }),
  decisionNumber: '12/QĐ-BNV',
  reason: 'bão lũ',
  decidedBy: 'somebody',
  decidedAt: '2024-01-30T00:00:00Z',
});
const stage = (extensions: Extension[] = [], graceMinutes = 10): Deadlines => ({ deadlineAt: DEADLINE, graceMinutes, extensions });

const UNITS = ['BTP', 'BNV', 'BCT'];
const arbitraryStage: fc.Arbitrary<Deadlines> = fc.record({
  deadlineAt: fc.constant(DEADLINE),
  graceMinutes: fc.integer({ min: 0, max: 1440 }),
  extensions: fc.array(
    fc
      .tuple(fc.integer({ min: -100_000, max: 10_000_000 }), fc.option(fc.subarray(UNITS), { nil: undefined }))
      .map(([seconds, units]) => extension(iso(Date.parse(DEADLINE) + seconds * 1000), units)),
    { maxLength: 5 },
  ),
});

describe('the deadline of a unit', () => {
  it('is the calendar’s without any extension', () => {
    expect(deadlineFor(stage(), 'BTP')).toBe(Date.parse(DEADLINE));
  });

  it('is the latest extension that covers it', () => {
    const moved = stage([
      extension('2024-02-10T10:00:00Z', ['BTP', 'BCT']),
      extension('2024-02-20T10:00:00Z', ['BNV']),
      extension('2024-02-05T10:00:00Z'),
    ]);
    const days = UNITS.map((unit) => iso(deadlineFor(moved, unit)).slice(0, 10));
    expect(days).toEqual(['2024-02-10', '2024-02-20', '2024-02-10']);
    expect(iso(deadlineFor(moved, 'BYT')).slice(0, 10)).toBe('2024-02-05');
  });

  it('is never earlier than the calendar’s and only grows with extensions', () => {
    always(
      fc.property(arbitraryStage, fc.constantFrom(...UNITS), (one, unit) => {
        const fewer = { ...one, extensions: one.extensions.slice(1) };
        expect(deadlineFor(fewer, unit)).toBeGreaterThanOrEqual(Date.parse(DEADLINE));
        expect(deadlineFor(one, unit)).toBeGreaterThanOrEqual(deadlineFor(fewer, unit));
      }),
    );
  });
});

describe('the last moment', () => {
  it('is the deadline and the grace, and still on time', () => {
    const last = Date.parse('2024-01-31T10:10:00Z');
    expect(lastMomentFor(stage(), 'BTP')).toBe(last);
    expect(isOnTime(stage(), 'BTP', iso(last))).toBe(true);
    expect(isOnTime(stage(), 'BTP', iso(last + 1))).toBe(false);
  });

  it('is the deadline itself without grace', () => {
    expect(isOnTime(stage([], 0), 'BTP', '2024-01-31T10:00:00.000Z')).toBe(true);
    expect(isOnTime(stage([], 0), 'BTP', '2024-01-31T10:00:00.001Z')).toBe(false);
  });

  it('of a stage is the latest one of any unit, so that no unit is cut off', () => {
    always(
      fc.property(arbitraryStage, (one) => {
        const covered = new Set(one.extensions.flatMap(({ units = UNITS }) => units));
        const all = [...UNITS, 'BYT'].map((unit) => lastMomentFor(one, unit));
        expect(lastMomentOf(one)).toBeGreaterThanOrEqual(Math.max(...all));
        if (covered.size > 0 && one.extensions.every(({ units }) => units === undefined || units.length > 0)) {
          expect(lastMomentOf(one)).toBe(Math.max(...all));
        }
      }),
    );
  });

  it('does not depend on how an instant is written', () => {
    const plain = stage([extension('2024-02-01T00:00:00Z')]);
    const precise = stage([extension('2024-02-01T00:00:00.000Z')]);
    expect(lastMomentOf(plain)).toBe(lastMomentOf(precise));
  });
});

describe('a calendar', () => {
  const example = (): Calendar => exampleRound().calendar;
  const issues = (changed: Partial<Calendar>): string[] =>
    (calendarSchema.safeParse({ ...example(), ...changed }).error?.issues ?? []).map(({ path }) => path.join('.'));

  it('of the example is accepted', () => {
    expect(issues({})).toEqual([]);
  });

  it.each(STAGES)('whose stage %s ends before it opens is refused', (name) => {
    const { opensAt } = example()[name];
    expect(issues({ [name]: { opensAt, deadlineAt: opensAt } })).toContain(name);
  });

  it.each([
    ['appraisal', 'self-assessment'],
    ['explanation', 'appraisal'],
    ['publication', 'explanation'],
  ] as const)('in which %s opens before %s is over is refused', (later, earlier) => {
    const over = Date.parse(example()[earlier].deadlineAt);
    const window = (opensAt: number) => ({ [later]: { ...example()[later], opensAt: iso(opensAt) } });
    expect(issues(window(over))).toEqual([]);
    expect(issues(window(over - 1000))).toContain(`${later}.opensAt`);
  });

  it('whose survey outlasts the opening of publication is refused', () => {
    const { survey, publication } = example();
    expect(issues({ survey: { ...survey, deadlineAt: publication.opensAt } })).toEqual([]);
    expect(issues({ survey: { ...survey, deadlineAt: iso(Date.parse(publication.opensAt) + 1000) } })).toContain('survey.deadlineAt');
  });

  it('has a survey that begins whenever it likes: it runs beside the assessment', () => {
    const { survey, 'self-assessment': window } = example();
    for (const opensAt of [Date.parse(window.opensAt) - 86_400_000, Date.parse(window.deadlineAt) + 86_400_000])
      expect(issues({ survey: { ...survey, opensAt: iso(opensAt) } })).toEqual([]);
  });

  it('takes instants in UTC only', () => {
    const { survey } = example();
    expect(issues({ survey: { ...survey, opensAt: '2024-01-02T08:00:00+07:00' } })).toContain('survey.opensAt');
    expect(issues({ survey: { ...survey, opensAt: '2024-01-02' } })).toContain('survey.opensAt');
  });
});

describe('what people read', () => {
  it.each([
    ['2024-01-31T10:00:00Z', '17:00, thứ Tư 31/01/2024 (giờ Việt Nam)'],
    ['2023-12-31T16:59:59Z', '23:59, Chủ nhật 31/12/2023 (giờ Việt Nam)'],
    ['2023-12-31T17:00:00Z', '00:00, thứ Hai 01/01/2024 (giờ Việt Nam)'],
    ['2024-02-29T10:00:00Z', '17:00, thứ Năm 29/02/2024 (giờ Việt Nam)'],
  ])('of %s is "%s"', (instant, text) => {
    expect(sayInstant(Date.parse(instant))).toBe(text);
  });

  it('of a day is the day in Viet Nam, in both languages', () => {
    const instant = Date.parse('2024-04-16T17:00:00Z');
    expect([sayDay(instant, 'vi'), sayDay(instant, 'en')]).toEqual(['17/04/2024', '17 April 2024']);
    expect(sayDay(instant - 1, 'en')).toBe('16 April 2024');
  });
});
