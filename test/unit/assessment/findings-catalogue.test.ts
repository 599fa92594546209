import { describe, expect, it } from 'vitest';
import {
  describeAddress,
  describeFinding,
  fillText,
  findingCodes,
  findingSchema,
  isError,
  severityOf,
} from '../../../shared/contracts/findings.ts';
import { type Finding, WHOLE_FILE } from '../../../shared/domain/finding.ts';

const gapsOf = (text: string): string[] => [...new Set(text.match(/\{[^}]*\}/g))].sort();
const textsOf = (code: Finding['code']) => describeFinding({ code, at: WHOLE_FILE }).message;
const fixOf = (code: Finding['code']) => describeFinding({ code, at: WHOLE_FILE }).fix;
/** Message and what to do, as one reads them together. */
const wholeOf = (code: Finding['code'], language: 'vi' | 'en') => `${textsOf(code)[language]} ${fixOf(code)[language]}`;

function shownFor(found: string): { vi: string; en: string } {
  return describeFinding({ code: 'points-negative', at: WHOLE_FILE, values: { found } }).message;
}

describe('the texts of findings', () => {
  it('exist for the codes of readers', () => {
    expect(findingCodes).toEqual(
      expect.arrayContaining([
        'file-empty',
        'csv-quote',
        'points-empty',
        'row-twice',
        'evidence-infected',
        'set-shape',
        'lookup-kind-wrong',
      ]),
    );
    expect(new Set(findingCodes).size).toBe(findingCodes.length);
  });

  it.each(findingCodes)('of %s are there in two languages and differ, for what is wrong and for what to do', (code) => {
    for (const { vi, en } of [textsOf(code), fixOf(code)]) {
      expect(vi.trim()).toMatch(/\S.*(\.|: \{\w+\})$/s);
      expect(en.trim()).toMatch(/\S.*(\.|: \{\w+\})$/s);
      expect(vi).not.toBe(en);
    }
  });

  it.each(findingCodes)('of %s have the same gaps in both languages', (code) => {
    for (const { vi, en } of [textsOf(code), fixOf(code)]) {
      expect(gapsOf(vi)).toEqual(gapsOf(en));
      expect(gapsOf(vi).every((gap) => /^\{\w+\}$/.test(gap))).toBe(true);
    }
    expect(gapsOf(textsOf(code).vi)).toEqual(expect.arrayContaining(gapsOf(fixOf(code).vi)));
  });

  it('are different sentences for different codes', () => {
    for (const language of ['vi', 'en'] as const) {
      const texts = findingCodes.map((code) => [code, wholeOf(code, language)] as const);
      expect(texts.filter(([code, text]) => texts.some(([other, same]) => other !== code && same === text))).toEqual([]);
    }
  });

  it('are NFC', () => {
    for (const code of findingCodes) expect(wholeOf(code, 'vi')).toBe(wholeOf(code, 'vi').normalize('NFC'));
  });
});

describe('the severity of a finding', () => {
  it('is an error where the item or the file is not taken', () => {
    for (const code of ['file-damaged', 'form-of-another-unit', 'points-empty', 'cell-formula', 'item-missing', 'item-twice'] as const) {
      expect([code, severityOf(code), isError({ code })]).toEqual([code, 'error', true]);
    }
  });

  it('is a warning where somebody has to look, and a note where nobody has to', () => {
    for (const code of ['number-as-text', 'form-key-lost', 'row-hidden', 'item-repeated', 'code-repaired'] as const) {
      expect([code, severityOf(code), isError({ code })]).toEqual([code, 'warning', false]);
    }
    for (const code of ['points-from-facts', 'form-partial', 'same-file-again', 'text-re-encoded'] as const) {
      expect([code, severityOf(code), isError({ code })]).toEqual([code, 'note', false]);
    }
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
  it('gives code, severity, address, item, both texts and what to do', () => {
    const described = describeFinding({
      code: 'points-above-maximum',
      at: { sheet: 'Lĩnh vực 1', cell: 'G7' },
      item: '1.1',
      values: { found: '70', maximum: '68.5' },
    });
    expect(described).toEqual({
      code: 'points-above-maximum',
      severity: 'error',
      sheet: 'Lĩnh vực 1',
      cell: 'G7',
      item: '1.1',
      message: { vi: 'Điểm 70 vượt điểm tối đa 68.5.', en: 'The points 70 are above the maximum 68.5.' },
      fix: { vi: 'Nhập điểm từ 0 đến 68.5.', en: 'Enter points from 0 to 68.5.' },
    });
  });

  it.each<Finding>([
    { code: 'points-empty', at: { sheet: 's', cell: 'A1' }, item: '1' },
    { code: 'points-empty', at: { line: 3, column: 'points' } },
    { code: 'csv-quote', at: { line: 3 } },
    { code: 'set-shape', at: { path: 'fields.0.code' }, values: { message: 'x' } },
    { code: 'number-as-text', at: { sheet: 's', cell: 'A1' } },
    { code: 'form-partial', at: WHOLE_FILE },
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
    expect(en).toBe('The value ·a·[31mb····c is below 0.');
    expect(`${vi}${en}`).not.toMatch(/\p{Cc}/u);
  });
});

describe('describeAddress', () => {
  it.each([
    [{ sheet: 'Lĩnh vực 1', cell: 'G7' }, 'Lĩnh vực 1!G7'],
    [{ path: 'fields.0.code' }, 'fields.0.code'],
    [{ line: 3, column: 'points' }, 'dòng/line 3, points'],
    [{ line: 3 }, 'dòng/line 3'],
    [{}, 'tệp/file'],
  ])('says %j as %s', (address, text) => {
    expect(describeAddress(address)).toBe(text);
  });
});
