import { type CriteriaSet, decimalTextSchema, type Item, itemsOf, maximumOf } from './criteria-set.ts';
import { type Finding, type Read, WHOLE_FILE } from './finding.ts';
import { compare, parseDecimal, toDecimal } from './rational.ts';
import { type Cell, cellName, type Sheet, textOf } from './sheet.ts';
import type { Unit } from './units.ts';

/** One item as the unit claims it. Points are decimal text, as exact as they were typed. */
export interface ClaimedItem {
  readonly item: string;
  readonly points: string;
  /** Evidence named, or the explanation where there is none; may be empty in this form's first version. */
  readonly explanation: string;
}

/** What a form is for; the hidden sheet carries it so that last year's file is recognised whatever its cells say. */
export interface FormKey {
  readonly round: string;
  readonly unit: string;
  readonly set: string;
}

export const KEY_SHEET = '_key';
export const ITEM_SHEET = 'Tự chấm điểm';
export const GUIDE_SHEET = 'Hướng dẫn';
const CODE_HEADER = 'Mã / Code';
const CODE_COLUMN = 0;
export const POINTS_COLUMN = 3;
const EXPLANATION_COLUMN = 4;
const EXPLANATION_LIMIT = 4000;

/** Which kind of row a form row is, so that the writer can lock and colour it without knowing the rules. */
export interface FormRow {
  readonly kind: 'title' | 'note' | 'header' | 'section' | 'item';
  readonly cells: readonly (string | number | null)[];
  /** Item rows only. */
  readonly maxPoints?: string;
}

/** The rows of the item sheet of one unit's form: title, unit, round, header, then a section a field and a row an item. */
export function formRows(set: CriteriaSet, round: string, unit: Unit, claims: ReadonlyMap<string, ClaimedItem> = new Map()): FormRow[] {
  const rows: FormRow[] = [
    { kind: 'title', cells: ['BẢN TỰ CHẤM ĐIỂM CHỈ SỐ CẢI CÁCH HÀNH CHÍNH / PAR INDEX SELF-ASSESSMENT'] },
    { kind: 'note', cells: [`Đơn vị / Unit: ${unit.name.vi} (${unit.code})`] },
    { kind: 'note', cells: [`Kỳ đánh giá / Round: ${round} · ${set.decision}`] },
    { kind: 'note', cells: [set.note.vi] },
    {
      kind: 'header',
      cells: [
        CODE_HEADER,
        'Nội dung / Item',
        'Điểm tối đa / Maximum',
        'Điểm tự chấm / Self-score',
        'Tài liệu kiểm chứng, giải trình / Evidence, explanation',
      ],
    },
  ];
  for (const field of set.fields) {
    const items = itemsOf({ ...set, fields: [field] }).filter((item) => item.method === 'appraised');
    if (items.length === 0) continue;
    rows.push({ kind: 'section', cells: [null, `${field.code}. ${field.name.vi}`] });
    for (const item of items) {
      const claim = claims.get(item.code);
      rows.push({
        kind: 'item',
        maxPoints: item.maxPoints,
        cells: [
          item.code,
          item.name.vi,
          Number(item.maxPoints),
          claim === undefined ? null : Number(claim.points),
          claim?.explanation ?? null,
        ],
      });
    }
  }
  return rows;
}

function readKey(sheets: readonly Sheet[]): Partial<FormKey> | undefined {
  const sheet = sheets.find(({ name }) => name === KEY_SHEET);
  if (sheet === undefined) return undefined;
  return Object.fromEntries(sheet.rows.map((row) => [textOf(row[0]), textOf(row[1])]));
}

/**
 * Reads a filled form. Every problem is reported at once, with its cell. Content is undefined unless every item of the
 * set was read without one: a form is recorded whole or not at all. `expected.round` undefined leaves the round
 * unchecked (the offline check of a set and a unit).
 */
