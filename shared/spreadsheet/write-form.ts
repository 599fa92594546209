import { type CellStyle, type WriteSheet, writeXlsx } from 'hucre/xlsx';
import { type FormKey, type FormRow, GUIDE_SHEET, ITEM_SHEET, KEY_SHEET, POINTS_COLUMN } from '../domain/self-assessment-form.ts';
import { cellName } from '../domain/sheet.ts';

const FONT = { name: 'Times New Roman', size: 12 };
const INPUT: CellStyle = {
  font: FONT,
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFF8DC' } },
  alignment: { wrapText: true, vertical: 'top' },
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
  item: { font: FONT, alignment: { wrapText: true, vertical: 'top' } },
};

const GUIDE = [
  'HƯỚNG DẪN / INSTRUCTIONS',
  'Chỉ nhập vào các ô màu vàng. / Fill in the yellow cells only.',
  'Điểm tự chấm là một số từ 0 đến điểm tối đa. / A self-score is a number from 0 to the maximum.',
  'Không có tài liệu kiểm chứng thì phải giải trình. / Without evidence an explanation is due.',
  'Không đưa tài liệu có độ Mật trở lên vào tệp này. / Never put secret documents into this file.',
  'Lưu ở định dạng .xlsx rồi nộp qua địa chỉ đã ký. / Save as .xlsx and upload to the signed address.',
];

/** In a workbook `_x0041_` in a text means "A"; its underscore is written as `_x005F_` so that the text stays what it is. */
function literal<T>(value: T): T | string {
  return typeof value === 'string' ? value.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_') : value;
}

/**
 * The XLSX form of one unit: instructions, the item sheet with everything locked but the inputs, and the hidden key.
 * The same arguments give the same bytes: its dates are fixed, not the time of writing.
 */
export async function writeForm(key: FormKey, rows: readonly FormRow[]): Promise<Uint8Array> {
  const cells = new Map<string, { style: CellStyle }>();
  const sheet: WriteSheet = {
    name: ITEM_SHEET,
    columns: [{ width: 10 }, { width: 60 }, { width: 14 }, { width: 16 }, { width: 60 }],
    rows: rows.map((row) => row.cells.map(literal)),
    cells,
    freezePane: { rows: rows.findIndex(({ kind }) => kind === 'header') + 1 },
    protection: { sheet: true, formatColumns: true, formatRows: true },
    dataValidations: [],
  };
  rows.forEach((row, r) => {
    for (let c = 0; c < 5; c += 1) {
      const isInput = row.kind === 'item' && c >= POINTS_COLUMN;
      if (c < row.cells.length) cells.set(`${r},${c}`, { style: isInput ? INPUT : STYLES[row.kind] });
    }
    if (row.maxPoints !== undefined) {
      sheet.dataValidations?.push({
        type: 'decimal',
        operator: 'between',
        formula1: '0',
        formula2: row.maxPoints,
        allowBlank: true,
        range: cellName(POINTS_COLUMN, r),
        showErrorMessage: true,
        errorTitle: 'Điểm / Points',
        errorMessage: `Từ 0 đến ${row.maxPoints} / From 0 to ${row.maxPoints}`,
      });
    }
  });
  return await writeXlsx({
    sheets: [
      sheet,
      { name: GUIDE_SHEET, columns: [{ width: 100 }], rows: GUIDE.map((line) => [line]), protection: { sheet: true } },
      { name: KEY_SHEET, veryHidden: true, rows: Object.entries(key).map(([name, value]) => [name, value]) },
    ],
    properties: { title: `PAR INDEX ${key.round} ${key.unit}`, created: new Date(0), modified: new Date(0) },
    workbookProtection: { lockStructure: true },
  });
}
