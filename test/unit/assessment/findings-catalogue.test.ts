import { describe, expect, it } from 'vitest';
import { describeAddress, describeFinding, fillText, findingCodes, findingSchema } from '../../../shared/contracts/findings.ts';
import { type Finding, WHOLE_FILE } from '../../../shared/domain/finding.ts';

const gapsOf = (text: string): string[] => [...new Set(text.match(/\{[^}]*\}/g))].sort();
const textsOf = (code: Finding['code']) => describeFinding({ code, at: WHOLE_FILE }).message;

function shownFor(found: string): { vi: string; en: string } {
  return describeFinding({ code: 'points-negative', at: WHOLE_FILE, values: { found } }).message;
}

describe('the texts of findings', () => {
  it('exist for the codes of readers', () => {
    expect(findingCodes).toEqual(expect.arrayContaining(['file-empty', 'csv-quote', 'points-empty', 'row-twice']));
    expect(new Set(findingCodes).size).toBe(findingCodes.length);
  });

  it.each(findingCodes)('of %s are there in two languages and differ', (code) => {
    const { vi, en } = textsOf(code);
    expect(vi.trim()).toMatch(/\S.*\.$/s);
    expect(en.trim()).toMatch(/\S.*\.$/s);
    expect(vi).not.toBe(en);
  });

  it.each(findingCodes)('of %s have the same gaps in both languages', (code) => {
    const { vi, en } = textsOf(code);
    expect(gapsOf(vi)).toEqual(gapsOf(en));
    expect(gapsOf(vi).every((gap) => /^\{\w+\}$/.test(gap))).toBe(true);
  });

  it('are different sentences for different codes', () => {
    for (const language of ['vi', 'en'] as const) {
      expect(new Set(findingCodes.map((code) => textsOf(code)[language])).size).toBe(findingCodes.length);
    }
  });

  it('are NFC', () => {
    for (const code of findingCodes) expect(textsOf(code).vi).toBe(textsOf(code).vi.normalize('NFC'));
  });
});

describe('fillText', () => {
  it('fills every gap that has a value and leaves the others visible', () => {
    expect(fillText('{a}, {b}, {a}', { a: '1' })).toBe('1, {b}, 1');
  });

  it('does not fill gaps that a value brings along, nor patterns of replacement', () => {
    expect(fillText('{a} {b}', { a: '{b} $& $1', b: '2' })).toBe('{b} $& $1 2');
  });
});

describe('describeFinding', () => {
  it('gives code, severity, address, item and both texts', () => {
    const described = describeFinding({
      code: 'points-above-maximum',
      at: { sheet: 'Tự chấm điểm', cell: 'D7' },
      item: '1.1',
      values: { found: '70', maximum: '68.5' },
    });
    expect(described).toEqual({
      code: 'points-above-maximum',
      severity: 'error',
      sheet: 'Tự chấm điểm',
      cell: 'D7',
      item: '1.1',
      message: { vi: 'Điểm 70 vượt điểm tối đa 68.5.', en: 'The points 70 are above the maximum 68.5.' },
    });
  });

  it.each<Finding>([
    { code: 'points-empty', at: { sheet: 's', cell: 'A1' }, item: '1' },
    { code: 'points-empty', at: { line: 3, column: 'points' } },
    { code: 'csv-quote', at: { line: 3 } },
    { code: 'file-empty', at: WHOLE_FILE },
  ])('fits the contract for %j', (finding) => {
    const described = describeFinding(finding);
    expect(findingSchema.parse(described)).toEqual(described);
  });

  it('cuts long values', () => {
    const { vi, en } = shownFor('9'.repeat(10_000));
    expect(vi.length).toBeLessThan(150);
    expect(en).toContain('9'.repeat(80));
    expect(en).not.toContain('9'.repeat(81));
  });

  it('keeps a value of 80 characters whole', () => {
    expect(shownFor('8'.repeat(80)).en).toContain(` ${'8'.repeat(80)} `);
  });

  it('does not cut a character in half', () => {
    expect(shownFor(`${'a'.repeat(79)}😀`).en.isWellFormed()).toBe(true);
  });

  it('replaces control characters', () => {
    const { vi, en } = shownFor('\u0000a\u001b[31mb\r\n\u007f\u009bc');
    expect(en).toBe('The points ·a·[31mb····c are below 0.');
    expect(`${vi}${en}`).not.toMatch(/\p{Cc}/u);
  });
});

describe('describeAddress', () => {
  it.each([
    [{ sheet: 'Tự chấm điểm', cell: 'D7' }, 'Tự chấm điểm!D7'],
    [{ line: 3, column: 'points' }, 'dòng/line 3, points'],
    [{ line: 3 }, 'dòng/line 3'],
    [{}, 'tệp/file'],
  ])('says %j as %s', (address, text) => {
    expect(describeAddress(address)).toBe(text);
  });
});
