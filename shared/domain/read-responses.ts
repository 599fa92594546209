import { DelimitedText, delimiterOf } from './delimited-text.ts';
import { type Finding, WHOLE_FILE } from './finding.ts';
import { InstanceHashes, pseudonymOf } from './instance-hashes.ts';
import { CHOSEN, type Instrument, NOT_CHOSEN, questionsOf, type Slot, scaleOf, slotsOf } from './instrument.ts';
import { NO_ANSWER, NO_TIME, PageWriter, type ResponsePage, type ResponseRow } from './response-page.ts';
import type { AnswerMapping, SurveyMapping } from './survey-mapping.ts';
import { detectPlatform, passedOverBy, rowsBelowHeaderOf } from './survey-platform.ts';
import { readSurveyTime } from './survey-time.ts';
import { codeSchema } from './text-schemas.ts';
import type { Unit } from './units.ts';
import { decodeOld, foldedText, OLD_ENCODINGS } from './vietnamese-text.ts';

/** Of a unit: for each slot of the instrument, how often each choice was made, and how often none. */
export interface UnitTally {
  readonly unit: string;
  readonly responses: number;
  readonly slots: readonly {
    readonly figure: string;
    /** In the order of the scale; of one option among several: not chosen, chosen. */
    readonly counts: readonly number[];
    readonly empty: number;
  }[];
}

export interface ResponseSummary {
  /** Rows below the header. */
  readonly rows: number;
  readonly accepted: number;
  /** Rows whose instance came before: counted once. */
  readonly repeated: number;
  /** Rows that are no answers by the platform's own word: drafts, tests, rejected ones. */
  readonly passedOver: number;
  /** Without an instance id: accepted rows that are equal to an earlier one in everything that the mapping names. */
  readonly equal: number;
  /** Rows that cannot stand, by the code of what is wrong first. */
  readonly rowProblems: Readonly<Record<string, number>>;
  readonly tallies: readonly UnitTally[];
  /** What is wrong: with the file, or with rows, of which the first thousand are told. */
  readonly findings: readonly Finding[];
  /** The share of rows that cannot stand is above what the mapping takes: nothing of the file counts. */
  readonly isRefused: boolean;
}

/** What a reader is told beside instrument and mapping. */
export interface ResponseContext {
  /** The units that answers may be about; undefined takes any code. */
  readonly units: readonly Unit[] | undefined;
  /** Of a drawn sample: its PSUs and the unit of each. Undefined takes any code. */
  readonly psus: ReadonlyMap<string, string> | undefined;
  /** 16 secret bytes for identities and pseudonyms. */
  readonly key: Uint8Array;
  /** Takes the accepted answers, page by page; absent: they are only counted. */
  readonly onPage?: (page: ResponsePage) => void;
}

const KEPT_FINDINGS = 1000;
const UNKNOWN = -1;
const EMPTY = -2;
const BLANK = 0x20;

/** Words may be spelled with other marks, case or blanks; in figures every sign counts: "-1" is not "1". */
const keyOf = (text: string): string => (/\p{L}/u.test(text) ? foldedText(text) : text.normalize('NFC').trim());

const exactOf = (text: string): string => text.normalize('NFC').trim();
const isWords = (key: string): boolean => /\p{L}/u.test(key) && !/\p{N}/u.test(key);

/** Texts of a column to numbers; a spelling that two choices share is neither. */
class Choices {
  readonly #known = new Map<string, number>();
  /** Fields of one and two bytes, as most codes are, by their bytes; they need no decoding after the first time. */
  readonly #short = new Map<number, number>();
  /** To the letter; goes before what is only alike. */
  readonly #exact: ReadonlyMap<string, number>;
  readonly #folded: ReadonlyMap<string, number>;
  /** Without blanks, for words that have lost them; figures have not: "1 0" is not 10. */
  readonly #joined: ReadonlyMap<string, number>;
  readonly #repair: (text: string) => string;
  /** Spellings that were read by way of an encoding before Unicode. */
  reEncoded = 0;

