import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isError } from '../../../shared/contracts/findings.ts';
import { type CriteriaSet, itemsOf, ruleOf } from '../../../shared/domain/criteria-set.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { compare, decimal, parseDecimal, rational, toDecimal } from '../../../shared/domain/rational.ts';
import { type ExpectedForm, readSelfAssessment } from '../../../shared/domain/read-self-assessment.ts';
import { type Facts, pointsFromFacts, rolesOf } from '../../../shared/domain/scoring-rule.ts';
import {
  type ClaimedItem,
  DIFFICULTIES_LABEL,
  type FormContent,
  type FormKey,
  formSheets,
  GUIDE_SHEET,
  KEY_SHEET,
  PROPOSALS_LABEL,
  SUMMARY_SHEET,
} from '../../../shared/domain/self-assessment-form.ts';
import type { Cell, Sheet } from '../../../shared/domain/sheet.ts';
import type { Unit } from '../../../shared/domain/units.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import { writeForm } from '../../../shared/spreadsheet/write-form.ts';
import { always } from '../../fixtures/always.ts';
import { arbitraryClaims, arbitrarySet, criteriaSet } from '../../fixtures/criteria.ts';
import { rewritePart } from '../../fixtures/zip.ts';

const unit: Unit = { code: 'BTP', name: { vi: 'Bộ Tư pháp', en: 'Ministry of Justice' } };
const named = (text: string) => ({ vi: text, en: `${text} (en)` });
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
    ['2.3', '1', 'appraised', { notApplicable: [{ units: ['BTP'], reason: named('không có địa phương') }] }],
  ],
]);
const key: FormKey = { round: '2023-ministry', unit: 'BTP', set: 'test-set', base: '7' };
const expected: ExpectedForm = { round: key.round, unit: key.unit, set };
const claims: ClaimedItem[] = [
  { item: '1.1', points: '9.25', facts: {}, evidence: 'QĐ 12', explanation: 'Báo cáo số 12' },
  { item: '1.2', points: '5.5', facts: {}, evidence: '', explanation: '' },
  { item: '2.2.1', points: '0', facts: {}, evidence: '', explanation: 'Chưa thực hiện' },
];
const remarks = { difficulties: 'Thiếu người', proposals: 'Thêm người' };
const byItem = (list: readonly ClaimedItem[]) => new Map(list.map((claim) => [claim.item, claim]));
const contentOf = (more: Partial<FormContent> = {}): FormContent => ({
  set,
  round: key.round,
  unit,
  claims: byItem(claims),
  remarks,
  ...more,
});

// First field sheet: 5 headings, 6 field 1, 7 item 1.1, 8 item 1.2. Second: 6 field 2, 7 criterion, 8 item 2.2.1, 9 item 2.3.
// A code, B item, C maximum, D rule, E and F figures, G points, H evidence, I explanation.
const FIRST = 'Lĩnh vực f1';
const SECOND = 'Lĩnh vực f2';
const form = await writeForm(key, formSheets(contentOf()));

async function sheetsOf(bytes: Uint8Array): Promise<Sheet[]> {
  const { content, findings } = await readWorkbook(bytes);
  expect(findings).toEqual([]);
  return content ?? [];
}
const formAsSheets = await sheetsOf(form);

const read = async (bytes: Uint8Array, wanted = expected) => readSelfAssessment(await sheetsOf(bytes), wanted);

const partOf = (sheet: number): string => `xl/worksheets/sheet${sheet}.xml`;
/** The form with cells of a field sheet as other programs write them; the rest of each `c` element follows its address. */
function withCells(cells: Record<string, string>, sheet = 1, bytes: Uint8Array = form): Buffer {
  return rewritePart(bytes, partOf(sheet), (xml) =>
    Object.entries(cells).reduce((text, [name, rest]) => {
      const element = new RegExp(`<c r="${name}"(?:[^>]*/>|[^>]*>.*?</c>)`);
      expect(text).toMatch(element);
      return text.replace(element, () => `<c r="${name}"${rest}`);
    }, xml),
  );
}

