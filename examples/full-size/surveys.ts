import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeXlsx } from 'hucre/xlsx';
import { type Instrument, questionsOf, scaleOf, slotsOf } from '../../shared/domain/instrument.ts';
import type { RoundDefinition } from '../../shared/domain/round.ts';
import { surveyMappingSchema } from '../../shared/domain/survey-mapping.ts';
import { drawSample, type FramePsu, type SurveySample } from '../../shared/domain/survey-sample.ts';
import { decodeOld } from '../../shared/domain/vietnamese-text.ts';
import { Random } from './random.ts';

/** What a play sends for one survey of a round; files lie below the round's folder. */
export interface SurveyToPlay {
  readonly instrument: string;
  /** Places by file; absent where no sample was drawn. */
  readonly sample?: string;
  readonly files: readonly { readonly file: string; readonly mapping: string }[];
}

/** A fabrication that was put into answers, and the flag that has to find it. */
export interface PlantedFlag {
  readonly round: string;
  readonly instrument: string;
  readonly kind: string;
  readonly unit: string;
  readonly psu?: string;
}

/** Citizens asked for SIPAS 2023, and officials who answered the electronic form (domain figures: 39,765 and 49,458). */
const CITIZENS = 39_765;
const OFFICIALS = 49_458;
const OFFICIALS_OF_MINISTRIES = 11_658;
const ENUMERATORS_OF_A_PROVINCE = 7;
const SECOND = 1000;
/** Monday, 15 January 2024, 07:30 in Viet Nam. */
const FIRST_MORNING = Date.parse('2024-01-15T00:30:00Z');
const HOUR = 3_600_000;
const VIET_NAM = 7 * HOUR;

interface Person {
  readonly unit: string;
  readonly psu: string;
  readonly enumerator: string;
  readonly startedAt: number;
  readonly seconds: number;
  /** The choice of each item, by its place on the scale; -1: no answer. */
  readonly choices: readonly number[];
  readonly id: string;
}

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** Somebody's choice: the better the feeling, the higher on the scale; some do not know, some leave it out. */
function choiceOf(
  instrument: Instrument,
  question: Instrument['sections'][number]['items'][number],
  feeling: number,
  random: Random,
): number {
  const { options } = scaleOf(instrument, question);
  const opinions = options.flatMap(({ isNoOpinion }, i) => (isNoOpinion ? [] : [i]));
  if (random.chance(0.02)) return -1;
  if (opinions.length < options.length && random.chance(0.05)) return options.findIndex(({ isNoOpinion }) => isNoOpinion);
  const x = (feeling + 0.8 * normal(random) + 3) / 4.2;
  // "Nobody" and "good" stand first on their scales, "very satisfied" last.
  const isBestFirst = question.scale === 'phien-ha' || question.scale === 'muc-4';
  const place = Math.min(opinions.length - 1, Math.max(0, Math.floor(x * opinions.length)));
  return opinions[isBestFirst ? opinions.length - 1 - place : place] as number;
}

/** A sample of places in each province: three strata of sixty places, seven drawn of each. */
export function citizenSample(round: RoundDefinition): SurveySample {
  const frame = round.units.flatMap(({ code }): FramePsu[] => {
    const random = new Random(`frame ${code}`);
    return ['do-thi', 'dong-bang', 'mien-nui'].flatMap((kind) =>
      Array.from({ length: 60 }, (_, i) => ({
        psu: `${code}-${kind}-${String(i + 1).padStart(2, '0')}`,
        unit: code,
        stratum: `${code}-${kind}`,
        size: random.whole(400, 3000),
      })),
    );
  });
  const plan = { frame: 'MINH HỌA / ILLUSTRATIVE: dân số do máy sinh ra', seed: `sipas-${round.round}`, psusPerStratum: 7, interviews: 30 };
  const sample = drawSample(frame, plan);
  const perPlace = Math.floor(CITIZENS / sample.psus.length);
  const more = CITIZENS - perPlace * sample.psus.length;
  return { ...sample, psus: sample.psus.map((place, i) => ({ ...place, interviews: perPlace + (i < more ? 1 : 0) })) };
}

/** The province whose second place is a copy of its first, and the one where somebody fills in forms without asking. */
const [COPYING, SPEEDING] = [3, 9] as const;

