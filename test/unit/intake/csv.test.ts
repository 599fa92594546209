import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../shared/domain/csv.ts';
import { always } from '../../fixtures/always.ts';

const read = (text: string) => readCsv(new TextEncoder().encode(text));

/** The rows as csv-parse reads them, or undefined where it refuses the document. */
function reference(text: string): string[][] | undefined {
  try {
    return parse(text, { bom: true, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, skip_empty_lines: true });
  } catch {
    return undefined;
  }
}

const cellText = fc
  .string({ unit: fc.oneof(fc.constantFrom(...'ab0 .;\t'), fc.constantFrom('"', ',', '\n', '\r\n', 'đ', 'ế', '😀')), maxLength: 8 })
  .map((text) => text.normalize('NFC'));
const cell = fc.record({ text: cellText, quoted: fc.boolean() });
const record = fc.record({ cells: fc.array(cell, { minLength: 1, maxLength: 4 }), end: fc.constantFrom('\n', '\r\n') });

function written({ text, quoted }: { text: string; quoted: boolean }): string {
  return quoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A document with, for each record that is not a blank line, its cells and the line on which it begins. */
const documents = fc.tuple(fc.array(record, { maxLength: 8 }), fc.boolean(), fc.boolean()).map(([records, hasMark, hasLastEnd]) => {
  let text = '';
  const rows: { line: number; cells: string[] }[] = [];
  records.forEach(({ cells, end }, r) => {
    const line = text.split('\n').length;
    const shown = cells.map(written).join(',');
    if (shown !== '') rows.push({ line, cells: cells.map((one) => one.text) });
    text += shown + (r < records.length - 1 || hasLastEnd ? end : '');
  });
  return { text: (hasMark ? '\ufeff' : '') + text, rows };
});

/** Text of the characters that have a meaning in CSV, mostly not well-formed. CR occurs only before LF. */
const scraps = fc.string({ unit: fc.constantFrom('"', '"', ',', '\n', '\r\n', 'a', ' ', '""'), maxLength: 24 });

describe('readCsv', () => {
  it('reads the cells of well-formed documents with the line on which each record begins', () => {
    always(
      fc.property(documents, ({ text, rows }) => {
        expect(read(text)).toEqual({ content: rows, findings: [] });
      }),
      { numRuns: 1000 },
    );
  });

  it('reads the same cells as csv-parse', () => {
    always(
      fc.property(documents, ({ text }) => {
        expect(read(text).content?.map(({ cells }) => cells)).toEqual(reference(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('has a finding exactly where csv-parse refuses, and the same cells elsewhere', () => {
    always(
      fc.property(scraps, (text) => {
        const { content, findings } = read(text);
        expect(findings.length === 0 ? content?.map(({ cells }) => cells) : undefined).toEqual(reference(text));
        expect(findings.filter(({ code }) => code !== 'csv-quote')).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps line numbers within the document, rising', () => {
    always(
      fc.property(scraps, (text) => {
        const lines = (read(text).content ?? []).map(({ line }) => line);
        expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
        expect(lines.every((line) => line >= 1 && line <= text.split('\n').length)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('counts the lines inside quotes', () => {
    expect(read('a,"1\n2\r\n3"\r\n\n"x\n",y\nz').content).toEqual([
      { line: 1, cells: ['a', '1\n2\r\n3'] },
      { line: 5, cells: ['x\n', 'y'] },
      { line: 7, cells: ['z'] },
    ]);
  });

  it.each([
    ['an empty document', '', []],
    ['a byte-order mark alone', '\ufeff', []],
    ['blank lines', '\n\r\n\n', []],
    ['a quoted empty cell', '""\n', [{ line: 1, cells: [''] }]],
    ['a comma alone', ',', [{ line: 1, cells: ['', ''] }]],
    ['a comma at the end', 'a,\n', [{ line: 1, cells: ['a', ''] }]],
    ['doubled quotes', '"a""b",""""', [{ line: 1, cells: ['a"b', '"'] }]],
    ['blanks', ' a , b ', [{ line: 1, cells: [' a ', ' b '] }]],
    [
      'rows of different length',
      'a\nb,c',
      [
        { line: 1, cells: ['a'] },
        { line: 2, cells: ['b', 'c'] },
      ],
    ],
  ])('reads %s', (_, text, content) => {
    expect(read(text)).toEqual({ content, findings: [] });
  });

  it('turns text into NFC', () => {
    expect(read('Bộ Tư pháp'.normalize('NFD')).content).toEqual([{ line: 1, cells: ['Bộ Tư pháp'.normalize('NFC')] }]);
  });

  it('reads 100000 rows within a second', () => {
    const before = performance.now();
    expect(read('BTP,1.1,"61.86"\r\n'.repeat(100_000)).content).toHaveLength(100_000);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe('a carriage return without line feed', () => {
  it('ends a record, as in files of older spreadsheets for Mac', () => {
    expect(read('a,b\r"c\rd",e\rf').content).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['c\rd', 'e'] },
      { line: 4, cells: ['f'] },
    ]);
  });
});

describe('bytes that are not UTF-8', () => {
  it.each([
    ['a lone continuation byte', [0x61, 0x80]],
    ['a cut sequence', [0x61, 0xe1, 0xbb]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['windows-1258', [0x42, 0xf4, 0xf2, 0x20]],
  ])('are a finding: %s', (_, bytes) => {
    expect(readCsv(Uint8Array.from(bytes))).toEqual({ content: undefined, findings: [{ code: 'file-not-utf8', at: { file: true } }] });
  });
});

describe('broken quotes', () => {
  it.each([
    ['a quote inside an unquoted cell', 'a\nb"c,d\ne', [2]],
    ['a quote at the end of an unquoted cell', 'a"', [1]],
    ['a blank before a quoted cell', 'a\n "b"', [2]],
    ['text after a closing quote', 'a\n"b"c,d\ne', [2]],
    ['a blank after a closing quote', '"a" ,b', [1]],
    ['a quote that is never closed', 'a\n"b\nc\nd', [2]],
    ['a quote at the very end', 'a\nb,"', [2]],
    ['two broken rows', 'a"\nb\n"c"d\ne', [1, 3]],
    ['a quoted cell with a line end, then text', '"a\nb"c\nd"', [1, 3]],
  ])('are findings with the line of the record: %s', (_, text, lines) => {
    expect(read(text).findings).toEqual(lines.map((line) => ({ code: 'csv-quote', at: { line } })));
  });

  it.each([199, 200, 201, 400, 1000])('keep the line numbers below %i characters of stray text', (length) => {
    const { content, findings } = read(`"a"${'x'.repeat(length)},b\nc,d\ne"f\n`);
    expect(findings).toEqual([
      { code: 'csv-quote', at: { line: 1 } },
      { code: 'csv-quote', at: { line: 3 } },
    ]);
    expect(content?.find(({ cells }) => cells[0] === 'c')).toEqual({ line: 2, cells: ['c', 'd'] });
  });

  it('end in time, whatever their length', () => {
    const before = performance.now();
    for (const text of ['"'.repeat(300_001), '"a"b'.repeat(80_000), `"a"${'x'.repeat(300_000)}`, '"a"b\n'.repeat(60_000)]) {
      expect(read(text).findings.length).toBeGreaterThan(0);
    }
    expect(performance.now() - before).toBeLessThan(3000);
  });
});
