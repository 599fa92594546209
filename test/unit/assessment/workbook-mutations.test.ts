import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isError } from '../../../shared/contracts/findings.ts';
import type { Finding, Read } from '../../../shared/domain/finding.ts';
import { readSelfAssessment, type SelfAssessment } from '../../../shared/domain/read-self-assessment.ts';
import { type Cell, cellName, type Sheet } from '../../../shared/domain/sheet.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import { richForm, richRound } from '../../doubles/rich-round.ts';

const definition = richRound('mutations-2023');
const bytes = await richForm(definition, 'BCT');
const expected = { round: definition.round, unit: 'BCT', set: definition.criteriaSet };
const found = await readWorkbook(bytes);
if (found.content === undefined) throw new Error('the form is readable');
const SHEETS: readonly Sheet[] = found.content;

const read = (sheets: readonly Sheet[]): Read<SelfAssessment> => readSelfAssessment(sheets, expected);
const pointsOf = ({ content }: Read<SelfAssessment>, item: string): string | null | undefined =>
  content?.items.find((claim) => claim.item === item)?.points;

/** What the sound form claims, and where each item stands in it. */
const ITEMS = [
  { item: '1.1', points: '1.41', sheet: 0, row: 6 },
  { item: '1.2', points: '1.5', sheet: 0, row: 7 },
  { item: '2.1', points: '1', sheet: 1, row: 6 },
] as const;
type Placed = (typeof ITEMS)[number];
const [FIGURE_1, FIGURE_2, POINTS] = [4, 5, 6];

// ---------------------------------------------------------------------------------------------------------------- cells

const finite = fc.oneof(
  fc.constantFrom(0, 0.5, 1, 1.41, 1.5, 2, 2.5, 47, 50, 100, -1, 0.83, 1e21, 1e-7, 1.4100000001, 60.10000000000001),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -3, max: 60 }),
  fc.integer({ min: -2, max: 60 }),
  fc.integer({ min: 0, max: 20 }).map((steps) => steps / 8),
);
const numberText = fc
  .tuple(
    fc.constantFrom('', '', '', ' ', '\u00a0', '\u200b', '-', '−', '+', '0', '0x'),
    fc.constantFrom(
      '0',
      '1',
      '2',
      '47',
      '50',
      '1.41',
      '1,41',
      '1,5',
      '1.5',
      '1.500',
      '1,500',
      '1.234',
      '01,5',
      '1..5',
      '1,4,1',
      '1e0',
      '١',
      '１',
    ),
    fc.constantFrom('', '', '', ' ', '%', ' điểm', 'đ', ' đ.', '/2', ' 5', '\u200b', '₫'),
  )
  .map((parts) => parts.join(''));
const word = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'Có',
    'Không',
    'NA',
    'x',
    '#REF!',
    'Tổng cộng',
    '1.1',
    '1.2',
    '2.1',
    '2.2',
    '1.10',
    'Điểm tự chấm',
    'Mã',
    'Số liệu 1',
    '_key',
  ),
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.string({ maxLength: 5 }),
);
const arbitraryCell: fc.Arbitrary<Cell | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({ kind: fc.constantFrom('number' as const, 'percentage' as const), value: finite }),
  fc.record({ kind: fc.constant('number' as const), value: finite }),
  fc.record({ kind: fc.constant('text' as const), text: numberText }),
  fc.record({ kind: fc.constant('text' as const), text: word }),
  fc.record({
    kind: fc.constantFrom('formula' as const, 'error' as const, 'date' as const, 'boolean' as const),
    text: fc.oneof(word, numberText),
  }),
);

const withCell = (sheets: readonly Sheet[], at: { sheet: number; row: number; column: number }, cell: Cell | undefined): Sheet[] =>
  sheets.map((sheet, s) => {
    if (s !== at.sheet) return sheet;
    const rows = sheet.rows.map((row, r) => {
      if (r !== at.row) return row;
      const cells = [...row];
      while (cells.length <= at.column) cells.push(undefined);
      cells[at.column] = cell;
      return cells;
    });
    return { ...sheet, rows };
  });

// ---------------------------------------------------------------------------------------------- the model of the numbers

/** Hundred-millionths, so that the model needs no arithmetic of the product. */
const UNIT = 100_000_000n;

/** What a reader of the sheet sees in a cell of points or counts: a number, without doubt; or undefined. */
function plainly(cell: Cell | undefined): { value: bigint; isText: boolean } | undefined {
  if (cell?.kind === 'number') {
    const text = String(cell.value);
    const match = /^(\d+)(?:\.(\d{1,6}))?$/.exec(text);
    return match === null ? undefined : { value: scaled(match[1] ?? '', match[2] ?? ''), isText: false };
  }
  if (cell?.kind !== 'text') return undefined;
  const text = cell.text.replace(/[\s\u00a0\u200b\ufeff]+/g, ' ').trim();
  const match = /^(\d+)(?:[.,](\d{1,6}))?(?: ?(?:điểm|đ\.?))?$/u.exec(text);
  return match === null ? undefined : { value: scaled(match[1] ?? '', match[2] ?? ''), isText: true };
}

