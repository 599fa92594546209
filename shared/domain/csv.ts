import { DelimitedText } from './delimited-text.ts';
import { type Finding, type Read, WHOLE_FILE } from './finding.ts';

export interface CsvRow {
  /** 1-based line on which the record begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

/** All rows of a small CSV file in UTF-8, with a finding for each misplaced quote. All text becomes NFC. */
export function readCsv(bytes: Uint8Array): Read<CsvRow[]> {
  if (!isUtf8(bytes)) return { content: undefined, findings: [{ code: 'file-not-utf8', at: WHOLE_FILE }] };
  const rows: CsvRow[] = [];
  const findings: Finding[] = [];
  const text = new DelimitedText(',', (record) => {
    if (record.problem !== undefined) findings.push({ code: 'csv-quote', at: { line: record.line } });
    if (record.count > 0)
      rows.push({ line: record.line, cells: Array.from({ length: record.count }, (_, i) => record.text(i).normalize('NFC')) });
  });
  text.push(bytes);
  text.end();
  return { content: rows, findings };
}

const csvCell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** A table as CSV: UTF-8 with BOM for Excel, comma, RFC 4180. */
export function writeCsv(rows: readonly (readonly string[])[]): Uint8Array {
  return new TextEncoder().encode(`\ufeff${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`);
}
