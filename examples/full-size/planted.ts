import { type Cell, openXlsx, saveXlsx } from 'hucre/xlsx';
import type { CriteriaSet, Item } from '../../shared/domain/criteria-set.ts';
import { itemsOf, selfScoredItems } from '../../shared/domain/criteria-set.ts';
import type { FindingCode } from '../../shared/domain/finding.ts';
import { COLUMNS, type ColumnName, type FormSheet, KEY_SHEET } from '../../shared/domain/self-assessment-form.ts';
import { cellName } from '../../shared/domain/sheet.ts';

/** A problem that was put into a file, and the finding that has to name it. */
export interface Planted {
  readonly round: string;
  readonly unit: string;
  /** Below the round's folder. */
  readonly file: string;
  readonly code: FindingCode;
  readonly item?: string;
  readonly sheet?: string;
  readonly cell?: string;
}

type Workbook = Awaited<ReturnType<typeof openXlsx>>;
type Value = string | number | boolean | Date | null;

/** A filled form under the hands of somebody who makes mistakes. */
export class Desk {
  readonly #workbook: Workbook;
  readonly #sheets: readonly FormSheet[];
  readonly #items: readonly Item[];

  constructor(workbook: Workbook, sheets: readonly FormSheet[], set: CriteriaSet, unit: string) {
    this.#workbook = workbook;
    this.#sheets = sheets;
    this.#items = selfScoredItems(itemsOf(set), unit);
  }

  /** The n-th item that fits, counted from the end, so that different problems meet different items. */
  item(fits: (item: Item) => boolean, n = 0): Item {
    const found = this.#items.filter(fits).at(-1 - n);
    if (found === undefined) throw new Error('no item fits');
    return found;
  }

  rowOf(item: Item): { sheet: string; row: number } {
    for (const { name, rows } of this.#sheets) {
      const row = rows.findIndex(({ kind, cells }) => kind === 'item' && cells[0]?.value === item.code);
      if (row >= 0) return { sheet: name, row };
    }
    throw new Error(`${item.code} has no row`);
  }

  sheet(name: string): Workbook['sheets'][number] {
    const sheet = this.#workbook.sheets.find((entry) => entry.name === name);
    if (sheet === undefined) throw new Error(`no sheet ${name}`);
    return sheet;
  }

  put(sheetName: string, row: number, column: number, value: Value, more: Partial<Cell> = {}): void {
    const sheet = this.sheet(sheetName);
    while (sheet.rows.length <= row) sheet.rows.push([]);
    const cells = sheet.rows[row] ?? [];
    while (cells.length <= column) cells.push(null);
    cells[column] = value;
    const type =
      value === null
        ? 'empty'
        : typeof value === 'number'
          ? 'number'
          : value instanceof Date
            ? 'date'
            : typeof value === 'boolean'
              ? 'boolean'
              : 'string';
    sheet.cells ??= new Map();
    const { formula: _formula, formulaResult: _result, ...style } = sheet.cells.get(`${row},${column}`) ?? { value: null, type: 'empty' };
    // A program that makes a date of what was typed formats the cell as one.
    const dated = value instanceof Date ? { style: { ...style.style, numFmt: 'dd/mm/yyyy' } } : {};
    sheet.cells.set(`${row},${column}`, { ...style, value, type, ...dated, ...more });
  }

  /** Puts a value into an item's column and says where. */
  set(item: Item, column: ColumnName, value: Value, more: Partial<Cell> = {}): { item: string; sheet: string; cell: string } {
    const { sheet, row } = this.rowOf(item);
    const c = COLUMNS.findIndex(({ name }) => name === column);
    this.put(sheet, row, c, value, more);
    return { item: item.code, sheet, cell: cellName(c, row) };
  }

  /** Copies a whole row to the end of its sheet. */
  repeat(item: Item): { sheet: string; row: number } {
    const { sheet: name, row } = this.rowOf(item);
    const sheet = this.sheet(name);
    const to = sheet.rows.length;
    for (const [c, value] of (sheet.rows[row] ?? []).entries()) this.put(name, to, c, value as Value);
    return { sheet: name, row: to };
  }