function citizens(instrument: Instrument, round: RoundDefinition, sample: SurveySample): { people: Person[]; planted: PlantedFlag[] } {
  const questions = questionsOf(instrument);
  const people: Person[] = [];
  const planted: PlantedFlag[] = [];
  const about = { round: round.round, instrument: instrument.id };
  for (const [p, { code: unit }] of round.units.entries()) {
    const random = new Random(`citizens ${round.round} ${unit}`);
    const level = 0.9 * (random.next() - 0.5);
    const places = sample.psus.filter((place) => place.unit === unit);
    const free = new Map<string, number>();
    const answersOf: (readonly number[])[][] = [];
    for (const [k, { psu, interviews }] of places.entries()) {
      const own = `${unit}-${(k % ENUMERATORS_OF_A_PROVINCE) + 1}`;
      const mood = level + 0.3 * normal(random);
      const isCopy = p === COPYING && k === ENUMERATORS_OF_A_PROVINCE;
      const given: (readonly number[])[] = [];
      for (let i = 0; i < interviews; i += 1) {
        const feeling = mood + 0.8 * normal(random);
        const honest = questions.map((question) => choiceOf(instrument, question, feeling, random));
        const source = answersOf[0]?.[i];
        const choices =
          isCopy && source !== undefined ? source.map((choice, q) => (random.chance(0.03) ? (honest[q] ?? -1) : choice)) : honest;
        given.push(choices);
        const isHasty = p === SPEEDING && k % ENUMERATORS_OF_A_PROVINCE === 2 && random.chance(0.6);
        const seconds = isHasty ? random.whole(60, 150) : Math.round(900 * Math.exp(0.3 * normal(random)));
        const startedAt = free.get(own) ?? FIRST_MORNING;
        free.set(own, nextMorning(startedAt + seconds * SECOND + random.whole(180, 900) * SECOND));
        people.push({ unit, psu, enumerator: `Điều tra viên ${own} (minh họa)`, startedAt, seconds, choices, id: `${psu}-${i + 1}` });
      }
      answersOf.push(given);
      if (isCopy) planted.push({ ...about, kind: 'near-duplicates', unit, psu });
    }
    if (p === SPEEDING) planted.push({ ...about, kind: 'speeding', unit });
  }
  return { people, planted };
}

/** Nobody is asked after half past four. */
function nextMorning(at: number): number {
  const sinceMidnight = (at + VIET_NAM) % (24 * HOUR);
  return sinceMidnight < 16.5 * HOUR ? at : at - sinceMidnight + 24 * HOUR + 7.5 * HOUR;
}

function officials(instrument: Instrument, round: RoundDefinition, total: number): Person[] {
  const questions = questionsOf(instrument);
  return round.units.flatMap(({ code: unit }, u) => {
    const random = new Random(`officials ${round.round} ${unit}`);
    const level = 0.9 * (random.next() - 0.4);
    const n = Math.floor(total / round.units.length) + (u < total % round.units.length ? 1 : 0);
    return Array.from({ length: n }, (_, i): Person => {
      const feeling = level + 0.8 * normal(random);
      return {
        unit,
        psu: '',
        enumerator: '',
        startedAt: FIRST_MORNING + random.whole(0, 40 * 24 * 60) * 60 * SECOND,
        seconds: random.whole(120, 900),
        choices: questions.map((question) => choiceOf(instrument, question, feeling, random)),
        id: `${round.round}-${unit}-${i + 1}`,
      };
    });
  });
}

