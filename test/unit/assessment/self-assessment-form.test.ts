import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsOf } from '../../../shared/domain/criteria-set.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { compare, decimal, parseDecimal } from '../../../shared/domain/rational.ts';
import {
  type ClaimedItem,
  type FormKey,
  formRows,
  ITEM_SHEET,
  KEY_SHEET,
  readSelfAssessment,
} from '../../../shared/domain/self-assessment-form.ts';
import { type Cell, cellName, type Sheet } from '../../../shared/domain/sheet.ts';
import type { Unit } from '../../../shared/domain/units.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import { writeForm } from '../../../shared/spreadsheet/write-form.ts';
import { always } from '../../fixtures/always.ts';
import { arbitraryClaims, arbitrarySet, criteriaSet } from '../../fixtures/criteria.ts';
import { rewritePart } from '../../fixtures/zip.ts';

const unit: Unit = { code: 'BTP', name: { vi: 'Bộ Tư pháp', en: 'Ministry of Justice' } };
const set = criteriaSet([
  [
    ['1.1', '10'],
    ['1.2', '5.5'],
  ],
  [
    ['2.1', '3', 'central'],
    [
      ['2.2.1', '4'],
      ['2.2.2', '2', 'survey'],
    ],
  ],
]);
const key: FormKey = { round: '2023-ministry', unit: 'BTP', set: 'test-set' };
const expected = { round: key.round, unit: key.unit, set };
const claims: ClaimedItem[] = [
  { item: '1.1', points: '9.25', explanation: 'Báo cáo số 12' },
  { item: '1.2', points: '5.5', explanation: '' },
  { item: '2.2.1', points: '0', explanation: 'Chưa thực hiện' },
];
const byItem = (list: readonly ClaimedItem[]) => new Map(list.map((claim) => [claim.item, claim]));

// Rows of the form: 5 header, 6 field 1, 7 item 1.1, 8 item 1.2, 9 field 2, 10 item 2.2.1.
const form = await writeForm(key, formRows(set, key.round, unit, byItem(claims)));

async function sheetsOf(bytes: Uint8Array): Promise<Sheet[]> {
  const { content, findings } = await readWorkbook(bytes);
  expect(findings).toEqual([]);
  return content ?? [];
}

const read = async (bytes: Uint8Array, wanted: Parameters<typeof readSelfAssessment>[1] = expected) =>
  readSelfAssessment(await sheetsOf(bytes), wanted);

/** The form with cells of its item sheet as other programs write them; the rest of each `c` element follows its address. */
function withCells(cells: Record<string, string>): Buffer {
  return rewritePart(form, 'xl/worksheets/sheet1.xml', (xml) =>
    Object.entries(cells).reduce((text, [name, rest]) => {
      const element = new RegExp(`<c r="${name}"(?:[^>]*/>|[^>]*>.*?</c>)`);
      expect(text).toMatch(element);
      return text.replace(element, `<c r="${name}"${rest}`);
    }, xml),
  );
}

