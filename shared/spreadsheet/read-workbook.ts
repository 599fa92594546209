import { type CellValue, readXlsx, type Cell as SourceCell } from 'hucre/xlsx';
import { type Read, WHOLE_FILE } from '../domain/finding.ts';
import type { Cell, Sheet } from '../domain/sheet.ts';
import { guardZip } from './guard-zip.ts';

/**
 * The area that is read. The largest official form has about 150 rows and 5 columns; one stray cell at XFD1048576 must
 * not make 17 billion empty ones.
 */
const AREA = 'A1:Z5000';

function toCell(value: CellValue | undefined, source: SourceCell | undefined): Cell | undefined {
  if (source?.formula !== undefined) return { kind: 'formula', text: `=${source.formula}` };
  if (value === null || value === undefined || value === '') return undefined;
  if (source?.type === 'error') return { kind: 'error', text: String(value) };
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value === 'boolean') return { kind: 'boolean', text: String(value) };
  if (value instanceof Date) return { kind: 'date', text: Number.isNaN(value.getTime()) ? '?' : value.toISOString().slice(0, 10) };
  return { kind: 'text', text: value };
}

/**
 * Turns the bytes of an XLSX file into sheets of cells. Never throws for what the bytes hold: an unreadable or dangerous
 * file is a finding about the whole file.
 */
export async function readWorkbook(bytes: Uint8Array): Promise<Read<Sheet[]>> {
  const reason = await guardZip(bytes);
  if (reason !== undefined) return { content: undefined, findings: [{ code: reason, at: WHOLE_FILE }] };
  try {
    const workbook = await readXlsx(bytes, { range: AREA });
    const sheets = workbook.sheets.map((sheet) => ({
      name: sheet.name,
      hidden: sheet.hidden === true || sheet.veryHidden === true,
      rows: sheet.rows.map((row, r) => row.map((value, c) => toCell(value, sheet.cells?.get(`${r},${c}`)))),
    }));
    return { content: sheets, findings: [] };
  } catch (error) {
    // The parser's own words are about XML and ZIP records; a person needs "damaged, save it again".
    const code = error instanceof Error && error.name === 'EncryptedFileError' ? 'file-encrypted' : 'file-damaged';
    return { content: undefined, findings: [{ code, at: WHOLE_FILE }] };
  }
}
