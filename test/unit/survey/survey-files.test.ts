import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../shared/domain/finding.ts';
import { pseudonymOf } from '../../../shared/domain/instance-hashes.ts';
import { type Instrument, instrumentSchema } from '../../../shared/domain/instrument.ts';
import { type ResponseContext, ResponseReader, type ResponseSummary } from '../../../shared/domain/read-responses.ts';
import { NO_ANSWER, NO_TIME, NONE, type ResponsePage, sliceOfPage } from '../../../shared/domain/response-page.ts';
import { checkMapping, columnsOf, type SurveyMapping, surveyMappingSchema } from '../../../shared/domain/survey-mapping.ts';
import { detectPlatform } from '../../../shared/domain/survey-platform.ts';
import { readSurveyTime } from '../../../shared/domain/survey-time.ts';
import { type TableListener, tableText } from '../../../shared/spreadsheet/open-table.ts';
import { always } from '../../fixtures/always.ts';
import { Book, STYLE } from '../../fixtures/workbooks/book.ts';
import { writeZip } from '../../fixtures/zip.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

const name = (vi: string, en = vi): { vi: string; en: string } => ({ vi, en });
const QUALITY = [
  { code: '1', name: name('Kém', 'Poor') },
  { code: '2', name: name('Vừa', 'Fair') },
  { code: '3', name: name('Tốt', 'Good') },
  { code: '9', name: name('Không biết', 'Do not know'), isNoOpinion: true },
];
const REASONS = [
  { code: '1', name: name('Chờ lâu', 'Long wait') },
  { code: '2', name: name('Thủ tục rườm rà', 'Red tape') },
  { code: '3', name: name('Cán bộ chưa thân thiện', 'Unfriendly staff') },
  { code: '9', name: name('Khác', 'Other') },
];

/** Items a and b take one of QUALITY, c takes several of REASONS. */
function instrumentOf(quality: readonly object[] = QUALITY, reasons: readonly object[] = REASONS): Instrument {
  return instrumentSchema.parse({
    id: 'thu',
    version: 1,
    isIllustrative: true,
    title: name('Thử'),
    source: 'Thử nghiệm',
    population: name('Ai cũng được'),
    mode: 'open',
    scales: [
      { code: 'chat-luong', options: quality, score: { rule: 'mean-of-scale' } },
      { code: 'ly-do', options: reasons, score: { rule: 'mean-of-scale' } },
    ],
    sections: [
      {
        code: 's',
        name: name('Phần'),
        items: [
          { code: 'a', name: name('a'), scale: 'chat-luong' },
          { code: 'b', name: name('b'), scale: 'chat-luong' },
          { code: 'c', name: name('c'), scale: 'ly-do', choose: 'many' },
        ],
      },
    ],
    groups: [{ code: 'g', name: name('Nhóm'), kind: 'service', items: ['a', 'b'], rule: 'pooled' }],
    aggregates: [{ code: 'tat-ca', name: name('Tất cả'), parts: [{ of: 'g', weight: 1 }] }],
    minimumN: 30,
    feeds: [],
  });
}
const instrument = instrumentOf();

const BASE = {
  instrument: 'thu',
  instrumentVersion: 1,
  version: 1,
  unit: { column: 'Đơn vị' },
  answers: [
    { item: 'a', column: 'Câu a' },
    { item: 'b', column: 'Câu b' },
    { item: 'c', column: 'Lý do', separator: ', ' },
  ],
  maxErrorShare: 1,
};
const mappingOf = (change: object = {}): SurveyMapping => surveyMappingSchema.parse({ ...BASE, ...change });
/** The mapping without the item of several choices, for what has nothing to do with it. */
const TWO_ITEMS = { answers: BASE.answers.slice(0, 2) };

/** Rows of the example's table of units; none of a province's cells before its region holds a comma or a quote. */
const PROVINCES = (
  parse(readFileSync(join(ROOT, 'examples', 'full-size', 'units-2023.csv')), { columns: true }) as Record<string, string>[]
)
  .filter(({ kind }) => kind === 'province')
  .map(({ code = '', name_vi = '', name_en = '' }) => ({ code, name: { vi: name_vi, en: name_en } }));

const KEY = new Uint8Array(16).fill(7);
/** People that no mapping names, and who asked; the latter only under a pseudonym. */
const SECRETS = ['Nguyễn Thị Bí Mật', '0912345678', 'Trần Văn Điều Tra', 'bi.mat@example.vn'] as const;
const [PERSON, PHONE, INTERVIEWER, MAIL] = SECRETS;

interface Opened extends ResponseSummary {
  readonly pages: readonly ResponsePage[];
}

async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length);
}

interface Options {
  readonly by?: SurveyMapping;
  readonly of?: Instrument;
  readonly length?: number;
  readonly units?: ResponseContext['units'];
  readonly psus?: ResponseContext['psus'];
}

/** What a file comes to; no file may tell anything of the people in it. */
async function opened(file: string | Uint8Array, options: Options = {}): Promise<Opened> {
  const { by = mappingOf(), of = instrument, length = 1_000_000, psus } = options;
  const units = 'units' in options ? options.units : PROVINCES;
  const pages: ResponsePage[] = [];
  const reader = new ResponseReader(of, by, { units, psus, key: KEY, onPage: (page) => pages.push(page) });
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  const listener: TableListener = { note: (finding) => reader.note(finding), fail: (finding) => reader.fail(finding) };
  for await (const chunk of tableText(pieces(bytes, length), columnsOf(by), listener)) reader.push(chunk);
  const result = { ...reader.end(), pages };
  const told = JSON.stringify(result);
  for (const secret of SECRETS) expect(told).not.toContain(secret);
  return result;
}

type Row = readonly (string | number)[];
interface Writing {
  readonly delimiter?: string;
  readonly end?: string;
  /** Every field in quotes; otherwise those that need them. */
  readonly all?: boolean;
}
function written(rows: readonly Row[], { delimiter = ',', end = '\n', all = false }: Writing = {}): string {
  const cell = (value: string | number): string => {
    const text = String(value);
    return all || /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(delimiter) + end).join('');
}

/** Counts of an item's options in the order of the scale, then how many are empty. Of an option among several: not chosen, chosen, empty. */
function countsOf({ tallies }: ResponseSummary, unit: string, figure: string): number[] | undefined {
  const slot = tallies.find((tally) => tally.unit === unit)?.slots.find((entry) => entry.figure === figure);
  return slot === undefined ? undefined : [...slot.counts, slot.empty];
}
const reasonsOf = (summary: ResponseSummary, unit: string): (number[] | undefined)[] =>
  REASONS.map(({ code }) => countsOf(summary, unit, `c:${code}`));
const codesOf = ({ findings }: { findings: readonly Finding[] }): string[] => findings.map(({ code }) => code);
const unitsOf = ({ tallies }: ResponseSummary): string[] => tallies.map(({ unit }) => unit);

/** The pages with their words in place of numbers, as plain values. */
function plainRows(pages: readonly ResponsePage[]): object[] {
  return pages.flatMap((page) =>
    Array.from({ length: page.rows }, (_, r) => ({
      unit: page.units[page.unit[r] ?? NONE],
      psu: page.psus[page.psu[r] ?? NONE],
      enumerator: page.enumerators[page.enumerator[r] ?? NONE],
      line: page.line[r],
      started: page.started[r],
      seconds: page.seconds[r],
      instance: [page.instance[2 * r], page.instance[2 * r + 1]],
      answers: Array.from({ length: page.answers.length / page.rows }, (__, s) => page.answers[s * page.rows + r]),
    })),
  );
}

const HEADER = ['Họ tên', 'Điện thoại', 'Đơn vị', 'Câu a', 'Câu b', 'Lý do'];
/** One table of three answers, as each platform would show it; what they come to is THREE. */
const THREE = {
  '01': {
    a: [0, 0, 1, 1, 0],
    b: [1, 0, 1, 0, 0],
    c: [
      [1, 1, 0],
      [1, 1, 0],
      [2, 0, 0],
      [1, 1, 0],
    ],
  },
  '79': {
    a: [0, 1, 0, 0, 0],
    b: [0, 0, 0, 0, 1],
    c: [
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1],
    ],
  },
} as const;
function expectThree(summary: ResponseSummary): void {
  expect([summary.accepted, summary.isRefused, unitsOf(summary)]).toEqual([3, false, ['01', '79']]);
  for (const [unit, { a, b, c }] of Object.entries(THREE)) {
    expect(countsOf(summary, unit, 'a')).toEqual(a);
    expect(countsOf(summary, unit, 'b')).toEqual(b);
    expect(reasonsOf(summary, unit)).toEqual(c);
  }
}

