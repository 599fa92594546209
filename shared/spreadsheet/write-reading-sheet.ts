import { type CellStyle, type DataValidation, writeXlsx } from 'hucre/xlsx';
import { REASON_CODES } from '../domain/cell.ts';
import { READING_KEY_SHEET, READING_SHEET, type ReadingSheetRow, readingSheetRows } from '../domain/reading-sheet.ts';
import { cellName } from '../domain/sheet.ts';

const FONT = { name: 'Times New Roman', size: 12 };
const LOCKED: CellStyle = { font: FONT, alignment: { wrapText: true, vertical: 'top' } };
const INPUT: CellStyle = {
  ...LOCKED,
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFF8DC' } },
  protection: { locked: false },
};
const FIRST_INPUT = 5;
const WIDTHS = [10, 9, 60, 9, 9, 11, 24, 60];

/** The workbook in which an agency enters its readings: one row a cell, inputs unlocked, reason codes as a drop-down. */
export async function writeReadingSheet(
  key: { readonly round: string; readonly agency: string },
  rows: readonly ReadingSheetRow[],
): Promise<Uint8Array> {
  const lines = readingSheetRows(rows);
  const cells = new Map<string, { style: CellStyle }>();
  lines.forEach((line, r) => {
    line.forEach((_, c) => {
      const bold: CellStyle = { ...LOCKED, font: { ...FONT, bold: true } };
      cells.set(`${r},${c}`, { style: r === 0 ? bold : c >= FIRST_INPUT ? INPUT : c < 2 ? { ...LOCKED, numFmt: '@' } : LOCKED });
    });
  });
  const dataValidations: DataValidation[] = rows.map(({ item }, i) => ({
    type: 'decimal',
    operator: 'between',
    formula1: '0',
    formula2: item.maxPoints,
    allowBlank: true,
    range: cellName(FIRST_INPUT, i + 1),
  }));
  dataValidations.push({ type: 'list', values: [...REASON_CODES], allowBlank: true, range: `G2:G${Math.max(2, lines.length)}` });
  return await writeXlsx({
    sheets: [
      {
        name: READING_SHEET,
        columns: WIDTHS.map((width) => ({ width })),
        rows: lines,
        cells,
        freezePane: { rows: 1 },
        protection: { sheet: true, formatColumns: true, formatRows: true, autoFilter: true },
        dataValidations,
      },
      { name: READING_KEY_SHEET, veryHidden: true, rows: Object.entries(key).map(([name, value]) => [name, value]) },
    ],
    properties: { title: `PAR INDEX ${key.round} ${key.agency}`, created: new Date(0), modified: new Date(0) },
  });
}