const inline = (text: string) => ` t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
const number = (value: string) => `><v>${value}</v></c>`;

/** The form with one more row below the others of its first field. */
const withRow = (row: string, bytes: Uint8Array = form) =>
  rewritePart(bytes, partOf(1), (xml) => xml.replace('</sheetData>', `<row r="9">${row}</row></sheetData>`));
const withoutRow = (row: number) => rewritePart(form, partOf(1), (xml) => xml.replace(new RegExp(`<row r="${row}".*?</row>`), ''));
const withWorkbook = (rename: (text: string) => string) => rewritePart(form, 'xl/workbook.xml', rename);

/** The sheets of the form, some changed (undefined: gone), with others behind them. */
function changed(changes: Record<string, ((sheet: Sheet) => Sheet) | undefined>, more: readonly Sheet[] = []): Sheet[] {
  const kept = formAsSheets.flatMap((sheet) => {
    if (!(sheet.name in changes)) return [sheet];
    const change = changes[sheet.name];
    return change === undefined ? [] : [change(sheet)];
  });
  return [...kept, ...more];
}
const text = (value: string): Cell => ({ kind: 'text', text: value });
function replaceCell(sheet: Sheet, row: number, column: number, cell: Cell | undefined): Sheet {
  const rows = sheet.rows.map((cells, r) => (r === row ? Object.assign([...cells], { [column]: cell }) : cells));
  return { ...sheet, rows };
}
const onSheet = (name: string, rows: readonly (readonly (Cell | undefined)[])[], more: Partial<Sheet> = {}): Sheet => ({
  name,
  hidden: false,
  rows,
  hiddenRows: new Set(),
  ...more,
});

/** "code@cell" or "code@file". */
function seen({ code, at }: Finding): string {
  return `${code}@${'cell' in at ? at.cell : 'file'}`;
}

/** The findings are these, the named items are not claimed, and all others are claimed as they were. */
function expectReading(
  { content, findings }: ReturnType<typeof readSelfAssessment>,
  wanted: readonly string[],
  notClaimed: readonly string[] = [],
  claimed: readonly ClaimedItem[] = claims,
): readonly Finding[] {
  expect(findings.map(seen)).toEqual(wanted);
  expect(content?.items.filter(({ points }) => points === null).map(({ item }) => item)).toEqual(notClaimed);
  expect(content?.items.filter(({ item }) => !notClaimed.includes(item))).toEqual(claimed.filter(({ item }) => !notClaimed.includes(item)));
  return findings;
}
const expectFindings = async (bytes: Uint8Array, wanted: readonly string[], notClaimed: readonly string[] = []) =>
  expectReading(await read(bytes), wanted, notClaimed);

/** The file is refused as a whole. */
function expectRefusal({ content, findings }: ReturnType<typeof readSelfAssessment>, wanted: readonly string[]): readonly Finding[] {
  expect(findings.map(seen)).toEqual(wanted);
  expect(content).toBeUndefined();
  return findings;
}

describe('a written form', () => {
  it('is read back with the same points, evidence and explanations', async () => {
    const cases = arbitrarySet.chain((one) => fc.tuple(fc.constant(one), arbitraryClaims(one)));
    await fc.assert(
      fc.asyncProperty(cases, async ([one, list]) => {
        const bytes = await writeForm({ ...key, set: one.id }, formSheets(contentOf({ set: one, claims: byItem(list) })));
        const { content, findings } = await read(bytes, { ...expected, set: one });
        if (list.length === 0) {
          expect([content, findings.map(seen)]).toEqual([undefined, ['form-without-items@file']]);
          return;
        }
        expect(findings).toEqual([]);
        const exact = (entries: readonly ClaimedItem[] = []) =>
          entries.map(({ points, ...rest }) => ({ ...rest, points: points === null ? null : decimal(points) }));
        expect(exact(content?.items)).toEqual(exact(list));
      }),
      { numRuns: 60 },
    );
  });

  it('is read with its base, its fields and its remarks', async () => {
    expect(await read(form)).toEqual({ content: { base: 7, fields: ['f1', 'f2'], items: claims, remarks }, findings: [] });
  });

  it.each([
    ['', 0],
    ['-1', 0],
    ['1.5', 0],
    ['x', 0],
    ['12', 12],
  ])('whose base is %j was filled from version %i', async (base, version) => {
    const { content } = await read(await writeForm({ ...key, base }, formSheets(contentOf())));
    expect(content?.base).toBe(version);
  });

  it('keeps a text that looks like an escape of OOXML', async () => {
    const list = claims.map((claim) => ({ ...claim, evidence: '_x0042_ _x005F_', explanation: 'mẫu _x0041_' }));
    const { content } = await read(await writeForm(key, formSheets(contentOf({ claims: byItem(list) }))));
    expect(content?.items).toEqual(list);
  });

  it('claims nothing before it is filled, and says so of every item', async () => {
    const { content, findings } = await read(await writeForm(key, formSheets({ set, round: key.round, unit })));
    expect(findings.map(seen)).toEqual(['points-empty@G7', 'points-empty@G8', 'points-empty@G8']);
    expect(findings.map(({ at }) => ('sheet' in at ? at.sheet : ''))).toEqual([FIRST, FIRST, SECOND]);
    expect(content?.items).toEqual(
      ['1.1', '1.2', '2.2.1'].map((item) => ({ item, points: null, facts: {}, evidence: '', explanation: '' })),
    );
    expect(content?.remarks).toEqual({ difficulties: '', proposals: '' });
  });

  it('is read with any round where none is expected', async () => {
    expect((await read(form, { ...expected, round: undefined })).findings).toEqual([]);
  });
});

describe('one defect in a cell of points', () => {
  it.each([
    ['a formula', `><f>9+0.25</f>${number('9.25').slice(1)}`, 'cell-formula'],
    ['a formula with a text result', ' t="str"><f>"9"</f><v>9</v></c>', 'cell-formula'],
    ['a formula without a stored result', '><f>9</f></c>', 'cell-formula'],
    ['a formula with an error as result', ' t="e"><f>1/0</f><v>#DIV/0!</v></c>', 'cell-formula'],
    ['the first cell of a shared formula', '><f t="shared" ref="G7:G8" si="0">1+1</f><v>2</v></c>', 'cell-formula'],
    ['a further cell of a shared formula', '><f t="shared" si="0"/><v>2</v></c>', 'cell-formula'],
    ['an array formula', '><f t="array" ref="G7">1+1</f><v>2</v></c>', 'cell-formula'],
    ['an error', ' t="e"><v>#REF!</v></c>', 'cell-error'],
    ['#N/A', ' t="e"><v>#N/A</v></c>', 'cell-error'],
    ['an ISO date', ' t="d"><v>2024-01-31</v></c>', 'points-not-a-number'],
    ['true', ' t="b"><v>1</v></c>', 'points-not-a-number'],
    ['false', ' t="b"><v>0</v></c>', 'points-not-a-number'],
    ['text', inline('chín'), 'points-not-a-number'],
    ['what a spreadsheet’s arithmetic leaves', ' t="n"><v>8.10000000000001</v></c>', 'points-too-many-decimals'],
    ['seven decimals', ' t="n"><v>8.1234567</v></c>', 'points-too-many-decimals'],
    ['seven decimals as text', inline('8,1234567'), 'points-too-many-decimals'],
    ['a number in words of XML', number('INF'), 'points-not-a-number'],
    ['an exponent as text', inline('1e0'), 'points-not-a-number'],
    ['separators that contradict each other', inline('1.000.5'), 'points-not-a-number'],
    ['two numbers', inline('9 / 10'), 'points-not-a-number'],
    ['a percentage as text', inline('83 %'), 'points-percent'],
    ['an empty element', '/>', 'points-empty'],
    ['an empty text', inline(''), 'points-empty'],
    ['blanks', inline(' \u00a0\u200b '), 'points-empty'],
    ['a negative number', number('-0.01'), 'points-negative'],
    ['a tiny negative number', number('-1E-9'), 'points-negative'],
    ['a negative number as text', inline('-1,5'), 'points-negative'],
    ['a negative number with a long dash', inline('– 1,5'), 'points-negative'],
    ['a hundredth above the maximum', number('10.01'), 'points-above-maximum'],
    ['a huge number', number('99999'), 'points-above-maximum'],
    ['NA', inline('NA'), 'not-applicable-not-allowed'],
    ['n/a', inline(' n/a '), 'not-applicable-not-allowed'],
    ['KAD', inline('KAD'), 'not-applicable-not-allowed'],
    ['không áp dụng in NFD', inline('Không áp dụng'.normalize('NFD')), 'not-applicable-not-allowed'],
  ])('is an error of the cell and leaves its item unclaimed: %s', async (_, rest, code) => {
    const [finding] = await expectFindings(withCells({ G7: rest }), [`${code}@G7`], ['1.1']);
    expect(finding).toMatchObject({ item: '1.1', at: { sheet: FIRST } });
    expect(isError({ code: finding?.code ?? 'file-empty' })).toBe(true);
  });

  it('keeps what else the row says', async () => {
    const { content } = await read(withCells({ G7: inline('x') }));
    expect(content?.items[0]).toEqual({ ...claims[0], points: null });
  });

  it.each([
    ['date', 'points-date'],
    ['error', 'cell-error'],
    ['boolean', 'points-not-a-number'],
    ['formula', 'cell-formula'],
  ] as const)('is an error of the cell: %s, even where its text is a number', (kind, code) => {
    const sheets = changed({ [FIRST]: (sheet) => replaceCell(sheet, 6, 6, { kind, text: '5' }) });
    expectReading(readSelfAssessment(sheets, expected), [`${code}@G7`], ['1.1']);
  });

  it.each([
    [' t="e"><v>#REF!</v></c>', { kind: 'error', text: '#REF!' }],
    [' t="b"><v>1</v></c>', { kind: 'boolean', text: 'true' }],
    ['><f>A1</f><v>2</v></c>', { kind: 'formula', text: '=A1' }],
    [number('2.5'), { kind: 'number', value: 2.5 }],
    [inline('2.5'), { kind: 'text', text: '2.5' }],
    ['/>', undefined],
  ])('keeps its kind when it is read: %s', async (rest, cell) => {
    expect((await sheetsOf(withCells({ G7: rest })))[0]?.rows[6]?.[6]).toEqual(cell);
  });

  /** The form with 0.83 in the first cell of points, under a number format. */
  const formatted = (format: string, value: string) =>
    rewritePart(withCells({ G7: ` s="1"><v>${value}</v></c>` }), 'xl/styles.xml', (xml) => {
      const own = `<numFmt numFmtId="399" formatCode="${format}"/>`;
      const formats = xml.includes('<numFmts')
        ? xml.replace(/<numFmts[^>]*>/, `$&${own}`)
        : xml.replace('<fonts', `<numFmts count="1">${own}</numFmts><fonts`);
      return formats.replace(/(<cellXfs[^>]*><xf.*?<xf[^>]*numFmtId=")\d+"/, '$1399" applyNumberFormat="1"');
    });

  it.each(['0%', '0.00%', '0.0 %;[Red]-0.0 %'])('is an error of the cell: a number shown as a percentage, %s', async (format) => {
    const [finding] = await expectFindings(formatted(format, '0.29'), ['points-percent@G7'], ['1.1']);
    expect(finding?.values).toEqual({ found: '29%' });
  });

  it('is none where the percent sign formats nothing', async () => {
    const { content, findings } = await read(formatted('0.00&quot; %&quot;', '0.29'));
    expect([findings, content?.items[0]?.points]).toEqual([[], '0.29']);
  });

  it('is an error of the cell: a number formatted as a date', async () => {
    const [finding] = await expectFindings(formatted('dd/mm/yyyy', '9'), ['points-date@G7'], ['1.1']);
    expect(finding?.values).toEqual({ found: '1900-01-09' });
  });

  it('names the formula, and the points with their maximum', async () => {
    expect((await read(withCells({ G7: '><f>SUM(A1:A2)</f><v>1</v></c>' }))).findings[0]?.values).toEqual({ found: '=SUM(A1:A2)' });
    expect((await read(withCells({ G8: number('5.51') }))).findings[0]?.values).toEqual({ found: '5.51', maximum: '5.5' });
  });
});

describe('points as people type them', () => {
  it.each([
    ['the maximum', number('10'), '10'],
    ['zero', number('0'), '0'],
    ['a whole number written with a decimal', number('9.0'), '9'],
    ['six decimals', number('8.123456'), '8.123456'],
  ])('are taken: %s', async (_, rest, points) => {
    const { content, findings } = await read(withCells({ G7: rest }));
    expect(findings).toEqual([]);
    expect(content?.items[0]?.points).toBe(points);
  });

  it.each([
    ['in its shortest form', '8.50', '8.5'],
    ['between blanks', ' 8.5\u00a0', '8.5'],
    ['with a decimal comma', '8,5', '8.5'],
    ['without decimals', '8', '8'],
    ['with three decimals after a comma', '8,125', '8.125'],
    ['with three decimals after a point', '8.125', '8.125'],
    ['with their unit', '9 điểm', '9'],
    ['with their unit, shortened', '8,5đ.', '8.5'],
    ['with leading zeros', '08,50', '8.5'],
  ])('are taken as text with a warning: %s', async (_, typed, points) => {
    const { content, findings } = await read(withCells({ G7: inline(typed) }));
    expect(findings.map(seen)).toEqual(['number-as-text@G7']);
    expect(findings[0]).toMatchObject({ item: '1.1', values: { understood: points } });
    expect(isError({ code: 'number-as-text' })).toBe(false);
    expect(content?.items[0]?.points).toBe(points);
  });

  it('as text above the maximum are an error besides', async () => {
    await expectFindings(withCells({ G7: inline('11') }), ['number-as-text@G7', 'points-above-maximum@G7'], ['1.1']);
    await expectFindings(withCells({ G7: inline('1.234,5') }), ['number-as-text@G7', 'points-above-maximum@G7'], ['1.1']);
  });

  it('lie on the grid of a rule that a person sets', async () => {
    const gridded = criteriaSet([[['1.1', '10', 'appraised', { rule: { type: 'manual', step: '0.25' } }]]]);
    const outcome = async (points: string) => {
      const one = { item: '1.1', points, facts: {}, evidence: '', explanation: '' };
      const bytes = await writeForm(key, formSheets(contentOf({ set: gridded, claims: byItem([one]) })));
      const { content, findings } = await read(bytes, { ...expected, set: gridded });
      return [content?.items[0]?.points, ...findings.map(({ code, values }) => [code, values])];
    };
    for (const points of ['0', '0.25', '9.75', '10']) expect(await outcome(points)).toEqual([points]);
    expect(await outcome('9.3')).toEqual([null, ['points-off-grid', { found: '9.3', allowed: '0, 0.25, … 10' }]]);
  });
});

const ruled = criteriaSet([
  [
    ['1.1', '2', 'appraised', { rule: { type: 'yes-no', facts: { answer: named('Có kế hoạch') } } }],
    [
      '1.2',
      '1.5',
      'appraised',
      {
        rule: {
          type: 'steps',
          facts: { done: named('Đúng hạn'), total: named('Tổng số') },
          bands: [
            { atLeast: '80', points: '1' },
            { atLeast: '95', points: '1.5' },
            { atLeast: '50', points: '0.5' },
          ],
        },
      },
    ],
    [
      '1.3',
      '2',
      'appraised',
      { rule: { type: 'threshold-linear', facts: { done: named('a'), total: named('b') }, from: '50', whenNone: 'maximum' } },
    ],
    ['1.4', '1', 'appraised', { rule: { type: 'deduction', facts: { faults: named('Số lỗi') }, each: '0.25' } }],
    ['1.5', '1', 'appraised', { rule: { type: 'capped-count', facts: { count: named('Số sáng kiến') }, each: '0.3' } }],
    ['1.6', '3', 'appraised', { rule: { type: 'capped-share', facts: { done: named('a'), total: named('b') }, fullAt: '80' } }],
    [
      '1.7',
      '2',
      'appraised',
      { rule: { type: 'against-target', facts: { actual: named('Thực hiện'), target: named('Kế hoạch') }, better: 'higher', from: '60' } },
    ],
  ],
]);
const ruledExpected: ExpectedForm = { ...expected, set: ruled };
const ruledForm = await sheetsOf(await writeForm(key, formSheets({ set: ruled, round: key.round, unit })));
const ROW: Record<string, number> = { '1.1': 6, '1.2': 7, '1.3': 8, '1.4': 9, '1.5': 10, '1.6': 11, '1.7': 12 };
const numeric = (value: number): Cell => ({ kind: 'number', value });

/** How an item reads whose figures and points are these: its claim, and its findings. */
function readItem(item: string, figure1: Cell | undefined, figure2?: Cell, points?: Cell) {
  const sheets = ruledForm.map((sheet) =>
    sheet.name === FIRST
      ? [figure1, figure2, points].reduce<Sheet>((one, cell, i) => replaceCell(one, ROW[item] ?? 0, 4 + i, cell), sheet)
      : sheet,
  );
  const { content, findings } = readSelfAssessment(sheets, ruledExpected);
  const claim = content?.items.find((one) => one.item === item);
  return { claim, findings: findings.filter((finding) => finding.item === item) };
}

describe('figures', () => {
  it.each<[string, string, Cell, Cell | undefined, string]>([
    ['yes', '1.1', text('Có'), undefined, '2'],
    ['no', '1.1', text('Không'), undefined, '0'],
    ['95 %', '1.2', numeric(19), numeric(20), '1.5'],
    ['just below a step', '1.2', numeric(189), numeric(199), '1'],
    ['below all steps', '1.2', numeric(49), numeric(100), '0'],
    ['a rate that does not end', '1.3', numeric(2), numeric(3), '1.3333'],
    ['a year without a case', '1.3', numeric(0), numeric(0), '2'],
    ['five faults', '1.4', numeric(5), undefined, '0'],
    ['one fault', '1.4', numeric(1), undefined, '0.75'],
    ['four of something', '1.5', numeric(4), undefined, '1'],
    ['half of all', '1.6', numeric(1), numeric(2), '1.875'],
    ['less than was planned', '1.7', numeric(7.5), numeric(10), '1.5'],
  ])('give points where the cell of points is empty: %s', (_, item, figure1, figure2, points) => {
    const { claim, findings } = readItem(item, figure1, figure2);
    expect(claim?.points).toBe(points);
    expect(findings).toEqual([
      { code: 'points-from-facts', at: { sheet: FIRST, cell: `G${(ROW[item] ?? 0) + 1}` }, item, values: { computed: points } },
    ]);
  });

  it('count beyond a million', () => {
    expect(readItem('1.6', numeric(1_234_567), numeric(12_345_678)).claim).toMatchObject({
      points: '0.375',
      facts: { done: '1234567', total: '12345678' },
    });
  });

  it('are kept as they were given, under the names of the rule', () => {
    expect(readItem('1.2', numeric(19), numeric(20)).claim?.facts).toEqual({ done: '19', total: '20' });
    expect(readItem('1.1', text('Có')).claim?.facts).toEqual({ answer: 'yes' });
  });

  it.each(['Có', 'có', 'CÓ', 'co', 'yes', 'Yes', 'x', 'X', 'đúng', '1', 'TRUE'])('say yes by %j', (word) => {
    expect(readItem('1.1', text(word)).claim).toMatchObject({ points: '2', facts: { answer: 'yes' } });
  });

  it.each(['Không', 'không', 'khong', 'no', '0', 'sai', 'FALSE'])('say no by %j', (word) => {
    expect(readItem('1.1', text(word)).claim).toMatchObject({ points: '0', facts: { answer: 'no' } });
  });

  it('say yes or no by the spreadsheet’s own true, false and numbers', () => {
    expect(readItem('1.1', { kind: 'boolean', text: 'true' }).claim?.points).toBe('2');
    expect(readItem('1.1', numeric(0)).claim?.points).toBe('0');
  });

  it('agree with points that were typed', () => {
    expect(readItem('1.6', numeric(1), numeric(2), numeric(1.875))).toMatchObject({ claim: { points: '1.875' }, findings: [] });
    const { claim, findings } = readItem('1.6', numeric(1), numeric(2), text('1,875'));
    expect([claim?.points, findings.map(seen)]).toEqual(['1.875', ['number-as-text@G12']]);
  });

  it('do not agree with points that were typed', () => {
    const { claim, findings } = readItem('1.6', numeric(1), numeric(2), numeric(1.9));
    expect(claim).toMatchObject({ points: null, facts: { done: '1', total: '2' } });
    expect(findings).toEqual([
      { code: 'points-differ-from-facts', at: { sheet: FIRST, cell: 'G12' }, item: '1.6', values: { found: '1.9', computed: '1.875' } },
    ]);
  });

  it.each<[string, string, Cell | undefined, Cell | undefined, string, object | undefined]>([
    ['a missing answer', '1.1', undefined, undefined, 'fact-missing@E7', { fact: 'Có kế hoạch / Có kế hoạch (en)' }],
    ['an answer that is neither', '1.1', text('có thể'), undefined, 'fact-not-yes-or-no@E7', { found: 'có thể' }],
    ['a number for an answer', '1.1', numeric(2), undefined, 'fact-not-yes-or-no@E7', { found: '2' }],
    ['an answer by formula', '1.1', { kind: 'formula', text: '=TRUE()' }, undefined, 'cell-formula@E7', { found: '=TRUE()' }],
    ['a missing total', '1.2', numeric(19), undefined, 'fact-missing@F8', { fact: 'Tổng số / Tổng số (en)' }],
    ['blanks for a total', '1.2', numeric(19), text(' '), 'fact-missing@F8', undefined],
    ['words for a total', '1.2', numeric(19), text('hai mươi'), 'fact-not-a-number@F8', { found: 'hai mươi' }],
    ['half a case', '1.2', numeric(0.5), numeric(20), 'fact-not-whole@E8', { found: '0.5' }],
    ['a percentage for a count', '1.2', { kind: 'percentage', value: 0.95 }, numeric(20), 'fact-not-whole@E8', { found: '95%' }],
    ['more than all', '1.2', numeric(21), numeric(20), 'fact-done-above-total@E8', { found: '21', total: '20' }],
    ['a total of none, where the rule says nothing of it', '1.2', numeric(0), numeric(0), 'fact-total-zero@F8', undefined],
    ['fewer than none', '1.4', numeric(-1), undefined, 'points-negative@E10', { found: '-1' }],
    ['a formula', '1.4', { kind: 'formula', text: '=1+1' }, undefined, 'cell-formula@E10', { found: '=1+1' }],
    ['an error', '1.4', { kind: 'error', text: '#REF!' }, undefined, 'cell-error@E10', { found: '#REF!' }],
    ['a date', '1.4', { kind: 'date', text: '2023-05-01' }, undefined, 'points-date@E10', { found: '2023-05-01' }],
    ['thousands or thousandths', '1.4', text('1.234'), undefined, 'number-unclear@E10', { found: '1.234', one: '1234', other: '1,234' }],
    ['a percentage for a figure', '1.7', { kind: 'percentage', value: 0.95 }, numeric(1), 'fact-not-a-number@E13', { found: '95%' }],
    ['no target', '1.7', numeric(7), numeric(0), 'fact-total-zero@F13', undefined],
  ])('that cannot be taken are an error of their cell and leave the item unclaimed: %s', (_, item, figure1, figure2, wanted, values) => {
    const { claim, findings } = readItem(item, figure1, figure2);
    expect(findings.map(seen)).toEqual([wanted]);
    if (values !== undefined) expect(findings[0]?.values).toEqual(values);
    expect(claim?.points).toBeNull();
    expect(findings.every(isError)).toBe(true);
  });

  it.each([
    ['1.234,0', '1234'],
    ['1 234', '1234'],
    ['12.345.678', '12345678'],
    ['1,234,567', '1234567'],
    ['1234', '1234'],
  ])('as text are understood where they are clear: %j', (typed, understood) => {
    const { claim, findings } = readItem('1.4', text(typed));
    expect(findings.map(seen)).toEqual(['number-as-text@E10', 'points-from-facts@G10']);
    expect(claim?.facts).toEqual({ faults: understood });
  });

  it('come back with the points that follow from them, typed or not', async () => {
    const figure = {
      'yes-no': fc.constantFrom('yes', 'no'),
      count: fc.nat(300).map(String),
      number: fc.nat(3000).map((n) => toDecimal(rational(BigInt(n), 10n))),
    };
    const factsOf = (item: ReturnType<typeof itemsOf>[number]): fc.Arbitrary<Facts> =>
      fc.record(Object.fromEntries(rolesOf(item.rule).map(({ role, kind }) => [role, figure[kind]])));
    const items = itemsOf(ruled);
    await fc.assert(
      fc.asyncProperty(fc.tuple(...items.map(factsOf)), fc.boolean(), async (all, isTyped) => {
        const computed = items.map((item, i) => pointsFromFacts(ruleOf(ruled, item), all[i] ?? {}));
        const points = computed.map((one) => (one !== undefined && 'points' in one ? toDecimal(one.points) : null));
        const list = items.map(({ code }, i): ClaimedItem => {
          const typed = isTyped ? (points[i] ?? null) : null;
          return { item: code, points: typed, facts: all[i] ?? {}, evidence: '', explanation: '' };
        });
        const bytes = await writeForm(key, formSheets(contentOf({ set: ruled, claims: byItem(list) })));
        const { content, findings } = await read(bytes, ruledExpected);
        expect(content?.items.map((one) => [one.item, one.points, one.facts])).toEqual(
          items.map(({ code }, i) => [code, points[i], all[i]]),
        );
        const noted = computed.flatMap((one) =>
          one === undefined ? [] : 'problem' in one ? [one.problem] : isTyped ? [] : ['points-from-facts'],
        );
        expect(findings.map(({ code }) => code)).toEqual(noted);
      }),
      { numRuns: 40 },
    );
  });
});

describe('evidence', () => {
  const proving = criteriaSet([
    [
      ['1.1', '10', 'appraised', { evidence: named('Quyết định') }],
      ['1.2', '5'],
    ],
  ]);
  const outcome = async (points: string, evidence: string, explanation: string, more: Partial<ExpectedForm> = {}) => {
    const list = [
      { item: '1.1', points, facts: {}, evidence, explanation },
      { item: '1.2', points: '1', facts: {}, evidence: '', explanation: '' },
    ];
    const bytes = await writeForm(key, formSheets(contentOf({ set: proving, claims: byItem(list) })));
    const { content, findings } = await read(bytes, { ...expected, set: proving, ...more });
    expect(content?.items[1]).toEqual(list[1]);
    return { points: content?.items[0]?.points, findings };
  };

  it('is named, or its absence explained at length, where points above 0 are claimed', async () => {
    const { points, findings } = await outcome('9', '', 'x'.repeat(49));
    expect([points, findings.map(seen)]).toEqual([null, ['evidence-or-explanation-missing@I7']]);
    expect(findings[0]).toMatchObject({ item: '1.1', values: { found: '49', wanted: '50' } });
  });

  it('is enough in a word, and so is an explanation of fifty characters', async () => {
    expect(await outcome('9', 'QĐ 12', '')).toEqual({ points: '9', findings: [] });
    expect(await outcome('9', '', 'đ'.repeat(50))).toEqual({ points: '9', findings: [] });
  });

  it('is not asked for where nothing is claimed, nor where a document is tied to the item', async () => {
    expect(await outcome('0', '', '')).toEqual({ points: '0', findings: [] });
    expect(await outcome('9', '', '', { proved: new Set(['1.1']) })).toEqual({ points: '9', findings: [] });
    expect((await outcome('9', '', '', { proved: new Set(['1.2']) })).points).toBeNull();
  });
});

describe('the rows', () => {
  const row = (code: string, points = '5.5', more = '') => `<c r="A9"${inline(code)}<c r="G9"${number(points)}${more}`;

  it('with an item twice, otherwise filled, leave it unclaimed', async () => {
    const [finding] = await expectFindings(withRow(row('1.2', '1')), ['item-twice@A9'], ['1.2']);
    expect(finding).toMatchObject({ item: '1.2', values: { cell: `${FIRST}!A8` } });
  });

  it('with an item twice, filled alike, are taken with a warning', async () => {
    const [finding] = await expectFindings(withRow(row('1.2')), ['item-repeated@A9']);
    expect(finding).toMatchObject({ item: '1.2', values: { cell: `${FIRST}!A8` } });
  });

  it.each(['H9', 'I9'])('with an item twice that differs in %s alone leave it unclaimed', async (cell) => {
    await expectFindings(withRow(row('1.2', '5.5', `<c r="${cell}"${inline('khác')}`)), ['item-twice@A9'], ['1.2']);
  });

  it('with an item three times, the first and the last alike, leave it unclaimed', async () => {
    const twice = withRow(row('1.2', '1'));
    const thrice = rewritePart(twice, partOf(1), (xml) =>
      xml.replace('</sheetData>', `<row r="10"><c r="A10"${inline('1.2')}<c r="G10"${number('5.5')}</row></sheetData>`),
    );
    await expectFindings(thrice, ['item-twice@A9', 'item-repeated@A10'], ['1.2']);
  });

  it('without an item that their field has leave it unclaimed', async () => {
    const [finding] = await expectFindings(withoutRow(8), ['item-missing@file'], ['1.2']);
    expect(finding?.item).toBe('1.2');
  });

  it('with an unknown item say so of its cell', async () => {
    const [finding] = await expectFindings(withRow(row('7.7')), ['item-unknown@A9']);
    expect(finding?.values).toEqual({ item: '7.7' });
  });

  it('with an unknown item below a removed header say so all the same', async () => {
    const bare = rewritePart(withRow(row('7.7')), partOf(1), (xml) => xml.replace(/<row r="5".*?<\/row>/, ''));
    await expectFindings(bare, ['item-unknown@A9']);
  });

  it('with words for a code are not read, and say so where a number stands beside them', async () => {
    const [finding] = await expectFindings(withRow(row('Tổng cộng')), ['row-without-code@G9']);
    expect(finding?.values).toEqual({ found: '5.5' });
    await expectFindings(withRow(`<c r="A9"${inline('Ghi chú')}<c r="G9"${inline('đã kiểm tra')}`), []);
    await expectFindings(withRow(`<c r="A9"${inline('I')}<c r="B9"${inline('Mục lớn')}`), []);
  });

  it('without a code but with a number say that it was not read', async () => {
    await expectFindings(withRow(`<c r="B9"${inline('Cộng')}<c r="G9"${number('14.75')}`), ['row-without-code@G9']);
    await expectFindings(withRow(`<c r="B9"${inline('Cộng')}<c r="G9"><f>SUM(G7:G8)</f><v>14.75</v></c>`), ['row-without-code@G9']);
  });

  it.each(['2.1', '2.2.2'])('with item %s, which units do not score, say so where it has points', async (code) => {
    await expectFindings(withRow(row(code)), ['item-not-for-self-scoring@A9']);
    await expectFindings(withRow(`<c r="A9"${inline(code)}`), []);
    await expectFindings(withRow(`<c r="A9"${inline(code)}<c r="G9"${inline('NA')}`), []);
  });

  it('with points for an item that does not apply to the unit say so', async () => {
    const bytes = withCells(
      { G9: number('1') },
      2,
      rewritePart(form, partOf(2), (xml) => xml.replace(/(<row r="9".*?)<\/row>/, '$1<c r="G9"/></row>')),
    );
    const [finding] = await expectFindings(bytes, ['item-does-not-apply@A9']);
    expect(finding).toMatchObject({ item: '2.3', values: { item: '2.3', unit: 'BTP' }, at: { sheet: SECOND } });
  });

  it.each(['1.1.', ' 1.1 ', '1,1', '1. 1'])('with the code %j mean 1.1', async (code) => {
    const findings = await expectFindings(withCells({ A7: inline(code) }), code.trim() === '1.1' ? [] : ['code-repaired@A7']);
    if (findings.length > 0) expect(findings[0]).toMatchObject({ item: '1.1', values: { item: '1.1' } });
  });

  it('with a code that became a number mean the item of that number', async () => {
    await expectFindings(withCells({ A7: number('1.1') }), ['code-repaired@A7']);
  });

  it('with a code that became a date mean the item of the same name', async () => {
    const dated = (sheet: Sheet) => replaceCell(sheet, 6, 0, { kind: 'date', text: '2023-01-01' });
    expectReading(readSelfAssessment(changed({ [FIRST]: dated }), expected), ['code-repaired@A7']);
    const unnamed = (sheet: Sheet) => replaceCell(dated(sheet), 6, 1, text('Tên khác'));
    expectReading(readSelfAssessment(changed({ [FIRST]: unnamed }), expected), ['code-unclear@A7', 'item-missing@file'], ['1.1']);
  });

  it('with a formula for a code are not taken for an item', async () => {
    const bytes = withCells({ A7: ' t="str"><f>"1.1"</f><v>1.1</v></c>' });
    const { content, findings } = await read(bytes);
    expect(findings.map(({ code }) => code)).toContain('item-missing');
    expect(content?.items[0]?.points).toBeNull();
  });

  it('that are hidden are read with a warning', async () => {
    const bytes = rewritePart(form, partOf(1), (xml) => xml.replace('<row r="8"', '<row r="8" hidden="1"'));
    const [finding] = await expectFindings(bytes, ['row-hidden@A8']);
    expect(finding?.item).toBe('1.2');
  });

  it('may stand in another order, with blank rows between them', () => {
    const mixed = (sheet: Sheet): Sheet => {
      const [one, two] = [sheet.rows[6] ?? [], sheet.rows[7] ?? []];
      return { ...sheet, rows: [...sheet.rows.slice(0, 6), [], two, [], [undefined, text('ghi chú')], one] };
    };
    expectReading(readSelfAssessment(changed({ [FIRST]: mixed }), expected), []);
  });

  it('tell items with the codes 1.1 and 1.10 apart, as numbers by their names alone', async () => {
    const tens = criteriaSet([
      [
        ['1.1', '10'],
        ['1.10', '5'],
      ],
    ]);
    const list = [
      { item: '1.1', points: '9', facts: {}, evidence: '', explanation: '' },
      { item: '1.10', points: '4', facts: {}, evidence: '', explanation: '' },
    ];
    const sheets = await sheetsOf(await writeForm(key, formSheets(contentOf({ set: tens, claims: byItem(list) }))));
    const numbers = sheets.map((sheet) =>
      sheet.name === FIRST ? replaceCell(replaceCell(sheet, 6, 0, numeric(1.1)), 7, 0, numeric(1.1)) : sheet,
    );
    const understood = readSelfAssessment(numbers, { ...expected, set: tens });
    expect(understood.content?.items).toEqual(list);
    expect(understood.findings.map(({ code, item }) => [code, item])).toEqual([
      ['code-repaired', '1.1'],
      ['code-repaired', '1.10'],
    ]);
    const unnamed = numbers.map((sheet) => (sheet.name === FIRST ? replaceCell(sheet, 7, 1, text('?')) : sheet));
    const unclear = readSelfAssessment(unnamed, { ...expected, set: tens });
    expect(unclear.findings.map(seen)).toEqual(['code-repaired@A7', 'code-unclear@A8', 'item-missing@file']);
    expect(unclear.content?.items.map(({ points }) => points)).toEqual(['9', null]);
  });
});

describe('the columns', () => {
  const moved = (order: readonly number[]) => (sheet: Sheet) => ({ ...sheet, rows: sheet.rows.map((cells) => order.map((c) => cells[c])) });

  it('are found by their headings, wherever they stand', () => {
    const sheets = changed({ [FIRST]: moved([8, 7, 6, 5, 4, 3, 2, 1, 0]) });
    expectReading(readSelfAssessment(sheets, expected), []);
  });

  it('may have others before and between them', () => {
    const sheets = changed({ [FIRST]: moved([99, 0, 1, 99, 2, 3, 4, 5, 99, 6, 7, 8]) });
    expectReading(readSelfAssessment(sheets, expected), []);
  });

  it('may have headings in two rows, and in other letters', () => {
    const headings = formAsSheets[0]?.rows[4] ?? [];
    const shouted = headings.map((cell) => (cell?.kind === 'text' ? text((cell.text.split(' / ')[0] ?? '').toUpperCase()) : cell));
    const split = (sheet: Sheet): Sheet => ({
      ...sheet,
      rows: [
        ...sheet.rows.slice(0, 4),
        shouted.map((cell, c) => (c < 5 ? cell : undefined)),
        shouted.map((cell, c) => (c < 5 ? undefined : cell)),
        ...sheet.rows.slice(6),
      ],
    });
    expectReading(readSelfAssessment(changed({ [FIRST]: split }), expected), []);
  });

  it('are where the form has them if their headings are gone', () => {
    const bare = (sheet: Sheet): Sheet => ({ ...sheet, rows: sheet.rows.slice(5) });
    const { content, findings } = readSelfAssessment(changed({ [FIRST]: bare }), expected);
    expect(findings).toEqual([]);
    expect(content?.items).toEqual(claims);
  });

  it('are not found by what somebody wrote in the row of an item', () => {
    const renamed = (sheet: Sheet): Sheet => {
      const without = replaceCell(sheet, 4, 7, text('Minh chứng'));
      return replaceCell(without, 6, 8, text('Tài liệu kiểm chứng: QĐ 12'));
    };
    const { content, findings } = readSelfAssessment(changed({ [FIRST]: renamed }), expected);
    expect(findings).toEqual([]);
    expect(content?.items[0]).toEqual({ ...claims[0], explanation: 'Tài liệu kiểm chứng: QĐ 12' });
  });
});

describe('the sheets', () => {
  it('may have other names', async () => {
    await expectFindings(
      withWorkbook((xml) => xml.replace(FIRST, 'Sheet1')),
      [],
    );
  });

  it('may come apart: a file updates the fields that it holds', () => {
    const { content, findings } = readSelfAssessment(changed({ [FIRST]: undefined, [SUMMARY_SHEET]: undefined }), expected);
    expect(content).toEqual({ base: 7, fields: ['f2'], items: claims.slice(2), remarks: undefined });
    expect(findings).toEqual([{ code: 'form-partial', at: { file: true }, values: { fields: 'f2' } }]);
  });

  it('without any row of an item are no form', () => {
    const none = readSelfAssessment(changed({ [FIRST]: undefined, [SECOND]: undefined }), expected);
    expectRefusal(none, ['form-without-items@file']);
  });

  it('of a field twice with the same content are taken with warnings, otherwise not', () => {
    const copy = (change: (sheet: Sheet) => Sheet) => {
      const [first] = formAsSheets;
      if (first === undefined) throw new Error('no sheet');
      return readSelfAssessment(changed({}, [change({ ...first, name: `${FIRST} (2)` })]), expected);
    };
    const [finding] = expectReading(
      copy((sheet) => sheet),
      ['item-repeated@A7', 'item-repeated@A8'],
    );
    expect(finding).toMatchObject({ at: { sheet: `${FIRST} (2)` }, values: { cell: `${FIRST}!A7` } });
    expectReading(
      copy((sheet) => replaceCell(sheet, 7, 6, numeric(1))),
      ['item-repeated@A7', 'item-twice@A8'],
      ['1.2'],
    );
  });

  it('that are hidden are read with a warning', async () => {
    const bytes = withWorkbook((xml) => xml.replace(`name="${FIRST}"`, `name="${FIRST}" state="hidden"`));
    const [finding] = await expectFindings(bytes, ['sheet-hidden@A1']);
    expect(finding?.values).toEqual({ sheet: FIRST });
  });

  it('that are not of the form are not read, and named', () => {
    const own = onSheet('Tính toán', [
      [text('Số liệu'), text('Tháng 1')],
      [text('a'), undefined, undefined, undefined, undefined, undefined, text('x')],
    ]);
    const [finding] = expectReading(readSelfAssessment(changed({}, [own]), expected), ['sheet-unknown@A1']);
    expect(finding?.values).toEqual({ sheet: 'Tính toán' });
  });

  it('that are somebody’s own table of numbers have one finding, that they are not read', () => {
    const numbers = [1, 2, 3].map((n) => [undefined, text('x'), numeric(n), numeric(n), numeric(n), numeric(n), numeric(n)]);
    expectReading(readSelfAssessment(changed({}, [onSheet('Tính toán', numbers)]), expected), ['sheet-unknown@A1']);
  });

  it('with the instructions may be missing', () => {
    expectReading(readSelfAssessment(changed({ [GUIDE_SHEET]: undefined }), expected), []);
  });
});

describe('the key', () => {
  const withKeyNamed = (name: string) => withWorkbook((xml) => xml.replace(`"${KEY_SHEET}"`, `"${name}"`));

  it('that a program dropped is taken from the heading, with a warning', () => {
    const reading = readSelfAssessment(changed({ [KEY_SHEET]: undefined }), expected);
    expectReading(reading, ['form-key-lost@file']);
    expect(reading.content?.base).toBe(0);
  });

  it('that is lost is no warrant: the heading must name this unit and this round', () => {
    const lost = changed({ [KEY_SHEET]: undefined });
    expectRefusal(readSelfAssessment(lost, { ...expected, unit: 'BTC' }), ['form-key-lost@file', 'form-of-another-unit@file']);
    expectRefusal(readSelfAssessment(lost, { ...expected, round: '2022-ministry' }), ['form-key-lost@file', 'form-of-another-round@file']);
  });

  it('that is lost together with the headings leaves no form', () => {
    const bare = (sheet: Sheet): Sheet => ({ ...sheet, rows: sheet.rows.map((row, r) => (r < 4 ? [] : row)) });
    const sheets = changed({ [KEY_SHEET]: undefined, [FIRST]: bare, [SECOND]: bare, [SUMMARY_SHEET]: bare });
    expectRefusal(readSelfAssessment(sheets, expected), ['form-key-missing@file']);
  });

  it('in a renamed sheet is lost', async () => {
    const { content, findings } = await read(withKeyNamed('key'));
    expect(findings.map(seen)).toEqual(['form-key-lost@file', 'sheet-unknown@A1']);
    expect(content?.items).toEqual(claims);
  });

  it.each([1, 2, 3])('without its row %i names no form', async (row) => {
    const bytes = rewritePart(form, partOf(5), (xml) => xml.replace(new RegExp(`<row r="${row}".*?</row>`), ''));
    expectRefusal(await read(bytes), ['form-key-missing@file']);
  });

  it.each([
    ['round', { ...key, round: '2022-ministry' }, 'form-of-another-round', { found: '2022-ministry', wanted: '2023-ministry' }],
    ['unit', { ...key, unit: 'BTC' }, 'form-of-another-unit', { found: 'BTC', wanted: 'BTP' }],
    ['set', { ...key, set: 'old-set' }, 'form-of-another-set', { found: 'old-set', wanted: 'test-set' }],
  ])('of another %s refuses the file, without findings of its cells', async (_, otherKey, code, values) => {
    const other = await writeForm(otherKey, formSheets({ set, round: otherKey.round, unit }));
    const [finding] = expectRefusal(await read(other), [`${code}@file`]);
    expect(finding?.values).toEqual(values);
  });

  it('tells at once all that is another’s', async () => {
    const other = await writeForm({ round: 'r-1', unit: 'BTC', set: 'old-set', base: '0' }, formSheets({ set, round: 'r-1', unit }));
    expectRefusal(await read(other), ['form-of-another-round@file', 'form-of-another-unit@file', 'form-of-another-set@file']);
  });

  it('counts, whatever the visible heading says', async () => {
    const bytes = await writeForm(key, formSheets(contentOf({ unit: { ...unit, code: 'BTC' }, round: '2022-ministry' })));
    expectReading(await read(bytes), [], [], claims);
  });
});

describe('several defects', () => {
  it('come all at once, those of the rows before those of the cells, and each in the order of the rows', async () => {
    const bytes = withCells(
      { H8: inline('x'.repeat(4001)), A8: inline('1,2') },
      1,
      withCells({ G7: number('-1'), G8: `><f>1</f>${number('1').slice(1)}` }),
    );
    const more = withRow(`<c r="A9"${inline('7.7')}`, bytes);
    const { content, findings } = await read(more);
    expect(findings.map(seen)).toEqual([
      'code-repaired@A8',
      'item-unknown@A9',
      'points-negative@G7',
      'reason-too-long@H8',
      'cell-formula@G8',
    ]);
    expect(content?.items.map(({ points }) => points)).toEqual([null, null, '0']);
  });
});

describe('texts', () => {
  it.each(['H8', 'I8'])('beyond 4000 characters are an error of %s, cut, and leave the item unclaimed', async (cell) => {
    const { content, findings } = await read(withCells({ [cell]: inline('đ'.repeat(4001)) }));
    expect(findings.map(seen)).toEqual([`reason-too-long@${cell}`]);
    expect(content?.items[1]).toMatchObject({ points: null, [cell === 'H8' ? 'evidence' : 'explanation']: 'đ'.repeat(4000) });
    expect((await read(withCells({ [cell]: inline('đ'.repeat(4000)) }))).findings).toEqual([]);
  });

  it.each([
    ['a formula', '><f>A1</f><v>x</v></c>', 'cell-formula'],
    ['an error', ' t="e"><v>#NAME?</v></c>', 'cell-error'],
  ])('that are %s are an error of the cell', async (_, rest, code) => {
    for (const cell of ['H7', 'I7']) {
      const { content, findings } = await read(withCells({ [cell]: rest }));
      expect(findings.map(seen)).toEqual([`${code}@${cell}`]);
      expect(content?.items[0]).toMatchObject({ points: null, [cell === 'H7' ? 'evidence' : 'explanation']: '' });
    }
  });

  it('of numbers and dates are kept as they are shown', async () => {
    const { content, findings } = await read(withCells({ H7: number('12'), I7: ' t="d"><v>2023-12-31</v></c>' }));
    expect(findings).toEqual([]);
    expect(content?.items[0]).toMatchObject({ points: '9.25', evidence: '12', explanation: '2023-12-31' });
  });

  it('in NFD change nothing, in sheet names and cells', async () => {
    const decomposed = rewritePart(
      withWorkbook((xml) => xml.normalize('NFD')),
      'xl/sharedStrings.xml',
      (xml) => xml.normalize('NFD'),
    );
    expect(await read(decomposed)).toEqual({ content: { base: 7, fields: ['f1', 'f2'], items: claims, remarks }, findings: [] });
  });

  it('with look-alike letters are mended, and say so', async () => {
    const { content, findings } = await read(withCells({ H7: inline('QÐ 12; Ƣu tiên; ɖã gửi') }));
    expect(findings.map(seen)).toEqual(['text-characters-mapped@H7']);
    expect(content?.items[0]).toMatchObject({ points: '9.25', evidence: 'QĐ 12; Ưu tiên; đã gửi' });
  });

  it.each([
    ['TCVN3', 'C«ng t¸c c¶i c¸ch hµnh chÝnh ®· ®­îc thùc hiÖn', 'Công tác cải cách hành chính đã được thực hiện'],
    ['VNI', 'Coâng taùc caûi caùch haønh chính ñaõ ñöôïc thöïc hieän', 'Công tác cải cách hành chính đã được thực hiện'],
  ])('in the old encoding %s become Unicode, and say so', async (encoding, old, unicode) => {
    const { content, findings } = await read(withCells({ I7: inline(old), I8: inline(old) }));
    expect(findings.map(seen)).toEqual(['text-re-encoded@I7', 'text-re-encoded@I8']);
    expect(findings[0]?.values).toEqual({ encoding, text: unicode });
    expect(content?.items.slice(0, 2).map(({ points, explanation }) => [points, explanation])).toEqual([
      ['9.25', unicode],
      ['5.5', unicode],
    ]);
  });
});

describe('difficulties and proposals', () => {
  const summary = (change: (sheet: Sheet) => Sheet) => readSelfAssessment(changed({ [SUMMARY_SHEET]: change }), expected);
  const labelRow = (sheet: Sheet, label: string) =>
    sheet.rows.findIndex((cells) => cells.some((cell) => cell?.kind === 'text' && cell.text === label));

  it('stand below their labels, wherever these stand', () => {
    const moved = summary((sheet) => ({ ...sheet, rows: [[], ...sheet.rows.map((cells) => [undefined, ...cells])] }));
    expect([moved.content?.remarks, moved.findings]).toEqual([remarks, []]);
  });

  it('are empty where their labels are gone', () => {
    const gone = summary((sheet) => replaceCell(sheet, labelRow(sheet, DIFFICULTIES_LABEL), 1, undefined));
    expect(gone.content?.remarks).toEqual({ difficulties: '', proposals: 'Thêm người' });
  });

  it('beyond 4000 characters are cut, with an error that takes no claim away', () => {
    const { content, findings } = summary((sheet) => replaceCell(sheet, labelRow(sheet, PROPOSALS_LABEL) + 1, 1, text('x'.repeat(4001))));
    expect(findings.map(({ code, at }) => [code, 'sheet' in at ? at.sheet : ''])).toEqual([['reason-too-long', SUMMARY_SHEET]]);
    expect(content?.remarks?.proposals).toHaveLength(4000);
    expect(content?.items).toEqual(claims);
  });

  it('in an old encoding become Unicode', () => {
    const { content, findings } = summary((sheet) =>
      replaceCell(sheet, labelRow(sheet, PROPOSALS_LABEL) + 1, 1, text('®Ò nghÞ bæ sung kinh phÝ')),
    );
    expect(findings.map(({ code }) => code)).toEqual(['text-re-encoded']);
    expect(content?.remarks?.proposals).toBe('đề nghị bổ sung kinh phí');
  });
});

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
      'Điểm tự chấm',
      'Điểm tối đa',
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
      kind: fc.constantFrom('number' as const, 'percentage' as const),
      value: fc.oneof(fc.double(), fc.double({ min: -1, max: 11 }), fc.integer({ min: 0, max: 10 })),
    }),
    fc.record({ kind: fc.constantFrom('formula' as const, 'error' as const, 'date' as const, 'boolean' as const), text: anyText }),
  );
  // Rows of items, codes and points more often than the rest.
  const anyRow = fc.oneof(fc.nat(11), fc.integer({ min: 6, max: 7 }));
  const anyColumn = fc.constantFrom(0, 0, 1, 2, 3, 4, 5, 6, 6, 6, 7, 8);
  const mutation = fc.oneof(
    { weight: 6, arbitrary: fc.record({ sheet: fc.constantFrom(0, 0, 1, 2), row: anyRow, column: anyColumn, cell: anyCell }) },
    { weight: 1, arbitrary: fc.record({ sheet: fc.constant(4), row: fc.nat(3), column: fc.nat(1), cell: anyCell }) },
  );
  const mutate = (sheets: readonly Sheet[], mutations: readonly { sheet: number; row: number; column: number; cell: Cell | undefined }[]) =>
    mutations.reduce<readonly Sheet[]>(
      (all, { sheet, row, column, cell }) => all.map((one, s) => (s === sheet ? replaceCell(one, row, column, cell) : one)),
      sheets,
    );

  /** Points are between 0 and the maximum, or there are none and an error names the item. */
  function expectSound(reading: ReturnType<typeof readSelfAssessment>, of: CriteriaSet): 'refused' | 'whole' | 'in part' {
    const { content, findings } = reading;
    if (content === undefined) {
      expect(findings.some(isError)).toBe(true);
      return 'refused';
    }
    const maxima = new Map(itemsOf(of).map(({ code, maxPoints }) => [code, decimal(maxPoints)]));
    for (const { item, points } of content.items) {
      if (points === null) {
        expect([item, findings.some((finding) => isError(finding) && finding.item === item)]).toEqual([item, true]);
        continue;
      }
      const value = parseDecimal(points);
      expect(value).toBeDefined();
      expect(compare(value ?? decimal('0'), maxima.get(item) ?? decimal('0'))).toBeLessThanOrEqual(0);
    }
    expect(new Set(content.items.map(({ item }) => item)).size).toBe(content.items.length);
    return content.items.every(({ points }) => points !== null) ? 'whole' : 'in part';
  }

  it('is refused with an error, or has points between 0 and the maximum, or none and an error of the item', () => {
    const counts = { refused: 0, whole: 0, 'in part': 0 };
    always(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        counts[expectSound(readSelfAssessment(mutate(formAsSheets, mutations), expected), set)] += 1;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(counts.refused, counts.whole, counts['in part'])).toBeGreaterThan(100);
  });

  it('with rules is as sound', () => {
    always(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) => {
        expectSound(readSelfAssessment(mutate(ruledForm, mutations), ruledExpected), ruled);
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws for sheets of any shape', () => {
    const anySheet: fc.Arbitrary<Sheet> = fc.record({
      name: fc.constantFrom(FIRST, SUMMARY_SHEET, KEY_SHEET, 'x'),
      hidden: fc.boolean(),
      rows: fc.array(fc.array(anyCell, { maxLength: 6 }), { maxLength: 6 }),
      hiddenRows: fc.array(fc.nat(6)).map((rows) => new Set(rows)),
    });
    always(
      fc.property(fc.array(anySheet, { maxLength: 3 }), (sheets) => {
        const { content, findings } = readSelfAssessment(sheets, expected);
        expect(content).toBeUndefined();
        expect(findings.some(isError)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws for sheets of any shape beside the key', () => {
    const [keySheet] = formAsSheets.filter(({ name }) => name === KEY_SHEET);
    if (keySheet === undefined) throw new Error('no key');
    const anySheet: fc.Arbitrary<Sheet> = fc.record({
      name: fc.constantFrom(FIRST, SUMMARY_SHEET, 'x'),
      hidden: fc.boolean(),
      rows: fc.array(fc.array(anyCell, { maxLength: 9 }), { maxLength: 9 }),
      hiddenRows: fc.array(fc.nat(6)).map((rows) => new Set(rows)),
    });
    always(
      fc.property(fc.array(anySheet, { maxLength: 3 }), (sheets) => {
        expectSound(readSelfAssessment([...sheets, keySheet], expected), set);
      }),
      { numRuns: 500 },
    );
  });
});
