import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SelfAssessment } from '../../../shared/domain/read-self-assessment.ts';
import type { ClaimedItem } from '../../../shared/domain/self-assessment-form.ts';
import {
  contentHashOf,
  countingVersion,
  type Lateness,
  mergeVersion,
  type Statement,
  type SubmissionVersion,
  type SubmittedItem,
} from '../../../shared/domain/submission.ts';

const OWED = ['1.1', '1.2', '2.1'];
const REMARKS = { difficulties: '', proposals: '' };
const claim = (item: string, points: string | null, more: Partial<ClaimedItem> = {}): ClaimedItem => ({
  item,
  points,
  facts: {},
  evidence: '',
  explanation: '',
  ...more,
});
const file = (items: ClaimedItem[], n: number, base = 0, remarks?: SelfAssessment['remarks']) => ({
  content: { base, fields: [], items, remarks },
  uploadId: `U${n}`,
  receivedAt: `2024-01-0${n}T00:00:00Z`,
  number: n,
});
const pointsOf = (items: readonly SubmittedItem[]): Record<string, string | null> =>
  Object.fromEntries(items.map(({ item, points }) => [item, points]));
const asBefore = (merged: ReturnType<typeof mergeVersion>) => ({ items: merged.items, remarks: merged.remarks });

describe('a file over the version before it', () => {
  const first = mergeVersion(OWED, undefined, file([claim('1.1', '1'), claim('1.2', '0.5')], 1), undefined);

  it('leaves items that it does not hold unclaimed, never 0', () => {
    expect(pointsOf(first.items)).toEqual({ '1.1': '1', '1.2': '0.5', '2.1': null });
  });

  it('replaces only the fields that it holds', () => {
    const second = mergeVersion(OWED, asBefore(first), file([claim('2.1', '2')], 2), undefined);
    expect(pointsOf(second.items)).toEqual({ '1.1': '1', '1.2': '0.5', '2.1': '2' });
    expect(second.findings).toEqual([]);
  });

  it('shows what it replaces that came after it was downloaded, and nothing that the form held already', () => {
    const stale = mergeVersion(OWED, asBefore(first), file([claim('1.1', '0.75')], 2, 0), undefined);
    expect(stale.findings.map(({ code, item, values }) => [code, item, values?.found, values?.before])).toEqual([
      ['item-changed-since', '1.1', '0.75', '1'],
    ]);
    const fresh = mergeVersion(OWED, asBefore(first), file([claim('1.1', '0.75')], 2, 1), undefined);
    expect(fresh.findings).toEqual([]);
  });

  it('does not bring back an older claim when it arrives late', () => {
    const newer = mergeVersion(OWED, undefined, file([claim('1.1', '1')], 3), undefined);
    const late = mergeVersion(OWED, asBefore(newer), { ...file([claim('1.1', '0.25'), claim('1.2', '0.5')], 1), number: 2 }, undefined);
    expect(pointsOf(late.items)).toEqual({ '1.1': '1', '1.2': '0.5', '2.1': null });
    expect(late.latest.receivedAt).toBe('2024-01-03T00:00:00Z');
  });

  it('changes only items with findings in the correction window', () => {
    const corrected = mergeVersion(OWED, asBefore(first), file([claim('1.1', '0.5'), claim('1.2', '1')], 2), new Set(['1.2']));
    expect(pointsOf(corrected.items)).toEqual({ '1.1': '1', '1.2': '1', '2.1': null });
    expect(corrected.findings.map(({ code, item }) => [code, item])).toEqual([
      ['cell-not-open-for-correction', '1.1'],
      ['item-changed-since', '1.2'],
    ]);
  });

  it('keeps remarks that a file without summary does not have', () => {
    const said = mergeVersion(OWED, undefined, file([claim('1.1', '1')], 1, 0, { difficulties: 'a', proposals: 'b' }), undefined);
    const next = mergeVersion(OWED, asBefore(said), file([claim('1.2', '1')], 2), undefined);
    expect(next.remarks).toEqual({ difficulties: 'a', proposals: 'b' });
  });

  it('gives the same items in whichever order partial files are processed', async () => {
    const partial = fc.record({
      day: fc.integer({ min: 1, max: 9 }),
      items: fc.uniqueArray(fc.record({ item: fc.constantFrom(...OWED), points: fc.constantFrom('0', '0.5', '1', null) }), {
        minLength: 1,
        selector: ({ item }) => item,
      }),
    });
    await fc.assert(
      fc.property(fc.uniqueArray(partial, { maxLength: 5, selector: ({ day }) => day }), (files) => {
        const play = (order: typeof files): Record<string, string | null> => {
          let before: Parameters<typeof mergeVersion>[1];
          order.forEach(({ day, items }, i) => {
            const merged = mergeVersion(
              OWED,
              before,
              {
                ...file(
                  items.map(({ item, points }) => claim(item, points)),
                  day,
                ),
                number: i + 1,
              },
              undefined,
            );
            before = { items: merged.items, remarks: merged.remarks };
          });
          return pointsOf(before?.items ?? []);
        };
        const forward = [...files].sort((a, b) => a.day - b.day);
        expect(play(files)).toEqual(play(forward));
      }),
    );
  });
});