describe('an export of KoboToolbox', () => {
  const own = [
    '_id',
    '_uuid',
    '_submission_time',
    '_validation_status',
    '_notes',
    '_status',
    '_submitted_by',
    '__version__',
    '_tags',
    '_index',
  ];
  const rowsBelow = (codes: boolean, split: string): Row[] => {
    const [poor, fair, good, unknown] = codes ? ['1', '2', '3', '9'] : QUALITY.map(({ name: { vi } }) => vi);
    const meta = (i: number, status: string): Row => [
      i,
      `uuid-${i}`,
      '2024-03-01T09:00:00',
      status,
      '',
      'submitted_via_web',
      INTERVIEWER,
      'v1',
      '',
      i,
    ];
    const times = ['2024-03-01T08:15:30.000+07:00', '2024-03-01T08:25:30.000+07:00'];
    return [
      [...times, PERSON, 'Hà Nội', good as string, poor as string, `1${split}9`, 1, 0, 0, 1, ...meta(1, 'Approved')],
      [...times, PHONE, 'Hà Nội', unknown as string, good as string, '2', 0, 1, 0, 0, ...meta(2, '')],
      [...times, MAIL, 'TP.HCM', fair as string, '', '', '', '', '', '', ...meta(3, 'On hold')],
      [...times, PERSON, 'Hà Nội', poor as string, poor as string, '3', 0, 0, 1, 0, ...meta(4, 'Not approved')],
      [...times, PERSON, 'Hà Nội', poor as string, poor as string, '3', 0, 0, 1, 0, ...meta(5, 'validation_status_not_approved')],
    ];
  };
  const heads = [
    'start',
    'end',
    'chung/ho_ten',
    'chung/tinh',
    'cau/a',
    'cau/b',
    'cau/c',
    'cau/c/1',
    'cau/c/2',
    'cau/c/3',
    'cau/c/9',
    ...own,
  ];
  const SUMMARY = { item: 'c', column: 'cau/c', separator: ' ' };
  const COLUMNS = { item: 'c', columns: { 1: 'cau/c/1', 2: 'cau/c/2', 3: 'cau/c/3', 9: 'cau/c/9' } };
  const kobo = (c: object): SurveyMapping =>
    mappingOf({
      platform: 'kobo',
      instanceId: '_uuid',
      unit: { column: 'chung/tinh' },
      enumerator: '_submitted_by',
      times: { start: 'start', end: 'end' },
      answers: [{ item: 'a', column: 'cau/a' }, { item: 'b', column: 'cau/b' }, c],
    });

  it.each([
    ['codes and the summary column', true, SUMMARY],
    ['codes and a column for each option', true, COLUMNS],
    ['labels and the summary column', false, SUMMARY],
    ['labels and a column for each option', false, COLUMNS],
  ])('is read with %s, without what is not approved', async (_, codes, c) => {
    const by = kobo(c);
    expect(checkMapping(by, instrument)).toEqual([]);
    const summary = await opened(written([heads, ...rowsBelow(codes, ' ')], { delimiter: ';', all: true }), { by });
    expectThree(summary);
    expect(summary).toMatchObject({ rows: 5, passedOver: 2, repeated: 0 });
    expect(summary.findings).toEqual([{ code: 'rows-passed-over', at: { file: true }, values: { count: '2' } }]);
    expect(plainRows(summary.pages)).toEqual(
      [2, 3, 4].map((line) =>
        expect.objectContaining({ line, started: 1_709_255_730, seconds: 600, enumerator: pseudonymOf(KEY, INTERVIEWER) }),
      ),
    );
  });

  it('is read with questions and options as headings, in NFD too', async () => {
    const labels = ['Tỉnh, thành phố', 'Thái độ', 'Hài lòng', ...REASONS.map(({ name: { vi } }) => `Lý do chưa hài lòng/${vi}`)];
    const by = mappingOf({
      platform: 'kobo',
      unit: { column: 'Tỉnh, thành phố' },
      answers: [
        { item: 'a', column: 'Thái độ' },
        { item: 'b', column: 'Hài lòng' },
        { item: 'c', columns: Object.fromEntries(REASONS.map(({ code, name: { vi } }) => [code, `Lý do chưa hài lòng/${vi}`])) },
      ],
    });
    const rows = rowsBelow(false, ' ')
      .slice(0, 3)
      .map((row) => [...row.slice(3, 6), ...row.slice(7)]);
    const text = written([[...labels, ...own], ...rows], { delimiter: ';', all: true });
    for (const form of ['NFC', 'NFD']) {
      const summary = await opened(text.normalize(form), { by });
      expectThree(summary);
      expect(summary.findings).toEqual([]);
    }
  });

  it('is read by its ";" although a heading breaks its line and holds commas', async () => {
    const by = mappingOf({ ...TWO_ITEMS, platform: 'kobo', unit: { column: 'Tỉnh' } });
    const long = 'Ông, bà, anh, chị, em, cho biết, về, cán bộ, ở đâu,\nvà vì sao?';
    const text = written(
      [
        [long, 'Tỉnh', 'Câu a', 'Câu b', '_uuid', '_index'],
        ['x', '01', '1', '2', 'u', 1],
      ],
      { delimiter: ';', all: true },
    );
    expect(await opened(text, { by })).toMatchObject({ accepted: 1, findings: [] });
  });

  it('tells a column of option 9 from a column of option -9', async () => {
    const by = kobo(COLUMNS);
    const row = rowsBelow(true, ' ')[0] ?? [];
    const text = written(
      [
        [...heads, 'cau/c/-9'],
        [...row, 0],
      ],
      { delimiter: ';', all: true },
    );
    expect(await opened(text, { by })).toMatchObject({ accepted: 1, findings: [] });
  });
});

describe('an export of ODK Central', () => {
  const heads = [
    'SubmissionDate',
    'chung-ho_ten',
    'chung-tinh',
    'cau-a',
    'cau-b',
    'cau-c',
    'KEY',
    'SubmitterID',
    'SubmitterName',
    'AttachmentsPresent',
    'AttachmentsExpected',
    'Status',
    'ReviewState',
    'DeviceID',
    'Edits',
    'FormVersion',
  ];
  const row = (key: string, answers: Row, status = '', state = ''): Row => [
    '2024-03-01T01:15:30.000Z',
    PERSON,
    ...answers,
    `uuid:${key}`,
    7,
    INTERVIEWER,
    0,
    0,
    status,
    state,
    'd',
    0,
    'v1',
  ];
  const root = written([
    heads,
    row('1', ['Hà Nội', '3', '1', '1 9']),
    row('2', ['1', '9', '3', '2'], '', 'edited'),
    row('3', ['79', '2', '', ''], '', 'approved'),
    row('4', ['79', '2', '1', '1'], '', 'rejected'),
    row('5', ['', '', '', ''], 'not decrypted'),
    row('6', ['', '', '', ''], 'missing encrypted form data'),
  ]);
  const repeat = written([
    ['thanh_vien-ho_ten', 'thanh_vien-cau-a', 'PARENT_KEY', 'KEY'],
    [PERSON, 1, 'uuid:1', 'uuid:1/thanh_vien[1]'],
  ]);
  const audit = written([
    ['event', 'node', 'start', 'end', 'latitude'],
    ['question', '/data/a', 1_709_255_730_000, 1_709_255_731_000, ''],
  ]);
  const by = mappingOf({
    platform: 'odk',
    instanceId: 'KEY',
    unit: { column: 'chung-tinh' },
    answers: [
      { item: 'a', column: 'cau-a' },
      { item: 'b', column: 'cau-b' },
      { item: 'c', column: 'cau-c', separator: ' ' },
    ],
  });
  const TABLES = { audit: 'sipas - audit.csv', repeat: 'sipas-thanh_vien.csv', root: 'sipas.csv' };
  const zipOf = (
    order: readonly (keyof typeof TABLES)[],
    more: readonly { name: string; data: Uint8Array; statedSize?: number }[] = [],
  ): Buffer => writeZip([...order.map((table) => ({ name: TABLES[table], data: Buffer.from({ audit, repeat, root }[table]) })), ...more]);
  const media = (count: number): { name: string; data: Uint8Array }[] =>
    Array.from({ length: count }, (_, i) => ({ name: `media/${i}.jpg`, data: Buffer.from(`anh ${i}`) }));

  it.each([[['root', 'repeat', 'audit']], [['audit', 'repeat', 'root']], [['repeat', 'audit', 'root']]] as const)(
    'is read from its ZIP in whatever order its tables stand: %j',
    async (order) => {
      const summary = await opened(zipOf(order, media(3)), { by });
      expectThree(summary);
      expect(summary).toMatchObject({ rows: 6, passedOver: 3, findings: [{ code: 'rows-passed-over', values: { count: '3' } }] });
    },
  );

  it('is read with a column for each option, and as a bare CSV', async () => {
    const [, , tinh, a, b] = heads;
    const split = mappingOf({
      platform: 'odk',
      unit: { column: tinh },
      answers: [
        { item: 'a', column: a },
        { item: 'b', column: b },
        { item: 'c', columns: { 1: 'cau-c/1', 2: 'cau-c/2', 3: 'cau-c/3', 9: 'cau-c/9' } },
      ],
    });
    const marks = [
      [1, 0, 0, 1],
      [0, 1, 0, 0],
      ['', '', '', ''],
    ];
    const rows = (parse(root) as string[][]).slice(1, 4).map((cells, i) => [...cells.slice(0, 6), ...(marks[i] ?? []), ...cells.slice(6)]);
    const names = [1, 2, 3, 9].map((code) => `cau-c/${code}`);
    expectThree(await opened(written([[...heads.slice(0, 6), ...names, ...heads.slice(6)], ...rows]), { by: split }));
  });

  it('is read, or at least not called dangerous, with the photographs of 300 interviews', async () => {
    const summary = await opened(zipOf(['root'], media(300)), { by });
    expect(codesOf(summary)).not.toContain('file-dangerous');
  });

  it('is refused in words where the only table is damaged', async () => {
    const summary = await opened(writeZip([{ name: TABLES.root, data: Buffer.from(root), statedSize: root.length + 5 }]), { by });
    expect([summary.isRefused, codesOf(summary)]).toEqual([true, ['file-damaged']]);
  });

  it('is refused in words, or read, where another table is damaged', async () => {
    const broken = { name: TABLES.repeat, data: Buffer.from(repeat), statedSize: repeat.length + 5 };
    const summary = await opened(zipOf(['root'], [broken]), { by });
    if (summary.isRefused) expect(codesOf(summary)).toEqual(['file-damaged']);
    else expectThree(summary);
  });

  it('is told where the archive holds no table', async () => {
    expect(codesOf(await opened(writeZip(media(2)), { by }))).toEqual(['zip-without-table']);
  });

  it('is the same in pieces of seven bytes, of two, and of one', async () => {
    const zip = zipOf(['audit', 'root']);
    for (const length of [7, 2]) expectThree(await opened(zip, { by, length }));
    expectThree(await opened(zip, { by, length: 1 }));
  });
});

describe('an export of LimeSurvey', () => {
  const heads = [
    'id',
    'submitdate',
    'lastpage',
    'startlanguage',
    'seed',
    'startdate',
    'datestamp',
    'ipaddr',
    'refurl',
    'G1Q1',
    'G1Q2',
    'G1Q3',
    'G1Q4[SQ001]',
    'G1Q4[SQ002]',
    'G1Q4[SQ003]',
    'G1Q4[other]',
  ];
  const row = (id: number, submitted: string, answers: Row): Row => [
    id,
    submitted,
    3,
    'vi',
    12_345,
    '2024-03-01 08:15:30',
    '2024-03-01 08:20:30',
    PHONE,
    '',
    ...answers,
  ];
  const rows = [
    row(1, '2024-03-01 08:20:30', ['Hà Nội', 'Tốt', 'Kém', 'Y', '', '', 'Y']),
    row(2, '2024-03-01 08:20:30', ['Ha Noi', 'Không biết', 'Tốt', '', 'Y', '', '']),
    row(3, '1980-01-01 00:00:00', ['Ho Chi Minh City', 'Vừa', '', '', '', '', '']),
    row(4, '', ['Hà Nội', 'Kém', 'Kém', 'Y', 'Y', 'Y', 'Y']),
  ];
  const text = `\ufeff${written([heads, ...rows], { delimiter: ';', end: '\r\n', all: true })}\r\n`;
  const by = mappingOf({
    platform: 'limesurvey',
    channel: 'online',
    instanceId: 'id',
    times: { start: 'startdate', end: 'datestamp' },
    unit: { column: 'G1Q1' },
    answers: [
      { item: 'a', column: 'G1Q2' },
      { item: 'b', column: 'G1Q3' },
      { item: 'c', columns: { 1: 'G1Q4[SQ001]', 2: 'G1Q4[SQ002]', 3: 'G1Q4[SQ003]', 9: 'G1Q4[other]' } },
    ],
  });

  it('is read with its mark, its CRLF and its empty last line, without what was not finished', async () => {
    const summary = await opened(text, { by });
    expectThree(summary);
    expect(summary).toMatchObject({ rows: 4, passedOver: 1, findings: [{ code: 'rows-passed-over', values: { count: '1' } }] });
    expect([...(summary.pages[0]?.seconds ?? [])]).toEqual([300, 300, 300]);
  });

  it('is read with commas, and with N and words for what is not chosen and chosen', async () => {
    const marked = rows.map((cells, i) => [
      ...cells.slice(0, 12),
      ...cells.slice(12).map((mark) => (mark === 'Y' ? 'Có' : i === 2 ? '' : 'N')),
    ]);
    expectThree(await opened(written([heads, ...marked], { end: '\r\n', all: true }), { by }));
  });

  it('is read without what was not finished where headings are whole questions', async () => {
    const full = [
      'Response ID',
      'Date submitted',
      'Last page',
      'Start language',
      'Seed',
      'Date started',
      'Date last action',
      ...heads.slice(7),
    ];
    const named = { ...by, instanceId: 'Response ID', times: { start: 'Date started', end: 'Date last action' } };
    expectThree(await opened(written([full, ...rows], { delimiter: ';', all: true }), { by: named }));
  });

  it('is told at its line where a mark is none', async () => {
    const wrong = [rows[0] ?? [], row(5, '2024-03-01 08:20:30', ['Hà Nội', 'Tốt', 'Kém', 'Y', MAIL, '', ''])];
    expect((await opened(written([heads, ...wrong], { delimiter: ';', end: '\r\n', all: true }), { by })).findings).toEqual([
      { code: 'option-unknown', at: { line: 3, column: 'G1Q4[SQ002]' } },
    ]);
  });
});

