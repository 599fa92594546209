import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkInstrument } from '../../../shared/domain/check-instrument.ts';
import { type Instrument, instrumentSchema, questionsOf, scaleOf, scoresOf } from '../../../shared/domain/instrument.ts';
import { ResponseReader, type ResponseSummary } from '../../../shared/domain/read-responses.ts';
import { checkMapping, type SurveyMapping, surveyMappingSchema } from '../../../shared/domain/survey-mapping.ts';
import { always } from '../../fixtures/always.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'examples', 'illustrative-instruments');
const example = (name: string): unknown => JSON.parse(readFileSync(join(EXAMPLE, name), 'utf8')) as unknown;

const name = (text: string): { vi: string; en: string } => ({ vi: text, en: text });
const instrument: Instrument = instrumentSchema.parse({
  id: 'nho',
  version: 2,
  isIllustrative: true,
  title: name('Nhỏ'),
  source: 'Thử nghiệm',
  population: name('Ai cũng được'),
  mode: 'probability',
  scales: [
    {
      code: 'ba',
      options: [
        { code: '1', name: name('Kém') },
        { code: '2', name: name('Vừa') },
        { code: '3', name: name('Tốt') },
        { code: '9', name: name('Không biết'), isNoOpinion: true },
      ],
      score: { rule: 'weighted-options', weights: { 1: 0, 2: 60, 3: 100 } },
    },
  ],
  sections: [{ code: 's', name: name('Phần'), items: ['a', 'b'].map((code) => ({ code, name: name(code), scale: 'ba' })) }],
  groups: [{ code: 'g', name: name('Nhóm'), kind: 'service', items: ['a', 'b'], rule: 'pooled' }],
  aggregates: [{ code: 'tat-ca', name: name('Tất cả'), parts: [{ of: 'g', weight: 1 }] }],
  minimumN: 30,
  feeds: [{ item: '8.1', figure: 'tat-ca' }],
});
const values = { Kém: '1', Vừa: '2', Tốt: '3', 'Không biết': '9' };
const mapping: SurveyMapping = surveyMappingSchema.parse({
  instrument: 'nho',
  instrumentVersion: 2,
  version: 1,
  instanceId: 'id',
  unit: { column: 'Đơn vị', values: { 'Hà Nội': '01', 'TP. Hồ Chí Minh': '79' } },
  answers: [
    { column: 'Câu a', item: 'a', values },
    { column: 'Câu b', item: 'b', values },
  ],
  maxErrorShare: 0.5,
});
const UNITS = [
  { code: '01', name: { vi: 'Hà Nội', en: 'Ha Noi' } },
  { code: '79', name: { vi: 'Hồ Chí Minh', en: 'Ho Chi Minh City' } },
];
const KEY = new Uint8Array(16).fill(7);

function read(text: string | Uint8Array, { by = mapping, length = 1_000_000, isAnyUnit = false } = {}): ResponseSummary {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const reader = new ResponseReader(instrument, by, { units: isAnyUnit ? undefined : UNITS, psus: undefined, key: KEY });
  for (let at = 0; at < bytes.length; at += length) reader.push(Buffer.from(bytes.subarray(at, at + length)));
  return reader.end();
}

const HEADER = 'Họ tên,Đơn vị,Câu a,Câu b,id\n';
/** Option counts of item a in one unit: 1, 2, 3, 9, then empty ones. */
const countsOf = ({ tallies }: ResponseSummary, unit: string, item = 'a'): number[] => {
  const found = tallies.find((tally) => tally.unit === unit)?.slots.find((slot) => slot.figure === item);
  return found === undefined ? [] : [...found.counts, found.empty];
};

