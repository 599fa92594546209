/** Where in a file a problem is: a cell, a line and column, a place in a JSON document, or the file as a whole. */
export type Address =
  | { readonly sheet: string; readonly cell: string }
  | { readonly line: number; readonly column?: string }
  /** "fields.0.criteria.2.rule.bands.1", as JSON documents are walked. */
  | { readonly path: string }
  | { readonly file: true };

/** Every code a reader may report. Severity and texts stand in shared/contracts/findings.ts, one entry a code. */
export type FindingCode =
  | 'file-empty'
  | 'file-not-utf8'
  | 'file-not-xlsx'
  | 'file-is-xls'
  | 'file-is-xlsb'
  | 'file-is-ods'
  | 'file-is-html'
  | 'file-is-text'
  | 'file-damaged'
  | 'file-encrypted'
  | 'file-dangerous'
  | 'file-too-large-inside'
  | 'file-range-too-large'
  | 'form-key-missing'
  | 'form-key-lost'
  | 'form-of-another-round'
  | 'form-of-another-unit'
  | 'form-of-another-set'
  | 'form-without-items'
  | 'form-partial'
  | 'same-file-again'
  | 'older-content-again'
  | 'item-changed-since'
  | 'cell-not-open-for-correction'
  | 'sheet-hidden'
  | 'sheet-unknown'
  | 'row-hidden'
  | 'row-without-code'
  | 'code-repaired'
  | 'code-unclear'
  | 'item-missing'
  | 'item-twice'
  | 'item-repeated'
  | 'item-unknown'
  | 'item-not-for-self-scoring'
  | 'item-not-central'
  | 'item-does-not-apply'
  | 'unit-unknown'
  | 'cell-formula'
  | 'cell-error'
  | 'number-as-text'
  | 'number-unclear'
  | 'points-empty'
  | 'points-not-a-number'
  | 'points-date'
  | 'points-percent'
  | 'points-above-maximum'
  | 'points-negative'
  | 'points-decimal-comma'
  | 'points-too-many-decimals'
  | 'points-off-grid'
  | 'points-differ-from-facts'
  | 'points-from-facts'
  | 'fact-missing'
  | 'fact-not-a-number'
  | 'fact-not-whole'
  | 'fact-not-yes-or-no'
  | 'fact-done-above-total'
  | 'fact-total-zero'
  | 'not-applicable-not-allowed'
  | 'evidence-or-explanation-missing'
  | 'reason-too-long'
  | 'text-re-encoded'
  | 'text-characters-mapped'
  | 'evidence-type-differs'
  | 'evidence-damaged'
  | 'evidence-infected'
  | 'evidence-scan-failed'
  | 'evidence-scan-missing'
  | 'evidence-same-as-another-unit'
  | 'evidence-same-again'
  | 'evidence-date-outside-year'
  | 'evidence-digitally-signed'
  | 'agency-not-in-charge'
  | 'reading-refused'
  | 'fact-unknown'
  | 'date-not-a-day'
  | 'csv-header'
  | 'csv-columns'
  | 'csv-quote'
  | 'column-missing'
  | 'column-twice'
  | 'cell-empty'
  | 'cell-not-a-number'
  | 'design-weight-wrong'
  | 'design-weights-missing'
  | 'design-population-varies'
  | 'design-population-below-sample'
  | 'design-lonely-psu'
  | 'design-cell-without-total'
  | 'row-missing'
  | 'row-twice'
  | 'set-not-json'
  | 'set-shape'
  | 'set-code-twice'
  | 'set-orphan'
  | 'set-count-differs'
  | 'set-sum-differs'
  | 'set-rule-missing'
  | 'set-rule-for-another-method'
  | 'set-step-unreachable'
  | 'set-steps-not-rising'
  | 'set-maximum-out-of-reach'
  | 'set-too-many-decimals'
  | 'set-grid-misses-maximum'
  | 'set-agencies-missing'
  | 'set-evidence-missing'
  | 'set-group-out-of-reach'
  | 'set-groups-not-down-to-zero'
  | 'lookup-code-unknown'
  | 'lookup-code-twice'
  | 'lookup-code-missing'
  | 'lookup-kind-wrong';

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
