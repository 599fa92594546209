import * as fc from 'fast-check';
import { type CellStyle, readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import {
  type ClaimedItem,
  COLUMNS,
  DIFFICULTIES_LABEL,
  type FormContent,
  type FormKey,
  type FormRow,
  type FormSheet,
  formSheets,
  GUIDE,
  GUIDE_SHEET,
  KEY_SHEET,
  PROPOSALS_LABEL,
  SUMMARY_SHEET,
} from '../../../shared/domain/self-assessment-form.ts';
import { cellName, type Sheet, textOf } from '../../../shared/domain/sheet.ts';
import type { Unit } from '../../../shared/domain/units.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import { writeForm } from '../../../shared/spreadsheet/write-form.ts';
import { arbitraryClaims, arbitrarySet, criteriaSet } from '../../fixtures/criteria.ts';
import { readZip } from '../../fixtures/zip.ts';

const unit: Unit = { code: 'BTP', name: { vi: 'Bộ Tư pháp', en: 'Ministry of Justice' } };
const fact = (text: string) => ({ vi: text, en: `${text} (en)` });
const set = criteriaSet([
  [
    ['1.1', '10'],
    ['1.2', '5.5', 'appraised', { rule: { type: 'manual', step: '0.25' } }],
  ],
  [
    ['2.1', '3', 'central'],
    [
      ['2.2.1', '4', 'appraised', { rule: { type: 'yes-no', facts: { answer: fact('Có kế hoạch') } }, evidence: fact('Quyết định') }],
      ['2.2.2', '2', 'survey'],
      [
        '2.2.3',
        '2',
        'appraised',
        { rule: { type: 'capped-share', facts: { done: fact('Đã xong'), total: fact('Tổng số') }, fullAt: '80' } },
      ],
    ],
    ['2.3', '1', 'appraised', { notApplicable: [{ units: ['BTP', 'BNG'], reason: fact('không có địa phương') }] }],
  ],
  [['3.1', '6', 'survey']],
]);
const key: FormKey = { round: '2023-ministry', unit: 'BTP', set: 'test-set', base: '2' };
const content: FormContent = { set, round: key.round, unit };
const claims: ClaimedItem[] = [
  { item: '1.1', points: '9.25', facts: {}, evidence: 'QĐ 12', explanation: 'Báo cáo số 12' },
  { item: '1.2', points: null, facts: {}, evidence: '', explanation: '' },
  { item: '2.2.1', points: '4', facts: { answer: 'yes' }, evidence: '', explanation: '' },
  { item: '2.2.3', points: '1.5', facts: { done: '3', total: '5' }, evidence: 'x', explanation: '' },
];
const byItem = (list: readonly ClaimedItem[]) => new Map(list.map((claim) => [claim.item, claim]));
const filled: FormContent = { ...content, claims: byItem(claims) };
const at = (column: (typeof COLUMNS)[number]['name']): number => COLUMNS.findIndex(({ name }) => name === column);

function sheetNamed(sheets: readonly FormSheet[], name: string): FormSheet {
  const sheet = sheets.find((one) => one.name === name);
  if (sheet === undefined) throw new Error(`no sheet ${name}`);
  return sheet;
}
function rowOf(sheets: readonly FormSheet[], item: string): FormRow {
  const row = sheets.flatMap(({ rows }) => rows).find(({ cells }) => cells[0]?.value === item);
  if (row === undefined) throw new Error(`no row ${item}`);
  return row;
}
const textsOf = ({ rows }: FormSheet): string[] =>
  rows.flatMap(({ cells }) => cells.map(({ value }) => String(value ?? ''))).filter((text) => text !== '');

describe('the sheets of a form', () => {
  it('are one for each field of which the unit scores an item itself, then the summary', () => {
    expect(formSheets(content).map(({ name }) => name)).toEqual(['Lĩnh vực f1', 'Lĩnh vực f2', SUMMARY_SHEET]);
  });

  it('are only those of the fields that are asked for, with a summary of these', () => {
    const sheets = formSheets({ ...content, fields: ['f2', 'f3'] });
    expect(sheets.map(({ name }) => name)).toEqual(['Lĩnh vực f2', SUMMARY_SHEET]);
    expect(textsOf(sheetNamed(sheets, SUMMARY_SHEET))).toContain('f2');
    expect(textsOf(sheetNamed(sheets, SUMMARY_SHEET))).not.toContain('f1');
  });

  it('have names that a spreadsheet takes, however long the field’s code', () => {
    const long = 'a'.repeat(40);
    const [only] = set.fields;
    if (only === undefined) throw new Error('a set has a field');
    const [sheet] = formSheets({ ...content, set: { ...set, fields: [{ ...only, code: long }] } });
    expect(sheet?.name).toHaveLength(31);
  });

  it('say whose form of which round and by which decision it is', () => {
    for (const sheet of formSheets(content)) {
      const texts = textsOf(sheet);
      expect(texts).toContain('Đơn vị / Unit: Bộ Tư pháp (BTP)');
      expect(texts).toContain('Kỳ đánh giá / Round: 2023-ministry · 1/QĐ-BNV');
      expect(texts).toContain('Bộ tiêu chí thử');
      expect(texts[0]).not.toContain('MINH HỌA');
    }
  });

  it('of an illustrative set say so in their title', () => {
    for (const sheet of formSheets({ ...content, set: { ...set, illustrative: true } }))
      expect(textsOf(sheet)[0]).toMatch(/^MINH HỌA \/ ILLUSTRATIVE/);
  });

  it('hold the items that the unit scores itself, in the order of the set, below the names of field and criterion', () => {
    const [first, second] = formSheets(content);
    const below = (sheet: FormSheet | undefined) => sheet?.rows.slice(5).map(({ kind, cells }) => [kind, cells[0]?.value, cells[1]?.value]);
    expect(first?.rows[4]?.cells.map(({ value }) => value)).toEqual(COLUMNS.map(({ heading }) => heading));
    expect(below(first)).toEqual([
      ['section', null, 'f1. Lĩnh vực 1'],
      ['item', '1.1', 'Mục 1.1'],
      ['item', '1.2', 'Mục 1.2'],
    ]);
    expect(below(second)).toEqual([
      ['section', null, 'f2. Lĩnh vực 2'],
      ['section', null, 'f2c2. Tiêu chí 2'],
      ['item', '2.2.1', 'Mục 2.2.1'],
      ['item', '2.2.3', 'Mục 2.2.3'],
      ['text', '2.3', 'Mục 2.3'],
    ]);
  });

  it('say why an item does not apply to the unit, and ask nothing of it', () => {
    const { cells } = rowOf(formSheets(content), '2.3');
    expect(cells[at('rule')]?.value).toBe('Không áp dụng / Not applicable: không có địa phương');
    expect(cells.some(({ input }) => input !== undefined)).toBe(false);
    const other = rowOf(formSheets({ ...content, unit: { ...unit, code: 'BCT' } }), '2.3');
    expect([other.kind, other.cells[at('points')]?.input]).toEqual(['item', { kind: 'points', maximum: '1', step: undefined }]);
  });

  it('ask each item for its figures, points, evidence and explanation, and for nothing else', () => {
    const inputs = (item: string) => rowOf(formSheets(content), item).cells.map(({ input }) => input?.kind);
    const none = [undefined, undefined, undefined, undefined] as const;
    expect(inputs('1.1')).toEqual([...none, undefined, undefined, 'points', 'text', 'text']);
    expect(inputs('2.2.1')).toEqual([...none, 'yes-no', undefined, 'points', 'text', 'text']);
    expect(inputs('2.2.3')).toEqual([...none, 'count', 'count', 'points', 'text', 'text']);
    expect(rowOf(formSheets(content), '1.2').cells[at('points')]?.input).toEqual({ kind: 'points', maximum: '5.5', step: '0.25' });
  });

  it('explain the rule, its figures and what proves the item, in two languages', () => {
    const rule = (item: string) => rowOf(formSheets(content), item).cells[at('rule')]?.value;
    expect(rule('2.2.3')).toBe(
      'Tỷ lệ (1)/(2) so với 80% × 2, tối đa 2\n(1) Đã xong\n(2) Tổng số\nRate (1)/(2) over 80% × 2, at most 2\n(1) Đã xong (en)\n(2) Tổng số (en)',
    );
    expect(rule('2.2.1')).toContain('\nKiểm chứng: Quyết định\n');
    expect(rule('1.1')).toBe('Nhập điểm từ 0 đến 10\nEnter points from 0 to 10');
  });

  it('hold the maximum as a number and the code as text', () => {
    expect(
      rowOf(formSheets(content), '1.2')
        .cells.slice(0, 3)
        .map(({ value }) => value),
    ).toEqual(['1.2', 'Mục 1.2', 5.5]);
  });

  it('are empty before anything is claimed', () => {
    const inputs = formSheets(content).flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.filter(({ input }) => input !== undefined)));
    expect(inputs.length).toBeGreaterThan(10);
    expect(inputs.filter(({ value }) => value !== null)).toEqual([]);
  });

  it('hold what was claimed before: figures, points, evidence and explanation', () => {
    const values = (item: string) =>
      rowOf(formSheets(filled), item)
        .cells.slice(at('figure1'))
        .map(({ value }) => value);
    expect(values('1.1')).toEqual([null, null, 9.25, 'QĐ 12', 'Báo cáo số 12']);
    expect(values('1.2')).toEqual([null, null, null, '', '']);
    expect(values('2.2.1')).toEqual(['Có', null, 4, '', '']);
    expect(values('2.2.3')).toEqual([3, 5, 1.5, 'x', '']);
  });

  it('sum up the points of each field over exactly its items, and ask for difficulties and proposals', () => {
    const remarks = { difficulties: 'thiếu người', proposals: 'thêm người' };
    const { rows } = sheetNamed(formSheets({ ...filled, remarks }), SUMMARY_SHEET);
    expect(rows.slice(5).map(({ cells }) => cells.map(({ value, formula }) => formula ?? value))).toEqual([
      ['f1', 'Lĩnh vực 1', 15.5, "SUM('Lĩnh vực f1'!G7:G8)"],
      ['f2', 'Lĩnh vực 2', 6, "SUM('Lĩnh vực f2'!G8:G9)"],
      [null, DIFFICULTIES_LABEL],
      [null, 'thiếu người'],
      [null, PROPOSALS_LABEL],
      [null, 'thêm người'],
    ]);
  });
});