const scaled = (whole: string, rest: string): bigint => BigInt(whole) * UNIT + BigInt(rest.padEnd(8, '0'));
const scaledText = (text: string): bigint => {
  const [whole = '', rest = ''] = text.split('.');
  return scaled(whole, rest);
};

/** The points that an item earns by its figures; null where they earn none that anybody could know. */
function earned({ item }: Placed, figures: readonly (Cell | undefined)[]): bigint | null {
  if (item === '1.2') return null;
  if (item === '2.1') {
    const [cell] = figures;
    if (cell === undefined || cell.kind === 'formula' || cell.kind === 'error' || cell.kind === 'date' || cell.kind === 'percentage')
      return null;
    const said = ('value' in cell ? String(cell.value) : cell.text)
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
    return ['co', 'yes', 'x', 'true', '1'].includes(said) ? UNIT : ['khong', 'no', 'false', '0'].includes(said) ? 0n : null;
  }
  const [done, total] = figures.map((cell) => plainly(cell)?.value);
  if (done === undefined || total === undefined || total === 0n || done > total || done % UNIT !== 0n || total % UNIT !== 0n) return null;
  if (done * 2n < total) return 0n;
  // 1.5 points times the rate, rounded half up to 4 decimals.
  const tenThousandths = (done * 15_000n * 2n + total) / (total * 2n);
  return tenThousandths * (UNIT / 10_000n);
}

const MAXIMA: Readonly<Record<string, bigint>> = { '1.1': (UNIT * 3n) / 2n, '1.2': UNIT * 2n, '2.1': UNIT };

/** Does anything tell the unit of this item or this cell? */
const isTold = (findings: readonly Finding[], { item, sheet, row }: Placed, columns: readonly number[]): boolean =>
  findings.some(
    (finding) =>
      isError(finding) &&
      (finding.item === item ||
        columns.some(
          (column) => 'cell' in finding.at && finding.at.sheet === SHEETS[sheet]?.name && finding.at.cell === cellName(column, row),
        )),
  );

/** After edits of the cells of figures and points of one item. */
function checkItem(
  placed: Placed,
  cells: readonly [Cell | undefined, Cell | undefined, Cell | undefined],
  result: Read<SelfAssessment>,
): void {
  const stored = pointsOf(result, placed.item);
  const columns = [FIGURE_1, FIGURE_2, POINTS];
  if (stored === null || stored === undefined) {
    expect(isTold(result.findings, placed, columns)).toBe(true);
    return;
  }
  const value = scaledText(stored);
  expect(value <= (MAXIMA[placed.item] ?? 0n)).toBe(true);
  const [one, two, points] = cells;
  const shown = plainly(points);
  const due = earned(placed, [one, two]);
  if (placed.item === '1.2') expect(value % (UNIT / 2n)).toBe(0n);
  else expect(value).toBe(due);
  if (shown !== undefined) {
    expect(value).toBe(shown.value);
    const at = { sheet: SHEETS[placed.sheet]?.name, cell: cellName(POINTS, placed.row) };
    if (shown.isText) expect(result.findings).toContainEqual(expect.objectContaining({ code: 'number-as-text', at }));
  } else {
    // Only an empty cell may be filled from the figures, and then a note says so.
    expect(points === undefined || ('text' in points && points.text.replace(/[\s\u00a0\u200b\ufeff]/g, '') === '')).toBe(true);
    expect(result.findings).toContainEqual(expect.objectContaining({ code: 'points-from-facts', item: placed.item }));
  }
}

describe('a filled form with changed figures and points', () => {
  const cellsOf = ({ sheet, row }: Placed) => {
    const cells = SHEETS[sheet]?.rows[row] ?? [];
    return [cells[FIGURE_1], cells[FIGURE_2], cells[POINTS]] as const;
  };

  it.each(ITEMS)('stores no number that its cells do not show: item $item', (placed) => {
    const edit = fc.tuple(
      ...[FIGURE_1, FIGURE_2, POINTS].map((column) =>
        fc.option(
          arbitraryCell.map((cell) => ({ column, cell })),
          { nil: null, freq: 1 },
        ),
      ),
    );
    void fc.assert(
      fc.property(edit, (edits) => {
        const cells: [Cell | undefined, Cell | undefined, Cell | undefined] = [...cellsOf(placed)];
        let sheets: readonly Sheet[] = SHEETS;
        edits.forEach((change, i) => {
          if (change === null) return;
          cells[i] = change.cell;
          sheets = withCell(sheets, { ...placed, column: change.column }, change.cell);
        });
        const result = read(sheets);
        checkItem(placed, cells, result);
        for (const other of ITEMS) if (other !== placed) expect(pointsOf(result, other.item)).toBe(other.points);
      }),
      { numRuns: 400 },
    );
  });

  it('stores the sound claims where nothing changed', () => {
    const result = read(SHEETS);
    expect(result.findings).toEqual([]);
    for (const { item, points } of ITEMS) expect(pointsOf(result, item)).toBe(points);
  });
});

