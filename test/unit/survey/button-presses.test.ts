import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../examples/full-size/random.ts';
import {
  type Buttons,
  buttonsSchema,
  monthOf,
  type PressHour,
  type PressMonth,
  PressReader,
  type PressSource,
  type PressSummary,
  pressMonths,
  pressSourceSchema,
} from '../../../shared/domain/button-presses.ts';
import { always } from '../../fixtures/always.ts';

const name = (text: string): { vi: string; en: string } => ({ vi: text, en: text });
const FACES = {
  code: 'mat',
  name: name('Bốn mặt'),
  levels: [
    { values: ['0', 'rất tệ'], worth: 0 },
    { values: ['1', 'tệ'], worth: 30 },
    { values: ['2', 'tốt'], worth: 70 },
    { values: ['3', 'rất tốt'], worth: 100 },
  ],
};
/** Another maker counts from the best. */
const REVERSED = {
  code: 'nguoc',
  name: name('Đếm ngược'),
  levels: [
    { values: ['3'], worth: 0 },
    { values: ['2'], worth: 50 },
    { values: ['1'], worth: 100 },
  ],
};
const STARS = {
  code: 'sao',
  name: name('Năm sao'),
  levels: ['1', '2', '3', '4', '5'].map((star, i) => ({ values: [star], worth: 25 * i })),
};
const buttons: Buttons = buttonsSchema.parse({
  scales: [FACES, REVERSED, STARS],
  devices: [
    { device: 'm1', unit: '01', scale: 'mat' },
    { device: 'm2', unit: '01', scale: 'mat' },
    { device: 'n1', unit: '01', scale: 'nguoc' },
    { device: 's1', unit: '79', scale: 'sao' },
  ],
  tickets: [
    { unit: '01', month: '2024-01', count: 10 },
    { unit: '79', month: '2024-02', count: 4 },
  ],
});

interface Outcome {
  readonly summary: PressSummary;
  readonly hours: readonly PressHour[];
  readonly months: readonly PressMonth[];
}