  /** `repair`: what is done to a text that is none of the entries before it is looked up again. */
  constructor(entries: Iterable<readonly [text: string, choice: number]>, repair: (text: string) => string = (text) => text) {
    const [exact, folded, joined] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
    const put = (map: Map<string, number>, key: string, choice: number): void =>
      void map.set(key, (map.get(key) ?? choice) === choice ? choice : UNKNOWN);
    for (const [text, choice] of entries) {
      const key = keyOf(text);
      put(exact, exactOf(text), choice);
      put(folded, key, choice);
      if (isWords(key)) put(joined, key.replaceAll(' ', ''), choice);
    }
    this.#exact = exact;
    this.#folded = folded;
    this.#joined = joined;
    this.#repair = repair;
  }

  /** What a single byte of ASCII means. */
  ofByte(byte: number): number {
    const text = String.fromCharCode(byte);
    return this.#exact.get(text) ?? this.#folded.get(keyOf(text)) ?? UNKNOWN;
  }

  /** From now on the text means this choice. */
  learn(text: string, choice: number): void {
    this.#known.set(text, choice);
    this.#short.clear();
  }

  /** The choice of field i; EMPTY for nothing, UNKNOWN for anything else. */
  of(record: DelimitedText, i: number): number {
    const [from, to] = [record.starts[i] as number, record.ends[i] as number];
    if (to - from > 2) return this.ofText(record.text(i));
    if (from === to) return EMPTY;
    const key =
      to - from === 1
        ? (record.buffer[from] as number)
        : 0x10000 | ((record.buffer[from] as number) << 8) | (record.buffer[from + 1] as number);
    const known = this.#short.get(key);
    if (known !== undefined) return known;
    const choice = this.ofText(record.text(i));
    this.#short.set(key, choice);
    return choice;
  }

