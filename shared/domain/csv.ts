import { type Finding, type Read, WHOLE_FILE } from './finding.ts';

export interface CsvRow {
  /** 1-based line on which the record begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Where a cell without quotes ends: at a comma, at LF, at CRLF, or with the text. A CR alone is a character like others. */
function endOfCell(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n' && !(text[at] === '\r' && text[at + 1] === '\n')) at += 1;
  return at;
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
        const end = endOfCell(text, position);
        if (end > position) findings.push({ code: 'csv-quote', at: { line: start } });
        position = end;
      } else {
        const end = endOfCell(text, position);
        cell = text.slice(position, end);
        position = end;
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