function read(text: string | Uint8Array, source: PressSource = { format: 'table' }, { by = buttons, length = 1_000_000 } = {}): Outcome {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const reader = new PressReader(by, pressSourceSchema.parse(source));
  for (let at = 0; at < bytes.length; at += length) reader.push(Uint8Array.from(bytes.subarray(at, at + length)));
  const summary = reader.end();
  const hours = [...reader.hours()];
  return { summary, hours, months: pressMonths(by, hours) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
/** 2024-01-15T08:00:00 by the clock of Viet Nam. */
const MORNING = Date.UTC(2024, 0, 15, 1) / 1000;
const HOUR = MORNING / 3600;

const HEADER = 'device,time,value\n';
const ROWS = ['m1,2024-01-15 08:00:00,3', 'm1,2024-01-15 08:20:00,0', 'n1,2024-01-15 08:30:00,1', 's1,2024-02-01 00:00:00,5'];
const TABLE = `${HEADER}${ROWS.join('\n')}\n`;
const WANTED: PressHour[] = [
  { device: 'm1', hour: HOUR, counts: [1, 0, 0, 1], bursts: 0 },
  { device: 'n1', hour: HOUR, counts: [0, 0, 1], bursts: 0 },
  { device: 's1', hour: Date.UTC(2024, 0, 31, 17) / 3_600_000, counts: [0, 0, 0, 0, 1], bursts: 0 },
];
const COLUMNS = { device: 'Mã thiết bị', time: 'Thời điểm', value: 'Mức' };

describe('a table of presses', () => {
  it.each<[string, string, PressSource['columns']]>([
    ['commas', TABLE, undefined],
    ['semicolons', TABLE.replaceAll(',', ';'), undefined],
    ['tabs', TABLE.replaceAll(',', '\t'), undefined],
    ['a byte-order mark', `\ufeff${TABLE}`, undefined],
    ['a byte-order mark and semicolons', `\ufeff${TABLE.replaceAll(',', ';')}`, undefined],
    ['CRLF', TABLE.replaceAll('\n', '\r\n'), undefined],
    ['CR alone', TABLE.replaceAll('\n', '\r'), undefined],
    ['no last line end', TABLE.trimEnd(), undefined],
    ['quotes', TABLE.replaceAll(/[^,\n]+/g, '"$&"'), undefined],
    ['quotes and tabs', TABLE.replaceAll(/[^,\n]+/g, '"$&"').replaceAll(',', '\t'), undefined],
    ['blanks around cells', TABLE.replaceAll(',', ' , '), undefined],
    ['empty lines', TABLE.replaceAll('\n', '\n\n'), undefined],
    ['renamed columns', TABLE.replace(HEADER, 'Mã thiết bị,Thời điểm,Mức\n'), COLUMNS],
    ['renamed columns in NFD, in capitals', TABLE.replace(HEADER, 'MÃ THIẾT BỊ,THỜI ĐIỂM,MỨC\n'.normalize('NFD')), COLUMNS],
    [
      'columns in another order, and more of them',
      `id;Mức;ghi chú;Thời điểm;Mã thiết bị\n${ROWS.map((row, i) => {
        const [device, time, value] = row.split(',');
        return `${i};${value};"; , ""x""";${time};${device}\n`;
      }).join('')}`,
      COLUMNS,
    ],
  ])('is read with %s', (_, text, columns) => {
    const source: PressSource = columns === undefined ? { format: 'table' } : { format: 'table', columns };
    const { summary, hours } = read(text, source);
    expect(summary).toEqual({ rows: 4, presses: 4, bursts: 0, rowProblems: {}, findings: [], isRefused: false });
    expect(hours).toEqual(WANTED);
  });

  it('is read with a comma in a quoted heading beside semicolons', () => {
    const text = TABLE.replaceAll(',', ';').replace('time', '"Ngày, giờ"');
    const columns = { device: 'device', time: 'Ngày, giờ', value: 'value' };
    expect(read(text, { format: 'table', columns }).hours).toEqual(WANTED);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])('with commas is the same in chunks of %i bytes', (length) => {
    for (const text of [TABLE, `\ufeff${TABLE}`, TABLE.replaceAll('\n', '\r\n'), TABLE.replaceAll('0,3', '0,rất tốt')])
      expect(read(text, undefined, { length })).toEqual(read(text));
    expect(read(TABLE, undefined, { length }).hours).toEqual(WANTED);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])('with semicolons or tabs is the same in chunks of %i bytes', (length) => {
    for (const mark of [';', '\t']) {
      const text = TABLE.replaceAll(',', mark);
      expect(read(text, undefined, { length })).toEqual(read(text));
      expect(read(`\ufeff${text}`, undefined, { length }).hours).toEqual(WANTED);
    }
  });

  it('is told a press of either name of its level, and scales that count from the best', () => {
    const { hours } = read(
      `${HEADER}m1,2024-01-15 08:00:00,rất tệ\nm1,2024-01-15 08:10:00,0\nn1,2024-01-15 08:00:00,3\nn1,2024-01-15 08:10:00,1\n`,
    );
    expect(hours.map(({ counts }) => counts)).toEqual([
      [2, 0, 0, 0],
      [1, 0, 1],
    ]);
  });

  it('is read in NFD, of devices and levels too', () => {
    const by = { ...buttons, devices: [{ device: 'Cửa số 1', unit: '01', scale: 'mat' }] };
    const text = `${HEADER}Cửa số 1,2024-01-15 08:00:00,rất tốt\n`;
    expect(read(text, undefined, { by }).hours).toMatchObject([{ counts: [0, 0, 0, 1] }]);
    expect(read(text.normalize('NFD'), undefined, { by }).hours).toMatchObject([{ counts: [0, 0, 0, 1] }]);
  });

  it('of a tablet with stars counts five levels', () => {
    const text = ['1', '2', '3', '4', '5', '5'].map((star, i) => `s1,2024-01-15 08:0${i}:00,${star}\n`).join('');
    const { hours, months } = read(HEADER + text);
    expect(hours).toEqual([{ device: 's1', hour: HOUR, counts: [1, 1, 1, 1, 2], bursts: 0 }]);
    expect(months[0]?.mean).toBeCloseTo((0 + 25 + 50 + 75 + 2 * 100) / 6, 12);
    expect(read(`${HEADER}s1,2024-01-15 08:00:00,6\n`).summary.rowProblems).toEqual({ 'press-level-unknown': 1 });
    expect(read(`${HEADER}s1,2024-01-15 08:00:00,0\n`).summary.rowProblems).toEqual({ 'press-level-unknown': 1 });
  });

  it.each([
    ['by the clock of Viet Nam', '2024-01-15 08:05:09'],
    ['in UTC', '2024-01-15T01:05:09Z'],
    ['with parts of seconds', '2024-01-15T01:05:09.987Z'],
    ['with an offset', '2024-01-14T20:05:09-05:00'],
    ['with an offset without colon', '2024-01-15T08:05:09+0700'],
    ['without seconds', '2024-01-15 08:05'],
    ['the day first', '15/01/2024 08:05:09'],
    ['as a cell of a spreadsheet', '45306.336909722'],
    ['with blanks around', '  2024-01-15 08:05:09 '],
  ])('is told a time %s', (_, time) => {
    expect(read(`${HEADER}m1,"${time}",3\n`).hours).toMatchObject([{ hour: HOUR }]);
  });

  it('has any instant of any offset in the hour where it belongs', () => {
    const offset = fc.integer({ min: -14 * 4, max: 14 * 4 }).map((quarters) => 900 * quarters);
    // Two years, so that all lie in one file.
    const moment = fc.tuple(fc.integer({ min: MORNING, max: MORNING + 365 * 86_400 }), offset);
    always(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 40 }), (moments) => {
        const lines = moments.map(([at, seconds]) => {
          const minutes = Math.abs(seconds) / 60;
          const zone = `${seconds < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
          return `m1,${iso(at + seconds).slice(0, 19)}${zone},3\n`;
        });
        const { summary, hours } = read(HEADER + lines.join(''));
        expect(summary.presses).toBe(moments.length);
        const wanted = Map.groupBy(moments, ([at]) => Math.floor(at / 3600));
        expect(hours.map(({ hour, counts }) => [hour, counts[3]])).toEqual(
          [...wanted].map(([hour, own]) => [hour, own.length]).toSorted(([a = 0], [b = 0]) => a - b),
        );
      }),
    );
  });

  it.each([
    ['a device that is none', 'm9,2024-01-15 08:00:00,3', 'press-device-unknown'],
    ['no device', ',2024-01-15 08:00:00,3', 'press-device-unknown'],
    ['a device in other letters', 'M1,2024-01-15 08:00:00,3', 'press-device-unknown'],
    ['a level that is none', 'm1,2024-01-15 08:00:00,4', 'press-level-unknown'],
    ['a level of another scale', 'n1,2024-01-15 08:00:00,0', 'press-level-unknown'],
    ['no level', 'm1,2024-01-15 08:00:00,', 'press-level-unknown'],
    ['no time', 'm1,,3', 'press-time-unclear'],
    ['a time that is none', 'm1,hôm qua,3', 'press-time-unclear'],
    ['30 February', 'm1,2024-02-30 08:00:00,3', 'press-time-unclear'],
    ['an hour that no day has', 'm1,2024-01-15 24:00:00,3', 'press-time-unclear'],
    ['a second that no minute has', 'm1,2024-01-15 08:00:60,3', 'press-time-unclear'],
    ['an offset that no clock has', 'm1,2024-01-15T08:00:00+99:00,3', 'press-time-unclear'],
    ['a cell too few', 'm1,2024-01-15 08:00:00', 'csv-columns'],
    ['a cell too many', 'm1,2024-01-15 08:00:00,3,3', 'csv-columns'],
    ['a quote in the wrong place', 'm1"m1,2024-01-15 08:00:00,3', 'csv-quote'],
    ['__proto__ as device', '__proto__,2024-01-15 08:00:00,3', 'press-device-unknown'],
    ['constructor as device', 'constructor,2024-01-15 08:00:00,3', 'press-device-unknown'],
    ['__proto__ as level', 'm1,2024-01-15 08:00:00,__proto__', 'press-level-unknown'],
    ['toString as level', 'm1,2024-01-15 08:00:00,toString', 'press-level-unknown'],
    ['constructor as time', 'm1,constructor,3', 'press-time-unclear'],
  ])('tells at its line %s', (_, row, code) => {
    // A line inside quotes and an empty line before: the bad row is the 5th line of the file.
    const good = 'm1,2024-01-15 08:00:00,3\n';
    const text = `device,time,value\n"m1\n",2024-01-15 08:00:00,3\n\n${row}\n${good.repeat(40)}`;
    const { summary } = read(text);
    expect(summary.rowProblems).toEqual({ [code]: 1 });
    expect(summary.findings).toEqual([expect.objectContaining({ code, at: { line: 5 } })]);
    expect(summary).toMatchObject({ rows: 42, presses: 41, isRefused: false });
  });

  it('is refused above one wrong row in twenty, and not at one in twenty', () => {
    const file = (good: number, wrong: number): PressSummary =>
      read(`${HEADER}${'m1,2024-01-15 08:00:00,3\n'.repeat(good)}${'m1,2024-01-15 08:00:00,7\n'.repeat(wrong)}`).summary;
    for (const twentieth of [1, 2, 3, 7, 29, 350]) {
      expect(file(19 * twentieth, twentieth)).toMatchObject({ isRefused: false, presses: 19 * twentieth });
      const { isRefused, findings } = file(19 * twentieth - 1, twentieth);
      expect(isRefused).toBe(true);
      const values = { wrong: `${twentieth}`, rows: `${20 * twentieth - 1}`, limit: '5' };
      expect(findings[0]).toEqual({ code: 'rows-refused', at: { file: true }, values });
    }
    const { findings, rowProblems } = file(0, 5000);
    expect(rowProblems).toEqual({ 'press-level-unknown': 5000 });
    expect(findings.length).toBeLessThanOrEqual(1001);
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'file-empty'],
    ['a byte-order mark', '\ufeff', 'file-empty'],
    ['a header alone', HEADER, 'file-empty'],
    ['a missing column', 'device,time\nm1,2024-01-15 08:00:00\n', 'column-missing'],
    ['no header', ROWS.join('\n'), 'column-missing'],
    ['JSON in place of a table', '[{"device":"m1","time":"2024-01-15 08:00:00","value":3}]\n', 'column-missing'],
  ])('is refused: %s', (_, text, code) => {
    const { summary } = read(text);
    expect(summary.isRefused).toBe(true);
    expect(summary.findings).toEqual(expect.arrayContaining([expect.objectContaining({ code })]));
    expect(summary.presses).toBe(0);
  });

  it('is refused where a quote that nobody closes swallows the rest, however many good rows stand before', () => {
    const good = Array.from({ length: 1000 }, (_, i) => `m1,${iso(MORNING + 60 * i)},3\n`).join('');
    for (const rest of [`"m1,${good}`, `"m1,${good.repeat(50)}`]) {
      const { summary } = read(HEADER + good + rest);
      expect(summary.findings).toEqual([expect.objectContaining({ code: 'csv-quote', at: { line: 1002 } })]);
      expect(summary.isRefused).toBe(true);
    }
  });
});

describe('JSON of presses', () => {
  const ENTRIES = ROWS.map((row) => {
    const [device, time, value] = row.split(',');
    return { device, time, value };
  });
  const LINES = ENTRIES.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const FORMS: [string, string][] = [
    ['one a line', LINES],
    ['one a line, with CRLF and empty lines', LINES.replaceAll('\n', '\r\n\r\n')],
    ['a list', JSON.stringify(ENTRIES)],
    ['a list on many lines', JSON.stringify(ENTRIES, null, 2)],
    ['a byte-order mark', `\ufeff${JSON.stringify(ENTRIES)}`],
    ['levels as numbers', JSON.stringify(ENTRIES.map((entry) => ({ ...entry, value: Number(entry.value) })))],
    ['more than is wanted', JSON.stringify(ENTRIES.map((entry) => ({ id: 'Ghế số 5', ...entry, note: 'tốt lắm "thật"' })))],
  ];

  it.each(FORMS)('is read: %s', (_, text) => {
    const { summary, hours } = read(text, { format: 'json' });
    expect(summary).toEqual({ rows: 4, presses: 4, bursts: 0, rowProblems: {}, findings: [], isRefused: false });
    expect(hours).toEqual(WANTED);
  });

  it.each(FORMS)('is the same in chunks of 1 to 7 bytes: %s', (_, text) => {
    const wanted = read(text, { format: 'json' });
    expect(wanted.hours).toEqual(WANTED);
    for (const length of [1, 2, 3, 4, 5, 6, 7]) expect(read(text, { format: 'json' }, { length })).toEqual(wanted);
  });

  it('is cut anywhere without a difference, letters of several bytes too', () => {
    const text = JSON.stringify(ENTRIES.map((entry) => ({ ...entry, note: 'Rất hài lòng 😀' })));
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const reader = new PressReader(buttons, { format: 'json' });
      reader.push(bytes.subarray(0, cut));
      reader.push(bytes.subarray(cut));
      expect(reader.end()).toMatchObject({ presses: 4, findings: [] });
    }
  });

  it('has names of its own, prototype-like ones too', () => {
    const columns = { device: '__proto__', time: 'constructor', value: 'toString' };
    const text = ENTRIES.map(({ device, time, value }) => `{"__proto__":"${device}","constructor":"${time}","toString":"${value}"}`).join(
      '\n',
    );
    expect(read(text, { format: 'json', columns }).hours).toEqual(WANTED);
    // Nobody inherits a device or a level.
    const { summary } = read('{}\n{"device":"m1","time":"2024-01-15 08:00:00"}\n', { format: 'json', columns });
    expect(summary).toMatchObject({ rows: 2, presses: 0, isRefused: true });
    expect({}).not.toHaveProperty('m1');
  });

  it('may hold braces in texts', () => {
    const by = { ...buttons, devices: [{ device: 'm{1}', unit: '01', scale: 'mat' }] };
    const text = [1, 2].map((i) => `{"note":"} {","device":"m{1}","time":"2024-01-15 08:0${i}:00","value":"3"}\n`).join('');
    expect(read(text, { format: 'json' }, { by }).summary).toMatchObject({ rows: 2, presses: 2, findings: [] });
  });

  it.each([
    ['a device that is none', '{"device":"m9","time":"2024-01-15 08:00:00","value":3}', 'press-device-unknown'],
    ['no device', '{"time":"2024-01-15 08:00:00","value":3}', 'press-device-unknown'],
    ['a time that is none', '{"device":"m1","time":"hôm qua","value":3}', 'press-time-unclear'],
    ['no time', '{"device":"m1","time":null,"value":3}', 'press-time-unclear'],
    ['a level that is none', '{"device":"m1","time":"2024-01-15 08:00:00","value":4}', 'press-level-unknown'],
    ['a level that is half', '{"device":"m1","time":"2024-01-15 08:00:00","value":2.5}', 'press-level-unknown'],
    ['an object as level', '{"device":"m1","time":"2024-01-15 08:00:00","value":[]}', 'press-level-unknown'],
    ['no JSON', '{"device":"m1",time:2024}', 'presses-shape'],
    ['an end without beginning', '"device":"m1"}', 'presses-shape'],
  ])('tells at its line %s', (_, row, code) => {
    const good = '{"device":"m1","time":"2024-01-15 08:00:00","value":3}\n';
    const { summary } = read(`${good.repeat(2)}${row}\n${good.repeat(40)}`, { format: 'json' });
    expect(summary.findings).toEqual([expect.objectContaining({ code, at: { line: 3 } })]);
    expect(summary).toMatchObject({ rows: 43, presses: 42, rowProblems: { [code]: 1 }, isRefused: false });
  });

  it.each([
    ['nothing', ''],
    ['an empty list', '[]'],
    ['text', 'xin chào'],
    ['an object that does not end', '{"device":"m1","time":"2024-01-15 08:00:00","value":3'],
    ['a table', TABLE],
    ['a megabyte without an object', `["${'x'.repeat(1_100_000)}`],
  ])('is refused: %s', (_, text) => {
    expect(read(text, { format: 'json' }).summary).toMatchObject({ presses: 0, isRefused: true });
  });

  it('that breaks off tells so', () => {
    const { summary } = read(JSON.stringify(ENTRIES).slice(0, -20), { format: 'json' });
    expect(summary.presses).toBe(3);
    expect(summary.findings).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'presses-shape' })]));
    expect(summary.isRefused).toBe(true);
  });
});