describe('an export of SurveyCTO', () => {
  const heads = [
    'CompletionDate',
    'SubmissionDate',
    'starttime',
    'endtime',
    'deviceid',
    'devicephonenum',
    'tinh',
    'a',
    'b',
    'c',
    'c_1',
    'c_2',
    'c_3',
    'c_9',
    'instanceID',
    'formdef_version',
    'review_quality',
    'review_status',
    'KEY',
  ];
  const row = (key: string, answers: Row, status = ''): Row => [
    'Oct 10, 2015 6:30:24 PM',
    'Oct 10, 2015 6:31:24 PM',
    'Oct 10, 2015 6:26:24 PM',
    'Oct 10, 2015 6:29:25 PM',
    'd',
    PHONE,
    ...answers,
    `uuid:${key}`,
    1,
    '',
    status,
    `uuid:${key}`,
  ];
  const rows = [
    heads,
    row('1', ['01', '3', '1', '1 9', 1, 0, 0, 1], 'APPROVED'),
    row('2', ['01', '9', '3', '2', 0, 1, 0, 0]),
    row('3', ['79', '2', '', '', '', '', '', '']),
    row('4', ['79', '1', '1', '3', 0, 0, 1, 0], 'REJECTED'),
  ];
  it.each([
    ['the summary column', { item: 'c', column: 'c', separator: ' ' }],
    ['a column for each option', { item: 'c', columns: { 1: 'c_1', 2: 'c_2', 3: 'c_3', 9: 'c_9' } }],
  ])('is read with %s, without what was rejected', async (_, c) => {
    const by = mappingOf({
      platform: 'surveycto',
      instanceId: 'KEY',
      times: { start: 'starttime', end: 'endtime' },
      unit: { column: 'tinh' },
      answers: [{ item: 'a', column: 'a' }, { item: 'b', column: 'b' }, c],
    });
    const summary = await opened(written(rows), { by });
    expectThree(summary);
    expect(codesOf(summary)).toEqual(['rows-passed-over']);
    // 18:26:24 in Viet Nam is 11:26:24 UTC.
    expect([...(summary.pages[0]?.started ?? [])]).toEqual(Array(3).fill(Date.UTC(2015, 9, 10, 11, 26, 24) / 1000));
    expect([...(summary.pages[0]?.seconds ?? [])]).toEqual([181, 181, 181]);
  });
});

describe('an export of Qualtrics', () => {
  const heads = [
    'StartDate',
    'EndDate',
    'Status',
    'IPAddress',
    'Progress',
    'Duration (in seconds)',
    'Finished',
    'RecordedDate',
    'ResponseId',
    'RecipientLastName',
    'RecipientEmail',
    'UserLanguage',
    'Q1',
    'Q2',
    'Q3',
    'Q4',
  ];
  const below: Row[] = [
    heads.map((head) => (head === 'Q4' ? 'Vì sao, thưa ông bà?\nChọn nhiều câu' : `Chữ của ${head}`)),
    heads.map((head) => `{"ImportId":"${head}"}`),
  ];
  const row = (id: number, answers: Row, status: string, finished: string): Row => [
    '2024-03-01 08:15:30',
    '2024-03-01 08:20:30',
    status,
    PHONE,
    100,
    300,
    finished,
    '2024-03-01 08:20:31',
    `R_${id}`,
    PERSON,
    MAIL,
    'VI',
    ...answers,
  ];
  const by = mappingOf({
    platform: 'qualtrics',
    instanceId: 'ResponseId',
    unit: { column: 'Q1' },
    answers: [
      { item: 'a', column: 'Q2' },
      { item: 'b', column: 'Q3' },
      { item: 'c', column: 'Q4', separator: ',' },
    ],
  });

  it.each([
    ['numbers', ['0', '1', '2', '8'], ['1', '0']],
    ['words', ['IP Address', 'Survey Preview', 'Survey Test', 'Spam'], ['True', 'False']],
  ])('is read below three rows of headings, without tests, previews and unfinished answers, in %s', async (_, statuses, finished) => {
    const [usual = '', ...others] = statuses;
    const [yes = '', no = ''] = finished;
    const rows = [
      ...[
        ['Hà Nội', 'Tốt', 'Kém', '1,9'],
        ['01', '9', '3', 'Thủ tục rườm rà'],
        ['79', '2', '', ''],
      ].map((answers, i) => row(i, answers, usual, yes)),
      ...others.map((status, i) => row(10 + i, ['79', '1', '1', '1'], status, yes)),
      row(20, ['79', '1', '1', '1'], usual, no),
    ];
    const summary = await opened(written([heads, ...below, ...rows]), { by });
    expectThree(summary);
    expect(summary).toMatchObject({ rows: 7, passedOver: 4 });
    expect(codesOf(summary)).toEqual(['rows-passed-over']);
  });

  it('does not lose the answers of the offline app, whichever way its status is written', async () => {
    const acceptedWith = async (status: string): Promise<number> =>
      (await opened(written([heads, ...below, row(1, ['01', '1', '1', '1'], status, '1')]), { by })).accepted;
    expect(await acceptedWith('Offline')).toBe(1);
    expect(await acceptedWith('16')).toBe(1);
  });

  it('tells the lines of its rows, which are below a heading of two lines', async () => {
    const rows = [row(1, ['01', '1', '1', '1'], '0', '1'), row(2, ['01', '7', '1', '1'], '0', '1')];
    expect((await opened(written([heads, ...below, ...rows]), { by })).findings).toEqual([
      { code: 'option-unknown', at: { line: 6, column: 'Q2' } },
    ]);
  });
});

describe('an export of Google Forms', () => {
  const heads = ['Dấu thời gian', 'Địa chỉ email', 'Ông/bà ở tỉnh nào?', 'Thái độ của cán bộ?', 'Hài lòng chung?', 'Vì sao chưa hài lòng?'];
  const by = mappingOf({
    platform: 'google-forms',
    channel: 'online',
    unit: { column: 'Ông/bà ở tỉnh nào?' },
    answers: [
      { item: 'a', column: 'Thái độ của cán bộ?' },
      { item: 'b', column: 'Hài lòng chung?' },
      { item: 'c', column: 'Vì sao chưa hài lòng?', separator: ', ' },
    ],
  });
  const rows = [
    ['01/03/2024 08:15:30', MAIL, 'Hà Nội', 'Tốt', 'Kém', 'Chờ lâu, Khác'],
    ['01/03/2024 08:15:31', MAIL, 'Hà Nội', 'Không biết', 'Tốt', 'Thủ tục rườm rà'],
    ['01/03/2024 08:15:32', MAIL, 'Thành phố Hồ Chí Minh', 'Vừa', '', ''],
  ];

  it.each(['Dấu thời gian', 'Timestamp'])('is read, of several choices in one cell too, with the heading %s', async (stamp) => {
    const summary = await opened(written([[stamp, ...heads.slice(1)], ...rows]), { by });
    expectThree(summary);
    expect(summary.findings).toEqual([]);
  });

  it('is told where a label holds the comma that splits, or where somebody wrote an answer of their own', async () => {
    const reasons = [...REASONS.slice(0, 3), { code: '9', name: name('Khác, xin ghi rõ') }];
    const more = [
      ['', MAIL, '01', '1', '1', 'Chờ lâu, Khác, xin ghi rõ'],
      ['', MAIL, '01', '1', '1', `Chờ lâu, ${PERSON}`],
    ];
    const summary = await opened(written([heads, ...more]), { by, of: instrumentOf(QUALITY, reasons) });
    expect(summary.accepted).toBe(0);
    expect(summary.findings).toEqual([2, 3].map((line) => ({ code: 'option-unknown', at: { line, column: 'Vì sao chưa hài lòng?' } })));
  });
});

describe('the platform of a file', () => {
  it.each([
    ['table', ['Họ tên', 'Đơn vị', 'id']],
    ['kobo', ['start', '_id', '_uuid', '_submission_time', '_index']],
    ['odk', ['SubmissionDate', 'g-a', 'KEY', 'SubmitterID']],
    ['limesurvey', ['id', 'submitdate', 'lastpage', 'startlanguage']],
    ['surveycto', ['SubmissionDate', 'starttime', 'endtime', 'deviceid', 'instanceID', 'KEY']],
    ['qualtrics', ['StartDate', 'EndDate', 'Status', 'ResponseId', 'RecordedDate']],
    ['google-forms', ['Dấu thời gian'.normalize('NFD'), 'Đơn vị']],
  ])('is seen by its headings: %s', (platform, headings) => {
    expect(detectPlatform(headings)).toBe(platform);
  });

  it('is told where the mapping says another one', async () => {
    const text = written([
      ['_uuid', '_index', 'Đơn vị', 'Câu a', 'Câu b'],
      ['u', 1, '01', '1', '1'],
    ]);
    expect((await opened(text, { by: mappingOf(TWO_ITEMS) })).findings).toEqual([
      { code: 'platform-differs', at: { line: 1 }, values: { found: 'kobo', wanted: 'table' } },
    ]);
  });
});

const PLAIN_ROWS: readonly Row[] = [
  HEADER,
  [PERSON, PHONE, 'Hà Nội', 'Tốt', 'Kém', 'Chờ lâu, Khác'],
  [PERSON, PHONE, 'Thành phố Hà Nội', 'Không biết', 'Tốt', 'Thủ tục rườm rà'],
  [PERSON, PHONE, 'TP. Hồ Chí Minh', 'Vừa', '', ''],
];