export function readSelfAssessment(
  sheets: readonly Sheet[],
  expected: { readonly round: string | undefined; readonly unit: string; readonly set: CriteriaSet },
): Read<ClaimedItem[]> {
  const findings: Finding[] = [];
  const key = readKey(sheets);
  if (key?.round === undefined || key.unit === undefined || key.set === undefined) {
    return { content: undefined, findings: [{ code: 'form-key-missing', at: WHOLE_FILE }] };
  }
  const differs = (code: 'form-of-another-round' | 'form-of-another-unit' | 'form-of-another-set', found: string, wanted: string): void => {
    if (found !== wanted) findings.push({ code, at: WHOLE_FILE, values: { found, wanted } });
  };
  if (expected.round !== undefined) differs('form-of-another-round', key.round, expected.round);
  differs('form-of-another-unit', key.unit, expected.unit);
  differs('form-of-another-set', key.set, expected.set.id);
  // Cells of a foreign form would be read against the wrong items: its findings would only mislead.
  if (findings.length > 0) return { content: undefined, findings };

  const sheet = sheets.find(({ name }) => name.normalize('NFC') === ITEM_SHEET);
  if (sheet === undefined)
    return { content: undefined, findings: [{ code: 'sheet-missing', at: WHOLE_FILE, values: { sheet: ITEM_SHEET } }] };

  const wanted = new Map(
    itemsOf(expected.set)
      .filter((item) => item.method === 'appraised')
      .map((item) => [item.code, item]),
  );
  const others = new Set(itemsOf(expected.set).map((item) => item.code));
  const rowOf = new Map<string, number>();
  const claims: ClaimedItem[] = [];
  const at = (column: number, row: number) => ({ sheet: ITEM_SHEET, cell: cellName(column, row) });
  const firstRow = sheet.rows.findIndex((cells) => textOf(cells[CODE_COLUMN]) === CODE_HEADER || wanted.has(textOf(cells[CODE_COLUMN])));
  sheet.rows.forEach((cells, row) => {
    const code = textOf(cells[CODE_COLUMN]);
    const item = wanted.get(code);
    if (item === undefined) {
      // Rows above the table are titles; in the table a code that is no item of the form is a mistake somebody made.
      if (row < firstRow || code === '' || code === CODE_HEADER) return;
      findings.push({
        code: others.has(code) ? 'item-not-for-self-scoring' : 'item-unknown',
        at: at(CODE_COLUMN, row),
        values: { item: code },
      });
      return;
    }
    const earlier = rowOf.get(code);
    if (earlier !== undefined) {
      findings.push({
        code: 'item-twice',
        at: at(CODE_COLUMN, row),
        item: code,
        values: { item: code, cell: cellName(CODE_COLUMN, earlier) },
      });
      return;
    }
    rowOf.set(code, row);
    const points = readPoints(cells[POINTS_COLUMN], item, (code, values) =>
      findings.push({ code, at: at(POINTS_COLUMN, row), item: item.code, ...(values === undefined ? {} : { values }) }),
    );
    const explanation = textOf(cells[EXPLANATION_COLUMN]);
    if (explanation.length > EXPLANATION_LIMIT) {
      findings.push({ code: 'reason-too-long', at: at(EXPLANATION_COLUMN, row), item: code, values: { limit: String(EXPLANATION_LIMIT) } });
    }
    if (points !== undefined) claims.push({ item: code, points, explanation });
  });
  for (const code of wanted.keys()) {
    if (!rowOf.has(code)) findings.push({ code: 'item-missing', at: WHOLE_FILE, item: code, values: { item: code } });
  }
  return { content: findings.length === 0 ? claims : undefined, findings };
}

type Report = (code: Finding['code'], values?: Record<string, string>) => void;

/** Every kind of cell has one outcome. Text numbers are not guessed at: "85,5" may be 85.5 or 855. */
function readPoints(cell: Cell | undefined, item: Item, report: Report): string | undefined {
  const found = textOf(cell);
  if (cell === undefined || found === '') return void report('points-empty');
  if (cell.kind === 'formula') return void report('cell-formula', { found });
  if (cell.kind === 'error' || cell.kind === 'date' || cell.kind === 'boolean') return void report('points-not-a-number', { found });
  if (/^(NA|N\/A|KAD|không áp dụng)$/i.test(found)) return void report('not-applicable-not-allowed');
  if (/^-\d/.test(found)) return void report('points-negative', { found });
  if (/^\d+,\d+$/.test(found)) return void report('points-decimal-comma', { found });
  const points = parseDecimal(found);
  if (points === undefined) return void report('points-not-a-number', { found });
  if (compare(points, maximumOf(item)) > 0) return void report('points-above-maximum', { found, maximum: item.maxPoints });
  const exact = toDecimal(points);
  // 60.10000000000001 is what a spreadsheet's arithmetic leaves; nobody meant it, and nobody here decides what was meant.
  if (!decimalTextSchema.safeParse(exact).success) return void report('points-too-many-decimals', { found, limit: '6' });
  return exact;
}
