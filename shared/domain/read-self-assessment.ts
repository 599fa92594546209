import { type CriteriaSet, type Item, itemsOf, itemsOfField, maximumOf, ruleOf, selfScoredItems } from './criteria-set.ts';
import { type Finding, type FindingCode, type Read, WHOLE_FILE } from './finding.ts';
import { readFormNumber } from './form-number.ts';
import { compare, decimal, toDecimal } from './rational.ts';
import { gridText } from './rule-text.ts';
import { type FactRole, type Facts, isOnGrid, pointsFromFacts, rolesOf } from './scoring-rule.ts';
import {
  type ClaimedItem,
  COLUMNS,
  type ColumnName,
  DIFFICULTIES_LABEL,
  type FormKey,
  GUIDE_SHEET,
  KEY_SHEET,
  PROPOSALS_LABEL,
  type Remarks,
  ROUND_LABEL,
  SUMMARY_SHEET,
  sheetNameOf,
  TEXT_LIMIT,
  UNIT_LABEL,
} from './self-assessment-form.ts';
import { type Cell, cellName, type Sheet, textOf } from './sheet.ts';
import { decodeOld, foldedText, type OldEncoding, oldEncodingOf, withoutLookAlikes } from './vietnamese-text.ts';

/** What a filled form holds: the claims of the fields that are in it, item by item. */
export interface SelfAssessment {
  /** The version that the form was filled with when it was downloaded. */
  readonly base: number;
  /** Codes of the fields of which at least one row is in the file. */
  readonly fields: readonly string[];
  /** Every self-scored item of those fields. */
  readonly items: readonly ClaimedItem[];
  /** Undefined where the file has no summary sheet. */
  readonly remarks: Remarks | undefined;
}

export interface ExpectedForm {
  /** Undefined leaves the round unchecked (the offline check of a set and a unit). */
  readonly round: string | undefined;
  readonly unit: string;
  readonly set: CriteriaSet;
  /** Items that have linked documents already: their evidence cell may be empty. */
  readonly proved?: ReadonlySet<string>;
}

type Place = Readonly<Record<ColumnName, number>>;

const DEFAULT_PLACE = Object.fromEntries(COLUMNS.map(({ name }, i) => [name, i])) as Record<ColumnName, number>;
const HEADINGS = COLUMNS.map(({ name, heading }) => ({ name, short: foldedText(heading.split('/')[0] ?? ''), full: foldedText(heading) }));
/** Fewer than so many headings may be words of a title. */
const FEWEST_HEADINGS = 3;
/** A column that the sheet does not have: every cell of it is empty. */
const GONE = -1;
/** Above this row a heading is looked for; forms have at most a few title rows. */
const HEADING_ROWS = 40;

/** A row that stands for one item in a sheet. */
interface ItemRow {
  readonly sheet: Sheet;
  readonly place: Place;
  readonly row: number;
  readonly item: Item;
}

/** The address of a row's cell; of its code where the column is gone. */
function addressOf({ sheet, place, row }: ItemRow, column: number): { sheet: string; cell: string } {
  return { sheet: sheet.name, cell: cellName(column === GONE ? place.code : column, row) };
}

class FormReader {
  readonly findings: Finding[] = [];
  readonly #expected: ExpectedForm;
  readonly #items: ReadonlyMap<string, Item>;
  readonly #wanted: ReadonlySet<string>;

  constructor(expected: ExpectedForm) {
    this.#expected = expected;
    const items = itemsOf(expected.set);
    this.#items = new Map(items.map((item) => [item.code, item]));
    this.#wanted = new Set(selfScoredItems(items, expected.unit).map(({ code }) => code));
  }