describe('a plain table', () => {
  it.each([
    ['tabs', { delimiter: '\t' }],
    ['tabs and quotes', { delimiter: '\t', all: true, end: '\r\n' }],
    ['semicolons', { delimiter: ';' }],
    ['CR alone', { end: '\r' }],
  ])('is read with %s', async (_, writing) => {
    const summary = await opened(written(PLAIN_ROWS, writing));
    expectThree(summary);
    expect(summary.findings).toEqual([]);
  });

  it('is read with an empty line before its header', async () => {
    expectThree(await opened(`\n${written(PLAIN_ROWS)}`));
    expectThree(await opened(`\n${written(PLAIN_ROWS, { delimiter: ';' })}`));
  });

  it('is read where its first heading is PK', async () => {
    const text = written([['PK', ...HEADER], ...PLAIN_ROWS.slice(1).map((row, i) => [i, ...row])]);
    expectThree(await opened(text));
  });

  it('is read where one byte of a name is damaged', async () => {
    const text = Buffer.from(written(PLAIN_ROWS));
    const at = text.indexOf('Bí Mật');
    // The first byte of "í" without its second.
    const cut = Buffer.concat([text.subarray(0, at + 2), text.subarray(at + 3)]);
    expectThree(await opened(cut));
  });

  it('takes "1.0" for a mark as it takes "3.0" for an option', async () => {
    const columns = { 1: 'r1', 2: 'r2', 3: 'r3', 9: 'r9' };
    const by = mappingOf({ answers: [...TWO_ITEMS.answers, { item: 'c', columns }] });
    const text = written([
      ['Đơn vị', 'Câu a', 'Câu b', 'r1', 'r2', 'r3', 'r9'],
      ['01', '3.0', '1.0', '1.0', '0.0', '0.0', '0.0'],
    ]);
    const summary = await opened(text, { by });
    expect([countsOf(summary, '01', 'a'), reasonsOf(summary, '01')]).toEqual([
      [0, 0, 1, 0, 0],
      [
        [0, 1, 0],
        [1, 0, 0],
        [1, 0, 0],
        [1, 0, 0],
      ],
    ]);
  });

  it('has the same choice for the same text, whatever stood in the rows before', async () => {
    const columns = { 1: 'r1', 2: 'r2', 3: 'r3', 9: 'r9' };
    const by = mappingOf({ answers: [...TWO_ITEMS.answers, { item: 'c', columns }] });
    const row = ['01', '1', '1', '1', '0', '0', '0'];
    const text = written([['Đơn vị', 'Câu a', 'Câu b', 'r1', 'r2', 'r3', 'r9'], ['01', '1', '1', '\u00001', '0', '0', '0'], row, row]);
    expect(await opened(text, { by })).toMatchObject({ accepted: 2, rowProblems: { 'option-unknown': 1 } });
  });

  it('has no answer where a cell lists nothing but what stands between options', async () => {
    const summary = await opened(written([HEADER, ['', '', '01', '1', '1', ', '], ['', '', '01', '1', '1', '1']]));
    expect(reasonsOf(summary, '01')).not.toContainEqual([2, 0, 0]);
  });
});

describe('a choice', () => {
  const quality = (...labels: string[]): Instrument => instrumentOf(labels.map((label, i) => ({ code: String(i + 1), name: name(label) })));
  const choiceOf = async (text: string, of: Instrument, change: object = {}): Promise<number[] | undefined> => {
    const table = written([
      ['Đơn vị', 'Câu a', 'Câu b'],
      ['01', text, '1'],
      ['01', '', '1'],
    ]);
    return countsOf(await opened(table, { of, by: mappingOf({ ...TWO_ITEMS, ...change }) }), '01', 'a');
  };

  it('is the one whose label is there to the letter, although another differs in marks only', async () => {
    const of = quality('Chưa', 'Chùa');
    expect(await choiceOf('chua', of)).toEqual([0, 0, 1]);
    expect(await choiceOf('Chưa', of)).toEqual([1, 0, 1]);
  });

  it('is the one whose label is there to the letter, although another differs in signs only', async () => {
    expect(await choiceOf('< 30 phút', quality('< 30 phút', '> 30 phút'))).toEqual([1, 0, 1]);
  });

  it.each([
    ['15 năm', ['1-5 năm', '6-10 năm']],
    ['15 triệu', ['1,5 triệu', '2 triệu']],
    ['610 lần', ['1-5 lần', '6-10 lần']],
  ])('is not made of figures that have been pushed together: %s', async (text, labels) => {
    expect(await choiceOf(text, quality(...labels))).toEqual([0, 0, 1]);
  });

  it('is not 10 where somebody wrote 1 and 0', async () => {
    const of = instrumentOf(['0', '1', '10'].map((code) => ({ code, name: name(`Mức ${code}`) })));
    const table = written([
      ['Đơn vị', 'Câu a', 'Câu b'],
      ['01', '1 0', '1'],
      ['01', '10', '1'],
    ]);
    expect(countsOf(await opened(table, { of, by: mappingOf(TWO_ITEMS) }), '01', 'a')).toEqual([0, 0, 1, 0]);
  });

  it.each([
    ['4,0', true, 1],
    ['4,00', true, 1],
    ['4.0', false, 1],
    ['4', true, 1],
    ['4,0', false, 0],
    ['4,5', true, 0],
    ['4.5', false, 0],
    ['40', true, 0],
    ['-4,0', true, 0],
    ['4,', true, 0],
  ])('written %s, with a decimal comma declared: %s', async (text, hasComma, chosen) => {
    const of = instrumentOf(['1', '2', '3', '4', '5'].map((code) => ({ code, name: name(`Mức ${code}`) })));
    const expected = [0, 0, 0, chosen, 0, 1];
    expect(await choiceOf(text, of, hasComma ? { decimalComma: true } : {})).toEqual(expected);
  });

  it('is not 1 where a file with decimal commas says one thousand', async () => {
    const of = instrumentOf(['1', '2'].map((code) => ({ code, name: name(`Mức ${code}`) })));
    expect(await choiceOf('1.000', of, { decimalComma: true })).toEqual([0, 0, 1]);
  });
});

describe('a workbook keyed by hand', () => {
  const heads = ['Phiếu', 'Họ tên', 'Mã tỉnh', 'Bắt đầu', 'Kết thúc', 'Câu a', 'Câu b', 'Chờ', 'Rườm rà', 'Thái độ', 'Khác'];
  const by = mappingOf({
    instanceId: 'Phiếu',
    times: { start: 'Bắt đầu', end: 'Kết thúc' },
    unit: { column: 'Mã tỉnh' },
    answers: [
      { item: 'a', column: 'Câu a' },
      { item: 'b', column: 'Câu b' },
      { item: 'c', columns: { 1: 'Chờ', 2: 'Rườm rà', 3: 'Thái độ', 9: 'Khác' } },
    ],
  });
  type Value = string | number | boolean | Date | null;
  const book = async (rows: readonly (readonly Value[])[]): Promise<Uint8Array> =>
    await writeXlsx({ sheets: [{ name: 'Nhập liệu', rows: rows.map((row) => [...row]) }] });
  /** A date cell shows a clock and knows no zone. */
  const clock = (text: string): Date => new Date(`${text}Z`);
  const times = [clock('2024-03-01T08:15:29'), clock('2024-03-01T08:25:30')];
  const rows: readonly (readonly Value[])[] = [
    heads,
    [101, PERSON, 1, ...times, 3, 1, 'x', null, null, 'X'],
    [102, PERSON, '01', ...times, 9, 3, false, true, false, false],
    [103, PERSON, 79, ...times, 2, null, null, null, null, null],
  ];

  it('is read with numbers as options, marks, and cells of dates', async () => {
    const summary = await opened(await book(rows), { by });
    expectThree(summary);
    expect(summary.findings).toEqual([]);
    expect([...(summary.pages[0]?.started ?? [])]).toEqual(Array(3).fill(Date.UTC(2024, 2, 1, 1, 15, 29) / 1000));
    expect([...(summary.pages[0]?.seconds ?? [])]).toEqual([601, 601, 601]);
    expect([...(summary.pages[0]?.line ?? [])]).toEqual([2, 3, 4]);
  });

  it('has its rows told by their numbers, past empty rows and cells of several lines', async () => {
    const [head = [], one = []] = rows;
    const wrong = [104, 'Nguyễn\nVăn\nA', 1, ...times, 5, 1, null, null, null, null];
    const sheet = [
      [],
      head,
      [],
      [null, null],
      one,
      wrong,
      [],
      [105, PERSON, 5, ...times, 1, 1, null, null, null, null],
      [106, PERSON, 1, ...times, 1, 1, null, 'rồi', null, null],
    ];
    const { findings, accepted } = await opened(await book(sheet), { by });
    expect(accepted).toBe(1);
    expect(findings).toEqual([
      { code: 'option-unknown', at: { line: 6, column: 'Câu a' } },
      { code: 'response-unit-unknown', at: { line: 8, column: 'Mã tỉnh' } },
      { code: 'option-unknown', at: { line: 9, column: 'Rườm rà' } },
    ]);
  });

  it('is read from its first sheet that shows anything', async () => {
    const sheets = [
      { name: 'Ẩn', hidden: true, rows: [['x']] },
      { name: 'Trống', rows: [] },
      { name: 'Số liệu', rows: rows.map((row) => [...row]) },
    ];
    expectThree(await opened(await writeXlsx({ sheets }), { by }));
  });

  it('is the same in a ZIP, and in pieces of seven bytes', async () => {
    const bytes = await book(rows);
    const zip = writeZip([
      { name: 'phieu.xlsx', data: bytes },
      { name: 'doc.txt', data: Buffer.from('xin chào\n') },
    ]);
    const whole = await opened(bytes, { by });
    expect(await opened(zip, { by })).toEqual(whole);
    expect(await opened(bytes, { by, length: 7 })).toEqual(whole);
  });

  it('is the same in pieces of one byte', async () => {
    expectThree(await opened(await book(rows), { by, length: 1 }));
  });

  it('has every second of a day read back from its cells of dates, however many figures the program kept', async () => {
    const seconds = Array.from({ length: 1600 }, (_, i) => 1 + ((i * 53) % 86_399));
    const days = (second: number, figures: number): number =>
      Number(((Date.UTC(2024, 2, 1) / 1000 + second) / 86_400 + 25_569).toPrecision(figures));
    for (const figures of [15, 17]) {
      const cells = seconds.map((second, i) => [
        i + 1,
        1,
        { v: days(second, figures), style: STYLE.date },
        { v: days(second, figures), style: STYLE.date },
        1,
        1,
      ]);
      const bytes = new Book([{ name: 'S', rows: [['Phiếu', 'Mã tỉnh', 'Bắt đầu', 'Kết thúc', 'Câu a', 'Câu b'], ...cells] }]).toBytes();
      const { pages } = await opened(bytes, { by: { ...by, answers: mappingOf(TWO_ITEMS).answers } });
      const midnight = Date.UTC(2024, 2, 1) / 1000 - 7 * 3600;
      expect(Array.from(pages[0]?.started ?? [], (at) => at - midnight)).toEqual(seconds);
    }
  });

  it('has midnight for a time as well', async () => {
    const night = [clock('2024-03-01T00:00:00'), clock('2024-03-01T00:10:00')];
    const summary = await opened(await book([heads, [101, PERSON, 1, ...night, 3, 1, null, null, null, null]]), { by });
    expect([...(summary.pages[0]?.seconds ?? [])]).toEqual([600]);
  });

  it('is told where cells hold formulas, errors and percentages', async () => {
    const bytes = new Book([
      {
        name: 'S',
        rows: [
          ['Phiếu', 'Mã tỉnh', 'Câu a', 'Câu b'],
          [1, 1, { f: '<f>1+1</f>', v: 2 }, 1],
          [2, 1, { v: '#N/A', t: 'e' }, 1],
          [3, 1, { v: 1, style: STYLE.percent }, 1],
          [4, 1, { v: 1, style: STYLE.date }, 1],
          [5, 1, 1, 1],
        ],
      },
    ]).toBytes();
    const { accepted, findings } = await opened(bytes, { by: mappingOf({ ...TWO_ITEMS, unit: { column: 'Mã tỉnh' } }) });
    expect(accepted).toBe(1);
    expect(findings).toEqual([2, 3, 4, 5].map((line) => ({ code: 'option-unknown', at: { line, column: 'Câu a' } })));
  });

  it('is read with more columns than a form has', async () => {
    const more = Array.from({ length: 110 }, (_, i) => `Thêm ${i}`);
    const wide = rows.map((row, i) => [...row, ...more.map((head) => (i === 0 ? head : 0))]);
    expectThree(await opened(await book(wide), { by }));
  });
});