// ----------------------------------------------------------------------------------------------------- anything at all

type Mutation = (sheets: readonly Sheet[]) => Sheet[];

const pick = fc.nat({ max: 10_000 });
const onSheet =
  (s: number, change: (sheet: Sheet) => Sheet): Mutation =>
  (sheets) =>
    sheets.map((sheet, i) => (i === s % Math.max(1, sheets.length) ? change(sheet) : sheet));
const onRows = (s: number, change: (rows: Sheet['rows']) => Sheet['rows']): Mutation =>
  onSheet(s, (sheet) => ({ ...sheet, rows: change(sheet.rows) }));

/** Changes after which every item's cells still stand in one row under its code. */
const keepsRows: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(pick, pick).map(
    ([from, to]): Mutation =>
      (sheets) => {
        const [moved, ...rest] = [...sheets.slice(from % sheets.length), ...sheets.slice(0, from % sheets.length)];
        return moved === undefined ? [] : [...rest.slice(0, to % sheets.length), moved, ...rest.slice(to % sheets.length)];
      },
  ),
  fc.tuple(pick, fc.boolean()).map(([s, hidden]) => onSheet(s, (sheet) => ({ ...sheet, hidden }))),
  fc.tuple(pick, pick).map(([s, r]) => onSheet(s, (sheet) => ({ ...sheet, hiddenRows: new Set([...sheet.hiddenRows, r % 12]) }))),
  fc.tuple(pick, fc.integer({ min: 1, max: 3 })).map(
    ([r, count]): Mutation =>
      (sheets) =>
        sheets.map((sheet, s) =>
          s > 1 ? sheet : { ...sheet, rows: [...sheet.rows.slice(0, r % 8), ...Array(count).fill([]), ...sheet.rows.slice(r % 8)] },
        ),
  ),
  pick.map(
    (c): Mutation =>
      (sheets) =>
        sheets.map((sheet, s) =>
          s > 1 || sheet.name === '_key'
            ? sheet
            : { ...sheet, rows: sheet.rows.map((row) => [...row.slice(0, c % 10), undefined, ...row.slice(c % 10)]) },
        ),
  ),
  pick.map((s) =>
    onRows(s, (rows) => {
      const header = rows.findIndex((row) => row.some((cell) => cell?.kind === 'text' && cell.text.startsWith('Mã /')));
      return header < 0 ? rows : [...rows.slice(0, header + 1), ...rows.slice(header + 1).toReversed()];
    }),
  ),
);

const isHeading = (cell: Cell | undefined): boolean =>
  cell?.kind === 'text' && /^(Mã|Nội dung|Điểm tối đa|Số liệu [12]|Điểm tự chấm) \//.test(cell.text);

/** Changes of what is there and where, none of what a cell says. The headings stay: without them nobody could read the columns. */
const arbitraryStructure: fc.Arbitrary<Mutation> = fc.oneof(
  keepsRows,
  fc
    .tuple(pick, pick)
    .map(([s, r]) => onRows(s, (rows) => rows.filter((row, i) => i !== r % Math.max(1, rows.length) || row.some(isHeading)))),
  fc.tuple(pick, pick, pick).map(([s, r, to]) =>
    onRows(s, (rows) => {
      const from = r % (rows.length + 1);
      const below = rows.findLastIndex((row) => row.some(isHeading)) + 1;
      return rows.toSpliced(below + (to % (rows.length - below + 1)), 0, ...rows.slice(from, from + 1));
    }),
  ),
  fc.tuple(pick, pick).map(([s, c]) => onRows(s, (rows) => rows.map((row) => row.filter((_, i) => i !== c % 9)))),
  fc.tuple(pick, pick, pick).map(([s, c, to]) => onRows(s, (rows) => rows.map((row) => row.toSpliced(to % 9, 0, row[c % 9])))),
  pick.map(
    (s): Mutation =>
      (sheets) =>
        sheets.filter((_, i) => i !== s % Math.max(1, sheets.length)),
  ),
  pick.map(
    (s): Mutation =>
      (sheets) => [...sheets, ...sheets.slice(s % Math.max(1, sheets.length)).slice(0, 1)],
  ),
);

