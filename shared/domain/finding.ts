/** Where in a file a problem is: a cell, a line and column, or the file as a whole. */
export type Address =
  | { readonly sheet: string; readonly cell: string }
  | { readonly line: number; readonly column?: string }
  | { readonly file: true };

/** Every code a reader may report. The texts stand in shared/contracts/findings.ts, one entry a code. */
export type FindingCode =
  | 'file-empty'
  | 'file-not-utf8'
  | 'file-not-xlsx'
  | 'file-damaged'
  | 'file-encrypted'
  | 'file-dangerous'
  | 'file-too-large-inside'
  | 'file-hash-differs'
  | 'form-key-missing'
  | 'form-of-another-round'
  | 'form-of-another-unit'
  | 'form-of-another-set'
  | 'sheet-missing'
  | 'item-missing'
  | 'item-twice'
  | 'item-unknown'
  | 'item-not-for-self-scoring'
  | 'item-not-central'
  | 'unit-unknown'
  | 'cell-formula'
  | 'points-empty'
  | 'points-not-a-number'
  | 'points-above-maximum'
  | 'points-negative'
  | 'points-decimal-comma'
  | 'points-too-many-decimals'
  | 'not-applicable-not-allowed'
  | 'reason-too-long'
  | 'csv-header'
  | 'csv-columns'
  | 'csv-quote'
  | 'row-missing'
  | 'row-twice';

/** One problem in a file. Values fill the gaps of the catalogue's texts; they are shown to people, never parsed. */
export interface Finding {
  readonly code: FindingCode;
  readonly at: Address;
  readonly item?: string;
  readonly values?: Readonly<Record<string, string>>;
}

export const WHOLE_FILE: Address = { file: true };

/** What a reader returns: the content it could read, and everything that is wrong with the file at once. */
export interface Read<T> {
  readonly content: T | undefined;
  readonly findings: readonly Finding[];
}