describe('answers of a survey', () => {
  it('are tallied by unit, item and option, with what is empty apart from what is no opinion', () => {
    const summary = read(`${HEADER}A,01,1,3,x1\nB,Hà Nội,Tốt,không biết,x2\nC,79,,9,x3\nD,01,2,2,x4\n`);
    expect(summary).toMatchObject({ rows: 4, accepted: 4, repeated: 0, isRefused: false, findings: [] });
    expect(countsOf(summary, '01')).toEqual([1, 1, 1, 0, 0]);
    expect(countsOf(summary, '01', 'b')).toEqual([0, 1, 1, 1, 0]);
    expect(countsOf(summary, '79')).toEqual([0, 0, 0, 0, 1]);
    expect(countsOf(summary, '79', 'b')).toEqual([0, 0, 0, 1, 0]);
  });

  it('count once for each instance, whatever else the row says', () => {
    const summary = read(`${HEADER}A,01,1,1,x1\nA,01,1,1,x1\nA,01,1,1,x2\nB,79,3,3,x1\n`);
    expect(summary).toMatchObject({ rows: 4, accepted: 2, repeated: 2 });
    expect(countsOf(summary, '01')).toEqual([2, 0, 0, 0, 0]);
  });

  it('without a column of instances all count, since equal people exist', () => {
    const { instanceId: _, ...without } = mapping;
    expect(read(`${HEADER}A,01,1,1,\nA,01,1,1,\n`, { by: without })).toMatchObject({ accepted: 2, repeated: 0 });
  });

  const rows = [
    ['A', '01', 'Tốt', '3', 'x1'],
    ['B', '79', 'Vừa', '1', 'x2'],
  ];
  const written = (delimiter: string, end: string): string =>
    [HEADER.trim().split(','), ...rows].map((cells) => cells.map((cell) => `"${cell}"`).join(delimiter)).join(end);
  it.each([
    ['semicolons and quotes', written(';', '\n')],
    ['tabs', written('\t', '\n')],
    ['a byte-order mark', `\ufeff${written(',', '\r\n')}`],
    ['CR alone', written(',', '\r')],
    ['the line that tells the delimiter', `sep=;\r\n${written(';', '\r\n')}`],
    ['text in NFD', written(',', '\n').normalize('NFD')],
    ['look-alike letters', written(',', '\n').replace('Đơn', 'Ðơn')],
    ['capitals and blanks around headings', written(',', '\n').replace('Câu a', '  CÂU  A ')],
    ['commas inside quotes beside semicolons', written(';', '\n').replace('"A"', '"A, B, C, D, E, F"')],
  ])('are read with %s', (_, text) => {
    const summary = read(text);
    expect(summary).toMatchObject({ accepted: 2, findings: [] });
    expect([countsOf(summary, '01'), countsOf(summary, '79')]).toEqual([
      [0, 0, 1, 0, 0],
      [0, 1, 0, 0, 0],
    ]);
  });

  it('pass over the rows that a platform writes below its header', () => {
    const text = `${HEADER}Your name,Unit,Question,Question,Id\n"{""ImportId"":""QID1""}",x,x,x,x\nA,01,1,1,x1\n`;
    expect(read(text, { by: { ...mapping, rowsBelowHeader: 2 } })).toMatchObject({ rows: 1, accepted: 1, findings: [] });
  });

  it.each([
    ['an option that is none', 'B,01,4,1,x2', 'option-unknown', 'Câu a'],
    ['a unit that is none', 'B,02,1,1,x2', 'response-unit-unknown', 'Đơn vị'],
    ['no unit', 'B,,1,1,x2', 'response-unit-unknown', 'Đơn vị'],
    ['no instance', 'B,01,1,1,', 'instance-missing', 'id'],
    ['a cell too few', 'B,01,1,1', 'csv-columns', undefined],
    ['a quote in the wrong place', 'B"B,01,1,1,x2', 'csv-quote', undefined],
  ])('are told at their line: %s', (_, row, code, column) => {
    const { findings, accepted, rowProblems } = read(`${HEADER}A,01,1,1,x1\n${row}\nC,01,1,1,x3\n`);
    expect(findings).toEqual([expect.objectContaining({ code, at: { line: 3, ...(column === undefined ? {} : { column }) } })]);
    expect([accepted, rowProblems]).toEqual([2, { [code]: 1 }]);
  });

  it('are refused as a whole above the declared share of bad rows, and every row is still counted', () => {
    const summary = read(`${HEADER}A,01,1,1,x1\n${'B,01,7,1,x\n'.repeat(2000)}`);
    expect(summary).toMatchObject({ rows: 2001, accepted: 1, isRefused: true, tallies: [], rowProblems: { 'option-unknown': 2000 } });
    expect(summary.findings).toHaveLength(1001);
    expect(summary.findings[0]).toMatchObject({ code: 'rows-refused', values: { wrong: '2000', rows: '2001', limit: '50' } });
    expect(read(`${HEADER}A,01,1,1,x1\nB,01,7,1,x2\n`)).toMatchObject({ isRefused: false, accepted: 1 });
  });

  it.each([
    ['an empty file', '', 'file-empty'],
    ['a byte-order mark alone', '\ufeff', 'file-empty'],
    ['a missing column', 'Đơn vị,Câu a,id\n01,1,x\n', 'column-missing'],
    ['a heading that is there twice', 'Đơn vị,Câu a,Câu b,Câu a,id\n01,1,1,1,x\n', 'column-twice'],
    ['a quote that nobody closes', `${HEADER}A,"01,${'1,1,x\n'.repeat(200_000)}`, 'csv-quote'],
  ])('are refused: %s', (_, text, code) => {
    const { isRefused, tallies, findings } = read(text);
    expect([isRefused, tallies]).toEqual([true, []]);
    expect(findings.map((finding) => finding.code)).toContain(code);
  });

  it('leave no trace of people’s names and numbers in what is told, not even where columns have shifted', () => {
    const secret = 'Nguyễn Thị Bí Mật';
    const shifted = `${HEADER}${secret},01,1,1,x1\n01,${secret},0912345678,1,x2\n79,01,${secret},0912345678,x3\nA,01,1,${secret},${secret}\n`;
    const told = JSON.stringify(read(shifted));
    expect(told).not.toContain('Bí Mật');
    expect(told).not.toContain('0912345678');
    expect(read(shifted).rowProblems).toEqual({ 'response-unit-unknown': 1, 'option-unknown': 2 });
  });

  it('are the same however the file is cut into chunks', () => {
    const text = `${HEADER}"A ""x""",01,Tốt,1,x1\r\nB,79,,9,x2\nB,79,,9,x2\nC,80,1,1,x3\n"D\nE",01,5,1,x4\n`;
    always(
      fc.property(fc.integer({ min: 1, max: 80 }), (length) => {
        expect(read(text, { length })).toEqual(read(text));
      }),
    );
  });

  it('are what csv-parse and a plain count make of any table', () => {
    const cell = fc.constantFrom('1', '2', '3', '9', '', 'Tốt', 'vừa');
    const row = fc.tuple(fc.constantFrom('01', '79', 'Hà Nội'), cell, cell, fc.integer({ min: 0, max: 30 }).map(String));
    always(
      fc.property(fc.array(row, { maxLength: 40 }), fc.constantFrom(',', ';', '\t'), (some, delimiter) => {
        const text = [['Đơn vị', 'Câu a', 'Câu b', 'id'], ...some]
          .map((cells) => cells.map((one) => `"${one}"`).join(delimiter))
          .join('\n');
        const seen = new Set<string>();
        const expected = [0, 0, 0, 0, 0];
        for (const [unit = '', a = '', , id = ''] of parse(text, { delimiter }).slice(1) as string[][]) {
          if (seen.has(id)) continue;
          seen.add(id);
          const place = ['1', '2', '3', '9', ''].indexOf({ Tốt: '3', vừa: '2' }[a] ?? a);
          if (unit !== '79') (expected[place] as number) += 1;
        }
        const found = countsOf(read(text), '01');
        expect(found.length === 0 ? [0, 0, 0, 0, 0] : found).toEqual(expected);
      }),
    );
  });

  it.each(['-1', '+1', '1.', '(1)', '1,0', '１'])('are not taken for a figure that only resembles one: %s', (text) => {
    expect(read(`${HEADER}A,01,"${text}",1,x1\nB,01,1,1,x2\n`)).toMatchObject({ accepted: 1, rowProblems: { 'option-unknown': 1 } });
  });

  it('are neither of two options that one spelling could mean', () => {
    const by = { ...mapping, answers: mapping.answers.map((answer) => ({ ...answer, values: { Có: '1', Cỏ: '2' } })) };
    expect(read(`${HEADER}A,01,Co,1,x1\nB,01,1,1,x2\n`, { by })).toMatchObject({ accepted: 1, rowProblems: { 'option-unknown': 1 } });
  });

  it('may be about any unit where none are named', () => {
    const summary = read(`${HEADER}A,BNV,1,1,x1\nB,Hà Nội,1,1,x2\nC,BNV,1,1,x3\nD,a b,1,1,x4\n`, { isAnyUnit: true });
    expect(summary.tallies.map(({ unit, responses }) => [unit, responses])).toEqual([
      ['01', 1],
      ['BNV', 2],
    ]);
    expect(summary.rowProblems).toEqual({ 'response-unit-unknown': 1 });
  });
});