/** One platform's way to write answers. */
interface Format {
  readonly name: string;
  readonly extension: string;
  readonly mapping: (instrument: Instrument, units: RoundDefinition['units']) => object;
  readonly write: (sheet: readonly (readonly string[])[]) => Promise<Uint8Array> | Uint8Array;
  readonly hasLabels: boolean;
  readonly time: (at: number) => string;
  /** Columns before and after the answers, and rows between header and answers. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly unitName: string;
  readonly heading: (code: string, name: string) => string;
  readonly below?: readonly ((name: string) => string)[];
}

const iso = (at: number): string => new Date(at + VIET_NAM).toISOString().replace('Z', '+07:00');
const dayFirst = (at: number): string => {
  const text = new Date(at + VIET_NAM).toISOString();
  return `${text.slice(8, 10)}/${text.slice(5, 7)}/${text.slice(0, 4)} ${text.slice(11, 19)}`;
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr'];
const surveyCtoTime = (at: number): string => {
  const date = new Date(at + VIET_NAM);
  const hour = date.getUTCHours();
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()} ${hour % 12 === 0 ? 12 : hour % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
};
/** Days since 30 December 1899, as a spreadsheet keeps a time. */
const serial = (at: number): string => ((at + VIET_NAM) / (24 * HOUR) + 25_569).toFixed(6);

const quote = (text: string, isAlways: boolean, delimiter: string): string =>
  isAlways || text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
const delimited =
  (delimiter: string, { end = '\n', isQuoted = false, start = '' } = {}) =>
  (sheet: readonly (readonly string[])[]): string =>
    `${start}${sheet.map((row) => row.map((text) => quote(text, isQuoted, delimiter)).join(delimiter)).join(end)}${end}`;

/** Unicode to the bytes of TCVN3: the product's own table, turned round. */
const TCVN3 = new Map(Array.from({ length: 96 }, (_, i) => [decodeOld(String.fromCharCode(0xa0 + i), 'TCVN3'), 0xa0 + i] as const));
const tcvn3 = (text: string): Uint8Array =>
  Uint8Array.from([...text.normalize('NFC')], (letter) => TCVN3.get(letter) ?? TCVN3.get(letter.toLowerCase()) ?? letter.charCodeAt(0));

/** A ZIP archive without compression: what it holds, one after another, then the directory. */
function storedZip(entries: readonly { readonly name: string; readonly data: Uint8Array }[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of entries) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name)]);
    const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(10), Buffer.alloc(4), Buffer.from(name)]);
    central.writeUInt32LE(offset, 42);
    directory.push(central);
    parts.push(local, Buffer.from(data));
    offset += local.length + data.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

const HEADINGS = { unit: 'Tỉnh, thành phố', psu: 'Địa bàn', enumerator: 'Điều tra viên', start: 'Bắt đầu', end: 'Kết thúc' };
const PERSONAL = ['Họ và tên', 'Số điện thoại'];
const plainName = (_: string, name: string): string => name;
const plainCode = (code: string): string => code;