  ofText(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const choice = text.trim() === '' ? EMPTY : this.#find(text);
    // Open answers would fill the memory; the texts of options do not.
    if (this.#known.size < 10_000) this.#known.set(text, choice);
    return choice;
  }

  #find(text: string): number {
    const key = keyOf(text);
    const found =
      this.#exact.get(exactOf(text)) ??
      this.#folded.get(key) ??
      (isWords(key) ? this.#joined.get(key.replaceAll(' ', '')) : undefined) ??
      this.#folded.get(keyOf(this.#repair(text)));
    if (found !== undefined) return found;
    // In two encodings the same letters may be two words: then they are neither.
    const decoded = new Set(OLD_ENCODINGS.flatMap((encoding) => this.#folded.get(keyOf(decodeOld(text, encoding))) ?? []));
    const [only] = decoded;
    if (only === undefined || decoded.size > 1) return UNKNOWN;
    this.reEncoded += 1;
    return only;
  }
}

/** "4,0" and "4.0" are 4 where a spreadsheet has been at it; only in files that say so is the comma a decimal one. */
const withoutDecimals = (hasComma: boolean) => (text: string) => text.trim().replace(hasComma ? /,0+$/ : /\.0+$/, '');

/** What a column of one option of several may hold. */
const MARKS: readonly (readonly [string, number])[] = [
  ...['1', 'y', 'yes', 'true', 'x', 'có', 'checked'].map((mark) => [mark, CHOSEN] as const),
  ...['0', 'n', 'no', 'false', 'không', 'unchecked'].map((mark) => [mark, NOT_CHOSEN] as const),
];

/** The names under which a unit may stand in a file; a name's "tỉnh" or "thành phố" may be missing, short or there. */
export function spellingsOf({ code, name }: Unit): readonly string[] {
  const bare = [name.vi, name.en].map((text) =>
    text.replace(/^(tỉnh|thành phố|tp\.?|t\.p\.?)\s+/iu, '').replace(/\s+(city|province)$/i, ''),
  );
  return [
    code,
    name.vi,
    name.en,
    ...bare.flatMap((text) => [text, `Tỉnh ${text}`, `Thành phố ${text}`, `TP ${text}`, `TP.${text}`, `${text} City`, `${text} Province`]),
    ...bare.flatMap((text) => {
      // "TP.HCM": the letters with which a name of three and more words begins.
      const initials = text.split(/\s+/).map((word) => word[0] ?? '');
      return initials.length < 3 ? [] : [`TP.${initials.join('')}`, `TP ${initials.join('')}`, `TP${initials.join('')}`];
    }),
  ];
}

/** Codes such as "01" lose their zero in a spreadsheet. */
function withoutZeros(units: readonly Unit[]): readonly (readonly [string, number])[] {
  return units.flatMap(({ code }, i) => (/^0+\d+$/.test(code) ? [[code.replace(/^0+/, ''), i] as const] : []));
}

interface SingleColumn {
  readonly name: string;
  readonly at: number;
  readonly choices: Choices;
  readonly slot: number;
}

/** An item of which several options may be chosen: one column that lists them, or one for each option. */
interface ManyColumns {
  readonly names: readonly string[];
  readonly at: readonly number[];
  readonly choices: Choices;
  readonly separator: string | undefined;
  /** The first of its slots; a slot an option. */
  readonly slot: number;
  readonly options: number;
}

interface Layout {
  readonly columns: number;
  readonly unit: number;
  readonly psu: number | undefined;
  readonly enumerator: number | undefined;
  readonly times: { readonly start: number; readonly end: number } | undefined;
  readonly instanceId: number | undefined;
  readonly passedOver: readonly { readonly at: number; readonly says: RegExp }[];
  readonly singles: readonly SingleColumn[];
  readonly many: readonly ManyColumns[];
  /** Where each single answer stands, and what each single byte means in it: 256 places an answer. */
  readonly places: Int32Array;
  /** The slot of each single answer. */
  readonly slots: Int32Array;
  readonly bytes: Int8Array;
}

/** Codes and pseudonyms as they come up in a file. */
class Names {
  readonly list: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #named = new Map<string, number>();

  place(text: string, make: (text: string) => string | undefined): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const name = make(text);
    // Two spellings of one name are one.
    const spelled = name === undefined ? UNKNOWN : this.#named.get(name);
    const place = name !== undefined && spelled === undefined ? this.list.push(name) - 1 : (spelled ?? UNKNOWN);
    if (name !== undefined) this.#named.set(name, place);
    if (this.#places.size < 100_000) this.#places.set(text, place);
    return place;
  }
}

/**
 * Reads an export of a survey platform from chunks of UTF-8: finds the mapped columns by their headings, checks every answer, counts each instance once, and tallies choices
 * by unit and slot. Columns that the mapping does not name are passed over as bytes.
 */
export class ResponseReader {
  readonly #instrument: Instrument;
  readonly #mapping: SurveyMapping;
  readonly #context: ResponseContext;
  readonly #slots: readonly Slot[];
  readonly #units: Choices;
  readonly #unitCodes: string[];
  readonly #psus = new Names();
  readonly #enumerators = new Names();
  readonly #instances: InstanceHashes;
  readonly #pages: PageWriter | undefined;
  /** Of a unit: 256 places a slot, one for each choice; the last for none. */
  readonly #counts = new Map<number, { responses: number; counts: Uint32Array }>();
  readonly #findings: Finding[] = [];
  readonly #problems: Record<string, number> = {};
  readonly #row: ResponseRow;
  readonly #hashed: Uint8Array;
  #head: Uint8Array<ArrayBuffer> | undefined = new Uint8Array(0);
  #text: DelimitedText | undefined;
  #layout: Layout | undefined;
  #toSkip = 0;
  #isBroken = false;
  #rows = 0;
  #accepted = 0;
  #repeated = 0;
  #passedOver = 0;
  #equal = 0;
  #timesUnclear = 0;

  constructor(instrument: Instrument, mapping: SurveyMapping, context: ResponseContext) {
    this.#instrument = instrument;
    this.#mapping = mapping;
    this.#context = context;
    this.#slots = slotsOf(instrument);
    const units = context.units ?? [];
    this.#unitCodes = context.units === undefined ? [...new Set(Object.values(mapping.unit.values))] : units.map(({ code }) => code);
    const place = new Map(this.#unitCodes.map((code, i) => [code, i]));
    const spelled = Object.entries(mapping.unit.values).flatMap(([text, code]) => {
      const at = place.get(code);
      return at === undefined ? [] : [[text, at] as const];
    });
    // What the mapping says goes before what a name looks like.
    const said = new Set(spelled.map(([text]) => keyOf(text)));
    const names = units.flatMap((unit, i) => spellingsOf(unit).map((text) => [text, i] as const));
    this.#units = new Choices([...place, ...spelled, ...[...names, ...withoutZeros(units)].filter(([text]) => !said.has(keyOf(text)))]);
    this.#instances = new InstanceHashes(context.key);
    this.#row = {
      unit: 0,
      psu: UNKNOWN,
      enumerator: UNKNOWN,
      line: 0,
      started: 0,
      seconds: NO_TIME,
      instance: new Uint32Array(2),
      answers: new Uint8Array(this.#slots.length).fill(NO_ANSWER),
    };
    this.#hashed = new Uint8Array(this.#slots.length + 20);
    const words = { units: this.#unitCodes, psus: this.#psus.list, enumerators: this.#enumerators.list };
    this.#pages = context.onPage === undefined ? undefined : new PageWriter(this.#slots.length, words, context.onPage);
  }

  /** The file cannot be read at all, for a reason that was found before its text. */
  fail(finding: Finding): void {
    this.#head = undefined;
    this.#fail(finding);
  }

  /** Something about the file that its text does not say. */
  note(finding: Finding): void {
    this.#findings.push(finding);
  }

  push(chunk: Uint8Array): void {
    if (this.#head === undefined) {
      this.#text?.push(chunk);
      return;
    }
    const head = new Uint8Array(this.#head.length + chunk.length);
    head.set(this.#head);
    head.set(chunk, this.#head.length);
    this.#head = head;
    // The first line decides on the delimiter.
    if (head.length >= 65_536 || head.includes(0x0a) || head.includes(0x0d)) this.#begin(head);
  }

  end(): ResponseSummary {
    if (this.#head !== undefined) this.#begin(this.#head);
    this.#text?.end();
    if ((this.#layout === undefined || this.#rows === 0) && !this.#isBroken) this.#fail({ code: 'file-empty', at: WHOLE_FILE });
    const wrong = Object.values(this.#problems).reduce((sum, count) => sum + count, 0);
    const isOverLimit = wrong > this.#mapping.maxErrorShare * this.#rows;
    if (isOverLimit && !this.#isBroken) {
      const values = { wrong: String(wrong), rows: String(this.#rows), limit: String(100 * this.#mapping.maxErrorShare) };
      this.#findings.unshift({ code: 'rows-refused', at: WHOLE_FILE, values });
    }
    const isRefused = this.#isBroken || isOverLimit;
    if (!isRefused) {
      this.#pages?.end();
      this.#note();
    }
    return {
      rows: this.#rows,
      accepted: this.#accepted,
      repeated: this.#repeated,
      passedOver: this.#passedOver,
      equal: this.#equal,
      rowProblems: this.#problems,
      tallies: isRefused ? [] : this.#tallies(),
      findings: this.#findings,
      isRefused,
    };
  }

  /** What was done without being asked, so that nothing happens in silence. */
  #note(): void {
    const tell = (
      code: 'rows-passed-over' | 'rows-repeated' | 'rows-equal' | 'times-unclear' | 'cells-re-encoded',
      count: number,
    ): void => {
      if (count > 0) this.#findings.push({ code, at: WHOLE_FILE, values: { count: String(count) } });
    };
    tell('rows-passed-over', this.#passedOver);
    tell('rows-repeated', this.#repeated);
    tell('rows-equal', this.#equal);
    tell('times-unclear', this.#timesUnclear);
    const columns = [...(this.#layout?.singles ?? []), ...(this.#layout?.many ?? [])];
    tell('cells-re-encoded', this.#units.reEncoded + columns.reduce((sum, { choices }) => sum + choices.reEncoded, 0));
  }

  #begin(head: Uint8Array<ArrayBuffer>): void {
    this.#head = undefined;
    const text = new TextDecoder().decode(head.subarray(0, 65_536));
    this.#text = new DelimitedText(delimiterOf(text), (record) => this.#record(record));
    this.#text.push(head);
  }

  #fail(finding: Finding): void {
    this.#isBroken = true;
    this.#findings.push(finding);
  }

  #record(record: DelimitedText): void {
    if (this.#isBroken) return;
    if (this.#layout === undefined) {
      if (record.line === 1 && record.count <= 2 && /^sep=/i.test(record.text(0))) return;
      this.#layout = this.#readHeader(record);
      return;
    }
    if (this.#toSkip > 0) {
      this.#toSkip -= 1;
      return;
    }
    this.#rows += 1;
    // A quote that nobody closes has swallowed the rest of the file.
    if (record.problem !== undefined && record.count === 0) this.#fail({ code: 'csv-quote', at: { line: record.line } });
    else if (record.problem !== undefined) this.#reject({ code: 'csv-quote', at: { line: record.line } });
    else if (record.count !== this.#layout.columns) {
      const values = { found: String(record.count), wanted: String(this.#layout.columns) };
      this.#reject({ code: 'csv-columns', at: { line: record.line }, values });
    } else this.#response(record, this.#layout);
  }

  #readHeader(record: DelimitedText): Layout {
    const mapping = this.#mapping;
    const places = new Map<string, number[]>();
    const headings: string[] = [];
    for (let i = 0; i < record.count; i += 1) {
      headings.push(record.text(i));
      const name = foldedText(headings[i] as string);
      places.set(name, [...(places.get(name) ?? []), i]);
    }
    // Headings in an encoding before Unicode, in a file that is UTF-8 otherwise.
    const decoded = new Map<string, number[]>();
    for (const encoding of OLD_ENCODINGS) {
      for (const [i, heading] of headings.entries()) {
        const name = foldedText(decodeOld(heading, encoding));
        const known = decoded.get(name) ?? [];
        if (!known.includes(i)) decoded.set(name, [...known, i]);
      }
    }
    const exact = Map.groupBy(headings.keys(), (i) => exactOf(headings[i] as string));
    const find = (column: string): number => {
      const name = foldedText(column);
      const [at, again] = exact.get(exactOf(column)) ?? places.get(name) ?? decoded.get(name) ?? [];
      if (at === undefined)
        this.#fail({ code: 'column-missing', at: { line: record.line }, values: { column, columns: String(record.count) } });
      if (again !== undefined) this.#fail({ code: 'column-twice', at: { line: record.line }, values: { column } });
      return at ?? 0;
    };
    const findIf = (column: string | undefined): number | undefined => (column === undefined ? undefined : find(column));
    const found = detectPlatform(headings);
    if (found !== mapping.platform) {
      const values = { found, wanted: mapping.platform };
      this.#findings.push({ code: 'platform-differs', at: { line: record.line }, values });
    }
    this.#toSkip = mapping.rowsBelowHeader ?? rowsBelowHeaderOf(mapping.platform);
    const singles = mapping.answers.flatMap((answer) => this.#single(answer, find));
    const many = mapping.answers.flatMap((answer) => this.#many(answer, find));
    return {
      columns: record.count,
      unit: find(mapping.unit.column),
      psu: findIf(mapping.psu),
      enumerator: findIf(mapping.enumerator),
      times: mapping.times === undefined ? undefined : { start: find(mapping.times.start), end: find(mapping.times.end) },
      instanceId: findIf(mapping.instanceId),
      passedOver: passedOverBy(mapping.platform).flatMap(({ column, says }) => {
        const [at] = exact.get(column) ?? places.get(foldedText(column)) ?? [];
        return at === undefined ? [] : [{ at, says }];
      }),
      singles,
      many,
      places: Int32Array.from(singles, ({ at }) => at),
      slots: Int32Array.from(singles, ({ slot }) => slot),
      bytes: Int8Array.from({ length: 256 * singles.length }, (_, i) =>
        i % 256 < 128 ? (singles[i >> 8]?.choices.ofByte(i % 256) ?? UNKNOWN) : UNKNOWN,
      ),
    };
  }

  #choicesOf({ item, values }: AnswerMapping): { choices: Choices; slot: number; options: number } | undefined {
    const question = questionsOf(this.#instrument).find(({ code }) => code === item);
    if (question === undefined) return undefined;
    const { options } = scaleOf(this.#instrument, question);
    const place = new Map(options.map(({ code }, i) => [code, i]));
    const said = Object.entries(values).map(([text, code]) => [text, place.get(code) ?? UNKNOWN] as const);
    const saidKeys = new Set(said.map(([text]) => keyOf(text)));
    // Codes or labels, in either language of the instrument; what the mapping says goes before them.
    const labels = options.flatMap(({ code, name }, i) => [code, name.vi, name.en].map((text) => [text, i] as const));
    const entries = [...said, ...labels.filter(([text]) => !saidKeys.has(keyOf(text)))];
    const choices = new Choices(entries, withoutDecimals(this.#mapping.decimalComma === true));
    return { choices, slot: this.#slots.findIndex((slot) => slot.item === item), options: options.length };
  }

  #single(answer: AnswerMapping, find: (column: string) => number): SingleColumn[] {
    const known = this.#choicesOf(answer);
    const { column } = answer;
    if (known === undefined || column === undefined || answer.separator !== undefined) return [];
    return [{ name: column, at: find(column), choices: known.choices, slot: known.slot }];
  }

  #many(answer: AnswerMapping, find: (column: string) => number): ManyColumns[] {
    const known = this.#choicesOf(answer);
    const { column, columns, separator } = answer;
    if (known === undefined || (separator === undefined && columns === undefined)) return [];
    if (columns === undefined) return column === undefined ? [] : [{ ...known, names: [column], at: [find(column)], separator }];
    const names = this.#slots.slice(known.slot, known.slot + known.options).map(({ option = '' }) => columns[option]);
    return [
      {
        ...known,
        choices: new Choices(MARKS, withoutDecimals(this.#mapping.decimalComma === true)),
        names: names.map((name) => name ?? ''),
        at: names.map((name) => (name === undefined ? UNKNOWN : find(name))),
        separator: undefined,
      },
    ];
  }

  #reject(finding: Finding): void {
    this.#problems[finding.code] = (this.#problems[finding.code] ?? 0) + 1;
    if (this.#findings.length < KEPT_FINDINGS) this.#findings.push(finding);
  }

  #unitOf(record: DelimitedText, at: number): number {
    const known = this.#units.of(record, at);
    if (known !== UNKNOWN || this.#context.units !== undefined) return known;
    const text = record.text(at);
    const code = codeSchema.safeParse(text.trim());
    if (!code.success) return UNKNOWN;
    const listed = this.#unitCodes.indexOf(code.data);
    const place = listed >= 0 ? listed : this.#unitCodes.push(code.data) - 1;
    this.#units.learn(text, place);
    return place;
  }

  /** False if the row cannot stand; its finding is told. */
  #readPlace(record: DelimitedText, layout: Layout): boolean {
    const { line } = record;
    const unit = this.#unitOf(record, layout.unit);
    if (unit < 0) {
      this.#reject({ code: 'response-unit-unknown', at: { line, column: this.#mapping.unit.column } });
      return false;
    }
    this.#row.unit = unit;
    this.#row.line = line;
    if (layout.psu === undefined) return true;
    const { psus } = this.#context;
    const psu = this.#psus.place(record.text(layout.psu), (text) => {
      const code = codeSchema.safeParse(text.trim());
      return code.success && (psus === undefined || psus.has(code.data)) ? code.data : undefined;
    });
    this.#row.psu = psu;
    if (psu < 0) {
      this.#reject({ code: 'psu-unknown', at: { line, column: this.#mapping.psu ?? '' } });
      return false;
    }
    if (psus === undefined || psus.get(this.#psus.list[psu] as string) === this.#unitCodes[unit]) return true;
    this.#reject({ code: 'psu-of-another-unit', at: { line, column: this.#mapping.psu ?? '' } });
    return false;
  }

  #readAnswers(record: DelimitedText, { singles, many, places, slots, bytes }: Layout): boolean {
    const { starts, ends, buffer, line } = record;
    const { answers } = this.#row;
    for (let k = 0; k < places.length; k += 1) {
      const at = places[k] as number;
      const from = starts[at] as number;
      let choice = (ends[at] as number) - from === 1 ? (bytes[(k << 8) | (buffer[from] as number)] as number) : UNKNOWN;
      if (choice === UNKNOWN) {
        const { choices, name } = singles[k] as SingleColumn;
        choice = choices.of(record, at);
        if (choice === UNKNOWN) {
          // Without the text: in a row that has shifted it may be somebody's name.
          this.#reject({ code: 'option-unknown', at: { line, column: name } });
          return false;
        }
      }
      answers[slots[k] as number] = choice === EMPTY ? NO_ANSWER : choice;
    }
    for (const columns of many) {
      const wrong = this.#readMany(record, columns);
      if (wrong === undefined) continue;
      this.#reject({ code: 'option-unknown', at: { line, column: wrong } });
      return false;
    }
    return true;
  }

  /** The name of the column that holds something else than options. */
  #readMany(record: DelimitedText, { names, at, choices, separator, slot, options }: ManyColumns): string | undefined {
    const { answers } = this.#row;
    answers.fill(NO_ANSWER, slot, slot + options);
    if (separator === undefined) {
      let isAnswered = false;
      for (let k = 0; k < options; k += 1) {
        const place = at[k] as number;
        const mark = place < 0 ? EMPTY : choices.of(record, place);
        if (mark === UNKNOWN) return names[k];
        if (mark !== EMPTY) isAnswered = true;
        answers[slot + k] = mark === CHOSEN ? CHOSEN : NOT_CHOSEN;
      }
      if (!isAnswered) answers.fill(NO_ANSWER, slot, slot + options);
      return undefined;
    }
    const text = record.text(at[0] as number);
    const chosen = text.split(separator).map((part) => choices.ofText(part));
    if (chosen.includes(UNKNOWN)) return names[0];
    const named = chosen.filter((choice) => choice !== EMPTY);
    if (named.length > 0) answers.fill(NOT_CHOSEN, slot, slot + options);
    for (const choice of named) answers[slot + choice] = CHOSEN;
    return undefined;
  }

  #readTimes(record: DelimitedText, { times, enumerator }: Layout): void {
    const row = this.#row;
    if (enumerator !== undefined) {
      row.enumerator = this.#enumerators.place(record.text(enumerator), (text) =>
        text.trim() === '' ? undefined : pseudonymOf(this.#context.key, text.trim()),
      );
    }
    if (times === undefined) return;
    const [start, end] = [readSurveyTime(record.text(times.start)), readSurveyTime(record.text(times.end))];
    row.started = start ?? 0;
    row.seconds = start === undefined || end === undefined ? NO_TIME : end - start;
  }

  /** False if the row cannot stand or came before. */
  #readInstance(record: DelimitedText, instanceId: number | undefined): boolean {
    const { instance, answers, unit, psu, started, enumerator, seconds } = this.#row;
    if (instanceId === undefined) {
      // Its content stands for it, so that equal rows are found; they are told, never dropped.
      const view = new DataView(this.#hashed.buffer);
      for (const [i, value] of [unit, psu, enumerator, started, seconds].entries()) view.setInt32(4 * i, value | 0, true);
      this.#hashed.set(answers, 20);
      this.#instances.hash(this.#hashed, 0, this.#hashed.length, instance);
      if (!this.#instances.addHash(instance)) this.#equal += 1;
      return true;
    }
    let [from, to] = [record.starts[instanceId] as number, record.ends[instanceId] as number];
    while (from < to && record.buffer[from] === BLANK) from += 1;
    while (from < to && record.buffer[to - 1] === BLANK) to -= 1;
    if (from === to) {
      this.#reject({ code: 'instance-missing', at: { line: record.line, column: this.#mapping.instanceId ?? '' } });
      return false;
    }
    this.#instances.hash(record.buffer, from, to, instance);
    if (this.#instances.addHash(instance)) return true;
    this.#repeated += 1;
    return false;
  }

  #response(record: DelimitedText, layout: Layout): void {
    if (layout.passedOver.some(({ at, says }) => says.test(record.text(at)))) {
      this.#passedOver += 1;
      return;
    }
    if (!this.#readPlace(record, layout) || !this.#readAnswers(record, layout)) return;
    if (layout.times !== undefined || layout.enumerator !== undefined) this.#readTimes(record, layout);
    if (!this.#readInstance(record, layout.instanceId)) return;
    this.#accepted += 1;
    const { unit, answers, seconds } = this.#row;
    if (layout.times !== undefined && seconds === NO_TIME) this.#timesUnclear += 1;
    let tally = this.#counts.get(unit);
    if (tally === undefined) {
      tally = { responses: 0, counts: new Uint32Array(256 * this.#slots.length) };
      this.#counts.set(unit, tally);
    }
    tally.responses += 1;
    const { counts } = tally;
    for (let s = 0; s < answers.length; s += 1) (counts[(s << 8) | (answers[s] as number)] as number) += 1;
    this.#pages?.add(this.#row);
  }

  #tallies(): UnitTally[] {
    return [...this.#counts]
      .map(([at, { responses, counts }]): UnitTally => {
        const slots = this.#slots.map(({ figure, scores }, s) => {
          const from = s << 8;
          return { figure, counts: [...counts.slice(from, from + scores.length)], empty: counts[from | NO_ANSWER] ?? 0 };
        });
        return { unit: this.#unitCodes[at] ?? '', responses, slots };
      })
      .sort((a, b) => (a.unit < b.unit ? -1 : 1));
  }
}