/** VNI for Windows: a vowel, then a letter that stands for its marks; some letters by themselves. */
const VNI = new Map<string, string>();
{
  const put = (letters: string, codes: string): void => {
    const list = codes.split(' ');
    for (const [i, letter] of [...letters].entries()) {
      VNI.set(letter, list[i] ?? '');
      VNI.set(letter.toUpperCase(), (list[i] ?? '').toUpperCase());
    }
  };
  put('àáảãạ', 'aø aù aû aõ aï');
  put('âầấẩẫậ', 'aâ aà aá aå aã aä');
  put('ăằắẳẵặ', 'aê aè aé aú aü aë');
  put('èéẻẽẹ', 'eø eù eû eõ eï');
  put('êềếểễệ', 'eâ eà eá eå eã eä');
  put('ìíỉĩị', 'ì í æ ó ò');
  put('òóỏõọ', 'oø où oû oõ oï');
  put('ôồốổỗộ', 'oâ oà oá oå oã oä');
  put('ơờớởỡợ', 'ô ôø ôù ôû ôõ ôï');
  put('ùúủũụ', 'uø uù uû uõ uï');
  put('ưừứửữự', 'ö öø öù öû öõ öï');
  put('ỳýỷỹỵ', 'yø yù yû yõ î');
  put('đ', 'ñ');
}
const asVni = (text: string): string => [...text.normalize('NFC')].map((letter) => VNI.get(letter) ?? letter).join('');
/** Capitals with a tone exist through a second font only: they are written small. */
const asTcvn3 = (text: string): string =>
  iconv
    .encode(
      [...text.normalize('NFC')]
        .map((letter) => (letter > '\u007f' && !'ĂÂĐÊÔƠƯ'.includes(letter) ? letter.toLowerCase() : letter))
        .join(''),
      'tcvn',
    )
    .toString('latin1');
/** windows-1258 has the letters of the alphabet whole, and its tones as letters of their own. */
const asWindows1258 = (text: string): Buffer =>
  iconv.encode(
    [...text.normalize('NFC')]
      .map((letter) => {
        const tone = /[\u0300\u0301\u0303\u0309\u0323]/.exec(letter.normalize('NFD'))?.[0] ?? '';
        if (tone === '' || 'àáèéùúó'.includes(letter.toLowerCase())) return letter;
        return letter.normalize('NFD').replace(tone, '').normalize('NFC') + tone;
      })
      .join(''),
    'windows1258',
  );

describe('a file in another encoding', () => {
  const rows: readonly Row[] = [
    ['Họ và tên', 'Số điện thoại', 'Đơn vị', 'Câu a', 'Câu b', 'Lý do', 'Góp ý thêm cho cơ quan hành chính nhà nước'],
    [PERSON, PHONE, 'Hà Nội', 'Tốt', 'Kém', 'Chờ lâu, Khác', 'Cần rút ngắn thời gian giải quyết hồ sơ'],
    [PERSON, PHONE, 'Thành phố Hà Nội', 'Không biết', 'Tốt', 'Thủ tục rườm rà', 'Đề nghị hướng dẫn một lần, đầy đủ, dễ hiểu'],
    [PERSON, PHONE, 'TP. Hồ Chí Minh', 'Vừa', '', '', 'Không có ý kiến'],
    [PERSON, PHONE, 'Bà Rịa - Vũng Tàu', 'Xấu', '', '', 'Không có ý kiến'],
  ];
  const table = (writing: Writing = {}): string => written(rows, writing);
  const marked = (bytes: Buffer, ...mark: number[]): Buffer => Buffer.concat([Buffer.from(mark), bytes]);
  const ENCODINGS: readonly (readonly [string, string, (text: string) => Buffer])[] = [
    ['UTF-16LE', 'UTF-16LE with its mark', (text) => marked(iconv.encode(text, 'utf16le'), 0xff, 0xfe)],
    ['UTF-16BE', 'UTF-16BE with its mark', (text) => marked(iconv.encode(text, 'utf16be'), 0xfe, 0xff)],
    ['UTF-16LE', 'UTF-16LE', (text) => iconv.encode(text, 'utf16le')],
    ['UTF-16BE', 'UTF-16BE', (text) => iconv.encode(text, 'utf16be')],
    ['UTF-16LE', 'UTF-16LE in NFD', (text) => iconv.encode(text.normalize('NFD'), 'utf16le')],
    ['windows-1258', 'windows-1258', asWindows1258],
    ['TCVN3', 'TCVN3', (text) => Buffer.from(asTcvn3(text), 'latin1')],
    ['VISCII', 'VISCII', (text) => iconv.encode(text, 'viscii')],
    ['VNI', 'VNI', (text) => Buffer.from(asVni(text), 'latin1')],
    ['UTF-8', 'UTF-8 in NFD', (text) => Buffer.from(text.normalize('NFD'))],
    ['UTF-8', 'UTF-8 with its mark', (text) => Buffer.from(`\ufeff${text}`)],
  ];
  const LINE = { code: 'option-unknown', at: { line: 5, column: 'Câu a' } };

  it('is written by these tests as its standard says', () => {
    expect(asVni('Xin chào các bạn, Đường Ỷ lại')).toBe('Xin chaøo caùc baïn, Ñöôøng YÛ laïi');
    expect(asTcvn3('hộp mứt tết')).toBe('hép møt tÕt');
    expect(new TextDecoder('windows-1258').decode(asWindows1258('Thủ tục rườm rà, Đỗ Ổ')).normalize('NFC')).toBe('Thủ tục rườm rà, Đỗ Ổ');
    expect(iconv.encode('Đường Ẳ', 'viscii').toString('hex')).toBe('d0df b66e6720 02'.replaceAll(' ', ''));
  });

  it.each(ENCODINGS)('is read and told: %s (%s)', async (encoding, _, encode) => {
    const whole = await opened(encode(table()));
    expectThree(whole);
    const told = encoding === 'UTF-8' ? [] : [{ code: 'text-decoded-as', at: { file: true }, values: { encoding } }];
    expect(whole.findings).toEqual([...told, LINE]);
  });

  it.each(ENCODINGS)('is the same in pieces of one to seven bytes: %s (%s)', async (_, __, encode) => {
    for (const writing of [{}, { delimiter: ';', end: '\r\n', all: true }, { delimiter: '\t', end: '\r' }]) {
      const bytes = encode(table(writing));
      const whole = await opened(bytes);
      expect(whole.accepted).toBe(3);
      for (const length of [1, 2, 3, 4, 5, 6, 7]) expect(await opened(bytes, { length })).toEqual(whole);
    }
  });

  it.each(ENCODINGS)('is read past the part by which it was recognised: %s (%s)', async (_, __, encode) => {
    const many = written([...(rows.slice(0, 1) as Row[]), ...Array.from({ length: 2500 }, () => rows.slice(1, 4)).flat()], { all: true });
    const bytes = encode(many);
    expect(bytes.length).toBeGreaterThan(600_000);
    for (const length of [65_537, 262_143, 1_000_003]) {
      const summary = await opened(bytes, { length });
      expect([summary.accepted, summary.rowProblems]).toEqual([7500, {}]);
      expect(countsOf(summary, '01', 'a')).toEqual([0, 0, 2500, 2500, 0]);
      expect(reasonsOf(summary, '01')[1]).toEqual([2500, 2500, 0]);
    }
  });

  it('is read by a reader that listens itself, as the command does', async () => {
    const by = mappingOf();
    const reader = new ResponseReader(instrument, by, { units: PROVINCES, psus: undefined, key: KEY });
    const bytes = asWindows1258(table());
    for await (const chunk of tableText(pieces(bytes, 1000), columnsOf(by), reader)) reader.push(chunk);
    expectThree(reader.end());
  });

  it('is read in VISCII with the capitals that lie below the printable ones', async () => {
    const text = table().replace('Câu a', 'MẪU A');
    const by = mappingOf({ answers: [{ item: 'a', column: 'MẪU A' }, ...BASE.answers.slice(1)] });
    expectThree(await opened(text, { by }));
    expectThree(await opened(iconv.encode(text, 'viscii'), { by }));
  });

  it.each([
    ['TCVN3', asTcvn3],
    ['VNI', asVni],
    ['VISCII', (text: string): string => iconv.encode(text, 'viscii').toString('latin1')],
  ])('may have kept the letters of %s in UTF-8, in headings as in cells', async (_, garble) => {
    const summary = await opened(written(rows.slice(0, 4).map((row) => row.map((cell) => (cell === PHONE ? cell : garble(String(cell)))))));
    expectThree(summary);
    expect(codesOf(summary)).toEqual(['cells-re-encoded']);
  });

  it('is told of each spelling that was read by way of another encoding', async () => {
    const text = written([['Đơn vị', 'Câu a', 'Câu b'], ...Array.from({ length: 3 }, () => ['01', asTcvn3('Tốt'), '1'])]);
    const summary = await opened(text, { by: mappingOf(TWO_ITEMS) });
    expect(countsOf(summary, '01', 'a')).toEqual([0, 0, 3, 0, 0]);
    expect(summary.findings).toContainEqual({ code: 'cells-re-encoded', at: { file: true }, values: { count: '1' } });
  });

  it('is refused where a heading in old letters is there twice', async () => {
    const head = asTcvn3('Câu a');
    const summary = await opened(
      written([
        ['Đơn vị', head, head, 'Câu b'],
        ['01', '1', '2', '1'],
      ]),
      { by: mappingOf(TWO_ITEMS) },
    );
    expect([summary.isRefused, codesOf(summary)]).toEqual([true, ['column-twice']]);
  });
});