describe('a written form', () => {
  const written = async (one = content): Promise<Uint8Array> => writeForm(key, formSheets(one));
  async function sheetsOf(bytes: Uint8Array): Promise<Sheet[]> {
    const { content: sheets, findings } = await readWorkbook(bytes);
    expect(findings).toEqual([]);
    return sheets ?? [];
  }

  it('has identical bytes for the same arguments', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitrarySet.chain((one) => fc.tuple(fc.constant(one), arbitraryClaims(one))),
        async ([one, list]) => {
          const write = () => writeForm(key, formSheets({ ...content, set: one, claims: byItem(list) }));
          expect(Buffer.compare(await write(), await write())).toBe(0);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('has other bytes for other claims', async () => {
    expect(Buffer.compare(await written(), await written(filled))).not.toBe(0);
  });

  it('shows fields, summary and instructions, and hides only its key', async () => {
    const sheets = await sheetsOf(await written());
    expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['Lĩnh vực f1', false],
      ['Lĩnh vực f2', false],
      [SUMMARY_SHEET, false],
      [GUIDE_SHEET, false],
      [KEY_SHEET, true],
    ]);
    expect(sheets.at(-1)?.rows.map((row) => row.map(textOf))).toEqual(Object.entries(key));
    expect(sheets.at(-2)?.rows.map(([cell]) => textOf(cell))).toEqual(GUIDE.map(({ vi, en }) => `${vi} / ${en}`));
    expect(sheets.flatMap(({ hiddenRows }) => [...hiddenRows])).toEqual([]);
  });

  it('names the instructions in two languages, secrets among them', () => {
    for (const { vi, en } of GUIDE) expect(vi).not.toBe(en);
    expect(GUIDE.some(({ vi }) => vi.includes('độ Mật trở lên'))).toBe(true);
  });

  it('locks every cell of a field sheet but those that are asked for', async () => {
    const { sheets } = await readXlsx(await written(filled), { readStyles: true });
    for (const wanted of formSheets(filled)) {
      const sheet = sheets.find(({ name }) => name === wanted.name);
      expect(sheet?.protection).toMatchObject({ sheet: true });
      const isOpen = (style: CellStyle | undefined): boolean => style?.protection?.locked === false;
      const open = [...(sheet?.cells ?? [])].filter(([, cell]) => isOpen(cell.style)).map(([place]) => place);
      const asked = wanted.rows.flatMap(({ cells }, r) => cells.flatMap(({ input }, c) => (input === undefined ? [] : [`${r},${c}`])));
      expect(open.sort()).toEqual(asked.sort());
    }
  });

  it('offers yes and no, and refuses numbers beside the range or the grid', async () => {
    const { sheets } = await readXlsx(await written());
    const rules = sheets.flatMap(({ name, dataValidations = [] }) =>
      dataValidations.map(({ range, type, operator, formula1, formula2, values }) =>
        JSON.parse(JSON.stringify({ at: `${name}!${range}`, type, operator, formula1, formula2, values })),
      ),
    );
    expect(rules).toContainEqual({ at: 'Lĩnh vực f1!G7', type: 'decimal', operator: 'between', formula1: '0', formula2: '10' });
    expect(rules).toContainEqual({
      at: 'Lĩnh vực f1!G8',
      type: 'custom',
      formula1: 'AND(ISNUMBER(G8),G8>=0,G8<=5.5,MOD(ROUND(G8*1000000,0),250000)=0)',
    });
    expect(rules).toContainEqual({ at: 'Lĩnh vực f2!E8', type: 'list', values: ['Có', 'Không'] });
    expect(rules).toContainEqual({ at: 'Lĩnh vực f2!E9', type: 'whole', operator: 'greaterThanOrEqual', formula1: '0' });
  });

  it('keeps codes as text, so that a spreadsheet does not make 1.1 of 1.10', async () => {
    const { sheets } = await readXlsx(await written(), { readStyles: true });
    expect(sheets[0]?.cells?.get('6,0')?.style?.numFmt).toBe('@');
    expect((await sheetsOf(await written()))[0]?.rows[6]?.[0]).toEqual({ kind: 'text', text: '1.1' });
  });

  it('holds no link, macro or comment', async () => {
    const names = readZip(await written(filled)).map(({ name }) => name);
    expect(names.filter((name) => /external|vba|comment|drawing|embed/i.test(name))).toEqual([]);
  });
});

describe('cellName', () => {
  it.each([
    [0, 0, 'A1'],
    [3, 6, 'D7'],
    [25, 0, 'Z1'],
    [26, 0, 'AA1'],
    [701, 9, 'ZZ10'],
    [702, 0, 'AAA1'],
    [16383, 1048575, 'XFD1048576'],
  ])('names column %i, row %i as %s', (column, row, name) => {
    expect(cellName(column, row)).toBe(name);
  });
});
