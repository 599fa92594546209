import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelimitedText, type Delimiter, type RecordProblem } from '../../../shared/domain/delimited-text.ts';
import { always } from '../../fixtures/always.ts';

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem?: RecordProblem;
}

/** The records of a document that arrives in chunks of these lengths, over and over. */
function split(bytes: Uint8Array, delimiter: Delimiter, lengths: readonly number[]): Row[] {
  const rows: Row[] = [];
  const text = new DelimitedText(delimiter, (record) => {
    const cells = Array.from({ length: record.count }, (_, i) => record.text(i));
    // What is read as bytes is the same text.
    expect(cells.map((_, i) => Buffer.from(record.bytes(i)).toString('utf8'))).toEqual(cells);
    rows.push({ line: record.line, cells, ...(record.problem === undefined ? {} : { problem: record.problem }) });
  });
  for (let [at, i] = [0, 0]; at < bytes.length; i += 1) {
    const length = lengths[i % lengths.length] ?? 1;
    // A chunk's memory is its owner's again after the call.
    const chunk = Buffer.from(bytes.subarray(at, at + length));
    text.push(chunk);
    chunk.fill(0x22);
    at += length;
  }
  text.end();
  return rows;
}

/** What csv-parse reads, or undefined where it refuses the document. */
function reference(text: string, delimiter: string): string[][] | undefined {
  try {
    return parse(text, { bom: true, delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, skip_empty_lines: true });
  } catch {
    return undefined;
  }
}

const DELIMITERS = [',', ';', '\t'] as const;
const texts = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('"', ',', ';', '\t', '\n', '\r\n', '\r', '""') },
    { weight: 2, arbitrary: fc.constantFrom('a', '5', ' ', 'đ', 'ế', '😀', '",', '"\n', ',"', '\n"') },
  ),
  maxLength: 30,
});
const lengths = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

describe('delimited text', () => {
  it('is split as csv-parse splits it, 100,000 documents in chunks of 1 to 7 bytes, and refused where csv-parse refuses', {
    timeout: 120_000,
  }, () => {
    let refused = 0;
    always(
      fc.property(texts, fc.boolean(), fc.constantFrom(...DELIMITERS), lengths, (body, hasMark, delimiter, sizes) => {
        const text = `${hasMark ? '\ufeff' : ''}${body}`;
        const rows = split(Buffer.from(text), delimiter, sizes);
        const isSound = rows.every(({ problem }) => problem === undefined);
        const expected = reference(text, delimiter);
        if (expected === undefined) refused += 1;
        expect(isSound ? rows.map(({ cells }) => cells) : undefined).toEqual(expected);
      }),
      { numRuns: 100_000 },
    );
    expect(refused).toBeGreaterThan(1000);
    expect(refused).toBeLessThan(99_000);
  });

  it('has the same records, lines and problems however it is cut into chunks', () => {
    always(
      fc.property(texts, lengths, (text, sizes) => {
        const bytes = Buffer.from(text);
        expect(split(bytes, ';', sizes)).toEqual(split(bytes, ';', [bytes.length + 1]));
      }),
      { numRuns: 3000 },
    );
  });

  it('leaves bytes of other encodings as they are', () => {
    // "Nguyễn" in windows-1258, beside a number.
    const bytes = Uint8Array.from([0x4e, 0x67, 0x75, 0x79, 0xea, 0xde, 0x6e, 0x3b, 0x35, 0x0a]);
    const seen: number[][] = [];
    const text = new DelimitedText(';', (record) => {
      for (let i = 0; i < record.count; i += 1) seen.push([...record.bytes(i)]);
    });
    text.push(bytes);
    text.end();
    expect(seen).toEqual([[...bytes.subarray(0, 7)], [0x35]]);
  });

  it.each([1, 7, 65_536, 4_000_000])('gives up at a record of more than 1 MB, at its line, in chunks of %i', (length) => {
    const bytes = Buffer.from(`a,b\n1,"${'x,'.repeat(500_100)}\n`);
    const rows = split(bytes.subarray(0, length < 10 ? 100 : bytes.length), ',', [length]);
    expect(rows[0]).toEqual({ line: 1, cells: ['a', 'b'] });
    expect(rows.slice(1)).toEqual([{ line: 2, cells: [], problem: length < 10 ? 'quote' : 'too-long' }]);
  });

  it('takes rows of many columns', () => {
    const cells = Array.from({ length: 3000 }, (_, i) => String(i));
    expect(split(Buffer.from(`${cells.join('\t')}\n`), '\t', [5])).toEqual([{ line: 1, cells }]);
  });
});
