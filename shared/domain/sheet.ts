/** A cell as a reader of files hands it over; what it means is decided by the rules in this folder. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'formula' | 'error' | 'date' | 'boolean'; readonly text: string };

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Rows from 1, columns from A; holes are undefined. */
  readonly rows: readonly (readonly (Cell | undefined)[])[];
}

/** 0-based column and row to "D7". */
export function cellName(column: number, row: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row + 1}`;
}

/** The text of a cell: NFC, without the blanks around it that people and spreadsheets leave; '' for an empty one. */
export function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  const text = cell.kind === 'number' ? String(cell.value) : cell.text;
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\u00a0\u200b\ufeff]+/g, ' ')
    .trim();
}