/** The eight forms in which citizens' answers come, and the three of officials. */
const table = (more: Partial<Format> & Pick<Format, 'name' | 'write'>): Format => ({
  extension: 'csv',
  mapping: () => ({ platform: 'table' }),
  hasLabels: false,
  time: iso,
  before: [],
  after: ['id'],
  unitName: 'code',
  heading: plainCode,
  ...more,
});
const CITIZEN_FORMATS: readonly Format[] = [
  table({
    name: 'kobo-nhan',
    write: (sheet) => Buffer.from(delimited(';', { isQuoted: true })(sheet)),
    mapping: () => ({ platform: 'kobo', instanceId: '_uuid' }),
    hasLabels: true,
    unitName: 'name',
    heading: plainName,
    after: ['_id', '_uuid', '_submission_time'],
  }),
  table({
    name: 'odk',
    extension: 'zip',
    write: (sheet) =>
      storedZip([
        { name: 'sipas-members.csv', data: Buffer.from('PARENT_KEY,KEY\nuuid:1,uuid:1/1\n') },
        { name: 'sipas.csv', data: Buffer.from(delimited(',')(sheet)) },
      ]),
    mapping: () => ({ platform: 'odk', instanceId: 'KEY' }),
    before: ['SubmissionDate'],
    after: ['KEY', 'SubmitterID', 'ReviewState'],
  }),
  table({
    name: 'limesurvey',
    write: (sheet) => Buffer.from(delimited(',', { end: '\r\n', isQuoted: true, start: '\ufeff' })(sheet)),
    mapping: () => ({ platform: 'limesurvey', instanceId: 'id' }),
    before: ['submitdate', 'lastpage', 'startlanguage'],
    unitName: 'upper',
  }),
  table({
    name: 'utf16',
    write: (sheet) => Buffer.from(`\ufeff${delimited('\t')(sheet)}`, 'utf16le'),
    time: dayFirst,
    unitName: 'name',
    hasLabels: true,
    heading: plainName,
  }),
  table({
    name: 'tcvn3',
    write: (sheet) => tcvn3(delimited(';')(sheet)),
    time: dayFirst,
    unitName: 'name',
    hasLabels: true,
    heading: plainName,
  }),
  table({
    name: 'so-tay',
    extension: 'xlsx',
    // Typed by hand: codes are numbers, times are cells of a spreadsheet.
    write: async (sheet) =>
      writeXlsx({
        sheets: [{ name: 'Phiếu', rows: sheet.map((row) => row.map((text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text))) }],
      }),
    time: serial,
  }),
  table({
    name: 'surveycto',
    write: (sheet) => Buffer.from(delimited(',')(sheet)),
    mapping: () => ({ platform: 'surveycto', instanceId: 'KEY' }),
    time: surveyCtoTime,
    before: ['CompletionDate', 'SubmissionDate'],
    after: ['KEY'],
  }),
  table({
    name: 'kobo-ma',
    write: (sheet) => Buffer.from(delimited(';', { isQuoted: true })(sheet.map((row) => row.map((text) => text.normalize('NFD'))))),
    mapping: () => ({ platform: 'kobo', instanceId: '_uuid' }),
    unitName: 'city',
    after: ['_id', '_uuid', '_submission_time'],
  }),
];
const OFFICIAL_FORMATS: readonly Format[] = [
  table({
    name: 'qualtrics',
    write: (sheet) => Buffer.from(delimited(',', { isQuoted: true })(sheet)),
    mapping: () => ({ platform: 'qualtrics', instanceId: 'ResponseId', channel: 'online' }),
    before: ['StartDate', 'EndDate', 'Status', 'IPAddress', 'Finished', 'RecordedDate'],
    after: ['ResponseId'],
    below: [(name) => `Câu hỏi: ${name}`, (name) => `{"ImportId":"${name.replace(/\W/g, '')}"}`],
  }),
  table({
    name: 'google-forms',
    write: (sheet) => Buffer.from(delimited(',')(sheet)),
    mapping: () => ({ platform: 'google-forms', channel: 'online', instanceId: 'Mã phiếu' }),
    hasLabels: true,
    unitName: 'name',
    heading: plainName,
    before: ['Dấu thời gian'],
    after: ['Mã phiếu'],
    time: dayFirst,
  }),
  table({ name: 'bang', write: (sheet) => Buffer.from(delimited(',')(sheet)), mapping: () => ({ platform: 'table', channel: 'online' }) }),
];

const FIXED: Readonly<Record<string, (person: Person, format: Format, n: number) => string>> = {
  SubmissionDate: ({ startedAt }) => new Date(startedAt + HOUR).toISOString(),
  CompletionDate: ({ startedAt }, { time }) => time(startedAt + HOUR),
  submitdate: ({ startedAt }) =>
    iso(startedAt + HOUR)
      .slice(0, 19)
      .replace('T', ' '),
  lastpage: () => '4',
  startlanguage: () => 'vi',
  _submission_time: ({ startedAt }) => new Date(startedAt + HOUR).toISOString().slice(0, 19),
  _id: (_, __, n) => String(n + 1),
  SubmitterID: () => '7',
  ReviewState: () => 'approved',
  StartDate: ({ startedAt }) => iso(startedAt),
  EndDate: ({ startedAt, seconds }) => iso(startedAt + seconds * SECOND),
  RecordedDate: ({ startedAt }) => iso(startedAt),
  Status: () => '0',
  IPAddress: (_, __, n) => `10.0.${(n >> 8) & 255}.${n & 255}`,
  Finished: () => '1',
  'Dấu thời gian': ({ startedAt }, { time }) => time(startedAt),
};

function unitText(format: Format, unit: RoundDefinition['units'][number]): string {
  switch (format.unitName) {
    case 'name':
      return unit.name.vi;
    case 'upper':
      return unit.name.vi.toUpperCase();
    case 'city':
      return unit.name.en;
    default:
      return unit.code;
  }
}

