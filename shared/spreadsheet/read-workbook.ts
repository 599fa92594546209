import { type CellValue, parseCellRef, readXlsx, type Cell as SourceCell } from 'hucre/xlsx';
import { type Read, WHOLE_FILE } from '../domain/finding.ts';
import type { Cell, Sheet } from '../domain/sheet.ts';
import { cellName } from '../domain/sheet.ts';
import { FORM_LIMITS, guardZip, type SheetLimits } from './guard-zip.ts';

/** The area that is read: what the guard lets pass, and nothing beyond it. */
const areaOf = ({ columns, rows }: SheetLimits): string => `A1:${cellName(columns - 1, rows - 1)}`;

const isPercentage = (source: SourceCell | undefined): boolean => {
  // Text in quotes and colours in brackets may hold a % that formats nothing.
  const format = source?.style?.numFmt?.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '') ?? '';
  return format.includes('%');
};

/** The day, and the time where there is one: by the wall clock, since a cell knows no zone. */
function dateText(value: Date): string {
  const text = value.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19);
}

function toCell(value: CellValue | undefined, source: SourceCell | undefined): Cell | undefined {
  if (source?.formula !== undefined) return { kind: 'formula', text: `=${source.formula}` };
  if (value === null || value === undefined || value === '') return undefined;
  if (source?.type === 'error') return { kind: 'error', text: String(value) };
  if (typeof value === 'number') return { kind: isPercentage(source) ? 'percentage' : 'number', value };
  if (typeof value === 'boolean') return { kind: 'boolean', text: String(value) };
  if (value instanceof Date) return { kind: 'date', text: Number.isNaN(value.getTime()) ? '?' : dateText(value) };
  return { kind: 'text', text: value };
}

interface ArrayRange {
  readonly formula: string;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

const covers = ({ top, left, bottom, right }: ArrayRange, row: number, column: number): boolean =>
  row >= top && row <= bottom && column >= left && column <= right;

/** Ranges filled by one formula: only their first cell says so, the others hold its results and look typed. */
function arrayRanges(cells: ReadonlyMap<string, SourceCell> | undefined): ArrayRange[] {
  return [...(cells?.values() ?? [])].flatMap(({ formula, formulaType, formulaRef }) => {
    if (formula === undefined || formulaType !== 'array' || formulaRef === undefined) return [];
    const [first = '', last = first] = formulaRef.split(':');
    const [top, bottom] = [parseCellRef(first), parseCellRef(last)];
    return [{ formula, top: top.row, left: top.col, bottom: bottom.row, right: bottom.col }];
  });
}

/**
 * Turns the bytes of an XLSX file into sheets of cells. Never throws for what the bytes hold: an unreadable or dangerous
 * file is a finding about the whole file.
 */
export async function readWorkbook(bytes: Uint8Array, limits: SheetLimits = FORM_LIMITS): Promise<Read<Sheet[]>> {
  const refused = await guardZip(bytes, limits);
  if (refused !== undefined) return { content: undefined, findings: [refused] };
  try {
    const workbook = await readXlsx(bytes, { range: areaOf(limits), readStyles: true });
    const sheets = workbook.sheets.map((sheet): Sheet => {
      const inArrays = arrayRanges(sheet.cells);
      const hiddenRows = [...(sheet.rowDefs ?? [])].flatMap(([row, { hidden }]) => (hidden === true ? [row] : []));
      return {
        name: sheet.name,
        hidden: sheet.hidden === true || sheet.veryHidden === true,
        rows: sheet.rows.map((row, r) =>
          row.map((value, c) => {
            const source = sheet.cells?.get(`${r},${c}`);
            const array = source?.formula === undefined ? inArrays.find((range) => covers(range, r, c)) : undefined;
            return array === undefined ? toCell(value, source) : { kind: 'formula', text: `=${array.formula}` };
          }),
        ),
        hiddenRows: new Set(hiddenRows),
      };
    });
    return { content: sheets, findings: [] };
  } catch (error) {
    // The parser's own words are about XML and ZIP records; a person needs "damaged, save it again".
    const code = error instanceof Error && error.name === 'EncryptedFileError' ? 'file-encrypted' : 'file-damaged';
    return { content: undefined, findings: [{ code, at: WHOLE_FILE }] };
  }
}
