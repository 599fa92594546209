import { type Finding, type Read, WHOLE_FILE } from './finding.ts';

export interface CsvRow {
  /** 1-based line on which the record begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Splits RFC 4180 text: comma, optional double quotes, CRLF or LF, optional byte-order mark. Strict on quotes, because a
 * tolerant reader merges ragged rows without a word. Lines without any character are passed over. All text becomes NFC.
 */
export function readCsv(bytes: Uint8Array): Read<CsvRow[]> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).normalize('NFC');
  } catch {
    return { content: undefined, findings: [{ code: 'file-not-utf8', at: WHOLE_FILE }] };
  }
  const rows: CsvRow[] = [];
  const findings: Finding[] = [];
  let line = 1;
  let position = 0;
  while (position < text.length) {
    const start = line;
    const cells: string[] = [];
    let sawQuote = false;
    for (;;) {
      let cell = '';
      if (text[position] === '"') {
        sawQuote = true;
        position += 1;
        for (;;) {
          const quote = text.indexOf('"', position);
          if (quote < 0) {
            findings.push({ code: 'csv-quote', at: { line: start } });
            return { content: rows, findings };
          }
          cell += text.slice(position, quote);
          position = quote + 1;
          if (text[position] !== '"') break;
          cell += '"';
          position += 1;
        }
        line += cell.split('\n').length - 1;
        const stray = /^[^,\r\n]*/.exec(text.slice(position, position + 200))?.[0] ?? '';
        if (stray !== '') {
          findings.push({ code: 'csv-quote', at: { line: start } });
          position += stray.length;
        }
      } else {
        const from = position;
        while (position < text.length && text[position] !== ',' && text[position] !== '\n') position += 1;
        cell = text.slice(from, position).replace(/\r$/, '');
        if (cell.includes('"')) findings.push({ code: 'csv-quote', at: { line: start } });
      }
      cells.push(cell);
      if (text[position] !== ',') break;
      position += 1;
    }
    if (text[position] === '\r') position += 1;
    if (text[position] === '\n') position += 1;
    line += 1;
    if (cells.length > 1 || cells[0] !== '' || sawQuote) rows.push({ line: start, cells });
  }
  return { content: rows, findings };
}