describe('files of HappyOrNot', () => {
  const results: PressSource = { format: 'happyornot-results', device: 'm1' };
  const raw: PressSource = { format: 'happyornot-raw', device: 'm1' };

  it('hold hours, the worst level first; the same hour twice adds up', () => {
    const text = JSON.stringify([
      { ts: '2024-01-15T08:00:00+07:00', data: [1, 2, 3, 40] },
      { ts: '2024-01-31T17:00:00Z', data: [0, 0, 0, 5] },
      { ts: '2024-01-15T01:00:00Z', data: [1, 0, 0, 2] },
      { ts: '2024-01-15T02:00:00Z', data: [0, 0, 0, 0] },
    ]);
    const { summary, hours, months } = read(text, results);
    expect(summary).toEqual({ rows: 4, presses: 54, bursts: 0, rowProblems: {}, findings: [], isRefused: false });
    expect(hours.map(({ hour, counts }) => [hour, counts])).toEqual([
      [HOUR, [2, 2, 3, 42]],
      [Date.UTC(2024, 0, 31, 17) / 3_600_000, [0, 0, 0, 5]],
    ]);
    expect(months.map(({ month, presses }) => [month, presses])).toEqual([
      ['2024-01', 49],
      ['2024-02', 5],
    ]);
    for (const length of [1, 2, 3, 4, 5, 6, 7]) expect(read(text, results, { length })).toEqual({ summary, hours, months });
  });

  it.each<[string, object, string]>([
    ['a level too few', { ts: '2024-01-15T01:00:00Z', data: [1, 2, 3] }, 'press-level-unknown'],
    ['a level too many', { ts: '2024-01-15T01:00:00Z', data: [1, 2, 3, 4, 5] }, 'press-level-unknown'],
    ['no levels', { ts: '2024-01-15T01:00:00Z' }, 'press-level-unknown'],
    ['fewer than no presses', { ts: '2024-01-15T01:00:00Z', data: [1, 2, -3, 4] }, 'press-level-unknown'],
    ['half a press', { ts: '2024-01-15T01:00:00Z', data: [1, 2, 0.5, 4] }, 'press-level-unknown'],
    ['text', { ts: '2024-01-15T01:00:00Z', data: [1, 2, '3', 4] }, 'press-level-unknown'],
    ['a nothing', { ts: '2024-01-15T01:00:00Z', data: [1, 2, null, 4] }, 'press-level-unknown'],
    ['no time', { data: [1, 2, 3, 4] }, 'press-time-unclear'],
    ['a time that is none', { ts: 'x', data: [1, 2, 3, 4] }, 'press-time-unclear'],
  ])('tell at its place %s, and count nothing of it', (_, entry, code) => {
    const good = { ts: '2024-01-15T03:00:00Z', data: [0, 0, 0, 1] };
    const { summary, hours } = read(JSON.stringify([good, entry, ...Array.from({ length: 30 }, () => good)]), results);
    expect(summary.findings).toEqual([expect.objectContaining({ code, at: { line: 2 } })]);
    expect(summary).toMatchObject({ rows: 32, presses: 31 });
    expect(hours).toHaveLength(1);
  });

  it('with counts that nobody can have pressed do not wrap round', () => {
    const entry = { ts: '2024-01-15T01:00:00Z', data: [0, 0, 0, 2 ** 32 + 5] };
    const { summary, hours } = read(JSON.stringify([entry]), results);
    expect(sum(hours.flatMap(({ counts }) => counts))).toBe(summary.presses);
  });

  it('hold single presses', () => {
    const text = JSON.stringify([
      { ts: '2024-01-15T01:00:00Z', r: 3 },
      { ts: '2024-01-15T08:59:59+07:00', r: 0 },
      { ts: '2024-01-15T02:00:00Z', r: 1 },
    ]);
    const { summary, hours } = read(text, raw);
    expect(summary).toMatchObject({ rows: 3, presses: 3, findings: [] });
    expect(hours.map(({ hour, counts }) => [hour, counts])).toEqual([
      [HOUR, [1, 0, 0, 1]],
      [HOUR + 1, [0, 1, 0, 0]],
    ]);
    for (const length of [1, 2, 3, 4, 5, 6, 7]) expect(read(text, raw, { length }).hours).toEqual(hours);
    expect(read(JSON.stringify([{ ts: '2024-01-15T01:00:00Z', r: 4 }]), raw).summary.rowProblems).toEqual({ 'press-level-unknown': 1 });
  });

  it('of a device that counts from the best are read by its scale', () => {
    const device = { device: 'n1' };
    const single = JSON.stringify([{ ts: '2024-01-15T01:00:00Z', r: 1 }]);
    expect(read(single, { ...raw, ...device }).months).toMatchObject([{ counts: [0, 0, 1], mean: 100 }]);
    const hourly = JSON.stringify([{ ts: '2024-01-15T01:00:00Z', data: [7, 0, 0] }]);
    expect(read(hourly, { ...results, ...device }).months).toMatchObject([{ counts: [7, 0, 0], mean: 0 }]);
  });

  it.each(['m9', '__proto__', 'constructor'])('of a device that is none are refused: %s', (device) => {
    const { summary, hours } = read('[{"ts":"2024-01-15T01:00:00Z","data":[0,0,0,1]}]', { ...results, device });
    expect(summary).toMatchObject({ isRefused: true, presses: 0, findings: [{ code: 'press-device-unknown', at: { file: true } }] });
    expect(hours).toEqual([]);
  });
});