  #report(
    code: FindingCode,
    at: Finding['at'],
    more: { item?: string | undefined; values?: Readonly<Record<string, string>> | undefined } = {},
  ): void {
    const { item, values } = more;
    this.findings.push({ code, at, ...(item === undefined ? {} : { item }), ...(values === undefined ? {} : { values }) });
  }

  /** The form's key: from the hidden sheet, or, where a program dropped that, from the heading that people see. */
  #key(sheets: readonly Sheet[]): Partial<FormKey> | undefined {
    const hidden = sheets.find(({ name }) => name === KEY_SHEET);
    if (hidden !== undefined) return Object.fromEntries(hidden.rows.map((row) => [textOf(row[0]), textOf(row[1])]));
    const texts = sheets.flatMap(({ rows }) => rows.slice(0, HEADING_ROWS).flatMap((row) => row.map(textOf)));
    const [, unit] =
      texts.map((text) => new RegExp(`^${UNIT_LABEL}:.*\\(([A-Za-z0-9.-]+)\\)$`).exec(text)).find((match) => match !== null) ?? [];
    const [, round] = texts.map((text) => new RegExp(`^${ROUND_LABEL}: ([a-z0-9-]+)`).exec(text)).find((match) => match !== null) ?? [];
    if (unit === undefined || round === undefined) return undefined;
    this.#report('form-key-lost', WHOLE_FILE);
    return { round, unit, set: this.#expected.set.id, base: '0' };
  }

  /** False for a file that is not this unit's form of this round: its cells would be read against the wrong items. */
  #isExpected(key: Partial<FormKey> | undefined): key is FormKey {
    if (key?.round === undefined || key.unit === undefined || key.set === undefined) {
      this.#report('form-key-missing', WHOLE_FILE);
      return false;
    }
    const before = this.findings.length;
    const compareTo = (code: FindingCode, found: string, wanted: string | undefined): void => {
      if (wanted !== undefined && found !== wanted) this.#report(code, WHOLE_FILE, { values: { found, wanted } });
    };
    compareTo('form-of-another-round', key.round, this.#expected.round);
    compareTo('form-of-another-unit', key.unit, this.#expected.unit);
    compareTo('form-of-another-set', key.set, this.#expected.set.id);
    return this.findings.length === before;
  }

  read(sheets: readonly Sheet[]): Read<SelfAssessment> {
    const key = this.#key(sheets);
    if (!this.#isExpected(key)) return { content: undefined, findings: this.findings };
    const rows: ItemRow[] = [];
    let remarks: Remarks | undefined;
    for (const sheet of sheets) {
      const name = sheet.name.normalize('NFC');
      if (name === KEY_SHEET || name === GUIDE_SHEET) continue;
      if (name === SUMMARY_SHEET) {
        remarks = this.#remarks(sheet);
        continue;
      }
      const found = this.#rowsOf(sheet);
      if (found.length === 0) {
        // A sheet of the form without a row that can be read is not somebody's own table.
        const isOurs = this.#expected.set.fields.some((field) => sheetNameOf(field) === name);
        this.#report(isOurs ? 'form-without-items' : 'sheet-unknown', { sheet: sheet.name, cell: 'A1' }, { values: { sheet: sheet.name } });
      }
      if (found.length > 0 && sheet.hidden)
        this.#report('sheet-hidden', { sheet: sheet.name, cell: 'A1' }, { values: { sheet: sheet.name } });
      rows.push(...found);
    }
    const chosen = this.#withoutRepeats(rows);
    if (chosen.size === 0) {
      this.#report('form-without-items', WHOLE_FILE);
      return { content: undefined, findings: this.findings };
    }
    return {
      content: { ...this.#assess(chosen), base: /^\d{1,6}$/.test(key.base ?? '') ? Number(key.base) : 0, remarks },
      findings: this.findings,
    };
  }

  /**
   * Where the columns are: by their headings, which may stand in two or three rows. "Điểm tự chấm" is that column and not
   * "Điểm tự chấm năm trước", as long as one heading says it exactly. Where columns have moved, one without a heading
   * is gone; where none has, it is where the form has it.
   */
  #placeOf(sheet: Sheet): { place: Place; firstRow: number } {
    const exact = new Map<ColumnName, { column: number; row: number }>();
    const alike = new Map<ColumnName, { column: number; row: number }[]>();
    for (const [row, cells] of sheet.rows.slice(0, HEADING_ROWS).entries()) {
      // What somebody wrote in the row of an item is no heading.
      if (cells.some((cell) => cell?.kind === 'text' && this.#items.has(textOf(cell)))) break;
      for (const [column, cell] of cells.entries()) {
        if (cell?.kind !== 'text') continue;
        const folded = foldedText(textOf(cell));
        const heading = HEADINGS.find(({ short, full }) => folded === short || folded === full);
        if (heading !== undefined && !exact.has(heading.name)) exact.set(heading.name, { column, row });
        for (const { name, short } of HEADINGS)
          if (folded.startsWith(`${short} `)) alike.set(name, [...(alike.get(name) ?? []), { column, row }]);
      }
    }
    const found = new Map(exact);
    const taken = new Set([...exact.values()].map(({ column }) => column));
    for (const [name, candidates] of alike) {
      const [only, ...more] = candidates.filter(({ column }) => !taken.has(column));
      if (!found.has(name) && only !== undefined && more.length === 0) found.set(name, only);
    }
    if (found.size < FEWEST_HEADINGS) return { place: DEFAULT_PLACE, firstRow: 0 };
    const isMoved = [...found].some(([name, { column }]) => column !== DEFAULT_PLACE[name]);
    const columnOf = (name: ColumnName): number => found.get(name)?.column ?? (isMoved ? GONE : DEFAULT_PLACE[name]);
    const place = Object.fromEntries(HEADINGS.map(({ name }) => [name, columnOf(name)])) as Record<ColumnName, number>;
    return { place, firstRow: Math.max(...[...found.values()].map(({ row }) => row)) + 1 };
  }

  #rowsOf(sheet: Sheet): ItemRow[] {
    const { place, firstRow } = this.#placeOf(sheet);
    const found: ItemRow[] = [];
    const strange: { row: number; code: string }[] = [];
    sheet.rows.forEach((cells, row) => {
      if (row < firstRow) return;
      const at = { sheet: sheet.name, cell: cellName(place.code, row) };
      const cell = cells[place.code];
      const code = textOf(cell);
      const item =
        this.#items.get(code) !== undefined && cell?.kind === 'text'
          ? this.#items.get(code)
          : this.#repaired(cell, textOf(cells[place.content]), at);
      if (item === undefined) {
        strange.push({ row, code });
        return;
      }
      if (item === 'unclear') {
        this.#report('code-unclear', at, { values: { found: code } });
        return;
      }
      found.push({ sheet, place, row, item });
      if (sheet.hiddenRows.has(row)) this.#report('row-hidden', at, { item: item.code, values: { item: item.code } });
    });
    // In a sheet of the form, a number without a code, or a code that is none, is a mistake; elsewhere it is somebody's own table.
    if (found.length > 0) for (const { row, code } of strange) this.#reportStrangeCode(sheet, place, row, code);
    return found;
  }

  #reportStrangeCode(sheet: Sheet, place: Place, row: number, code: string): void {
    if (/^\d+([.,]\d+)*\.?$/.test(code)) {
      // A field or a criterion with parts has no row of its own to fill in.
      const isHeading = this.#expected.set.fields.some(
        (field) => field.code === code || field.criteria.some((criterion) => criterion.code === code),
      );
      if (!isHeading) this.#report('item-unknown', { sheet: sheet.name, cell: cellName(place.code, row) }, { values: { item: code } });
      else this.#reportStrayNumber(sheet, place, row);
    } else {
      // Roman numerals, "Tổng cộng", notes: not read, and said so where a number stands beside them.
      this.#reportStrayNumber(sheet, place, row);
    }
  }

  #reportStrayNumber(sheet: Sheet, place: Place, row: number): void {
    const cell = sheet.rows[row]?.[place.points];
    if (cell === undefined || cell.kind === 'text') return;
    const at = { sheet: sheet.name, cell: cellName(place.points, row) };
    this.#report('row-without-code', at, { values: { found: textOf(cell) } });
  }

  /** A code that a spreadsheet turned into a number (1.10 -> 1.1) or a date: understood where the item's name agrees. */
  #repaired(cell: Cell | undefined, content: string, at: Finding['at']): Item | 'unclear' | undefined {
    if (cell === undefined || cell.kind === 'formula' || cell.kind === 'boolean' || cell.kind === 'error') return undefined;
    const code = textOf(cell);
    const understood = (item: Item): Item => {
      this.#report('code-repaired', at, { item: item.code, values: { found: code, item: item.code } });
      return item;
    };
    if (cell.kind === 'text') {
      const tidy = code.replace(/\s/g, '').replace(/,/g, '.').replace(/\.$/, '');
      const item = this.#items.get(tidy);
      return item === undefined || tidy === code ? item : understood(item);
    }
    const name = foldedText(content);
    const sameName = [...this.#items.values()].filter((item) => foldedText(item.name.vi) === name);
    if (cell.kind === 'date') return sameName.length === 1 && sameName[0] !== undefined ? understood(sameName[0]) : 'unclear';
    const sameNumber = [...this.#items.values()].filter(
      (item) => /^\d+(\.\d+)?$/.test(item.code) && Number(item.code) === (cell as { value: number }).value,
    );
    if (sameNumber.length === 0) return undefined;
    const candidates = sameNumber.length === 1 ? sameNumber : sameNumber.filter((item) => sameName.includes(item));
    return candidates.length === 1 && candidates[0] !== undefined ? understood(candidates[0]) : 'unclear';
  }

  /** The first row of each item. The same row again, after copy and paste, is a warning; another content is an error. */
  #withoutRepeats(rows: readonly ItemRow[]): Map<string, ItemRow & { isContested: boolean }> {
    const chosen = new Map<string, ItemRow & { isContested: boolean }>();
    const contentOf = ({ sheet, place, row }: ItemRow): string =>
      (['figure1', 'figure2', 'points', 'evidence', 'explanation'] as const)
        .map((name) => textOf(sheet.rows[row]?.[place[name]]))
        .join('\n');
    for (const row of rows) {
      const { code } = row.item;
      const at = { sheet: row.sheet.name, cell: cellName(row.place.code, row.row) };
      if (!this.#wanted.has(code)) {
        this.#refuseForeignItem(row, at);
        continue;
      }
      const earlier = chosen.get(code);
      if (earlier === undefined) {
        chosen.set(code, { ...row, isContested: false });
        continue;
      }
      const isSame = contentOf(earlier) === contentOf(row);
      const cell = `${earlier.sheet.name}!${cellName(earlier.place.code, earlier.row)}`;
      this.#report(isSame ? 'item-repeated' : 'item-twice', at, { item: code, values: { item: code, cell } });
      if (!isSame) chosen.set(code, { ...earlier, isContested: true });
    }
    return chosen;
  }

  /** A row of an item that the unit does not score: an error only where somebody entered something. */
  #refuseForeignItem({ sheet, place, row, item }: ItemRow, at: Finding['at']): void {
    const points = textOf(sheet.rows[row]?.[place.points]);
    if (points === '' || /^(NA|N\/A|KAD)$/i.test(points)) return;
    const { code } = item;
    if (item.method !== 'appraised') this.#report('item-not-for-self-scoring', at, { item: code, values: { item: code } });
    else this.#report('item-does-not-apply', at, { item: code, values: { item: code, unit: this.#expected.unit } });
  }

  #assess(rows: ReadonlyMap<string, ItemRow & { isContested: boolean }>): Pick<SelfAssessment, 'fields' | 'items'> {
    const encodings = this.#encodings([...rows.values()]);
    const present: string[] = [];
    const items: ClaimedItem[] = [];
    const owed = this.#expected.set.fields.filter((field) => itemsOfField(field).some(({ code }) => this.#wanted.has(code)));
    for (const field of owed) {
      const ofField = itemsOfField(field).filter(({ code }) => this.#wanted.has(code));
      if (!ofField.some(({ code }) => rows.has(code))) continue;
      present.push(field.code);
      for (const item of ofField) {
        const row = rows.get(item.code);
        if (row === undefined) {
          this.#report('item-missing', WHOLE_FILE, { item: item.code, values: { item: item.code } });
          items.push({ item: item.code, points: null, facts: {}, evidence: '', explanation: '' });
        } else {
          items.push(this.#claim(row, encodings));
        }
      }
    }
    if (present.length < owed.length) this.#report('form-partial', WHOLE_FILE, { values: { fields: present.join(', ') } });
    return { fields: present, items };
  }

  /** The old encoding of each text column of each sheet, decided from all its cells at once. */
  #encodings(rows: readonly ItemRow[]): Map<string, OldEncoding> {
    const texts = new Map<string, string[]>();
    for (const { sheet, place, row } of rows) {
      for (const name of ['evidence', 'explanation'] as const) {
        const key = `${sheet.name}\n${name}`;
        texts.set(key, [...(texts.get(key) ?? []), textOf(sheet.rows[row]?.[place[name]])]);
      }
    }
    const found = new Map<string, OldEncoding>();
    for (const [key, column] of texts) {
      const encoding = oldEncodingOf(column);
      if (encoding !== undefined) found.set(key, encoding);
    }
    return found;
  }

  #text(source: ItemRow, name: 'evidence' | 'explanation', encoding: OldEncoding | undefined): { text: string; ok: boolean } {
    const { sheet, place, row, item } = source;
    const cell = sheet.rows[row]?.[place[name]];
    const at = addressOf(source, place[name]);
    if (cell?.kind === 'formula' || cell?.kind === 'error') {
      this.#report(cell.kind === 'formula' ? 'cell-formula' : 'cell-error', at, { item: item.code, values: { found: textOf(cell) } });
      return { text: '', ok: false };
    }
    const raw = textOf(cell);
    const decoded = encoding === undefined ? raw : decodeOld(raw, encoding);
    const text = withoutLookAlikes(decoded);
    if (encoding !== undefined && decoded !== raw) this.#report('text-re-encoded', at, { item: item.code, values: { encoding, text } });
    else if (text !== decoded) this.#report('text-characters-mapped', at, { item: item.code, values: { text } });
    if (text.length <= TEXT_LIMIT) return { text, ok: true };
    this.#report('reason-too-long', at, { item: item.code, values: { limit: String(TEXT_LIMIT) } });
    return { text: text.slice(0, TEXT_LIMIT).toWellFormed(), ok: false };
  }

  #claim(row: ItemRow & { isContested: boolean }, encodings: ReadonlyMap<string, OldEncoding>): ClaimedItem {
    const { sheet, item } = row;
    const evidence = this.#text(row, 'evidence', encodings.get(`${sheet.name}\nevidence`));
    const explanation = this.#text(row, 'explanation', encodings.get(`${sheet.name}\nexplanation`));
    const facts = this.#facts(row);
    const points = this.#points(row, facts);
    const isProved = points === undefined || this.#isProved(row, points, evidence.text, explanation.text);
    const isTaken = points !== undefined && facts !== undefined && isProved && evidence.ok && explanation.ok && !row.isContested;
    return { item: item.code, points: isTaken ? points : null, facts: facts ?? {}, evidence: evidence.text, explanation: explanation.text };
  }

  /** A claim above 0 names its evidence, or explains at length why there is none. */
  #isProved(line: ItemRow, points: string, evidence: string, explanation: string): boolean {
    const { place, item } = line;
    if (item.evidence === undefined || decimal(points).n === 0n || evidence !== '' || this.#expected.proved?.has(item.code) === true)
      return true;
    const wanted = this.#expected.set.minimumExplanation;
    const found = [...explanation].length;
    if (found >= wanted) return true;
    const at = addressOf(line, place.explanation);
    this.#report('evidence-or-explanation-missing', at, { item: item.code, values: { found: String(found), wanted: String(wanted) } });
    return false;
  }

  /** The figures of a row; undefined where one is wrong. */
  #facts(row: ItemRow): Facts | undefined {
    const facts: Record<string, string> = {};
    let isFine = true;
    rolesOf(row.item.rule).forEach((role, i) => {
      const value = this.#fact(row, role, row.place[i === 0 ? 'figure1' : 'figure2']);
      if (value === undefined) isFine = false;
      else facts[role.role] = value;
    });
    return isFine ? facts : undefined;
  }

  #fact(line: ItemRow, { label, kind }: FactRole, column: number): string | undefined {
    const { sheet, row, item } = line;
    const cell = sheet.rows[row]?.[column];
    const at = addressOf(line, column);
    const found = textOf(cell);
    const fail = (code: FindingCode, values: Readonly<Record<string, string>>): undefined => {
      this.#report(code, at, { item: item.code, values });
      return undefined;
    };
    if (found === '') return fail('fact-missing', { fact: `${label.vi} / ${label.en}` });
    if (kind === 'yes-no') {
      const word = foldedText(found);
      if (cell?.kind === 'formula') return fail('cell-formula', { found });
      if (['co', 'yes', 'x', 'true', '1', 'dung'].includes(word)) return 'yes';
      if (['khong', 'no', 'false', '0', 'sai'].includes(word)) return 'no';
      return fail('fact-not-yes-or-no', { found });
    }
    const number = readFormNumber(cell, true);
    if (number.kind === 'empty') return fail('fact-missing', { fact: `${label.vi} / ${label.en}` });
    if (number.kind === 'problem') {
      // Said of a figure, not of points.
      const isRate = number.code === 'points-percent';
      const code =
        isRate && kind === 'count' ? 'fact-not-whole' : isRate || number.code === 'points-not-a-number' ? 'fact-not-a-number' : number.code;
      return fail(code, number.values);
    }
    if (number.noticed !== undefined) this.#report(number.noticed.code, at, { item: item.code, values: number.noticed.values });
    if (kind === 'count' && decimal(number.value).d !== 1n) return fail('fact-not-whole', { found });
    return number.value;
  }

  /** The claimed points: typed, or computed from the facts where the cell is empty; undefined where they cannot be taken. */
  #points(line: ItemRow, facts: Facts | undefined): string | undefined {
    const { sheet, place, row, item } = line;
    const at = addressOf(line, place.points);
    const cell = sheet.rows[row]?.[place.points];
    const found = textOf(cell);
    const fail = (code: FindingCode, values?: Readonly<Record<string, string>>): undefined => {
      this.#report(code, at, { item: item.code, values });
      return undefined;
    };
    const computed = facts === undefined ? undefined : pointsFromFacts(ruleOf(this.#expected.set, item), facts);
    if (computed !== undefined && 'problem' in computed) {
      const column = computed.problem === 'fact-total-zero' ? place.figure2 : place.figure1;
      const values = { found: Object.values(facts ?? {})[0] ?? '', total: Object.values(facts ?? {})[1] ?? '' };
      this.#report(computed.problem, addressOf(line, column), { item: item.code, values });
      return undefined;
    }
    if (/^(NA|N\/A|KAD|không áp dụng)$/i.test(found)) return fail('not-applicable-not-allowed');
    const number = readFormNumber(cell, false);
    if (number.kind === 'problem') return fail(number.code, number.values);
    if (number.kind === 'empty') {
      if (computed === undefined) return rolesOf(item.rule).length > 0 ? undefined : fail('points-empty');
      const text = toDecimal(computed.points);
      this.#report('points-from-facts', at, { item: item.code, values: { computed: text } });
      return text;
    }
    if (number.noticed !== undefined) this.#report(number.noticed.code, at, { item: item.code, values: number.noticed.values });
    const points = decimal(number.value);
    if (compare(points, maximumOf(item)) > 0) return fail('points-above-maximum', { found, maximum: item.maxPoints });
    if (computed !== undefined) {
      if (compare(points, computed.points) === 0) return number.value;
      return fail('points-differ-from-facts', { found: number.value, computed: toDecimal(computed.points) });
    }
    if (!isOnGrid(item.rule, maximumOf(item), points))
      return fail('points-off-grid', { found, allowed: gridText(item.rule, item.maxPoints) });
    return number.value;
  }

  /** Difficulties and proposals: the cell below each label. */
  #remarks(sheet: Sheet): Remarks {
    const below = (label: string): string => {
      const row = sheet.rows.findIndex((cells) => cells.some((cell) => foldedText(textOf(cell)) === foldedText(label)));
      const column = sheet.rows[row]?.findIndex((cell) => foldedText(textOf(cell)) === foldedText(label)) ?? -1;
      if (row < 0 || column < 0) return '';
      const cell = sheet.rows[row + 1]?.[column];
      const at = { sheet: sheet.name, cell: cellName(column, row + 1) };
      const raw = textOf(cell);
      const encoding = oldEncodingOf([raw]);
      const text = withoutLookAlikes(encoding === undefined ? raw : decodeOld(raw, encoding));
      if (encoding !== undefined) this.#report('text-re-encoded', at, { values: { encoding, text } });
      if (text.length > TEXT_LIMIT) this.#report('reason-too-long', at, { values: { limit: String(TEXT_LIMIT) } });
      return text.slice(0, TEXT_LIMIT).toWellFormed();
    };
    return { difficulties: below(DIFFICULTIES_LABEL), proposals: below(PROPOSALS_LABEL) };
  }
}

/**
 * Reads a filled form, whole or in part. Every problem is reported at once, with its cell; none of them refuses the file:
 * an item whose cells cannot be taken is there without points. Content is undefined only for a file that is not this
 * unit's form of this round.
 */
export function readSelfAssessment(sheets: readonly Sheet[], expected: ExpectedForm): Read<SelfAssessment> {
  return new FormReader(expected).read(sheets);
}