describe('damaged Vietnamese text', () => {
  interface Case {
    readonly id: string;
    readonly raw: string | number | readonly string[];
    readonly wanted: unknown;
  }
  const { cases } = JSON.parse(readFileSync(join(ROOT, 'test', 'fixtures', 'vn-text-damage.json'), 'utf8')) as { cases: readonly Case[] };
  const rawsOf = ({ raw }: Case): string[] => [raw].flat().map(String);
  const by = mappingOf(TWO_ITEMS);
  const headings = ['Họ tên', 'Đơn vị', 'Câu a', 'Câu b'];

  /** As a label in a cell and as a heading: the option is counted; the column is found, or told as missing. */
  async function asLabel(entry: Case): Promise<void> {
    const wanted = String(entry.wanted);
    for (const raw of rawsOf(entry)) {
      const of = instrumentOf([...QUALITY.slice(0, 2), { code: '3', name: name(wanted) }, ...QUALITY.slice(3)]);
      const summary = await opened(written([headings, [PERSON, '01', raw, '1'], [PERSON, '01', '2', '1']]), { by, of });
      expect(countsOf(summary, '01', 'a')).toEqual([0, 1, 1, 0, 0]);
      expect(summary.rowProblems).toEqual({});
      const other = mappingOf({
        answers: [
          { item: 'a', column: wanted },
          { item: 'b', column: 'Câu b' },
        ],
      });
      const found = await opened(
        written([
          ['Họ tên', 'Đơn vị', raw, 'Câu b'],
          [PERSON, '01', '2', '1'],
        ]),
        { by: other },
      );
      if (found.isRefused)
        expect(found.findings).toEqual([{ code: 'column-missing', at: { line: 1 }, values: { column: wanted, columns: '4' } }]);
      else expect(countsOf(found, '01', 'a')).toEqual([0, 1, 0, 0, 0]);
    }
  }
  async function asUnit(entry: Case, unit: string): Promise<void> {
    for (const raw of rawsOf(entry)) {
      const summary = await opened(written([headings, [PERSON, raw, '1', '1'], [PERSON, '10', '1', '1']]), { by });
      expect([raw, unitsOf(summary).sort()]).toEqual([raw, [unit, '10'].sort()]);
    }
  }
  async function isReported(entry: Case): Promise<void> {
    for (const raw of rawsOf(entry)) {
      for (const change of [{}, { decimalComma: true }]) {
        const text = written([headings, [PERSON, '01', '1', '1'], [PERSON, '01', raw, '1'], [PERSON, raw, '1', '1']]);
        const { accepted, findings } = await opened(text, { by: mappingOf({ ...TWO_ITEMS, ...change }) });
        expect(accepted).toBe(1);
        expect(findings).toEqual([
          { code: 'option-unknown', at: { line: 3, column: 'Câu a' } },
          { code: 'response-unit-unknown', at: { line: 4, column: 'Đơn vị' } },
        ]);
      }
    }
  }
  const HANDLED: Readonly<Record<string, (entry: Case) => Promise<void>>> = {
    nfd: asLabel,
    tcvn3: asLabel,
    vni: asLabel,
    'oi-for-u-horn': asLabel,
    'o-horn-for-o-circumflex': asLabel,
    'lost-spaces': asLabel,
    'eth-for-d-stroke': async (entry) => {
      await asLabel(entry);
      await asUnit(entry, '48');
    },
    'tone-placement': async (entry) => {
      await asLabel(entry);
      await asUnit(entry, '17');
    },
    'unit-aliases': async (entry) => await asUnit(entry, '79'),
    'unit-aliases-2': async (entry) => await asUnit(entry, '77'),
    'decimal-comma': isReported,
    'excel-turned-score-into-date': isReported,
    'leading-zero-lost': async (entry) => await asUnit(entry, '01'),
  };

  it('is of the kinds that these tests know', () => {
    expect(cases.map(({ id }) => id).sort()).toEqual(Object.keys(HANDLED).sort());
  });

  it.each(cases.map((entry) => [entry.id, entry] as const))('is read as what was meant, or told at its place: %s', async (id, entry) => {
    expect.hasAssertions();
    await HANDLED[id]?.(entry);
  });

  it('is read from a workbook where a date has taken the place of a score', async () => {
    const rows = [headings, [PERSON, 1, new Date('2001-01-13T00:00:00Z'), 1], [PERSON, 1, 2, 1]];
    const { accepted, findings } = await opened(await writeXlsx({ sheets: [{ name: 'S', rows }] }), { by });
    expect([accepted, findings]).toEqual([1, [{ code: 'option-unknown', at: { line: 2, column: 'Câu a' } }]]);
  });
});

describe('units by their names', () => {
  const by = mappingOf(TWO_ITEMS);
  const read = async (texts: readonly string[]): Promise<Opened> =>
    await opened(written([['Đơn vị', 'Câu a', 'Câu b'], ...texts.map((text) => [text, '1', '1'])]), { by });
  const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D');
  const bareOf = (vi: string): string => vi.replace('Thành phố ', '');
  /** What people write for a province; all of it is to be understood. */
  const spellings = ({ code, name: { vi, en } }: (typeof PROVINCES)[number]): string[] => {
    const bare = bareOf(vi);
    const latin = folded(bare);
    const formed = [bare, latin].flatMap((text) => [
      text,
      `Tỉnh ${text}`,
      `tinh ${text}`,
      `Thành phố ${text}`,
      `Thanh pho ${text}`,
      `TP ${text}`,
      `TP. ${text}`,
      `TP.${text}`,
      `Tp.${text}`,
      `T.P. ${text}`,
      `${text} City`,
      `${text} Province`,
      text.replaceAll(' ', ''),
      text.replaceAll(' - ', '-'),
      text.replaceAll(' - ', ' – '),
      text.replaceAll(' ', '  '),
      text.replaceAll(' ', '\u00a0'),
    ]);
    const cased = formed.flatMap((text) => [text, text.toUpperCase(), text.toLowerCase(), text.normalize('NFD')]);
    const looks = cased.map((text) => text.replaceAll('Đ', 'Ð').replaceAll('ư', 'ƣ').replaceAll('Ư', 'Ƣ'));
    return [code, String(Number(code)), vi, en, ` ${bare} `, `"${bare}"`, ...cased, ...looks];
  };

  it('are the 63 provinces', () => {
    expect(PROVINCES).toHaveLength(63);
    expect(new Set(PROVINCES.map(({ code }) => code)).size).toBe(63);
  });

  it('are each understood in any spelling, and never as another one', async () => {
    for (const province of PROVINCES) {
      const texts = [...new Set(spellings(province))];
      const summary = await read(texts);
      const wrong = summary.findings.flatMap(({ at }) => ('line' in at ? [texts[at.line - 2]] : []));
      expect([province.code, unitsOf(summary), wrong]).toEqual([province.code, [province.code], []]);
    }
  });

  it.each([
    ['TCVN3', asTcvn3],
    ['VNI', asVni],
    ['VISCII', (text: string): string => iconv.encode(text, 'viscii').toString('latin1')],
    ['windows-1258', (text: string): string => asWindows1258(text).toString('latin1')],
    ['UTF-8', (text: string): string => Buffer.from(text).toString('latin1')],
    ['marks as questions', (text: string): string => text.replace(/[^ -~]/g, '?')],
  ])('are never another one where letters of %s have been kept', async (_, garble) => {
    const wrong: [string, string[]][] = [];
    for (const province of PROVINCES) {
      const found = unitsOf(await read(spellings(province).map((text) => garble(text.normalize('NFC')))));
      if (found.some((code) => code !== province.code)) wrong.push([province.code, found]);
    }
    expect(wrong).toEqual([]);
  });

  const BYTES: readonly (readonly [string, (text: string) => Buffer])[] = [
    ['windows-1258', asWindows1258],
    ['TCVN3', (text) => Buffer.from(asTcvn3(text), 'latin1')],
    ['VNI', (text) => Buffer.from(asVni(text), 'latin1')],
    ['VISCII', (text) => iconv.encode(text, 'viscii')],
  ];
  const small = (provinces: typeof PROVINCES): string =>
    written([['unit', 'a', 'b'], ...provinces.map(({ name: { vi } }, i) => [vi, QUALITY[i % 4]?.name.vi ?? '', '1'])]);
  const bySmall = mappingOf({
    unit: { column: 'unit' },
    answers: [
      { item: 'a', column: 'a' },
      { item: 'b', column: 'b' },
    ],
  });

  it.each(BYTES)('are all read from a file in %s whose headings are in ASCII', async (encoding, encode) => {
    const summary = await opened(encode(small(PROVINCES)), { by: bySmall });
    expect(unitsOf(summary)).toEqual(PROVINCES.map(({ code }) => code).sort());
    expect(summary.findings).toEqual([{ code: 'text-decoded-as', at: { file: true }, values: { encoding } }]);
  });

  it.each(BYTES)('are never another one where a file in %s holds a single name', async (_, encode) => {
    for (const province of PROVINCES) {
      const found = unitsOf(await opened(encode(small([province])), { by: bySmall }));
      expect([province.code, found.filter((code) => code !== province.code)]).toEqual([province.code, []]);
    }
  });

  it.each([
    ['79', ['TP.HCM', 'TP HCM', 'TPHCM', 'tp. hcm', 'TP. Hồ Chí Minh', 'Thanh pho Ho Chi Minh', 'Ho Chi Minh City', 'HỒ CHÍ MINH']],
    ['77', ['Bà Rịa-Vũng Tàu', 'BÀ RỊA – VŨNG TẦU', 'Bà Rịa -Vũng Tàu', 'Ba Ria - Vung Tau', 'Bà Rịa Vũng Tàu']],
    ['46', ['Thừa Thiên - Huế', 'Thừa Thiên-Huế', 'THỪA THIÊN HUẾ']],
    ['01', ['1', '01', 'Hanoi', 'TP Hà Nội', 'Ha Noi City']],
  ])('are known by other names: %s', async (code, texts) => {
    const summary = await read(texts);
    expect([unitsOf(summary), summary.accepted]).toEqual([[code], texts.length]);
  });

  it('are none of those that stand no longer in the list, or never stood there', async () => {
    const texts = [
      'Hà Tây',
      'Hà Nam Ninh',
      'Nghệ Tĩnh',
      'Bình Trị Thiên',
      'Vĩnh Phú',
      'Hải Hưng',
      'Hà Bắc',
      'Sông Bé',
      'Minh Hải',
      'Quảng Nam - Đà Nẵng',
      'Gia Lai - Kon Tum',
      'Hà',
      'Bình',
      'Nam',
      'Tỉnh',
      'TP',
      'TP.',
      'Việt Nam',
      '03',
      '3',
      '97',
      '-1',
      '+1',
      '(1)',
      '1,0',
      '001',
      '0',
      '1/2',
      '01;02',
      '01 02',
      'BNV',
    ];
    const summary = await read(texts);
    expect([unitsOf(summary), summary.rowProblems]).toEqual([[], { 'response-unit-unknown': texts.length }]);
  });

  it('are none where the figures of a code stand apart', async () => {
    expect(unitsOf(await read(['7 9', '0 1']))).toEqual([]);
  });

  it('are what the mapping says before what they look like', async () => {
    const own = mappingOf({ ...TWO_ITEMS, unit: { column: 'Đơn vị', values: { 'Hà Nội': '02', 'Phường 1': '79' } } });
    const text = written([
      ['Đơn vị', 'Câu a', 'Câu b'],
      ['Hà Nội', '1', '1'],
      ['phuong 1', '1', '1'],
      ['Tỉnh Hà Nội', '1', '1'],
    ]);
    expect(unitsOf(await opened(text, { by: own }))).toEqual(['01', '02', '79']);
  });

  it('that nobody has named are one where their codes are the same', async () => {
    const text = written([
      ['Đơn vị', 'Câu a', 'Câu b'],
      ['BNV', '1', '1'],
      ['BNV ', '1', '1'],
      [' BNV', '1', '1'],
    ]);
    expect((await opened(text, { by, units: undefined })).tallies.map(({ unit, responses }) => [unit, responses])).toEqual([['BNV', 3]]);
  });
});