describe('an instrument', () => {
  const changed = (change: (json: Record<string, unknown>) => void): string[] => {
    const json = structuredClone(instrument) as unknown as Record<string, unknown>;
    change(json);
    return checkInstrument(json).map(({ code }) => code);
  };

  it.each([
    ['SIPAS, illustrative', example('sipas-2023.json')],
    ['the small one of these tests', instrument],
  ])('is sound: %s', (_, json) => {
    expect(checkInstrument(json)).toEqual([]);
  });

  it.each<[string, (json: Record<string, unknown>) => void, string[]]>([
    ['a key that the format does not have', (json) => Object.assign(json, { x: 1 }), ['instrument-shape']],
    [
      'an item code twice',
      (json) => Object.assign(json, { sections: [...instrument.sections, { ...instrument.sections[0], code: 't' }] }),
      ['instrument-code-twice', 'instrument-code-twice'],
    ],
    [
      'a group of an unknown item',
      (json) => Object.assign(json, { groups: [{ ...instrument.groups[0], items: ['a', 'c'] }] }),
      ['instrument-code-unknown'],
    ],
    [
      'an aggregate of itself',
      (json) => Object.assign(json, { aggregates: [{ code: 'tat-ca', name: name('x'), parts: [{ of: 'tat-ca', weight: 1 }] }] }),
      ['instrument-code-unknown'],
    ],
    [
      'weights that do not add up',
      (json) => Object.assign(json, { aggregates: [{ code: 'tat-ca', name: name('x'), parts: [{ of: 'g', weight: 0.9 }] }] }),
      ['instrument-weights-sum'],
    ],
    ['an open survey that feeds an item', (json) => Object.assign(json, { mode: 'open' }), ['instrument-open-feeds']],
    [
      'a group of an item with several choices',
      (json) =>
        Object.assign(json, {
          sections: [
            {
              code: 's',
              name: name('x'),
              items: ['a', 'b'].map((code) => ({ code, name: name(code), scale: 'ba', ...(code === 'b' ? { choose: 'many' } : {}) })),
            },
          ],
        }),
      ['instrument-code-unknown'],
    ],
    ['a feed of an unknown figure', (json) => Object.assign(json, { feeds: [{ item: '8.1', figure: 'h' }] }), ['instrument-code-unknown']],
    [
      'an option without a weight',
      (json) =>
        Object.assign(json, { scales: [{ ...instrument.scales[0], score: { rule: 'weighted-options', weights: { 1: 0, 2: 50 } } }] }),
      ['instrument-option-without-score'],
    ],
    [
      'a top box that is no option',
      (json) => Object.assign(json, { scales: [{ ...instrument.scales[0], score: { rule: 'top-two-box', top: ['3', '4'] } }] }),
      ['instrument-code-unknown'],
    ],
    [
      'a top box that is no opinion',
      (json) => Object.assign(json, { scales: [{ ...instrument.scales[0], score: { rule: 'top-two-box', top: ['9'] } }] }),
      ['instrument-code-unknown'],
    ],
    [
      'a scale of one opinion',
      (json) =>
        Object.assign(json, {
          scales: [{ code: 'ba', options: instrument.scales[0]?.options.slice(2), score: { rule: 'mean-of-scale' } }],
        }),
      ['instrument-too-few-opinions'],
    ],
  ])('is told: %s', (_, change, codes) => {
    expect(changed(change)).toEqual(codes);
  });

  it('has its answers worth what the rule says, and no opinion nothing', () => {
    const [scale] = instrument.scales;
    if (scale === undefined) throw new Error('no scale');
    expect([...scoresOf(scale).values()]).toEqual([0, 60, 100, undefined]);
    expect([...scoresOf({ ...scale, score: { rule: 'mean-of-scale' } }).values()]).toEqual([0, 50, 100, undefined]);
    expect([...scoresOf({ ...scale, score: { rule: 'top-two-box', top: ['2', '3'] } }).values()]).toEqual([0, 100, 100, undefined]);
  });
});