/** Changes of any kind. */
const arbitraryMutation: fc.Arbitrary<Mutation> = fc.oneof(
  keepsRows,
  fc.tuple(pick, pick, pick, arbitraryCell).map(
    ([s, r, c, cell]): Mutation =>
      (sheets) => {
        const sheet = s % Math.max(1, sheets.length);
        const row = r % Math.max(1, sheets[sheet]?.rows.length ?? 1);
        return withCell(sheets, { sheet, row, column: c % 11 }, cell);
      },
  ),
  arbitraryStructure,
  fc
    .tuple(pick, fc.oneof(word, fc.constantFrom('Tổng hợp', 'Hướng dẫn', '_key', 'Lĩnh vực 1')))
    .map(([s, name]) => onSheet(s, (sheet) => ({ ...sheet, name }))),
  fc.tuple(pick, pick).map(([s, kind]) =>
    onRows(s, (rows) =>
      rows.map((row) =>
        row.map((cell): Cell | undefined => {
          if (cell === undefined) return cell;
          const text = 'value' in cell ? String(cell.value) : cell.text;
          const [as = 'text'] = (['text', 'date', 'error', 'boolean', 'formula'] as const).slice(kind % 5);
          return { kind: as, text };
        }),
      ),
    ),
  ),
);

const apply = (mutations: readonly Mutation[], sheets = SHEETS): Sheet[] =>
  mutations.reduce<Sheet[]>((before, mutate) => mutate(before), [...sheets]);
/** The form whose points of 1.1 are left to the figures. */
const COMPUTED = withCell(SHEETS, { sheet: 0, row: 6, column: POINTS }, undefined);

describe('a filled form under any hands', () => {
  it('is read without throwing, and what it does not claim has an error', () => {
    void fc.assert(
      fc.property(fc.array(arbitraryMutation, { minLength: 1, maxLength: 6 }), (mutations) => {
        const { content, findings } = read(apply(mutations));
        if (content === undefined) {
          expect(findings.some(isError)).toBe(true);
          return;
        }
        for (const claim of content.items) {
          if (claim.points === null) expect(findings.some((finding) => isError(finding) && finding.item === claim.item)).toBe(true);
          else expect(claim.points).toMatch(/^\d{1,3}(\.\d{1,6})?$/);
        }
        const held = new Set(content.items.map(({ item }) => item));
        if (held.size < ITEMS.length) expect(findings.some(({ code }) => code === 'form-partial')).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    ['typed', SHEETS],
    ['computed', COMPUTED],
  ])('never claims other points, where rows, columns and sheets go or come twice: points %s', (_, sheets) => {
    void fc.assert(
      fc.property(fc.array(arbitraryStructure, { minLength: 1, maxLength: 4 }), (mutations) => {
        const { content, findings } = read(apply(mutations, sheets));
        for (const claim of content?.items ?? []) {
          if (claim.points === null) expect(findings.some((finding) => isError(finding) && finding.item === claim.item)).toBe(true);
          else expect([claim.item, claim.points]).toEqual([claim.item, ITEMS.find(({ item }) => item === claim.item)?.points]);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('claims the same where only places changed', () => {
    void fc.assert(
      fc.property(fc.array(keepsRows, { minLength: 1, maxLength: 5 }), (mutations) => {
        const result = read(apply(mutations));
        for (const { item, points } of ITEMS) expect(pointsOf(result, item)).toBe(points);
        expect(result.findings.filter(isError)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the bytes of a filled form', () => {
  const intact = read(SHEETS).content?.items;

  it('turned over or cut give the same claims, or errors', async () => {
    const flips = fc.array(fc.record({ at: fc.nat(bytes.length - 1), mask: fc.integer({ min: 1, max: 255 }) }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(flips, fc.option(fc.nat(bytes.length - 1), { nil: undefined, freq: 3 }), async (changes, length) => {
        const damaged = Uint8Array.from(bytes);
        for (const { at, mask } of changes) damaged[at] = (damaged[at] ?? 0) ^ mask;
        const workbook = await readWorkbook(damaged.subarray(0, length));
        if (workbook.content === undefined) {
          expect(workbook.findings.filter(isError)).toHaveLength(1);
          return;
        }
        const { content, findings } = read(workbook.content);
        if (content === undefined) {
          expect(findings.some(isError)).toBe(true);
          return;
        }
        for (const claim of content.items) {
          if (claim.points === null) expect(findings.some((finding) => isError(finding) && finding.item === claim.item)).toBe(true);
          else expect(claim).toEqual(intact?.find(({ item }) => item === claim.item));
        }
        if (content.items.length < ITEMS.length) expect(findings.some(({ code }) => code === 'form-partial')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
