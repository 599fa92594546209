import { type CellValue, type WriteSheet, writeXlsx } from 'hucre/xlsx';

interface TableSheet {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly isText: boolean }[];
  /** Cells as text; the empty one stays empty. */
  readonly rows: readonly (readonly string[])[];
}

/** A number where it is one to the last digit, as 15 digits carry it; otherwise text. */
function cellOf(text: string, isText: boolean): CellValue {
  if (text === '') return null;
  if (isText) return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

/** Tables as a workbook, a sheet each, with a bold header that stays in sight. The same arguments give the same bytes. */
export async function writeTables(title: string, sheets: readonly TableSheet[]): Promise<Uint8Array> {
  return await writeXlsx({
    sheets: sheets.map(
      ({ name, columns, rows }) =>
        ({
          name: name.slice(0, 31),
          rows: [
            columns.map((column) => column.name),
            ...rows.map((row) => row.map((cell, c) => cellOf(cell, columns[c]?.isText ?? true))),
          ],
          cells: new Map(columns.map((_, c) => [`0,${c}`, { style: { font: { bold: true } } }])),
          freezePane: { rows: 1 },
        }) as WriteSheet,
    ),
    properties: { title, created: new Date(0), modified: new Date(0) },
  });
}