const inline = (text: string) => ` t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
const number = (value: string) => `><v>${value}</v></c>`;

/** The form with one more row below the others. */
const withRow = (row: string) =>
  rewritePart(form, 'xl/worksheets/sheet1.xml', (xml) => xml.replace('</sheetData>', `<row r="11">${row}</row></sheetData>`));

const withoutRow = (row: number) =>
  rewritePart(form, 'xl/worksheets/sheet1.xml', (xml) => xml.replace(new RegExp(`<row r="${row}".*?</row>`), ''));

const withSheetNames = (rename: (text: string) => string) => rewritePart(form, 'xl/workbook.xml', rename);

/** "code@cell" or "code@file". */
function seen({ code, at }: Finding): string {
  return `${code}@${'cell' in at ? at.cell : 'file'}`;
}

async function expectFindings(bytes: Uint8Array, wanted: readonly string[], rules = expected): Promise<readonly Finding[]> {
  const { content, findings } = await read(bytes, rules);
  expect(findings.map(seen)).toEqual(wanted);
  expect(content).toBeUndefined();
  for (const { at } of findings) if ('sheet' in at) expect(at.sheet).toBe(ITEM_SHEET);
  return findings;
}

describe('a written form', () => {
  it('is read back with the same points and explanations', async () => {
    const cases = arbitrarySet.chain((one) => fc.tuple(fc.constant(one), arbitraryClaims(one)));
    await fc.assert(
      fc.asyncProperty(cases, async ([one, list]) => {
        const bytes = await writeForm({ ...key, set: one.id }, formRows(one, key.round, unit, byItem(list)));
        const { content, findings } = await read(bytes, { ...expected, set: one });
        expect(findings).toEqual([]);
        const exact = (entries: readonly ClaimedItem[] = []) =>
          entries.map(({ points, ...rest }) => ({ ...rest, points: decimal(points) }));
        expect(exact(content)).toEqual(exact(list));
      }),
      { numRuns: 60 },
    );
  });

  it('has identical bytes for the same arguments', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitrarySet.chain((one) => fc.tuple(fc.constant(one), arbitraryClaims(one))),
        async ([one, list]) => {
          const write = () => writeForm(key, formRows(one, key.round, unit, byItem(list)));
          expect(Buffer.compare(await write(), await write())).toBe(0);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('has other bytes for other claims', async () => {
    const other = await writeForm(key, formRows(set, key.round, unit));
    expect(Buffer.compare(form, other)).not.toBe(0);
  });

  it('keeps an explanation that looks like an escape of OOXML', async () => {
    const list = claims.map((claim) => ({ ...claim, explanation: 'mẫu _x0041_' }));
    const { content } = await read(await writeForm(key, formRows(set, key.round, unit, byItem(list))));
    expect(content?.map(({ explanation }) => explanation)).toEqual(['mẫu _x0041_', 'mẫu _x0041_', 'mẫu _x0041_']);
  });

  it('has no content before it is filled', async () => {
    await expectFindings(await writeForm(key, formRows(set, key.round, unit)), ['points-empty@D7', 'points-empty@D8', 'points-empty@D10']);
  });

  it('hides its key and holds only self-scored items', async () => {
    const sheets = await sheetsOf(form);
    expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      [ITEM_SHEET, false],
      ['Hướng dẫn', false],
      [KEY_SHEET, true],
    ]);
    const codes = sheets[0]?.rows.map(([cell]) => (cell?.kind === 'text' ? cell.text : ''));
    expect(codes?.slice(5)).toEqual(['', '1.1', '1.2', '', '2.2.1']);
  });

  it('is read with any round where none is expected', async () => {
    expect(await read(form, { ...expected, round: undefined })).toEqual({ content: claims, findings: [] });
  });
});

describe('one defect in a cell of points', () => {
  it.each([
    ['a formula', `><f>9+0.25</f>${number('9.25').slice(1)}`, 'cell-formula'],
    ['a formula with a text result', ' t="str"><f>"9"</f><v>9</v></c>', 'cell-formula'],
    ['a formula without a stored result', '><f>9</f></c>', 'cell-formula'],
    ['a formula with an error as result', ' t="e"><f>1/0</f><v>#DIV/0!</v></c>', 'cell-formula'],
    ['the first cell of a shared formula', '><f t="shared" ref="D7:D8" si="0">1+1</f><v>2</v></c>', 'cell-formula'],
    ['a further cell of a shared formula', '><f t="shared" si="0"/><v>2</v></c>', 'cell-formula'],
    ['an array formula', '><f t="array" ref="D7">1+1</f><v>2</v></c>', 'cell-formula'],
    ['an error', ' t="e"><v>#REF!</v></c>', 'points-not-a-number'],
    ['#N/A', ' t="e"><v>#N/A</v></c>', 'points-not-a-number'],
    ['an ISO date', ' t="d"><v>2024-01-31</v></c>', 'points-not-a-number'],
    ['true', ' t="b"><v>1</v></c>', 'points-not-a-number'],
    ['false', ' t="b"><v>0</v></c>', 'points-not-a-number'],
    ['text', inline('chín'), 'points-not-a-number'],
    ['what a spreadsheet’s arithmetic leaves', ' t="n"><v>8.10000000000001</v></c>', 'points-too-many-decimals'],
    ['seven decimals', ' t="n"><v>8.1234567</v></c>', 'points-too-many-decimals'],
    ['a number with a unit', inline('9 điểm'), 'points-not-a-number'],
    ['a number in words of XML', number('INF'), 'points-not-a-number'],
    ['an exponent as text', inline('1e0'), 'points-not-a-number'],
    ['a thousands dot', inline('1.000.5'), 'points-not-a-number'],
    ['an empty element', '/>', 'points-empty'],
    ['an empty text', inline(''), 'points-empty'],
    ['blanks', inline(' \u00a0\u200b '), 'points-empty'],
    ['a negative number', number('-0.01'), 'points-negative'],
    ['a tiny negative number', number('-1E-9'), 'points-negative'],
    ['a negative number as text', inline('-1,5'), 'points-negative'],
    ['a hundredth above the maximum', number('10.01'), 'points-above-maximum'],
    ['a huge number', number('99999'), 'points-above-maximum'],
    ['a number above the maximum as text', inline('11'), 'points-above-maximum'],
    ['a decimal comma', inline('8,5'), 'points-decimal-comma'],
    ['NA', inline('NA'), 'not-applicable-not-allowed'],
    ['n/a', inline(' n/a '), 'not-applicable-not-allowed'],
    ['KAD', inline('KAD'), 'not-applicable-not-allowed'],
    ['không áp dụng in NFD', inline('Không áp dụng'.normalize('NFD')), 'not-applicable-not-allowed'],
  ])('is a finding of the cell: %s', async (_, rest, code) => {
    const [finding] = await expectFindings(withCells({ D7: rest }), [`${code}@D7`]);
    expect(finding?.item).toBe('1.1');
  });

  it.each(['date', 'error', 'boolean'] as const)('is a finding of the cell: %s, even where its text is a number', async (kind) => {
    const sheets = (await sheetsOf(form)).map((sheet) => replaceCell(sheet, 6, 3, { kind, text: '5' }));
    const { content, findings } = readSelfAssessment(sheets, expected);
    expect(findings.map(seen)).toEqual(['points-not-a-number@D7']);
    expect(content).toBeUndefined();
  });

  it.each([
    [' t="e"><v>#REF!</v></c>', { kind: 'error', text: '#REF!' }],
    [' t="b"><v>1</v></c>', { kind: 'boolean', text: 'true' }],
    ['><f>A1</f><v>2</v></c>', { kind: 'formula', text: '=A1' }],
    [number('2.5'), { kind: 'number', value: 2.5 }],
    [inline('2.5'), { kind: 'text', text: '2.5' }],
    ['/>', undefined],
  ])('keeps its kind when it is read: %s', async (rest, cell) => {
    expect((await sheetsOf(withCells({ D7: rest })))[0]?.rows[6]?.[3]).toEqual(cell);
  });

  it('is a finding of the cell: a number formatted as a date', async () => {
    const bytes = rewritePart(withCells({ D7: ` s="1"><v>9</v></c>` }), 'xl/styles.xml', (xml) =>
      xml.replace(/(<cellXfs[^>]*><xf.*?<xf[^>]*numFmtId=")0"/, '$114"'),
    );
    const [finding] = await expectFindings(bytes, ['points-not-a-number@D7']);
    expect(finding?.values).toEqual({ found: '1900-01-09' });
  });

  it('names the formula, and the points with their maximum', async () => {
    expect((await read(withCells({ D7: '><f>SUM(A1:A2)</f><v>1</v></c>' }))).findings[0]?.values).toEqual({ found: '=SUM(A1:A2)' });
    expect((await read(withCells({ D8: number('5.51') }))).findings[0]?.values).toEqual({ found: '5.51', maximum: '5.5' });
  });
});

describe('points as people type them', () => {
  it.each([
    ['the maximum', number('10'), '10'],
    ['zero', number('0'), '0'],
    ['a whole number written with a decimal', number('9.0'), '9'],
    ['a number as text, in its shortest form', inline('8.50'), '8.5'],
    ['six decimals', number('8.123456'), '8.123456'],
    ['a number as text between blanks', inline(' 8.5\u00a0'), '8.5'],
  ])('are taken: %s', async (_, rest, points) => {
    const { content, findings } = await read(withCells({ D7: rest }));
    expect(findings).toEqual([]);
    expect(content?.[0]?.points).toBe(points);
  });
});

describe('one defect in the rows', () => {
  it('is a finding of the second row: an item twice', async () => {
    const [finding] = await expectFindings(withRow(`<c r="A11"${inline('1.2')}<c r="D11"${number('1')}`), ['item-twice@A11']);
    expect(finding).toMatchObject({ item: '1.2', values: { cell: 'A8' } });
  });

  it('is a finding of the file: an item missing', async () => {
    const [finding] = await expectFindings(withoutRow(8), ['item-missing@file']);
    expect(finding?.item).toBe('1.2');
  });

  it('is a finding of the cell: an unknown item', async () => {
    const [finding] = await expectFindings(withRow(`<c r="A11"${inline('7.7')}<c r="D11"${number('1')}`), ['item-unknown@A11']);
    expect(finding?.values).toEqual({ item: '7.7' });
  });

  it('is a finding of the cell: an unknown item that begins like the header', async () => {
    await expectFindings(withRow(`<c r="A11"${inline('Mã 1.3')}<c r="D11"${number('1')}`), ['item-unknown@A11']);
  });

  it('is a finding of the cell: an unknown item below a removed header', async () => {
    const bytes = withRow(`<c r="A11"${inline('7.7')}<c r="D11"${number('1')}`);
    const bare = rewritePart(bytes, 'xl/worksheets/sheet1.xml', (xml) => xml.replace(/<row r="5".*?<\/row>/, ''));
    const { content, findings } = await read(bare);
    expect(findings.map(seen)).toContain('item-unknown@A11');
    expect(content).toBeUndefined();
  });

  it.each(['2.1', '2.2.2'])('is a finding of the cell: item %s, which units do not score', async (code) => {
    await expectFindings(withRow(`<c r="A11"${inline(code)}<c r="D11"${number('1')}`), ['item-not-for-self-scoring@A11']);
  });

  it('is a finding of the cell: a changed code, with the missing item', async () => {
    await expectFindings(withCells({ A7: inline('1.1.') }), ['item-unknown@A7', 'item-missing@file']);
  });

  it('is a finding of the cell: an explanation beyond 4000 characters', async () => {
    await expectFindings(withCells({ E8: inline('đ'.repeat(4001)) }), ['reason-too-long@E8']);
    expect((await read(withCells({ E8: inline('đ'.repeat(4000)) }))).findings).toEqual([]);
  });
});

describe('one defect in the workbook', () => {
  it('is a finding of the file: the item sheet renamed', async () => {
    const [finding] = await expectFindings(
      withSheetNames((xml) => xml.replace(ITEM_SHEET, 'Sheet1')),
      ['sheet-missing@file'],
    );
    expect(finding?.values).toEqual({ sheet: ITEM_SHEET });
  });

  it('is a finding of the file: the key sheet renamed', async () => {
    await expectFindings(
      withSheetNames((xml) => xml.replace(KEY_SHEET, 'key')),
      ['form-key-missing@file'],
    );
  });

  it.each([1, 2, 3])('is a finding of the file: row %i of the key removed', async (row) => {
    const bytes = rewritePart(form, 'xl/worksheets/sheet3.xml', (xml) => xml.replace(new RegExp(`<row r="${row}".*?</row>`), ''));
    await expectFindings(bytes, ['form-key-missing@file']);
  });

  it.each([
    ['round', { ...key, round: '2022-ministry' }, 'form-of-another-round', { found: '2022-ministry', wanted: '2023-ministry' }],
    ['unit', { ...key, unit: 'BTC' }, 'form-of-another-unit', { found: 'BTC', wanted: 'BTP' }],
    ['set', { ...key, set: 'old-set' }, 'form-of-another-set', { found: 'old-set', wanted: 'test-set' }],
  ])('is a finding of the file: another %s, without findings of its cells', async (_, otherKey, code, values) => {
    const other = await writeForm(otherKey, formRows(set, otherKey.round, unit));
    const [finding] = await expectFindings(other, [`${code}@file`]);
    expect(finding?.values).toEqual(values);
  });
});

describe('several defects', () => {
  it('come all at once, in the order of the rows', async () => {
    const bytes = withCells({
      D7: number('-1'),
      A8: inline('7.7'),
      D10: `><f>1</f>${number('1').slice(1)}`,
      E10: inline('x'.repeat(4001)),
    });
    await expectFindings(bytes, ['points-negative@D7', 'item-unknown@A8', 'cell-formula@D10', 'reason-too-long@E10', 'item-missing@file']);
  });

  it('of the key come all at once', async () => {
    const other = await writeForm({ round: 'r-1', unit: 'BTC', set: 'old-set' }, formRows(set, 'r-1', unit));
    await expectFindings(other, ['form-of-another-round@file', 'form-of-another-unit@file', 'form-of-another-set@file']);
  });
});

describe('text in NFD', () => {
  const decomposed = rewritePart(
    withSheetNames((xml) => xml.normalize('NFD')),
    'xl/sharedStrings.xml',
    (xml) => xml.normalize('NFD'),
  );

  it('in sheet names and cells changes nothing', async () => {
    expect(await read(decomposed)).toEqual({ content: claims, findings: [] });
  });

  it('in the header does not hide an unknown item', async () => {
    const bytes = rewritePart(decomposed, 'xl/worksheets/sheet1.xml', (xml) =>
      xml.replace('</sheetData>', `<row r="11"><c r="A11"${inline('Mục lạ'.normalize('NFD'))}</row></sheetData>`),
    );
    const [finding] = await expectFindings(bytes, ['item-unknown@A11']);
    expect(finding?.values).toEqual({ item: 'Mục lạ'.normalize('NFC') });
  });
});

function replaceCell(sheet: Sheet, row: number, column: number, cell: Cell | undefined): Sheet {
  const rows = sheet.rows.map((cells, r) => (r === row ? Object.assign([...cells], { [column]: cell }) : cells));
  return { ...sheet, rows };
}

describe('a form with mutated cells', () => {
  const anyText = fc.oneof(
    fc.constantFrom(
      '',
      'NA',
      '1.1',
      '1.2',
      '2.1',
      '2.2.1',
      'Mã',
      '8,5',
      '-1',
      '1e2',
      '0.30000000000000004',
      '10',
      '__proto__',
      'round',
      'unit',
    ),
    fc.string({ unit: 'binary' }),
  );
  const anyCell: fc.Arbitrary<Cell | undefined> = fc.oneof(
    fc.constant(undefined),
    fc.record({ kind: fc.constant('text' as const), text: anyText }),
    fc.record({
      kind: fc.constant('number' as const),
      value: fc.oneof(fc.double(), fc.double({ min: -1, max: 11 }), fc.integer({ min: 0, max: 10 })),
    }),
    fc.record({ kind: fc.constantFrom('formula' as const, 'error' as const, 'date' as const, 'boolean' as const), text: anyText }),
  );
  const mutation = fc.record({ sheet: fc.constantFrom(0, 0, 0, 2), row: fc.nat(11), column: fc.nat(5), cell: anyCell });

  it('either has a finding and no content, or only points between 0 and the maximum', async () => {
    const sheets = await sheetsOf(form);
    const maxima = new Map(itemsOf(set).map(({ code, maxPoints }) => [code, decimal(maxPoints)]));
    let taken = 0;
    let refused = 0;
    always(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const mutated = mutations.reduce(
          (all, { sheet, row, column, cell }) => all.map((one, s) => (s === sheet ? replaceCell(one, row, column, cell) : one)),
          sheets,
        );
        const { content, findings } = readSelfAssessment(mutated, expected);
        if (content === undefined) {
          refused += 1;
          expect(findings.length).toBeGreaterThan(0);
          return;
        }
        taken += 1;
        expect(findings).toEqual([]);
        expect(content.map(({ item }) => item).sort()).toEqual(['1.1', '1.2', '2.2.1']);
        for (const { item, points } of content) {
          const value = parseDecimal(points);
          expect(value).toBeDefined();
          expect(compare(value ?? decimal('0'), maxima.get(item) ?? decimal('0'))).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(100);
  });

  it('never throws for sheets of any shape', () => {
    const anySheet = fc.record({
      name: fc.constantFrom(ITEM_SHEET, KEY_SHEET, 'x'),
      hidden: fc.boolean(),
      rows: fc.array(fc.array(anyCell, { maxLength: 6 }), { maxLength: 6 }),
    });
    always(
      fc.property(fc.array(anySheet, { maxLength: 3 }), (sheets) => {
        const { content, findings } = readSelfAssessment(sheets, expected);
        expect(content).toBeUndefined();
        expect(findings.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
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
