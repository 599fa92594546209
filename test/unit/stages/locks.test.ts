import { describe, expect, it } from 'vitest';
import { LOCKS, type LockText } from '../../../shared/contracts/locks.ts';
import { describeProblem, type ProblemCode, problemCatalogue, problemSchema } from '../../../shared/contracts/problems.ts';
import { closedLock, notOpenLock } from '../../../shared/domain/lock.ts';

const codes = Object.keys(problemCatalogue) as ProblemCode[];
/** Refused although the request is sound; only a record that changed meanwhile opens by itself. */
const byRule = codes.filter((code) => [403, 409].includes(problemCatalogue[code].status) && code !== 'changed-meanwhile');

describe('a refusal by rule', () => {
  it('has its rule and what would open it, in both languages, for every code', () => {
    expect(byRule.filter((code) => !(code in LOCKS))).toEqual([]);
    expect(Object.keys(LOCKS).filter((code) => !byRule.some((known) => known === code))).toEqual([]);
    for (const { rule, opens } of Object.values<LockText>(LOCKS)) {
      for (const text of [rule.vi, rule.en, opens.vi, opens.en]) expect(text).toMatch(/\.$/);
      expect(rule.vi).not.toBe(rule.en);
    }
  });

  it.each(byRule)('says of %s whose decision it is', (code) => {
    const problem = problemSchema.parse(describeProblem(code, {}, 'x'));
    expect(problem.lock?.decidedBy).toBe('quy định của kỳ đánh giá / the rules of the round');
    const values = { decidedBy: '12/QĐ-BNV', since: '2024-01-31T10:00:00Z' };
    expect(describeProblem(code, values, 'x').lock).toMatchObject(values);
  });

  it('is no lock where the request itself is wrong', () => {
    expect(describeProblem('bad-request', {}, 'x').lock).toBeUndefined();
  });
});

describe('a closed stage', () => {
  const stage = {
    stage: 'self-assessment',
    opensAt: '2024-01-02T01:00:00Z',
    deadlineAt: '2024-01-31T10:00:00Z',
    graceMinutes: 10,
  } as const;
  const extension = { decisionNumber: '13/QĐ-BNV', reason: 'mưa lũ', decidedBy: 'a', decidedAt: '2024-01-20T00:00:00Z' };
  const extended = { ...stage, extensions: [{ ...extension, deadlineAt: '2024-02-05T10:00:00Z', units: ['BTP'] }] };

  it('names the calendar, or the decision whose deadline it is for the unit', () => {
    expect(closedLock(extended, 'BCT')).toMatchObject({
      decidedBy: expect.stringContaining('calendar'),
      deadline: '2024-01-31T10:00:00.000Z',
    });
    expect(closedLock(extended, 'BTP')).toMatchObject({ decidedBy: '13/QĐ-BNV', deadline: '2024-02-05T10:00:00.000Z' });
  });

  it('is locked since it closed, else since its deadline', () => {
    expect(closedLock(extended, 'BCT').since).toBe('2024-01-31T10:00:00.000Z');
    expect(closedLock({ ...extended, closedAt: '2024-02-05T10:11:00.000Z' }, 'BCT').since).toBe('2024-02-05T10:11:00.000Z');
  });

  it('that has not opened says when it does', () => {
    expect(notOpenLock(stage).opensAtText).toBe('08:00, thứ Ba 02/01/2024 (giờ Việt Nam)');
  });
});
