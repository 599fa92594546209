const [LF, CR, QUOTE] = [0x0a, 0x0d, 0x22];

/** A record longer than this is no record: a quote was opened that nobody closed, or the file is no table. */
const MAX_RECORD_BYTES = 1_000_000;

export type Delimiter = ',' | ';' | '\t';

/** What is wrong with a record; its fields are what could be read all the same. */
export type RecordProblem = 'quote' | 'too-long';

const decoder = new TextDecoder();

/** The delimiter that the header has most of outside quotes; "sep=;" says it itself. */
export function delimiterOf(head: string): Delimiter {
  const said = /^sep=([,;\t])/i.exec(head);
  if (said !== null) return said[1] as Delimiter;
  // A heading in quotes may hold delimiters and line ends; lines without anything may stand before it.
  const [unquoted = ''] = head
    .replace(/"[^"]*"/g, '')
    .replace(/^[\r\n]+/, '')
    .split(/\r|\n/, 1);
  const counts = ([',', ';', '\t'] as const).map((delimiter) => ({ delimiter, count: unquoted.split(delimiter).length }));
  return counts.reduce((best, entry) => (entry.count > best.count ? entry : best)).delimiter;
}

/**
 * Splits delimited text (RFC 4180; any of three delimiters; records end with LF, CRLF or CR) from chunks of any size. Strict on quotes: a tolerant
 * reader merges ragged rows without a word. Works on bytes, so the text may be in any encoding that leaves ASCII as it is. A byte-order mark of UTF-8 and lines
 * without any character are passed over.
 *
 * `onRecord` is called for each record and looks at this very object, whose fields it must read before it returns: at a million records,
 * objects for fields would cost more than the splitting.
 */
export class DelimitedText {
  /** Fields of the current record. */
  count = 0;
  /** 1-based line on which the current record begins. */
  line = 1;
  problem: RecordProblem | undefined;
  /** Bytes of field i: buffer[starts[i]] up to buffer[ends[i]], without the quotes around it. */
  buffer: Uint8Array = new Uint8Array(0);
  starts: Int32Array = new Int32Array(64);
  ends: Int32Array = new Int32Array(64);
  /** Where doubled quotes stand for one. */
  #doubled = new Uint8Array(64);
  readonly #delimiter: number;
  /** Every byte with a meaning is at most this one; most bytes of a table are above a comma. */
  readonly #highest: number;
  readonly #onRecord: (record: DelimitedText) => void;
  /** The bytes of records that have not ended, and room for the next chunk: chunks stay their owner's. */
  #store: Uint8Array = new Uint8Array(0);
  #left = 0;
  #isFirst = true;
  #isStopped = false;
  #nextLine = 1;

