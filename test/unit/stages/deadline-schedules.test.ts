import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../../shared/domain/calendar.ts';
import { roundIdSchema } from '../../../shared/domain/round.ts';
import { scheduleExpression, scheduleName } from '../../../shared/runtime/deadline-schedules.ts';
import { always } from '../../fixtures/always.ts';

/** The instant at which a schedule in Viet Nam's time fires, in ms. */
function firesAt(expression: string): number {
  const [, local] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
  return Date.parse(`${local}+07:00`);
}

describe('the expression of a one-off schedule', () => {
  it.each([
    ['2024-01-31T10:10:00.000Z', 'at(2024-01-31T17:10:00)'],
    ['2024-01-31T10:10:00.001Z', 'at(2024-01-31T17:11:00)'],
    ['2024-01-31T10:10:59.999Z', 'at(2024-01-31T17:11:00)'],
    ['2023-12-31T16:59:30.000Z', 'at(2024-01-01T00:00:00)'],
    ['2024-02-28T17:00:00.000Z', 'at(2024-02-29T00:00:00)'],
  ])('for %s is %s', (instant, expression) => {
    expect(scheduleExpression(Date.parse(instant))).toBe(expression);
  });

  it('is the first full minute that is not earlier', () => {
    always(
      fc.property(fc.integer({ min: Date.parse('2012-01-01'), max: Date.parse('2100-01-01') }), (dueAt) => {
        const at = firesAt(scheduleExpression(dueAt));
        expect(at).toBeGreaterThanOrEqual(dueAt);
        expect(at).toBeLessThan(dueAt + 60_000);
        expect(at % 60_000).toBe(0);
      }),
    );
  });
});

describe('the name of a schedule', () => {
  const rounds = fc.stringMatching(/^[a-z0-9][a-z0-9-]{2,39}$/).filter((round) => roundIdSchema.safeParse(round).success);

  it('fits into the 64 characters that Scheduler allows', () => {
    always(
      fc.property(rounds, fc.constantFrom(...STAGES), (round, stage) => {
        expect(scheduleName({ round, stage })).toMatch(/^[0-9a-zA-Z._-]{1,64}$/);
      }),
    );
    for (const stage of STAGES) expect(scheduleName({ round: 'a'.repeat(40), stage }).length).toBeLessThanOrEqual(64);
  });

  it('is another one for another stage or round', () => {
    always(
      fc.property(fc.uniqueArray(rounds, { minLength: 2, maxLength: 4 }), (names) => {
        const all = names.flatMap((round) => STAGES.map((stage) => scheduleName({ round, stage })));
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });
});