describe('a time of a survey', () => {
  const two = (value: number): string => String(value).padStart(2, '0');
  const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  /** The clock at an offset of so many minutes. */
  const parts = (at: number, minutes = 420) => {
    const date = new Date((at + minutes * 60) * 1000);
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const [hour, minute, second] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
    return { year, month, day, hour, minute, second, iso: date.toISOString().slice(0, 19) };
  };
  const zone = (minutes: number, colon: string): string =>
    `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}${colon}${two(Math.abs(minutes) % 60)}`;
  const serial = (at: number): string => ((at + 25_200) / 86_400 + 25_569).toFixed(10);
  const named = (at: number, seconds: boolean): string => {
    const { year, month, day, hour, minute, second } = parts(at);
    return `${MONTHS[month - 1]} ${day}, ${year} ${hour % 12 === 0 ? 12 : hour % 12}:${two(minute)}${seconds ? `:${two(second)}` : ''} ${hour < 12 ? 'AM' : 'PM'}`;
  };
  const FORMS: Readonly<Record<string, (at: number, minutes: number) => string>> = {
    'ISO, Z': (at) => `${parts(at, 0).iso}Z`,
    'ISO, milliseconds, Z': (at) => `${parts(at, 0).iso}.987Z`,
    'ISO, an offset': (at, minutes) => `${parts(at, minutes).iso}${zone(minutes, ':')}`,
    'ISO, milliseconds and an offset without colon': (at, minutes) => `${parts(at, minutes).iso}.001${zone(minutes, '')}`,
    'ISO, no offset': (at) => parts(at).iso,
    'ISO with a blank': (at) => parts(at).iso.replace('T', ' '),
    'day first': (at) => {
      const { year, month, day, hour, minute, second } = parts(at);
      return `${two(day)}/${two(month)}/${year} ${two(hour)}:${two(minute)}:${two(second)}`;
    },
    'day first, without zeros': (at) => {
      const { year, month, day, hour, minute, second } = parts(at);
      return `${day}/${month}/${year} ${hour}:${two(minute)}:${two(second)}`;
    },
    'day first, hyphens': (at) => {
      const { year, month, day, hour, minute, second } = parts(at);
      return ` ${day}-${month}-${year}, ${hour}:${two(minute)}:${two(second)} `;
    },
    SurveyCTO: (at) => named(at, true),
    'SurveyCTO in small letters': (at) => named(at, true).toLowerCase(),
    'a number of days': (at) => serial(at),
    'a number of days with a comma': (at) => serial(at).replace('.', ','),
  };
  const instants = fc.integer({ min: Date.UTC(1990, 0, 3) / 1000, max: Date.UTC(2099, 11, 29) / 1000 });
  const offsets = fc.integer({ min: -12 * 4, max: 14 * 4 }).map((quarters) => quarters * 15);

  it.each(Object.entries(FORMS))('is read back from each form: %s', (_, write) => {
    always(
      fc.property(instants, offsets, (at, minutes) => {
        const text = write(at, minutes);
        expect([text, readSurveyTime(text)]).toEqual([text, at]);
      }),
    );
  });

  it('is read back without seconds', () => {
    always(
      fc.property(instants, (any) => {
        const at = any - (any % 60);
        const { iso, day, month, year, hour, minute } = parts(at);
        for (const text of [iso.slice(0, 16), `${day}/${month}/${year} ${hour}:${two(minute)}`, named(at, false)]) {
          expect([text, readSurveyTime(text)]).toEqual([text, at]);
        }
      }),
    );
  });

  it.each([
    ['2024-03-01T08:15:30.000+07:00', Date.UTC(2024, 2, 1, 1, 15, 30)],
    ['2024-03-01T01:15:30.000Z', Date.UTC(2024, 2, 1, 1, 15, 30)],
    ['2024-03-01 08:15:30', Date.UTC(2024, 2, 1, 1, 15, 30)],
    ['01/03/2024 8:15:30', Date.UTC(2024, 2, 1, 1, 15, 30)],
    ['29/02/2024 00:00', Date.UTC(2024, 1, 28, 17)],
    ['Oct 10, 2015 6:26:24 PM', Date.UTC(2015, 9, 10, 11, 26, 24)],
    ['Oct 10, 2015 12:00:00 AM', Date.UTC(2015, 9, 9, 17)],
    ['Oct 10, 2015 12:00:00 PM', Date.UTC(2015, 9, 10, 5)],
    ['45352.5', Date.UTC(2024, 2, 1, 5)],
    ['45352', Date.UTC(2024, 1, 29, 17)],
  ])('is %s', (text, ms) => {
    expect(readSurveyTime(text)).toBe(ms / 1000);
  });

  it.each([
    '31/02/2024 08:15:30',
    '30/02/2024 08:15',
    '29/02/2023 08:15',
    '31/04/2024 08:15',
    '00/01/2024 08:15',
    '01/00/2024 08:15',
    '01/13/2024 08:15',
    '01/01/2024 24:00',
    '01/01/2024 23:60',
    '01/01/2024 23:59:60',
    '01/01/24 08:15',
    '2024-02-30T08:15:30Z',
    '2023-02-29T08:15:30',
    '2024-00-01T08:15:30Z',
    '2024-13-01T08:15:30Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T08:15:30 UTC+7',
    '1980-01-01 00:00:00',
    '2100-01-01 08:00:00',
    'Feb 30, 2024 6:26:24 PM',
    'Foo 10, 2024 6:26:24 PM',
    'Oct 10, 2024 13:26:24 PM',
    'Oct 10, 2024 6:26:24',
    '',
    ' ',
    'hôm qua',
    '2024',
    '-45352',
    '45352.5.5',
    '453520',
    '1709255730',
    '08:15:30',
  ])('is nothing that a calendar or a clock does not have: "%s"', (text) => {
    expect(readSurveyTime(text)).toBeUndefined();
  });

  it.each(['20000', '12345', '99999', '32000,5'])('is no number of days outside of the years that other forms may have: %s', (text) => {
    expect(readSurveyTime(text)).toBeUndefined();
  });

  it.each(['2024-03-01T08:15:30+25:00', '2024-03-01T08:15:30-99:99', '2024-03-01T08:15:30+07:75'])(
    'is nothing with an offset that no place has: %s',
    (text) => {
      expect(readSurveyTime(text)).toBeUndefined();
    },
  );

  it.each(['Oct 10, 2015 0:26:24 PM', 'Oct 10, 2015 0:00:00 AM'])(
    'is nothing at an hour that a clock of twelve hours does not have: %s',
    (text) => {
      expect(readSurveyTime(text)).toBeUndefined();
    },
  );
});