  constructor(delimiter: Delimiter, onRecord: (record: DelimitedText) => void) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#highest = Math.max(this.#delimiter, QUOTE);
    this.#onRecord = onRecord;
  }

  /** The next bytes of the text. They are not kept beyond the call but for what has not ended yet. */
  push(chunk: Uint8Array): void {
    this.#take(chunk, false);
  }

  /** The text is over. */
  end(): void {
    this.#take(new Uint8Array(0), true);
  }

  /** Field i of the current record, decoded as UTF-8. */
  text(i: number): string {
    const text = decoder.decode(this.buffer.subarray(this.starts[i], this.ends[i]));
    return this.#doubled[i] === 1 ? text.replaceAll('""', '"') : text;
  }

  /** The bytes of field i, for text in another encoding. */
  bytes(i: number): Uint8Array {
    const bytes = this.buffer.subarray(this.starts[i], this.ends[i]);
    if (this.#doubled[i] === 0) return bytes;
    // Of each pair of quotes the first stays.
    let isSecond = false;
    return bytes.filter((byte) => {
      isSecond = byte === QUOTE && !isSecond;
      return byte !== QUOTE || isSecond;
    });
  }

  #take(chunk: Uint8Array, isLast: boolean): void {
    if (this.#isStopped) return;
    const length = this.#left + chunk.length;
    if (length > this.#store.length) {
      const store = new Uint8Array(Math.max(length, 2 * this.#store.length));
      store.set(this.#store.subarray(0, this.#left));
      this.#store = store;
    }
    this.#store.set(chunk, this.#left);
    this.#left = length;
    this.buffer = this.#store.subarray(0, length);
    let at = 0;
    if (this.#isFirst) {
      if (this.buffer.length < 3 && !isLast) return;
      if (this.buffer[0] === 0xef && this.buffer[1] === 0xbb && this.buffer[2] === 0xbf) at = 3;
      this.#isFirst = false;
    }
    while (at < this.buffer.length) {
      const next = this.#record(at, isLast);
      if (next < 0) break;
      at = next;
    }
    if (!this.#isStopped && length - at > MAX_RECORD_BYTES) this.#stop('too-long');
    if (this.#isStopped) return;
    this.#store.copyWithin(0, at, length);
    this.#left = length - at;
  }

  #stop(problem: RecordProblem): void {
    this.#isStopped = true;
    this.problem = problem;
    this.count = 0;
    this.line = this.#nextLine;
    this.#onRecord(this);
    this.#store = new Uint8Array(0);
    this.#left = 0;
  }

  #grow(): void {
    const larger = (array: Int32Array): Int32Array => {
      const result = new Int32Array(array.length * 2);
      result.set(array);
      return result;
    };
    this.starts = larger(this.starts);
    this.ends = larger(this.ends);
    const doubled = new Uint8Array(this.#doubled.length * 2);
    doubled.set(this.#doubled);
    this.#doubled = doubled;
  }

  /** Reads the record that begins at `at`; where the next one begins, or -1 if it does not end here. */
  #record(at: number, isLast: boolean): number {
    const buffer = this.buffer;
    const length = buffer.length;
    const [delimiter, highest] = [this.#delimiter, this.#highest];
    let { starts, ends } = this;
    let doubled = this.#doubled;
    let count = 0;
    let lines = 0;
    let hasQuotes = false;
    this.problem = undefined;
    let i = at;
    for (;;) {
      if (count === starts.length) {
        this.#grow();
        ({ starts, ends } = this);
        doubled = this.#doubled;
      }
      doubled[count] = 0;
      let byte = -1;
      if (i < length && buffer[i] === QUOTE) {
        hasQuotes = true;
        i += 1;
        starts[count] = i;
        for (;;) {
          while (i < length && buffer[i] !== QUOTE) {
            // A line inside quotes ends with LF, or with a CR that none follows.
            if (buffer[i] === LF || (buffer[i] === CR && buffer[i + 1] !== LF)) lines += 1;
            i += 1;
          }
          // A quote at the very end may be the first of two.
          if (i >= length - 1 && !isLast) return -1;
          if (i >= length) {
            this.#stop('quote');
            return -1;
          }
          if (buffer[i + 1] !== QUOTE) break;
          doubled[count] = 1;
          i += 2;
        }
        ends[count] = i;
        i += 1;
        const after = i;
        for (; i < length; i += 1) {
          byte = buffer[i] as number;
          if (byte === delimiter || byte === LF || byte === CR) break;
        }
        if (i > after) this.problem = 'quote';
      } else {
        starts[count] = i;
        for (; i < length; i += 1) {
          byte = buffer[i] as number;
          if (byte > highest) continue;
          if (byte === delimiter || byte === LF || byte === CR) break;
          if (byte === QUOTE) this.problem = 'quote';
        }
        ends[count] = i;
      }
      count += 1;
      if (i >= length) {
        if (!isLast) return -1;
        break;
      }
      if (byte === delimiter) {
        i += 1;
        continue;
      }
      if (byte === CR) {
        if (i + 1 >= length && !isLast) return -1;
        i += buffer[i + 1] === LF ? 2 : 1;
      } else i += 1;
      lines += 1;
      break;
    }
    if (i - at > MAX_RECORD_BYTES) {
      this.#stop('too-long');
      return -1;
    }
    this.line = this.#nextLine;
    this.#nextLine += lines;
    this.count = count;
    if (count > 1 || starts[0] !== ends[0] || hasQuotes) this.#onRecord(this);
    return i;
  }
}