function sheetOf(instrument: Instrument, format: Format, people: readonly Person[], units: RoundDefinition['units']): string[][] {
  const questions = questionsOf(instrument);
  const unitOf = new Map(units.map((unit) => [unit.code, unit]));
  const hasPlaces = people[0]?.psu !== '';
  const place = hasPlaces ? [HEADINGS.psu, HEADINGS.enumerator, HEADINGS.start, HEADINGS.end] : [];
  const header = [
    ...format.before,
    ...PERSONAL,
    HEADINGS.unit,
    ...place,
    ...questions.map(({ code, name }) => format.heading(code, name.vi)),
    ...format.after,
  ];
  const rows = people.map((person, n) => {
    const unit = unitOf.get(person.unit);
    if (unit === undefined) throw new Error(`no unit ${person.unit}`);
    const answers = questions.map((question, q) => {
      const option = scaleOf(instrument, question).options[person.choices[q] as number];
      return option === undefined ? '' : format.hasLabels ? option.name.vi : option.code;
    });
    const fixed = (name: string): string => FIXED[name]?.(person, format, n) ?? person.id;
    const times = [person.startedAt, person.startedAt + person.seconds * SECOND].map(format.time);
    return [
      ...format.before.map(fixed),
      `Người trả lời ${n + 1} (minh họa)`,
      `09${String(n).padStart(8, '0')}`,
      unitText(format, unit),
      ...(hasPlaces ? [person.psu, person.enumerator, ...times] : []),
      ...answers,
      ...format.after.map(fixed),
    ];
  });
  const below = (format.below ?? []).map((make) => header.map(make));
  return [header, ...below, ...rows];
}

async function writeSurvey(
  folder: string,
  instrument: Instrument,
  round: RoundDefinition,
  people: readonly Person[],
  formats: readonly Format[],
  sample: SurveySample | undefined,
): Promise<SurveyToPlay> {
  const questions = questionsOf(instrument);
  if (slotsOf(instrument).length !== questions.length) throw new Error('items with several choices are not written here');
  await mkdir(join(folder, 'surveys'), { recursive: true });
  const files: { file: string; mapping: string }[] = [];
  const mappings = formats.map((format, f) =>
    surveyMappingSchema.parse({
      instrument: instrument.id,
      instrumentVersion: instrument.version,
      version: f + 1,
      instanceId: 'id',
      unit: { column: HEADINGS.unit },
      ...(sample === undefined
        ? {}
        : { psu: HEADINGS.psu, enumerator: HEADINGS.enumerator, times: { start: HEADINGS.start, end: HEADINGS.end } }),
      answers: questions.map(({ code, name }) => ({ item: code, column: format.heading(code, name.vi) })),
      ...format.mapping(instrument, round.units),
    }),
  );
  const perFormat = Math.ceil(round.units.length / formats.length);
  for (const [f, format] of formats.entries()) {
    const own = new Set(round.units.slice(f * perFormat, (f + 1) * perFormat).map(({ code }) => code));
    const part = people.filter(({ unit }) => own.has(unit));
    if (part.length === 0) continue;
    const file = `surveys/${instrument.id}-${format.name}.${format.extension}`;
    const mapping = `surveys/${instrument.id}-mapping-${f + 1}.json`;
    await writeFile(join(folder, file), await format.write(sheetOf(instrument, format, part, round.units)));
    await writeFile(join(folder, mapping), `${JSON.stringify(mappings[f], null, 1)}\n`);
    files.push({ file, mapping });
  }
  if (sample === undefined) return { instrument: instrument.id, files };
  const name = `surveys/${instrument.id}-sample.json`;
  await writeFile(join(folder, name), `${JSON.stringify(sample, null, 1)}\n`);
  return { instrument: instrument.id, sample: name, files };
}

/** Writes the files of all surveys of a round, and what a play needs to send them. */
export async function writeSurveys(folder: string, round: RoundDefinition): Promise<{ surveys: SurveyToPlay[]; planted: PlantedFlag[] }> {
  const surveys: SurveyToPlay[] = [];
  const planted: PlantedFlag[] = [];
  for (const instrument of round.instruments) {
    if (instrument.mode === 'probability') {
      const sample = citizenSample(round);
      const made = citizens(instrument, round, sample);
      planted.push(...made.planted);
      surveys.push(await writeSurvey(folder, instrument, round, made.people, CITIZEN_FORMATS, sample));
    } else {
      const total = round.level === 'ministry' ? OFFICIALS_OF_MINISTRIES : OFFICIALS - OFFICIALS_OF_MINISTRIES;
      surveys.push(await writeSurvey(folder, instrument, round, officials(instrument, round, total), OFFICIAL_FORMATS, undefined));
    }
  }
  await writeFile(join(folder, 'surveys.json'), `${JSON.stringify(surveys)}\n`);
  return { surveys, planted };
}