  remove(name: string): void {
    this.#workbook.sheets = this.#workbook.sheets.filter((sheet) => sheet.name !== name);
  }
}

type Where = Partial<Pick<Planted, 'item' | 'sheet' | 'cell'>>;
const hasRule =
  (...types: string[]) =>
  ({ rule }: Item): boolean =>
    types.includes(rule?.type ?? '');
const RATE = ['steps', 'threshold-linear', 'capped-share'];
const DAY = new Date(Date.UTC(2023, 4, 1));

/** One mistake a kind: what people do to forms, and the finding that has to come of it. */
export const MISTAKES: readonly { readonly code: FindingCode; readonly make: (desk: Desk) => (Where & { code?: FindingCode })[] }[] = [
  { code: 'points-empty', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', null)] },
  { code: 'points-not-a-number', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', 'đã hoàn thành')] },
  { code: 'points-date', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', DAY)] },
  { code: 'points-percent', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', '83%')] },
  { code: 'points-above-maximum', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', 9.5)] },
  { code: 'points-negative', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', -0.25)] },
  { code: 'points-too-many-decimals', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', 0.1 + 0.2)] },
  { code: 'points-off-grid', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', 0.13)] },
  { code: 'points-differ-from-facts', make: (desk) => [desk.set(desk.item(hasRule('yes-no')), 'points', 0.07)] },
  { code: 'fact-missing', make: (desk) => [desk.set(desk.item(hasRule(...RATE)), 'figure2', null)] },
  { code: 'fact-not-a-number', make: (desk) => [desk.set(desk.item(hasRule(...RATE)), 'figure1', 'nhiều')] },
  { code: 'fact-not-whole', make: (desk) => [desk.set(desk.item(hasRule(...RATE)), 'figure1', 0.83)] },
  { code: 'fact-not-yes-or-no', make: (desk) => [desk.set(desk.item(hasRule('yes-no')), 'figure1', 'đang làm')] },
  { code: 'number-unclear', make: (desk) => [desk.set(desk.item(hasRule(...RATE)), 'figure2', '1.234')] },
  { code: 'fact-done-above-total', make: (desk) => [desk.set(desk.item(hasRule(...RATE)), 'figure1', 9999)] },
  {
    code: 'fact-total-zero',
    make: (desk) => {
      const item = desk.item(({ rule }) => rule !== undefined && 'whenNone' in rule === false && RATE.includes(rule.type));
      desk.set(item, 'figure1', 0);
      desk.set(item, 'points', null);
      return [desk.set(item, 'figure2', 0)];
    },
  },
  { code: 'not-applicable-not-allowed', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', 'Không áp dụng')] },
  {
    code: 'cell-formula',
    make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', 0.5, { formula: 'C9*0.5', formulaResult: 0.5 })],
  },
  { code: 'cell-error', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', '#REF!', { type: 'error' })] },
  {
    code: 'evidence-or-explanation-missing',
    make: (desk) => {
      const item = desk.item(({ rule }) => rule?.type === 'manual');
      desk.set(item, 'points', Number(item.maxPoints));
      desk.set(item, 'evidence', null);
      return [desk.set(item, 'explanation', 'Đã làm.')];
    },
  },
  { code: 'reason-too-long', make: (desk) => [desk.set(desk.item(hasRule('deduction')), 'explanation', 'Minh họa rất dài. '.repeat(300))] },
  {
    code: 'item-missing',
    make: (desk) => {
      const item = desk.item(hasRule('manual'), 1);
      const { sheet, row } = desk.rowOf(item);
      for (const c of COLUMNS.keys()) desk.put(sheet, row, c, null);
      return [{ item: item.code }];
    },
  },
  {
    code: 'item-twice',
    make: (desk) => {
      const item = desk.item(hasRule('deduction'));
      const { sheet, row } = desk.repeat(item);
      desk.put(
        sheet,
        row,
        COLUMNS.findIndex(({ name }) => name === 'figure1'),
        77,
      );
      return [{ item: item.code, sheet, cell: cellName(0, row) }];
    },
  },
  {
    code: 'item-repeated',
    make: (desk) => {
      const item = desk.item(hasRule('deduction'));
      const { sheet, row } = desk.repeat(item);
      return [{ item: item.code, sheet, cell: cellName(0, row) }];
    },
  },
  {
    code: 'item-unknown',
    make: (desk) => {
      const { sheet } = desk.rowOf(desk.item(hasRule('manual')));
      const row = desk.sheet(sheet).rows.length;
      desk.put(sheet, row, 0, '9.9.9');
      desk.put(
        sheet,
        row,
        COLUMNS.findIndex(({ name }) => name === 'points'),
        1,
      );
      return [{ sheet, cell: cellName(0, row) }];
    },
  },
  {
    code: 'row-without-code',
    make: (desk) => {
      const { sheet } = desk.rowOf(desk.item(hasRule('manual')));
      const row = desk.sheet(sheet).rows.length;
      const column = COLUMNS.findIndex(({ name }) => name === 'points');
      desk.put(sheet, row, 0, 'Tổng cộng');
      desk.put(sheet, row, column, 9.25);
      return [{ sheet, cell: cellName(column, row) }];
    },
  },
  {
    code: 'code-repaired',
    make: (desk) => {
      const item = desk.item(({ code }) => /^\d+\.\d$/.test(code));
      const { sheet, row } = desk.rowOf(item);
      desk.put(sheet, row, 0, Number(item.code));
      return [{ item: item.code, sheet, cell: cellName(0, row) }];
    },
  },
  {
    code: 'code-unclear',
    make: (desk) => {
      const item = desk.item(hasRule('manual'));
      const { sheet, row } = desk.rowOf(item);
      desk.put(sheet, row, 0, DAY);
      desk.put(sheet, row, 1, 'Nội dung đã sửa');
      // Whose row it was is not guessed: the item is missing as well.
      return [
        { sheet, cell: cellName(0, row) },
        { code: 'item-missing', item: item.code },
      ];
    },
  },
  {
    code: 'row-hidden',
    make: (desk) => {
      const item = desk.item(hasRule('deduction'));
      const { sheet, row } = desk.rowOf(item);
      const page = desk.sheet(sheet);
      page.rowDefs = new Map(page.rowDefs).set(row, { ...page.rowDefs?.get(row), hidden: true });
      return [{ item: item.code, sheet, cell: cellName(0, row) }];
    },
  },
  {
    code: 'sheet-hidden',
    make: (desk) => {
      const { sheet } = desk.rowOf(desk.item(hasRule('manual')));
      desk.sheet(sheet).hidden = true;
      return [{ sheet, cell: 'A1' }];
    },
  },
  { code: 'number-as-text', make: (desk) => [desk.set(desk.item(hasRule('manual')), 'points', '0,5 điểm')] },
  { code: 'points-from-facts', make: (desk) => [desk.set(desk.item(hasRule('deduction')), 'points', null)] },
  {
    code: 'form-key-lost',
    make: (desk) => {
      desk.remove(KEY_SHEET);
      return [{}];
    },
  },
  {
    code: 'form-partial',
    make: (desk) => {
      desk.remove('Lĩnh vực 2');
      // Nothing else was uploaded for this field: its items stay unclaimed, which the submission shows and no cell can.
      return [{}];
    },
  },
  {
    code: 'text-characters-mapped',
    make: (desk) => [
      desk.set(desk.item(hasRule('deduction')), 'explanation', 'Ðã hoàn thành, có văn bản gửi NGƢỜI DÂN và doanh nghiệp theo dõi.'),
    ],
  },
];

/** Opens a filled form, lets the mistake be made, and saves it as any program would. */
export async function plant(
  bytes: Uint8Array,
  sheets: readonly FormSheet[],
  set: CriteriaSet,
  unit: string,
  make: (desk: Desk) => (Where & { code?: FindingCode })[],
): Promise<{ bytes: Uint8Array; found: (Where & { code?: FindingCode })[] }> {
  const workbook = await openXlsx(bytes, { readStyles: true });
  const found = make(new Desk(workbook, sheets, set, unit));
  return { bytes: await saveXlsx(workbook), found };
}
