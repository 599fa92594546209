import { DelimitedText, type Delimiter } from './delimited-text.ts';
import { type Finding, WHOLE_FILE } from './finding.ts';
import { InstanceHashes } from './instance-hashes.ts';
import { type Instrument, questionsOf, scaleOf } from './instrument.ts';
import type { SurveyMapping } from './survey-mapping.ts';
import { codeSchema } from './text-schemas.ts';
import { foldedText } from './vietnamese-text.ts';

/** Of a unit: for each item in the instrument's order, how often each option was chosen, and how often nothing. */
export interface UnitTally {
  readonly unit: string;
  readonly responses: number;
  readonly items: readonly {
    readonly item: string;
    readonly options: readonly { readonly code: string; readonly count: number }[];
    readonly empty: number;
  }[];
}

export interface ResponseSummary {
  /** Rows below the header. */
  readonly rows: number;
  readonly accepted: number;
  /** Rows whose instance came before: counted once. */
  readonly repeated: number;
  /** Rows that cannot stand, by the code of what is wrong first. */
  readonly rowProblems: Readonly<Record<string, number>>;
  readonly tallies: readonly UnitTally[];
  /** What is wrong: with the file, or with rows, of which the first thousand are told. */
  readonly findings: readonly Finding[];
  /** The share of rows that cannot stand is above what the mapping takes: nothing of the file counts. */
  readonly isRefused: boolean;
}

const KEPT_FINDINGS = 1000;
const UNKNOWN = -1;
const EMPTY = -2;