describe('bursts', () => {
  /** Of the presses of a device in the order of time: those before which there were so many within so many seconds. */
  const naive = (times: readonly number[], { seconds, presses }: Buttons['burst']): boolean[] =>
    times.map((at, i) => times.slice(0, i).filter((before) => at - before <= seconds).length >= presses);
  const tableOf = (presses: readonly (readonly [string, number])[]): string =>
    HEADER + presses.map(([device, at]) => `${device},${iso(at)},2\n`).join('');

  it('are those of the definition, device by device', () => {
    const press = fc.tuple(fc.constantFrom('m1', 'm2', 'n1'), fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 4000 })));
    const rule = fc.record({ seconds: fc.integer({ min: 1, max: 20 }), presses: fc.integer({ min: 1, max: 6 }) });
    always(
      fc.property(fc.array(press, { minLength: 1, maxLength: 80 }), rule, (gaps, burst) => {
        let now = MORNING;
        const presses = gaps.map(([device, gap]): [string, number] => {
          now += gap;
          return [device, now];
        });
        const { summary, hours } = read(tableOf(presses), undefined, { by: { ...buttons, burst } });
        expect(summary).toMatchObject({ presses: presses.length, findings: [] });
        const wanted = ['m1', 'm2', 'n1'].flatMap((device) => {
          const times = presses.flatMap(([own, at]) => (own === device ? [at] : []));
          const isBurst = naive(times, burst);
          return [...Map.groupBy(times.keys(), (i) => Math.floor((times[i] ?? 0) / 3600))].map(([hour, own]) => ({
            device,
            hour,
            pressed: own.length,
            bursts: own.filter((i) => isBurst[i]).length,
          }));
        });
        expect(hours.map(({ device, hour, counts, bursts }) => ({ device, hour, pressed: sum(counts), bursts }))).toEqual(wanted);
        expect(summary.bursts).toBe(sum(wanted.map(({ bursts }) => bursts)));
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, number[], number]>([
    ['three in ten seconds are none', [0, 5, 10], 0],
    ['the fourth in ten seconds is one', [0, 3, 6, 10], 1],
    ['the fourth a second later is none', [0, 3, 6, 11], 0],
    ['at the same second', [0, 0, 0, 0, 0], 2],
    ['a child that presses every second', Array.from({ length: 60 }, (_, i) => i), 57],
  ])('by the usual rule: %s', (_, times, wanted) => {
    const { summary, months } = read(tableOf(times.map((at) => ['m1', MORNING + at])));
    expect(summary.bursts).toBe(wanted);
    // They are counted all the same.
    expect(months).toMatchObject([{ presses: times.length, bursts: wanted, mean: 70 }]);
  });

  it('are not made by the order of rows: presses far from each other are near nothing', () => {
    const random = new Random('rows');
    expect(read(tableOf([0, 1000, 2000, 5].map((at) => ['m1', MORNING + at]))).summary.bursts).toBe(0);
    for (let i = 0; i < 50; i += 1) {
      // No two within ten seconds but for pairs: nobody pressed four times.
      const times = Array.from({ length: 30 }, (_, k) => MORNING + 100 * Math.floor(k / 2) + 3 * (k % 2));
      const mixed = times.map((at) => ({ at, key: random.next() })).toSorted((a, b) => a.key - b.key);
      expect(read(tableOf(mixed.map(({ at }) => ['m1', at]))).summary.bursts).toBe(0);
    }
  });
});

describe('the order of rows', () => {
  it('does not change what was pressed', () => {
    const press = fc.tuple(fc.constantFrom('m1', 'm2', 's1'), fc.integer({ min: 0, max: 100 * 86_400 }), fc.constantFrom('1', '2', '3'));
    always(
      fc.property(fc.array(press, { minLength: 1, maxLength: 60 }), (presses) => {
        const counted = (rows: typeof presses) =>
          read(HEADER + rows.map(([device, at, value]) => `${device},${iso(MORNING + at)},${value}\n`).join('')).hours.map(
            ({ device, hour, counts }) => ({ device, hour, counts }),
          );
        const wanted = counted(presses);
        expect(sum(wanted.flatMap(({ counts }) => counts))).toBe(presses.length);
        expect(counted(presses.toReversed())).toEqual(wanted);
        expect(counted(presses.toSorted((a, b) => a[1] - b[1]))).toEqual(wanted);
      }),
      { numRuns: 100 },
    );
  });
});

describe('years far apart', () => {
  it('do not eat the memory', () => {
    const devices = Array.from({ length: 50 }, (_, i) => ({ device: `d${i}`, unit: '01', scale: 'sao' }));
    const by = { ...buttons, devices };
    const years = ['2024-01-15', '1990-01-02', '2099-12-30', '2024-01-16'];
    const text = HEADER + years.flatMap((day) => devices.map(({ device }) => `${device},${day} 08:00:00,5\n`)).join('');
    const before = process.memoryUsage().arrayBuffers;
    const reader = new PressReader(by, { format: 'table' });
    reader.push(Buffer.from(text));
    const { rows, presses, rowProblems } = reader.end();
    // Hours of a century for each of them would be a gigabyte.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
    expect(rows).toBe(200);
    // Whatever is not counted is told.
    expect(presses + sum(Object.values(rowProblems))).toBe(200);
    expect(sum([...reader.hours()].flatMap(({ counts }) => counts))).toBe(presses);
    expect(presses).toBeGreaterThanOrEqual(100);
  });

  it('of a clock that was never set, at the head of a file, do not make the good presses wrong', () => {
    const good = Array.from({ length: 99 }, (_, i) => `m1,${iso(MORNING + 60 * i)},3\n`).join('');
    const { summary } = read(`${HEADER}m2,1990-01-02 08:00:00,3\n${good}`);
    expect(summary.isRefused).toBe(false);
    expect(summary.presses).toBeGreaterThanOrEqual(99);
  });
});

describe('presses by month', () => {
  it('are those of the clock of Viet Nam', () => {
    const times = [
      '2024-01-31T16:59:59Z',
      '2024-01-31T17:00:00Z',
      '2024-01-31T17:30:00Z',
      '2024-02-29T16:59:59Z',
      '2024-02-29T17:00:00Z',
      '2023-12-31T17:00:00Z',
    ];
    const { months } = read(HEADER + times.map((time) => `m1,${time},3\n`).join(''));
    expect(months.map(({ month, presses }) => [month, presses])).toEqual([
      ['2024-01', 2],
      ['2024-02', 3],
      ['2024-03', 1],
    ]);
    expect(monthOf(Date.UTC(2024, 0, 31, 17) / 3_600_000)).toBe('2024-02');
    expect(monthOf(Date.UTC(2024, 0, 31, 16) / 3_600_000)).toBe('2024-01');
    expect(monthOf(Date.UTC(2023, 11, 31, 17) / 3_600_000)).toBe('2024-01');
  });

  it('stand by unit, month and scale, with the tickets of the unit shared by its scales', () => {
    const rows = [
      ...Array.from({ length: 4 }, (_, i) => `m1,2024-01-15 0${i}:00:00,3`),
      'm2,2024-01-20 08:00:00,0',
      'n1,2024-01-21 08:00:00,1',
      'n1,2024-01-22 08:00:00,2',
      'm1,2024-02-10 08:00:00,1',
      's1,2024-02-10 08:00:00,1',
      's1,2024-02-11 08:00:00,5',
    ];
    const { months } = read(`${HEADER}${rows.join('\n')}\n`);
    expect(months).toEqual([
      { unit: '01', scale: 'mat', month: '2024-01', counts: [1, 0, 0, 4], presses: 5, bursts: 0, mean: 80, tickets: 10, coverage: 0.7 },
      { unit: '01', scale: 'nguoc', month: '2024-01', counts: [0, 1, 1], presses: 2, bursts: 0, mean: 75, tickets: 10, coverage: 0.7 },
      { unit: '01', scale: 'mat', month: '2024-02', counts: [0, 1, 0, 0], presses: 1, bursts: 0, mean: 30, tickets: null, coverage: null },
      { unit: '79', scale: 'sao', month: '2024-02', counts: [1, 0, 0, 0, 1], presses: 2, bursts: 0, mean: 50, tickets: 4, coverage: 0.5 },
    ]);
  });

  it('add up over files in any order, and pass over a device that was taken away', () => {
    const { hours } = read(TABLE);
    const more = read(`${HEADER}m1,2024-01-15 08:40:00,3\nm2,2024-01-15 08:40:00,3\n`).hours;
    const gone: PressHour = { device: 'gone', hour: HOUR, counts: [1, 1, 1, 1], bursts: 1 };
    const wanted = pressMonths(buttons, [...hours, ...more]);
    expect(wanted[0]).toMatchObject({ unit: '01', scale: 'mat', counts: [1, 0, 0, 3], presses: 4 });
    expect(pressMonths(buttons, [gone, ...more.toReversed(), ...hours.toReversed()])).toEqual(wanted);
    expect(pressMonths(buttons, [gone])).toEqual([]);
    // A file is no part of another: what was handed over stays as it was.
    expect(hours).toEqual(WANTED);
  });

  it('of presses more than tickets cover more than all', () => {
    const text = Array.from({ length: 15 }, (_, i) => `m1,2024-01-15 08:${10 + i}:00,3\n`).join('');
    expect(read(HEADER + text).months).toMatchObject([{ coverage: 1.5 }]);
  });

  it('of devices, scales and levels with prototype-like names are like others', () => {
    const by = buttonsSchema.parse({
      scales: [
        {
          code: 'constructor',
          name: name('Lạ'),
          levels: [
            { values: ['__proto__'], worth: 0 },
            { values: ['toString'], worth: 100 },
          ],
        },
      ],
      devices: ['__proto__', 'constructor', 'hasOwnProperty'].map((device) => ({ device, unit: 'valueOf', scale: 'constructor' })),
      tickets: [{ unit: 'valueOf', month: '2024-01', count: 5 }],
    });
    const rows = ['__proto__', 'constructor', 'hasOwnProperty'].map((device, i) => [
      device,
      `2024-01-15 08:0${i}:00`,
      i === 0 ? '__proto__' : 'toString',
    ]);
    const table = read(`${HEADER}${rows.map((row) => row.join()).join('\n')}\n`, undefined, { by });
    expect(table.summary).toMatchObject({ presses: 3, findings: [] });
    expect(table.months).toEqual([
      {
        unit: 'valueOf',
        scale: 'constructor',
        month: '2024-01',
        counts: [1, 2],
        presses: 3,
        bursts: 0,
        mean: (2 * 100) / 3,
        tickets: 5,
        coverage: 0.6,
      },
    ]);
    const json = rows.map(([device, time, value]) => JSON.stringify({ device, time, value })).join('\n');
    expect(read(json, { format: 'json' }, { by })).toEqual(table);
    expect(
      read('[{"ts":"2024-01-15T01:00:00Z","r":"toString"}]', { format: 'happyornot-raw', device: '__proto__' }, { by }).months,
    ).toMatchObject([{ counts: [0, 1] }]);
  });
});

describe('the schema of buttons', () => {
  const written = {
    scales: [FACES, REVERSED],
    devices: [
      { device: 'm1', unit: '01', scale: 'mat' },
      { device: 'n1', unit: '01', scale: 'nguoc' },
    ],
    tickets: [{ unit: '01', month: '2024-01', count: 10 }],
    burst: { seconds: 5, presses: 2 },
  };
  const isGood = (changed: object): boolean => buttonsSchema.safeParse({ ...written, ...changed }).success;
  const [level] = FACES.levels;

  it('has a rule of bursts and no tickets unless it is told', () => {
    expect(buttonsSchema.parse(written)).toEqual(written);
    const { tickets: _, burst: __, ...without } = written;
    expect(buttonsSchema.parse(without)).toEqual({ ...without, tickets: [], burst: { seconds: 10, presses: 3 } });
  });

  it.each<[string, object]>([
    ['no scales', { scales: [] }],
    ['no devices', { devices: [] }],
    ['a device of a scale that is none', { devices: [{ device: 'm1', unit: '01', scale: 'sao' }] }],
    ['a device of a scale that is part of every object', { devices: [{ device: 'm1', unit: '01', scale: 'constructor' }] }],
    ['a device twice', { devices: [written.devices[0], { ...written.devices[1], device: 'm1' }] }],
    ['a device without name', { devices: [{ device: '', unit: '01', scale: 'mat' }] }],
    ['a unit that is no code', { devices: [{ device: 'm1', unit: 'Hà Nội', scale: 'mat' }] }],
    ['a scale of one level', { scales: [{ ...FACES, levels: [level] }, REVERSED] }],
    ['a level without values', { scales: [{ ...FACES, levels: [{ values: [], worth: 0 }, level] }, REVERSED] }],
    ['a worth above 100', { scales: [{ ...FACES, levels: [{ values: ['a'], worth: 101 }, level] }, REVERSED] }],
    ['a worth below 0', { scales: [{ ...FACES, levels: [{ values: ['a'], worth: -1 }, level] }, REVERSED] }],
    ['a scale twice', { scales: [FACES, REVERSED, { ...REVERSED, code: 'mat' }] }],
    ['a value that two levels have', { scales: [{ ...FACES, levels: [level, { values: ['0'], worth: 50 }] }, REVERSED] }],
    ['tickets of a month twice', { tickets: [written.tickets[0], { ...written.tickets[0], count: 11 }] }],
    ['tickets of no month', { tickets: [{ unit: '01', month: '2024-13', count: 10 }] }],
    ['no tickets in a month', { tickets: [{ unit: '01', month: '2024-01', count: 0 }] }],
    ['a burst of no time', { burst: { seconds: 0, presses: 3 } }],
    ['a burst of no presses', { burst: { seconds: 10, presses: 0 } }],
    ['a name of nobody knows what', { owner: 'x' }],
  ])('refuses %s', (_, changed) => {
    expect(isGood({})).toBe(true);
    expect(isGood(changed)).toBe(false);
  });
});

describe('the schema of a source', () => {
  const columns = { device: 'a', time: 'b', value: 'c' };
  it.each<object>([
    { format: 'table' },
    { format: 'json' },
    { format: 'table', columns },
    { format: 'json', columns },
    { format: 'happyornot-results', device: 'm1' },
    { format: 'happyornot-raw', device: 'm1' },
  ])('takes %j', (source) => {
    expect(pressSourceSchema.parse(source)).toEqual(source);
  });

  it.each<object>([
    {},
    { format: 'xml' },
    { format: 'table', device: 'm1' },
    { format: 'json', device: 'm1' },
    { format: 'happyornot-results' },
    { format: 'happyornot-raw' },
    { format: 'happyornot-raw', device: '' },
    { format: 'happyornot-raw', device: 'm1', columns },
    { format: 'table', columns: { device: 'a', time: 'b' } },
    { format: 'table', columns: { ...columns, value: '' } },
    { format: 'table', columns: { ...columns, unit: 'd' } },
    { format: 'table', sheet: 'x' },
  ])('refuses %j', (source) => {
    expect(pressSourceSchema.safeParse(source).success).toBe(false);
  });
});
