import { REASON_CODES, type ReasonCode } from './cell.ts';
import type { Item } from './criteria-set.ts';
import { type Finding, type Read, WHOLE_FILE } from './finding.ts';
import { readFormNumber } from './form-number.ts';
import { cellName, type Sheet, textOf } from './sheet.ts';
import { foldedText, withoutLookAlikes } from './vietnamese-text.ts';

export const READING_SHEET = 'Chấm thẩm định';
export const READING_KEY_SHEET = '_key';
const HEADINGS = [
  'Đơn vị / Unit',
  'Mã / Code',
  'Nội dung / Item',
  'Điểm tối đa / Maximum',
  'Điểm tự chấm / Self-score',
  'Điểm thẩm định / Points',
  'Mã lý do / Reason code',
  'Lý do / Reason',
] as const;
const COLUMN = { unit: 0, item: 1, points: 5, reasonCode: 6, reason: 7 } as const;
const REASON_LIMIT = 2000;

/** One cell that an agency reads, as its workbook lists it. */
export interface ReadingSheetRow {
  readonly unit: string;
  readonly item: Item;
  readonly claimed: string | undefined;
}

/** A reading as it stands in a row. */
export interface EnteredReading {
  readonly unit: string;
  readonly item: string;
  readonly points: string;
  readonly reason: string;
  readonly reasonCode: ReasonCode | undefined;
  /** 0-based, for findings about what became of it. */
  readonly row: number;
}

/** The rows of an agency's workbook, heading first. */
export function readingSheetRows(rows: readonly ReadingSheetRow[]): (string | number | null)[][] {
  return [
    [...HEADINGS],
    ...rows.map(({ unit, item, claimed }) => [
      unit,
      item.code,
      item.name.vi,
      Number(item.maxPoints),
      claimed === undefined ? null : Number(claimed),
      null,
      null,
      null,
    ]),
  ];
}

/**
 * Reads an agency's filled workbook. Rows without points are left for later; every row with points needs a reason. What
 * the points owe to item, claim and rule is held against them when they are recorded.
 */
export function readReadingSheet(
  sheets: readonly Sheet[],
  expected: { readonly round: string; readonly agency: string },
): Read<EnteredReading[]> {
  const key = sheets.find(({ name }) => name === READING_KEY_SHEET);
  const values = new Map(key?.rows.map((row) => [textOf(row[0]), textOf(row[1])]));
  if (values.get('agency') === undefined) return { content: undefined, findings: [{ code: 'form-key-missing', at: WHOLE_FILE }] };
  const [round = '', agency = ''] = [values.get('round'), values.get('agency')];
  if (round !== expected.round)
    return {
      content: undefined,
      findings: [{ code: 'form-of-another-round', at: WHOLE_FILE, values: { found: round, wanted: expected.round } }],
    };
  if (agency !== expected.agency)
    return {
      content: undefined,
      findings: [{ code: 'form-of-another-unit', at: WHOLE_FILE, values: { found: agency, wanted: expected.agency } }],
    };
  const sheet = sheets.find(({ name }) => foldedText(name) === foldedText(READING_SHEET));
  if (sheet === undefined) return { content: undefined, findings: [{ code: 'form-without-items', at: WHOLE_FILE }] };

  const findings: Finding[] = [];
  const readings: EnteredReading[] = [];
  const firstRow = new Map<string, number>();
  const readRow = (cells: Sheet['rows'][number], row: number): undefined => {
    const [unit, item] = [textOf(cells[COLUMN.unit]), textOf(cells[COLUMN.item])];
    if (row === 0 || unit === '' || item === '') return undefined;
    const at = (column: number): Finding['at'] => ({ sheet: sheet.name, cell: cellName(column, row) });
    const number = readFormNumber(cells[COLUMN.points], false);
    if (number.kind === 'empty') return undefined;
    const report = (code: Finding['code'], column: number, given: Record<string, string>): undefined => {
      findings.push({ code, at: at(column), item, values: given });
      return undefined;
    };
    if (number.kind === 'problem') return report(number.code, COLUMN.points, { ...number.values });
    if (number.noticed !== undefined) report(number.noticed.code, COLUMN.points, { ...number.noticed.values });
    const reason = withoutLookAlikes(textOf(cells[COLUMN.reason]));
    const typed = textOf(cells[COLUMN.reasonCode]);
    const reasonCode = REASON_CODES.find((code) => code === typed);
    if (typed !== '' && reasonCode === undefined)
      return report('reason-code-unknown', COLUMN.reasonCode, { codes: REASON_CODES.join(', ') });
    if (reason === '') return report('evidence-or-explanation-missing', COLUMN.reason, { found: '0', wanted: '1' });
    if (reason.length > REASON_LIMIT) return report('reason-too-long', COLUMN.reason, { limit: String(REASON_LIMIT) });
    const earlier = firstRow.get(`${unit}\n${item}`);
    if (earlier !== undefined) {
      // Which of the two is meant nobody can say: neither is taken.
      const first = readings.findIndex((entry) => entry.unit === unit && entry.item === item);
      if (first >= 0) readings.splice(first, 1);
      return report('row-twice', COLUMN.item, { unit, item, line: String(earlier + 1) });
    }
    firstRow.set(`${unit}\n${item}`, row);
    readings.push({ unit, item, points: number.value, reason, reasonCode, row });
    return undefined;
  };
  for (const [row, cells] of sheet.rows.entries()) readRow(cells, row);
  return { content: readings, findings };
}