describe('a mapping', () => {
  const codesOf = (change: object): string[] => checkMapping({ ...mapping, ...change }, instrument).map(({ code }) => code);

  it('is sound where every item has a column', () => {
    expect(codesOf({})).toEqual([]);
    expect(checkMapping(example('mapping-kobo.json'), instrumentSchema.parse(example('sipas-2023.json')))).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ['a version that is not this one', { instrumentVersion: 1 }, ['mapping-of-another-instrument']],
    ['an item without column', { answers: mapping.answers.slice(1) }, ['mapping-item-missing']],
    ['an item with two columns', { answers: [...mapping.answers, { column: 'c', item: 'a', values: {} }] }, ['mapping-item-twice']],
    ['an item that is none', { answers: [...mapping.answers, { column: 'c', item: 'c', values: {} }] }, ['mapping-code-unknown']],
    [
      'an option that is none',
      { answers: [{ ...mapping.answers[0], values: { Khá: '4' } }, mapping.answers[1]] },
      ['mapping-code-unknown'],
    ],
    ['a share above 1', { maxErrorShare: 5 }, ['mapping-shape']],
  ])('is told: %s', (_, change, codes) => {
    expect(codesOf(change)).toEqual(codes);
  });
});

describe('the answers of the example', () => {
  it('are counted as a plain reader counts them', () => {
    const [own, by] = [instrumentSchema.parse(example('sipas-2023.json')), surveyMappingSchema.parse(example('mapping-kobo.json'))];
    const bytes = readFileSync(join(EXAMPLE, 'answers-kobo.csv'));
    const reader = new ResponseReader(own, by, { units: undefined, psus: undefined, key: KEY });
    reader.push(bytes);
    const { tallies, accepted, findings } = reader.end();
    const table = parse(bytes, { delimiter: ';', columns: true }) as Record<string, string>[];
    expect([accepted, findings]).toEqual([table.length, []]);
    for (const question of questionsOf(own)) {
      for (const [i, { name: label }] of scaleOf(own, question).options.entries()) {
        for (const [unitName, unit] of Object.entries(by.unit.values)) {
          const counted = tallies.find((tally) => tally.unit === unit)?.slots.find(({ figure }) => figure === question.code);
          expect(counted?.counts[i]).toBe(
            table.filter((row) => row['Tỉnh, thành phố'] === unitName && row[question.name.vi] === label.vi).length,
          );
        }
      }
    }
    expect(JSON.stringify(tallies)).not.toContain('Người trả lời');
  });
});
