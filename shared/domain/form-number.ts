import type { FindingCode } from './finding.ts';
import { parseDecimal, toDecimal } from './rational.ts';
import { type Cell, textOf } from './sheet.ts';

/** What a cell of numbers holds: nothing, an exact decimal (with what was noticed on the way), or something that is no number. */
export type FormNumber =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'number';
      readonly value: string;
      readonly noticed?: { readonly code: FindingCode; readonly values: Readonly<Record<string, string>> };
    }
  | { readonly kind: 'problem'; readonly code: FindingCode; readonly values: Readonly<Record<string, string>> };

const problem = (code: FindingCode, values: Readonly<Record<string, string>>): FormNumber => ({ kind: 'problem', code, values });

/** Points have six digits before the point at most; figures, such as dossiers of a year, have more. */
const READABLE = /^\d{1,15}(\.\d{1,6})?$/;

/** 60.10000000000001 is what a spreadsheet's arithmetic leaves; nobody meant it, and nobody here decides what was meant. */
function exact(text: string, found: string): FormNumber {
  const value = parseDecimal(text);
  if (value === undefined) return problem('points-not-a-number', { found });
  const decimal = toDecimal(value);
  return READABLE.test(decimal) ? { kind: 'number', value: decimal } : problem('points-too-many-decimals', { found, limit: '6' });
}

/**
 * Numbers typed as text follow the grammar of Vietnamese forms: "85,5" and "85.5" are the same, "1.234,5" and "1 234,5" are
 * 1234.5, "điểm" may stand behind. A single separator before exactly three digits stays unclear where thousands can occur.
 */
function fromText(found: string, mayHaveThousands: boolean): FormNumber {
  const bare = found
    .replace(/\s*(điểm|đ)\.?$/iu, '')
    .replace(/ /g, ' ')
    .trim();
  if (/^[\d.,\s]+%$/.test(bare)) return problem('points-percent', { found });
  if (/^[-−–]\s*\d/.test(bare)) return problem('points-negative', { found });
  const understood = (text: string): FormNumber => {
    const value = exact(text, found);
    return value.kind === 'number' ? { ...value, noticed: { code: 'number-as-text', values: { found, understood: value.value } } } : value;
  };
  if (/^\d+$/.test(bare)) return understood(bare);
  const single = /^(\d+)[.,](\d+)$/.exec(bare);
  if (single !== null) {
    const [, whole = '', rest = ''] = single;
    if (mayHaveThousands && rest.length === 3 && /^[1-9]\d{0,2}$/.test(whole)) {
      return problem('number-unclear', { found, one: `${whole}${rest}`, other: `${whole},${rest}` });
    }
    return understood(`${whole}.${rest}`);
  }
  if (/^\d{1,3}(?:[. ]\d{3})+(?:,\d+)?$/.test(bare)) return understood(bare.replace(/[. ]/g, '').replace(',', '.'));
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare)) return understood(bare.replaceAll(',', ''));
  return problem('points-not-a-number', { found });
}

/** Reads a cell that has to hold a number of 0 or more. `mayHaveThousands`: counts can reach 1,000, points cannot. */
export function readFormNumber(cell: Cell | undefined, mayHaveThousands: boolean): FormNumber {
  const found = textOf(cell);
  if (cell === undefined || found === '') return { kind: 'empty' };
  switch (cell.kind) {
    case 'formula':
      return problem('cell-formula', { found });
    case 'error':
      return problem('cell-error', { found });
    case 'date':
      return problem('points-date', { found });
    case 'boolean':
      return problem('points-not-a-number', { found });
    case 'percentage':
      return problem('points-percent', { found });
    case 'number':
      return cell.value < 0 ? problem('points-negative', { found }) : exact(found, found);
    case 'text':
      return fromText(found, mayHaveThousands);
  }
}
