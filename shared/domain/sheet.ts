/** A cell as a reader of files hands it over; what it means is decided by the rules in this folder. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  /** A percentage is a number shown with a % sign: 0.83 that people see as 83%. */
  | { readonly kind: 'number' | 'percentage'; readonly value: number }
  | { readonly kind: 'formula' | 'error' | 'date' | 'boolean'; readonly text: string };

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Rows from 1, columns from A; holes are undefined. */
  readonly rows: readonly (readonly (Cell | undefined)[])[];
  /** 0-based. */
  readonly hiddenRows: ReadonlySet<number>;
}

/** 0-based column and row to "D7". */
export function cellName(column: number, row: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row + 1}`;
}

function rawText(cell: Cell): string {
  switch (cell.kind) {
    case 'number':
      return String(cell.value);
    case 'percentage':
      // 0.83 * 100 is 83 in binary, 0.29 * 100 is not 29: shown as a person would have typed it.
      return `${Number((cell.value * 100).toPrecision(12))}%`;
    default:
      return cell.text;
  }
}

/** The text of a cell: NFC, without the blanks around it that people and spreadsheets leave; '' for an empty one. */
export function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return rawText(cell)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\u00a0\u200b\u2060\ufeff]+/g, ' ')
    .trim();
}