describe('the hash of a version', () => {
  const place = { round: 'r', unit: 'u', set: 's' };
  const items = mergeVersion(OWED, undefined, file([claim('1.1', '1'), claim('2.1', '2')], 1), undefined).items;

  it('is of what it says, not of the files or the order', () => {
    const other = mergeVersion(OWED, undefined, file([claim('2.1', '2'), claim('1.1', '1')], 4), undefined).items;
    expect(contentHashOf(place, [...other].reverse(), REMARKS)).toBe(contentHashOf(place, items, REMARKS));
  });

  it.each([
    ['points', { points: '1.5' }],
    ['facts', { facts: { done: '1' } }],
    ['evidence', { evidence: 'x' }],
    ['explanation', { explanation: 'x' }],
  ])('changes with %s', (_, change) => {
    const changed = items.map((item, i) => (i === 0 ? { ...item, ...change } : item));
    expect(contentHashOf(place, changed, REMARKS)).not.toBe(contentHashOf(place, items, REMARKS));
  });
});

const version = (number: number, more: Partial<SubmissionVersion> = {}): SubmissionVersion => ({
  number,
  uploadId: `U${number}`,
  receivedAt: `2024-01-0${number}T00:00:00Z`,
  onTime: true,
  sha256: '',
  contentHash: `hash-${number}`,
  owed: 3,
  claimed: 3,
  questioned: [],
  remarks: REMARKS,
  ...more,
});
const statement = (number: number, onTime = true): Statement => ({
  contentHash: `hash-${number}`,
  name: 'Thủ trưởng (demo)',
  position: 'Giám đốc',
  date: '2024-01-25',
  reportUploadId: '01HX0000000000000000000000',
  version: number,
  reportSha256: '',
  givenAt: '2024-01-25T00:00:00Z',
  onTime,
});

describe('the version that counts', () => {
  const counts = (
    versions: SubmissionVersion[],
    statements: Statement[] = [],
    lateness: Lateness = () => undefined,
  ): [number | undefined, string | undefined] => {
    const counting = countingVersion(versions, statements, lateness);
    return [counting?.version.number, counting?.state];
  };

  it.each<[string, SubmissionVersion[], Statement[], [number | undefined, string | undefined]]>([
    ['is none where nothing came', [], [], [undefined, undefined]],
    ['is the last complete one', [version(1), version(2)], [statement(1), statement(2)], [2, 'complete']],
    ['is version 1 while only that has a statement', [version(1), version(2)], [statement(1)], [1, 'complete']],
    ['is never a late one', [version(1), version(2, { onTime: false })], [statement(2)], [1, 'incomplete']],
    ['is not completed by a late statement', [version(1)], [statement(1, false)], [1, 'incomplete']],
    ['is the last that claims everything where no head answers', [version(1), version(2, { claimed: 2 })], [], [1, 'incomplete']],
    [
      'is the last readable one where none claims everything',
      [version(1, { claimed: 1 }), version(2, { claimed: 2 })],
      [],
      [2, 'incomplete'],
    ],
    ['is not one with unclaimed items, whoever answers for it', [version(1, { claimed: 2 })], [statement(1)], [1, 'incomplete']],
    [
      'is the one received last, not the one processed last',
      [version(1, { receivedAt: '2024-01-09T00:00:00Z' }), version(2)],
      [],
      [1, 'incomplete'],
    ],
  ])('%s', (_, versions, statements, expected) => {
    expect(counts(versions, statements)).toEqual(expected);
  });

  it('is none from before the unit took the place of others under its own code', () => {
    const inherited = version(2, { claimed: 1, inherited: true });
    expect(counts([version(1), inherited], [statement(1)])).toEqual([2, 'incomplete']);
    expect(counts([version(1), inherited, version(3)], [statement(1), statement(3)])).toEqual([3, 'complete']);
  });

  describe('where the round counts late ones', () => {
    const twoDays: Lateness = () => 2;
    const late = (number: number, more: Partial<SubmissionVersion> = {}) => version(number, { onTime: false, ...more });

    it.each<[string, SubmissionVersion[], Statement[], number]>([
      ['is a late one where nothing else came', [late(1)], [], 1],
      ['is a complete late one before an incomplete one on time', [version(1), late(2)], [statement(2)], 2],
      ['is one on time before a late one that is as complete', [version(1), late(2)], [statement(1), statement(2)], 1],
      ['is a whole late one before a partial one on time', [version(1, { claimed: 1 }), late(2)], [], 2],
    ])('%s', (_, versions, statements, expected) => {
      expect(counts(versions, statements, twoDays)[0]).toBe(expected);
    });

    it('says by how many days, of the version or of the statement, whichever is later', () => {
      expect(countingVersion([late(1)], [], twoDays)?.daysLate).toBe(2);
      expect(countingVersion([version(1)], [statement(1, false)], twoDays)).toMatchObject({ daysLate: 2, state: 'complete' });
      expect(countingVersion([version(1)], [statement(1)], twoDays)?.daysLate).toBe(0);
      expect(countingVersion([late(1)], [], () => 0)?.daysLate).toBe(0);
    });
  });
});
