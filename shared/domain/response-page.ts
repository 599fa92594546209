/** Answers of a batch, column by column: what is stored instead of one record an answer. */
export interface ResponsePage {
  readonly rows: number;
  /** Words that columns name by their place. */
  readonly units: readonly string[];
  readonly psus: readonly string[];
  /** Pseudonyms. */
  readonly enumerators: readonly string[];
  readonly unit: Uint16Array;
  /** NONE where the file has no such column. */
  readonly psu: Uint16Array;
  readonly enumerator: Uint16Array;
  /** Line of the file on which the answer begins. */
  readonly line: Uint32Array;
  /** Seconds since 1970 at which the interview began; 0 where nothing is known. */
  readonly started: Uint32Array;
  /** What it took, in seconds; NO_TIME where nothing is known, negative if it ended before it began. */
  readonly seconds: Int32Array;
  /** Keyed hash of the answer's identity: low and high half, side by side. */
  readonly instance: Uint32Array;
  /** Slot after slot, `rows` of each: the choice's place, or NO_ANSWER. */
  readonly answers: Uint8Array;
}

export const NONE = 0xffff;
export const NO_TIME = -0x80000000;
export const NO_ANSWER = 0xff;
/** Of a page; far below the 400 kB of an item even when nothing compresses. */
export const PAGE_ROWS = 8192;

/** Words of a page, each once. */
class Words {
  readonly list: string[] = [];
  readonly #places = new Map<number, number>();

  /** `word` is named by its place in the batch. */
  place(inBatch: number, word: string): number {
    const known = this.#places.get(inBatch);
    if (known !== undefined) return known;
    this.#places.set(inBatch, this.list.length);
    return this.list.push(word) - 1;
  }
}

/** One answer on its way into a page. */
export interface ResponseRow {
  unit: number;
  psu: number;
  enumerator: number;
  line: number;
  started: number;
  seconds: number;
  readonly instance: Uint32Array;
  readonly answers: Uint8Array;
}

/** Gathers answers into pages. */
export class PageWriter {
  readonly #slots: number;
  readonly #words: { units: readonly string[]; psus: readonly string[]; enumerators: readonly string[] };
  readonly #onPage: (page: ResponsePage) => void;
  #rows = 0;
  #units = new Words();
  #psus = new Words();
  #enumerators = new Words();
  readonly #unit = new Uint16Array(PAGE_ROWS);
  readonly #psu = new Uint16Array(PAGE_ROWS);
  readonly #enumerator = new Uint16Array(PAGE_ROWS);
  readonly #line = new Uint32Array(PAGE_ROWS);
  readonly #started = new Uint32Array(PAGE_ROWS);
  readonly #seconds = new Int32Array(PAGE_ROWS);
  readonly #instance = new Uint32Array(2 * PAGE_ROWS);
  readonly #answers: Uint8Array;

  /** The words may still grow while rows are added. */
  constructor(
    slots: number,
    words: { units: readonly string[]; psus: readonly string[]; enumerators: readonly string[] },
    onPage: (page: ResponsePage) => void,
  ) {
    this.#slots = slots;
    this.#words = words;
    this.#onPage = onPage;
    this.#answers = new Uint8Array(slots * PAGE_ROWS);
  }

  add(row: ResponseRow): void {
    const at = this.#rows;
    const { units, psus, enumerators } = this.#words;
    this.#unit[at] = this.#units.place(row.unit, units[row.unit] as string);
    this.#psu[at] = row.psu < 0 ? NONE : this.#psus.place(row.psu, psus[row.psu] as string);
    this.#enumerator[at] = row.enumerator < 0 ? NONE : this.#enumerators.place(row.enumerator, enumerators[row.enumerator] as string);
    this.#line[at] = row.line;
    this.#started[at] = row.started;
    this.#seconds[at] = row.seconds;
    this.#instance[2 * at] = row.instance[0] as number;
    this.#instance[2 * at + 1] = row.instance[1] as number;
    for (let s = 0; s < this.#slots; s += 1) this.#answers[s * PAGE_ROWS + at] = row.answers[s] as number;
    this.#rows += 1;
    if (this.#rows === PAGE_ROWS) this.end();
  }

  /** Hands over what has been gathered. */
  end(): void {
    const rows = this.#rows;
    if (rows === 0) return;
    const answers = new Uint8Array(rows * this.#slots);
    for (let s = 0; s < this.#slots; s += 1) answers.set(this.#answers.subarray(s * PAGE_ROWS, s * PAGE_ROWS + rows), s * rows);
    this.#onPage({
      rows,
      units: this.#units.list,
      psus: this.#psus.list,
      enumerators: this.#enumerators.list,
      unit: this.#unit.slice(0, rows),
      psu: this.#psu.slice(0, rows),
      enumerator: this.#enumerator.slice(0, rows),
      line: this.#line.slice(0, rows),
      started: this.#started.slice(0, rows),
      seconds: this.#seconds.slice(0, rows),
      instance: this.#instance.slice(0, 2 * rows),
      answers,
    });
    this.#rows = 0;
    this.#units = new Words();
    this.#psus = new Words();
    this.#enumerators = new Words();
  }
}

/** Rows from `from` up to `to` of a page, as a page of its own. */
export function sliceOfPage(page: ResponsePage, from: number, to: number): ResponsePage {
  const slots = page.answers.length / page.rows;
  const answers = new Uint8Array((to - from) * slots);
  for (let s = 0; s < slots; s += 1) answers.set(page.answers.subarray(s * page.rows + from, s * page.rows + to), s * (to - from));
  return {
    ...page,
    rows: to - from,
    unit: page.unit.slice(from, to),
    psu: page.psu.slice(from, to),
    enumerator: page.enumerator.slice(from, to),
    line: page.line.slice(from, to),
    started: page.started.slice(from, to),
    seconds: page.seconds.slice(from, to),
    instance: page.instance.slice(2 * from, 2 * to),
    answers,
  };
}