const PRESSES = 2_000_000;
const DEVICES_OF_A_UNIT = 8;
const WORKING_DAYS = 60;
const SMILES = {
  code: 'bon-mat',
  name: { vi: 'Bốn mặt cười', en: 'Four faces' },
  levels: [0, 33, 67, 100].map((worth, i) => ({ values: [String(i)], worth })),
};
const STARS = {
  code: 'nam-sao',
  name: { vi: 'Năm sao', en: 'Five stars' },
  levels: [0, 25, 50, 75, 100].map((worth, i) => ({ values: [String(i + 1)], worth })),
};

/** Two million presses at one-stop desks: a table, JSON lines, and stars of queue tablets; one device is played with. */
export async function writePresses(folder: string, round: RoundDefinition): Promise<void> {
  await mkdir(join(folder, 'presses'), { recursive: true });
  const devices = round.units.flatMap(({ code: unit }, u) =>
    Array.from({ length: DEVICES_OF_A_UNIT }, (_, d) => ({
      device: `${unit}-quay-${d + 1}`,
      unit,
      scale: (u % 3 === 2 ? STARS : SMILES).code,
    })),
  );
  const tickets = round.units.flatMap(({ code: unit }) =>
    ['2023-10', '2023-11', '2023-12'].map((month) => ({
      unit,
      month,
      count: new Random(`tickets ${unit} ${month}`).whole(12_000, 30_000),
    })),
  );
  const buttons = { scales: [SMILES, STARS], devices, tickets, burst: { seconds: 10, presses: 3 } };
  const parts: Record<'bang.csv' | 'dong.jsonl' | 'sao.csv', string[]> = {
    'bang.csv': ['device,time,value\n'],
    'dong.jsonl': [],
    'sao.csv': ['Quầy;Thời điểm;Số sao\n'],
  };
  const random = new Random(`presses ${round.round}`);
  const each = Math.floor(PRESSES / devices.length);
  for (const [i, { device, scale }] of devices.entries()) {
    const n = each + (i < PRESSES % devices.length ? 1 : 0);
    const levels = scale === STARS.code ? [1, 2, 3, 4, 5] : [0, 1, 2, 3];
    const step = (WORKING_DAYS * 8 * HOUR) / n;
    const lines: string[] = [];
    for (let k = 0; k < n; k += 1) {
      // Eight hours a day, one press after another; the first device of all is pressed ten times at once now and then.
      const isPlay = i === 0 && k % 100 < 10;
      const at = (isPlay ? k - (k % 100) : k + random.next()) * step;
      const instant =
        Date.parse('2023-10-02T00:30:00Z') +
        Math.floor(at / (8 * HOUR)) * 24 * HOUR +
        (at % (8 * HOUR)) +
        (isPlay ? (k % 100) * SECOND : 0);
      const level = levels[Math.min(levels.length - 1, Math.floor(levels.length * (1 - random.next() ** 2)))] as number;
      if (scale === STARS.code) lines.push(`${device};${dayFirst(instant)};${level}\n`);
      else if (i % 3 === 0) lines.push(`{"device":"${device}","time":"${iso(instant)}","value":${level}}\n`);
      else lines.push(`${device},${new Date(instant).toISOString()},${level}\n`);
    }
    parts[scale === STARS.code ? 'sao.csv' : i % 3 === 0 ? 'dong.jsonl' : 'bang.csv'].push(lines.join(''));
  }
  for (const [name, text] of Object.entries(parts)) await writeFile(join(folder, 'presses', name), text.join(''));
  const files = [
    { file: 'presses/bang.csv', presses: { format: 'table' } },
    { file: 'presses/dong.jsonl', presses: { format: 'json' } },
    { file: 'presses/sao.csv', presses: { format: 'table', columns: { device: 'Quầy', time: 'Thời điểm', value: 'Số sao' } } },
  ];
  await writeFile(join(folder, 'presses.json'), `${JSON.stringify({ buttons, files })}\n`);
}