describe('pages', () => {
  const ROWS = 20_000;
  /** The same figures each time. */
  const figures = (): ((below: number) => number) => {
    let state = 12_345;
    return (below) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  };
  const by = mappingOf({
    instanceId: 'id',
    psu: 'Xã',
    enumerator: 'Điều tra viên',
    times: { start: 'Từ', end: 'Đến' },
    answers: [...TWO_ITEMS.answers, { item: 'c', column: 'Lý do', separator: ' ' }],
  });
  const heads = ['Họ tên', 'Điện thoại', 'Đơn vị', 'Xã', 'Điều tra viên', 'Từ', 'Đến', 'Câu a', 'Câu b', 'Lý do', 'id'];
  const people = [INTERVIEWER, 'Lê Thị Hỏi', 'Phạm Văn Hỏi', ''];
  const psus = new Map(Array.from({ length: 40 }, (_, i) => [`X${i}`, PROVINCES[i % 8]?.code ?? '']));
  const make = (count: number): Row[] => {
    const next = figures();
    return Array.from({ length: count }, (_, i) => {
      const psu = next(40);
      const [first = '', second = ''] = [['1', '2', '3', '9', ''][next(5)], ['1', '2', '3', '9', ''][next(5)]];
      const reasons = REASONS.filter(() => next(2) === 1).map(({ code }) => code);
      return [
        PERSON,
        PHONE,
        psus.get(`X${psu}`) ?? '',
        `X${psu}`,
        people[next(4)] ?? '',
        '2024-03-01 08:00:00',
        next(10) === 0 ? '' : `2024-03-01 08:${10 + next(50)}:00`,
        first,
        second,
        reasons.join(' '),
        `p${i}`,
      ];
    });
  };
  const file = (rows: readonly Row[]): string => written([heads, ...rows]);

  it('add up to the tallies, and hold each answer once with its line', async () => {
    const summary = await opened(file(make(ROWS)), { by, psus });
    expect([summary.accepted, summary.pages.map(({ rows }) => rows)]).toEqual([ROWS, [8192, 8192, 3616]]);
    const counted = new Map<string, { responses: number; slots: number[][] }>();
    const seen = new Set<string>();
    const lines: number[] = [];
    const [single, many] = [QUALITY.length, 2];
    for (const page of summary.pages) {
      expect(page.answers).toHaveLength(page.rows * 6);
      for (let r = 0; r < page.rows; r += 1) {
        const unit = page.units[page.unit[r] ?? NONE] ?? '';
        const entry = counted.get(unit) ?? {
          responses: 0,
          slots: [single, single, many, many, many, many].map((width) => Array<number>(width + 1).fill(0)),
        };
        counted.set(unit, entry);
        entry.responses += 1;
        for (const [s, slot] of entry.slots.entries()) {
          const choice = page.answers[s * page.rows + r] ?? NO_ANSWER;
          const at = choice === NO_ANSWER ? slot.length - 1 : choice;
          slot[at] = (slot[at] ?? 0) + 1;
        }
        expect(psus.get(page.psus[page.psu[r] ?? NONE] ?? '')).toBe(unit);
        seen.add(`${page.instance[2 * r]} ${page.instance[2 * r + 1]}`);
        lines.push(page.line[r] ?? 0);
      }
    }
    expect([seen.size, lines]).toEqual([ROWS, Array.from({ length: ROWS }, (_, i) => i + 2)]);
    expect(summary.tallies).toHaveLength(8);
    for (const { unit, responses, slots } of summary.tallies) {
      expect(counted.get(unit)).toEqual({ responses, slots: slots.map(({ counts, empty }) => [...counts, empty]) });
    }
  });

  it('name who asked by a pseudonym only, nobody where nobody is named, and each once', async () => {
    const { pages } = await opened(file(make(500)), { by, psus });
    const [page] = pages;
    expect([...(page?.enumerators ?? [])].sort()).toEqual(
      people
        .slice(0, 3)
        .map((person) => pseudonymOf(KEY, person))
        .sort(),
    );
    const nobody = make(500).filter((row) => row[4] === '').length;
    expect(nobody).toBeGreaterThan(50);
    expect(page?.enumerator.filter((place) => place === NONE)).toHaveLength(nobody);
    expect(JSON.stringify(pages)).not.toContain('Hỏi');
    expect(pseudonymOf(new Uint8Array(16).fill(8), INTERVIEWER)).not.toBe(pseudonymOf(KEY, INTERVIEWER));
  });

  it('name who asked once, however the name is written', async () => {
    const [one = []] = make(1);
    const texts = [INTERVIEWER, `${INTERVIEWER} `, INTERVIEWER.normalize('NFD')];
    const rows = texts.map((text, i) => [...one.slice(0, 4), text, ...one.slice(5, 10), `p${i}`]);
    const { pages } = await opened(file(rows), { by, psus });
    expect(new Set(pages[0]?.enumerators).size).toBe(1);
    expect(pages[0]?.enumerators).toEqual([pseudonymOf(KEY, INTERVIEWER)]);
  });

  it('tell times that cannot be read, and keep what is known', async () => {
    const rows = make(1000);
    const unclear = rows.filter((row) => row[6] === '').length;
    const { pages, findings } = await opened(file(rows), { by, psus });
    expect(unclear).toBeGreaterThan(50);
    expect(findings).toEqual([{ code: 'times-unclear', at: { file: true }, values: { count: String(unclear) } }]);
    expect(pages[0]?.seconds.filter((seconds) => seconds === NO_TIME)).toHaveLength(unclear);
    expect(new Set(pages[0]?.started)).toEqual(new Set([Date.UTC(2024, 2, 1, 1) / 1000]));
  });

  it('have a time below zero where an interview ended before it began', async () => {
    const [one = []] = make(1);
    const row = [...one.slice(0, 5), '2024-03-01 08:00:00', '2024-03-01 07:59:00', ...one.slice(7)];
    expect((await opened(file([row]), { by, psus })).pages[0]?.seconds).toEqual(Int32Array.of(-60));
  });

  it('count unclear times of the answers that they hold', async () => {
    const [one = []] = make(1);
    const row = [...one.slice(0, 6), '', ...one.slice(7)];
    const summary = await opened(file([row, row]), { by, psus });
    expect(summary).toMatchObject({ accepted: 1, repeated: 1 });
    expect(summary.findings).toContainEqual({ code: 'times-unclear', at: { file: true }, values: { count: '1' } });
  });

  it('cut into slices are, put together, the whole', async () => {
    const [page] = (await opened(file(make(300)), { by, psus })).pages;
    if (page === undefined) throw new Error('no page');
    const whole = plainRows([page]);
    always(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: page.rows - 1 }), { maxLength: 6 }), (cuts) => {
        const bounds = [0, ...cuts.toSorted((x, y) => x - y), page.rows];
        const slices = bounds.slice(1).map((to, i) => sliceOfPage(page, bounds[i] ?? 0, to));
        expect(slices.map(({ rows }) => rows)).toEqual(bounds.slice(1).map((to, i) => to - (bounds[i] ?? 0)));
        expect(plainRows(slices)).toEqual(whole);
        for (const slice of slices) expect(plainRows([sliceOfPage(slice, 0, slice.rows)])).toEqual(plainRows([slice]));
      }),
      { numRuns: 30 },
    );
  });

  it('hold nothing of the columns that nobody mapped, wherever the rows have shifted to', async () => {
    const rows = make(20).map((row, i) => (i % 2 === 0 ? row : [...row.slice(i % 5), ...row.slice(0, i % 5)]));
    const summary = await opened(file([...rows, [PERSON], [...(rows[0] ?? []), MAIL]]), { by, psus });
    expect(summary.rowProblems['csv-columns']).toBe(2);
    expect(Object.values(summary.rowProblems).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
    const told = JSON.stringify(summary);
    for (const secret of [PERSON, PHONE, MAIL, INTERVIEWER, 'Bí Mật', 'Hỏi']) expect(told).not.toContain(secret);
  });

  it('are the same in pieces of one to seven bytes', async () => {
    const text = file(make(60));
    const whole = await opened(text, { by, psus });
    for (const length of [1, 2, 3, 5, 7]) expect(await opened(text, { by, psus, length })).toEqual(whole);
  });
});

describe('the sample behind answers', () => {
  const heads = ['Đơn vị', 'Xã', 'Câu a', 'Câu b'];
  const psus = new Map([
    ['00001', '01'],
    ['00002', '01'],
    ['27000', '79'],
  ]);
  const by = mappingOf({ ...TWO_ITEMS, psu: 'Xã' });

  it('has each answer in a PSU that was drawn, of the unit that it is about', async () => {
    const rows = [
      ['01', '00001', 1, 1],
      ['79', '27000', 1, 1],
      ['01', '00009', 1, 1],
      ['01', '', 1, 1],
      ['01', '27000', 1, 1],
      ['79', '00001', 1, 1],
      ['01', PHONE, 1, 1],
      ['01', PERSON, 1, 1],
      ['Hà Nội', ' 00002 ', 1, 1],
    ];
    const summary = await opened(written([heads, ...rows]), { by, psus });
    expect(summary.accepted).toBe(3);
    const at = (line: number): object => ({ line, column: 'Xã' });
    expect(summary.findings).toEqual([
      { code: 'psu-unknown', at: at(4) },
      { code: 'psu-unknown', at: at(5) },
      { code: 'psu-of-another-unit', at: at(6) },
      { code: 'psu-of-another-unit', at: at(7) },
      { code: 'psu-unknown', at: at(8) },
      { code: 'psu-unknown', at: at(9) },
    ]);
    expect(plainRows(summary.pages)).toEqual(
      [
        ['01', '00001'],
        ['79', '27000'],
        ['01', '00002'],
      ].map(([unit, psu]) => expect.objectContaining({ unit, psu })),
    );
  });

  it('has any code of a PSU where none was drawn, and each once in a page', async () => {
    const { pages, accepted } = await opened(
      written([heads, ['01', 'X1', 1, 1], ['01', 'X1', 1, 1], ['01', 'X2', 1, 1], ['01', 'a b', 1, 1]]),
      { by },
    );
    expect([accepted, pages[0]?.psus, [...(pages[0]?.psu ?? [])]]).toEqual([3, ['X1', 'X2'], [0, 0, 1]]);
  });

  it('has a PSU once in a page, with blanks around it or without', async () => {
    const { pages } = await opened(written([heads, ['01', '00001', 1, 1], ['01', ' 00001', 2, 1]]), { by, psus });
    expect(pages[0]?.psus).toEqual(['00001']);
  });
});

describe('answers without a column of instances', () => {
  const heads = ['Họ tên', 'Đơn vị', 'Người hỏi', 'Từ', 'Đến', 'Câu a', 'Câu b'];
  const by = mappingOf({ ...TWO_ITEMS, enumerator: 'Người hỏi', times: { start: 'Từ', end: 'Đến' } });
  const row = ['A', '01', 'x', '2024-03-01 08:00:00', '2024-03-01 08:10:00', '1', '2'];
  const equalOf = async (...rows: readonly Row[]): Promise<[number, number, string[]]> => {
    const summary = await opened(written([heads, ...rows]), { by });
    return [summary.accepted, summary.equal, codesOf(summary)];
  };
  const changed = (at: number, text: string): Row => row.map((cell, i) => (i === at ? text : cell));

  it('are counted and told where they are equal, and never dropped', async () => {
    expect(await equalOf(row, row, changed(0, 'B'), changed(5, '2'))).toEqual([4, 2, ['rows-equal']]);
    const summary = await opened(written([heads, row, row]), { by });
    expect(countsOf(summary, '01', 'a')).toEqual([2, 0, 0, 0, 0]);
    expect(summary.findings).toEqual([{ code: 'rows-equal', at: { file: true }, values: { count: '1' } }]);
  });

  it.each([
    ['unit', 1, '79'],
    ['enumerator', 2, 'y'],
    ['start', 3, '2024-03-01 08:00:01'],
    ['first answer', 5, '2'],
    ['second answer', 6, ''],
  ])('are not equal where they differ in something that the mapping names: %s', async (_, at, text) => {
    expect(await equalOf(row, changed(at, text))).toEqual([2, 0, []]);
  });

  it('are not equal where they ended at another time', async () => {
    expect(await equalOf(row, changed(4, '2024-03-01 08:11:00'))).toEqual([2, 0, []]);
  });

  it('are told, not taken for repeats, where the column of instances holds blanks', async () => {
    const own = mappingOf({ ...TWO_ITEMS, instanceId: 'Họ tên' });
    const rows = [changed(0, ' '), changed(0, ' '), changed(0, 'p1')];
    expect(await opened(written([heads, ...rows]), { by: own })).toMatchObject({
      accepted: 1,
      repeated: 0,
      rowProblems: { 'instance-missing': 2 },
    });
  });
});

describe('a mapping of several choices', () => {
  const codes = (c: object): string[] =>
    checkMapping({ ...BASE, answers: [...TWO_ITEMS.answers, { item: 'c', ...c }] }, instrument).map(({ code }) => code);
  const ALL = { 1: 'c1', 2: 'c2', 3: 'c3', 9: 'c9' };

  it.each<[string, object, string[]]>([
    ['one column that lists them', { column: 'c', separator: ' ' }, []],
    ['a column for each option', { columns: ALL }, []],
    ['a column that says nothing of how it lists them', { column: 'c' }, ['mapping-choices']],
    ['an option that is none', { columns: { ...ALL, 7: 'c7' } }, ['mapping-code-unknown']],
    ['both', { column: 'c', columns: ALL }, ['mapping-shape']],
    ['neither', {}, ['mapping-shape']],
    ['a separator between columns', { columns: ALL, separator: ' ' }, ['mapping-shape']],
  ])('is checked: %s', (_, c, expected) => {
    expect(codes(c)).toEqual(expected);
  });

  it('is told where an item of one choice has several', () => {
    const answers = [{ item: 'a', column: 'a', separator: ' ' }, ...BASE.answers.slice(1)];
    expect(checkMapping({ ...BASE, answers }, instrument).map(({ code }) => code)).toEqual(['mapping-choices']);
  });

  it('is told where an option has no column, and so counts as never chosen', () => {
    const { 9: _, ...without } = ALL;
    expect(codes({ columns: without })).not.toEqual([]);
  });

  it('is told where two options have the same column', () => {
    expect(codes({ columns: { ...ALL, 9: 'c1' } })).not.toEqual([]);
  });
});
