import { type CellStyle, type CellValue, type DataValidation, type WriteSheet, writeXlsx } from 'hucre/xlsx';
import {
  type FormCell,
  type FormInput,
  type FormKey,
  type FormRow,
  type FormSheet,
  GUIDE,
  GUIDE_SHEET,
  KEY_SHEET,
} from '../domain/self-assessment-form.ts';
import { cellName } from '../domain/sheet.ts';

const FONT = { name: 'Times New Roman', size: 12 };
const TOP = { wrapText: true, vertical: 'top' } as const;
const INPUT: CellStyle = {
  font: FONT,
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFF8DC' } },
  border: Object.fromEntries(['top', 'bottom', 'left', 'right'].map((side) => [side, { style: 'thin', color: { rgb: 'C9B458' } }])),
  alignment: TOP,
  protection: { locked: false },
};
const STYLES: Record<FormRow['kind'], CellStyle> = {
  title: { font: { ...FONT, size: 14, bold: true } },
  note: { font: FONT },
  header: {
    font: { ...FONT, bold: true, color: { rgb: 'FFFFFF' } },
    fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: '1F4E5F' } },
    alignment: { wrapText: true, vertical: 'center' },
  },
  section: { font: { ...FONT, bold: true } },
  item: { font: FONT, alignment: TOP },
  text: { font: FONT, alignment: TOP },
};
/** Item codes are text: as numbers 1.10 would become 1.1. */
const CODE: CellStyle = { ...STYLES.item, numFmt: '@' };

/** In a workbook `_x0041_` in a text means "A"; its underscore is written as `_x005F_` so that the text stays what it is. */
function literal(value: CellValue): CellValue {
  return typeof value === 'string' ? value.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_') : value;
}

/** What a program should refuse to let people type; a guide only, for the reader checks everything again. */
function validationOf(input: FormInput, cell: string): DataValidation | undefined {
  const message = (
    errorMessage: string,
  ): Pick<DataValidation, 'allowBlank' | 'range' | 'showErrorMessage' | 'errorTitle' | 'errorMessage'> => ({
    allowBlank: true,
    range: cell,
    showErrorMessage: true,
    errorTitle: 'Không hợp lệ / Not valid',
    errorMessage,
  });
  switch (input.kind) {
    case 'yes-no':
      return { type: 'list', values: ['Có', 'Không'], ...message('Chọn Có hoặc Không / Choose Có (yes) or Không (no)') };
    case 'count':
      return { type: 'whole', operator: 'greaterThanOrEqual', formula1: '0', ...message('Số nguyên từ 0 / A whole number of 0 or more') };
    case 'number':
      return { type: 'decimal', operator: 'greaterThanOrEqual', formula1: '0', ...message('Số từ 0 / A number of 0 or more') };
    case 'points': {
      const { maximum, step } = input;
      const range = `Từ 0 đến ${maximum} / From 0 to ${maximum}`;
      if (step === undefined) return { type: 'decimal', operator: 'between', formula1: '0', formula2: maximum, ...message(range) };
      const grid = Math.round(Number(step) * 1e6);
      const formula1 = `AND(ISNUMBER(${cell}),${cell}>=0,${cell}<=${maximum},MOD(ROUND(${cell}*1000000,0),${grid})=0)`;
      return { type: 'custom', formula1, ...message(`${range}, bước / in steps of ${step}`) };
    }
    case 'text':
      return undefined;
  }
}

const LINE_POINTS = 15.75;
/** Two long texts in one row are still readable; more than this no screen shows at once. */
const MOST_LINES = 18;

/** Programs do not agree on fitting a row to its text when they open a file, so its height is written. In points. */
function heightOf(row: FormRow, widths: readonly number[]): number {
  const lines = row.cells.map(({ value }, c) => {
    // Titles and notes run over the empty cells beside them.
    if (typeof value !== 'string' || row.kind === 'title' || row.kind === 'note' || row.kind === 'section') return 1;
    return value.split('\n').reduce((count, line) => count + Math.max(1, Math.ceil((line.length * 0.95) / (widths[c] ?? 10))), 0);
  });
  return LINE_POINTS * Math.min(MOST_LINES, Math.max(1, ...lines)) + (row.kind === 'title' ? 4 : 2);
}

function sheetOf({ name, columns, rows }: FormSheet): WriteSheet {
  const cells = new Map<string, { value?: CellValue; formula?: string; style: CellStyle }>();
  const dataValidations: DataValidation[] = [];
  rows.forEach((row, r) => {
    row.cells.forEach(({ value, input, formula }: FormCell, c) => {
      const style = input !== undefined ? INPUT : row.kind === 'item' && c === 0 ? CODE : STYLES[row.kind];
      cells.set(`${r},${c}`, { style, ...(formula === undefined ? {} : { value, formula }) });
      const validation = input === undefined ? undefined : validationOf(input, cellName(c, r));
      if (validation !== undefined) dataValidations.push(validation);
    });
  });
  const header = rows.findIndex(({ kind }) => kind === 'header');
  return {
    name,
    columns: columns.map((width) => ({ width })),
    rows: rows.map((row) => row.cells.map(({ value }) => literal(value))),
    rowDefs: new Map(rows.map((row, r) => [r, { height: heightOf(row, columns) }])),
    cells,
    freezePane: { rows: header + 1 },
    protection: { sheet: true, formatColumns: true, formatRows: true },
    dataValidations,
    pageSetup: { orientation: 'landscape', paperSize: 'a4', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  } as WriteSheet;
}

/**
 * The XLSX form of one unit: a sheet a field with everything locked but the inputs, a summary, instructions, and the
 * hidden key. The structure is not locked: departments take the sheets apart. The same arguments give the same bytes: its
 * dates are fixed, not the time of writing.
 */
export async function writeForm(key: FormKey, sheets: readonly FormSheet[]): Promise<Uint8Array> {
  return await writeXlsx({
    sheets: [
      ...sheets.map(sheetOf),
      { name: GUIDE_SHEET, columns: [{ width: 120 }], rows: GUIDE.map(({ vi, en }) => [`${vi} / ${en}`]), protection: { sheet: true } },
      { name: KEY_SHEET, veryHidden: true, rows: Object.entries(key).map(([name, value]) => [name, value]) },
    ],
    properties: { title: `PAR INDEX ${key.round} ${key.unit}`, created: new Date(0), modified: new Date(0) },
  });
}