/** The delimiter that the header has most of outside quotes; "sep=;" says it itself. */
function delimiterOf(head: string): Delimiter {
  const said = /^sep=([,;\t])/i.exec(head);
  if (said !== null) return said[1] as Delimiter;
  const unquoted = (head.split(/\r|\n/, 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = ([',', ';', '\t'] as const).map((delimiter) => ({ delimiter, count: unquoted.split(delimiter).length }));
  return counts.reduce((best, entry) => (entry.count > best.count ? entry : best)).delimiter;
}

/** Words may be spelled with other marks, case or blanks; in figures every sign counts: "-1" is not "1". */
const keyOf = (text: string): string => (/\p{L}/u.test(text) ? foldedText(text) : text.normalize('NFC').trim());

/** Texts of a column to numbers; a spelling that two choices share is neither. */
class Choices {
  readonly #known = new Map<string, number>();
  /** Fields of one and two bytes, as most codes are, by their bytes; they need no decoding after the first time. */
  readonly #short = new Map<number, number>();
  readonly #folded: ReadonlyMap<string, number>;

  constructor(entries: Iterable<readonly [text: string, choice: number]>) {
    const folded = new Map<string, number>();
    for (const [text, choice] of entries) {
      const key = keyOf(text);
      folded.set(key, (folded.get(key) ?? choice) === choice ? choice : UNKNOWN);
    }
    this.#folded = folded;
  }

  /** What a single byte of ASCII means. */
  ofByte(byte: number): number {
    return this.#folded.get(keyOf(String.fromCharCode(byte))) ?? UNKNOWN;
  }

  /** From now on the text means this choice. */
  learn(text: string, choice: number): void {
    this.#known.set(text, choice);
    this.#short.clear();
  }

  /** The choice of field i; EMPTY for nothing, UNKNOWN for anything else. */
  of(record: DelimitedText, i: number): number {
    const [from, to] = [record.starts[i] as number, record.ends[i] as number];
    if (to - from > 2) return this.#ofText(record.text(i));
    if (from === to) return EMPTY;
    const key =
      to - from === 1 ? (record.buffer[from] as number) : ((record.buffer[from] as number) << 8) | (record.buffer[from + 1] as number);
    const known = this.#short.get(key);
    if (known !== undefined) return known;
    const choice = this.#ofText(record.text(i));
    this.#short.set(key, choice);
    return choice;
  }

  #ofText(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const choice = text.trim() === '' ? EMPTY : (this.#folded.get(keyOf(text)) ?? UNKNOWN);
    // Open answers would fill the memory; the texts of options do not.
    if (this.#known.size < 10_000) this.#known.set(text, choice);
    return choice;
  }
}

interface AnswerColumn {
  readonly name: string;
  readonly at: number;
  readonly choices: Choices;
  /** Where the counts of this item begin in a unit's counts; the last place of it counts what is empty. */
  readonly offset: number;
  readonly options: number;
}

interface Layout {
  readonly columns: number;
  readonly unit: number;
  readonly instanceId: number | undefined;
  readonly answers: readonly AnswerColumn[];
  /** Where each answer stands, and what each single byte means in it: 256 places an answer. */
  readonly places: Int32Array;
  readonly bytes: Int8Array;
}

/**
 * Reads an export of a survey platform from chunks: finds the mapped columns by their headings, checks every answer, counts each instance once, and tallies options by
 * unit and item. Columns that the mapping does not name are passed over as bytes.
 */
export class ResponseReader {
  readonly #instrument: Instrument;
  readonly #mapping: SurveyMapping;
  readonly #units: Choices;
  readonly #unitCodes: string[];
  readonly #takesAnyUnit: boolean;
  readonly #instances: InstanceHashes;
  readonly #counts = new Map<number, { responses: number; counts: Uint32Array }>();
  readonly #findings: Finding[] = [];
  readonly #problems: Record<string, number> = {};
  readonly #width: number;
  #head: Uint8Array<ArrayBuffer> | undefined = new Uint8Array(0);
  #text: DelimitedText | undefined;
  #layout: Layout | undefined;
  #toSkip = 0;
  #isBroken = false;
  #rows = 0;
  #accepted = 0;
  #repeated = 0;
  #chosen: Int32Array = new Int32Array(0);

  /** `units`: the codes that answers may be about; undefined takes any code. `key`: 16 secret bytes for the identities of answers. */
  constructor(instrument: Instrument, mapping: SurveyMapping, units: readonly string[] | undefined, key: Uint8Array) {
    this.#instrument = instrument;
    this.#mapping = mapping;
    this.#takesAnyUnit = units === undefined;
    this.#unitCodes = [...(units ?? new Set(Object.values(mapping.unit.values)))];
    const place = new Map(this.#unitCodes.map((code, i) => [code, i]));
    this.#units = new Choices([
      ...place,
      ...Object.entries(mapping.unit.values).flatMap(([text, code]) => {
        const at = place.get(code);
        return at === undefined ? [] : [[text, at] as const];
      }),
    ]);
    this.#instances = new InstanceHashes(key);
    this.#width = questionsOf(instrument).reduce((sum, question) => sum + scaleOf(instrument, question).options.length + 1, 0);
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
    if (this.#layout === undefined && !this.#isBroken) this.#fail({ code: 'file-empty', at: WHOLE_FILE });
    const wrong = this.#rows - this.#accepted - this.#repeated;
    const isOverLimit = wrong > this.#mapping.maxErrorShare * this.#rows;
    if (isOverLimit && !this.#isBroken) {
      const values = { wrong: String(wrong), rows: String(this.#rows), limit: String(100 * this.#mapping.maxErrorShare) };
      this.#findings.unshift({ code: 'rows-refused', at: WHOLE_FILE, values });
    }
    const isRefused = this.#isBroken || isOverLimit;
    return {
      rows: this.#rows,
      accepted: this.#accepted,
      repeated: this.#repeated,
      rowProblems: this.#problems,
      tallies: isRefused ? [] : this.#tallies(),
      findings: this.#findings,
      isRefused,
    };
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
      this.#toSkip = this.#mapping.rowsBelowHeader;
      return;
    }
    if (this.#toSkip > 0) {
      this.#toSkip -= 1;
      return;
    }
    this.#rows += 1;
    if (record.problem === 'too-long') this.#fail({ code: 'csv-quote', at: { line: record.line } });
    else if (record.problem !== undefined) this.#reject({ code: 'csv-quote', at: { line: record.line } });
    else if (record.count !== this.#layout.columns) {
      const values = { found: String(record.count), wanted: String(this.#layout.columns) };
      this.#reject({ code: 'csv-columns', at: { line: record.line }, values });
    } else this.#response(record, this.#layout);
  }

  #readHeader(record: DelimitedText): Layout {
    const places = new Map<string, number[]>();
    for (let i = 0; i < record.count; i += 1) {
      const name = foldedText(record.text(i));
      places.set(name, [...(places.get(name) ?? []), i]);
    }
    const find = (column: string): number => {
      const [at, again] = places.get(foldedText(column)) ?? [];
      if (at === undefined)
        this.#fail({ code: 'column-missing', at: { line: record.line }, values: { column, columns: String(record.count) } });
      if (again !== undefined) this.#fail({ code: 'column-twice', at: { line: record.line }, values: { column } });
      return at ?? 0;
    };
    let offset = 0;
    const offsets = new Map<string, number>();
    for (const question of questionsOf(this.#instrument)) {
      offsets.set(question.code, offset);
      offset += scaleOf(this.#instrument, question).options.length + 1;
    }
    const questions = new Map(questionsOf(this.#instrument).map((question) => [question.code, question]));
    const answers = this.#mapping.answers.flatMap(({ column, item, values }): AnswerColumn[] => {
      const question = questions.get(item);
      if (question === undefined) return [];
      const { options } = scaleOf(this.#instrument, question);
      const place = new Map(options.map(({ code }, i) => [code, i]));
      const choices = new Choices([...place, ...Object.entries(values).map(([text, code]) => [text, place.get(code) ?? UNKNOWN] as const)]);
      return [{ name: column, at: find(column), choices, offset: offsets.get(item) ?? 0, options: options.length }];
    });
    this.#chosen = new Int32Array(answers.length);
    const { unit, instanceId } = this.#mapping;
    return {
      columns: record.count,
      unit: find(unit.column),
      instanceId: instanceId === undefined ? undefined : find(instanceId),
      answers,
      places: Int32Array.from(answers, ({ at }) => at),
      bytes: Int8Array.from({ length: 256 * answers.length }, (_, i) =>
        i % 256 < 128 ? (answers[i >> 8]?.choices.ofByte(i % 256) ?? UNKNOWN) : UNKNOWN,
      ),
    };
  }

  #reject(finding: Finding): void {
    this.#problems[finding.code] = (this.#problems[finding.code] ?? 0) + 1;
    if (this.#findings.length < KEPT_FINDINGS) this.#findings.push(finding);
  }

  #unitOf(record: DelimitedText, at: number): number {
    const known = this.#units.of(record, at);
    if (known !== UNKNOWN || !this.#takesAnyUnit) return known;
    const text = record.text(at);
    const code = codeSchema.safeParse(text.trim());
    if (!code.success) return UNKNOWN;
    const place = this.#unitCodes.push(code.data) - 1;
    this.#units.learn(text, place);
    return place;
  }

  #response(record: DelimitedText, layout: Layout): void {
    const { line } = record;
    const unit = this.#unitOf(record, layout.unit);
    if (unit < 0) {
      this.#reject({ code: 'response-unit-unknown', at: { line, column: this.#mapping.unit.column } });
      return;
    }
    const { answers, instanceId, places, bytes } = layout;
    const { starts, ends, buffer } = record;
    const chosen = this.#chosen;
    for (let k = 0; k < places.length; k += 1) {
      const at = places[k] as number;
      const from = starts[at] as number;
      let choice = (ends[at] as number) - from === 1 ? (bytes[(k << 8) | (buffer[from] as number)] as number) : UNKNOWN;
      if (choice === UNKNOWN) choice = (answers[k] as AnswerColumn).choices.of(record, at);
      if (choice === UNKNOWN) {
        // Without the text: in a row that has shifted it may be somebody's name.
        this.#reject({ code: 'option-unknown', at: { line, column: (answers[k] as AnswerColumn).name } });
        return;
      }
      chosen[k] = choice;
    }
    if (instanceId !== undefined) {
      const [from, to] = [record.starts[instanceId] as number, record.ends[instanceId] as number];
      if (from === to) {
        this.#reject({ code: 'instance-missing', at: { line, column: this.#mapping.instanceId ?? '' } });
        return;
      }
      if (!this.#instances.add(record.buffer, from, to)) {
        this.#repeated += 1;
        return;
      }
    }
    this.#accepted += 1;
    let tally = this.#counts.get(unit);
    if (tally === undefined) {
      tally = { responses: 0, counts: new Uint32Array(this.#width) };
      this.#counts.set(unit, tally);
    }
    tally.responses += 1;
    for (let k = 0; k < answers.length; k += 1) {
      const { offset, options } = answers[k] as AnswerColumn;
      const choice = chosen[k] as number;
      (tally.counts[offset + (choice === EMPTY ? options : choice)] as number) += 1;
    }
  }

  #tallies(): UnitTally[] {
    return [...this.#counts]
      .map(([at, { responses, counts }]): UnitTally => {
        let offset = 0;
        const items = questionsOf(this.#instrument).map((question) => {
          const { options } = scaleOf(this.#instrument, question);
          const from = offset;
          offset += options.length + 1;
          const chosen = options.map(({ code }, i) => ({ code, count: counts[from + i] ?? 0 }));
          return { item: question.code, options: chosen, empty: counts[from + options.length] ?? 0 };
        });
        return { unit: this.#unitCodes[at] ?? '', responses, items };
      })
      .sort((a, b) => (a.unit < b.unit ? -1 : 1));
  }
}
