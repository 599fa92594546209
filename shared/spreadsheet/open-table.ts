import type { Entry, ZipFile } from 'yauzl';
import { type Finding, WHOLE_FILE } from '../domain/finding.ts';
import { type Sheet, textOf } from '../domain/sheet.ts';
import { asUtf8 } from '../domain/text-decoding.ts';
import { foldedText } from '../domain/vietnamese-text.ts';
import { openZip, TABLE_LIMITS, unzipped } from './guard-zip.ts';
import { readWorkbook } from './read-workbook.ts';

/** Raised inside, told to the reader: the file holds no table that can be read. */
class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.code);
    this.finding = finding;
  }
}

/** Workbooks and archives are taken into memory whole; their guards know how far they may unpack. */
const MAX_PACKED_BYTES = 60_000_000;

/** A ZIP archive, an empty one, and the container of old and of encrypted workbooks. */
const PACKED = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0xd0, 0xcf, 0x11, 0xe0],
];
const SIGNATURE_BYTES = 4;
const LEAST_EMPTY_BYTES = 8;
/** A table's pictures and recordings may lie beside it. */
const MAX_ENTRIES = 20_000;
const isTable = (name: string): boolean =>
  /\.(csv|tsv|txt|xlsx|xml|rels|bin|ods)$|^mimetype$/i.test(name) && !/(^|\/)(__macosx|\._)/i.test(name);

/** What opens a table hears of what it holds. */
export interface TableListener {
  /** Told once, before the first bytes, where the file is not UTF-8. */
  readonly note: (finding: Finding) => void;
  /** Told instead of any bytes. */
  readonly fail: (finding: Finding) => void;
}

/**
 * The rows of an upload as delimited text in UTF-8, whatever it came as: CSV in any encoding met in Viet Nam, an XLSX workbook (its first sheet that shows anything),
 * or a ZIP of either. Of several tables in a ZIP the one with most of the wanted headings is meant. Line n of the text is row n of the sheet.
 */
export async function* tableText(
  chunks: AsyncIterable<Uint8Array>,
  wanted: readonly string[],
  listener: TableListener,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  // However small the pieces: what a file is stands in its first four bytes.
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    if (head.length >= SIGNATURE_BYTES) break;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  try {
    if (PACKED.some((signature) => signature.every((byte, i) => head[i] === byte)))
      yield* unpacked(await collected(all()), wanted, listener);
    else yield* plainText(all(), listener);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    listener.fail(error.finding);
  }
}

async function* plainText(chunks: AsyncIterable<Uint8Array>, listener: TableListener): AsyncGenerator<Uint8Array> {
  let told: string | undefined;
  let isFirst = true;
  for await (const text of asUtf8(chunks, (encoding) => {
    told = encoding;
  })) {
    if (isFirst && text.length > 0) {
      // A document, a picture, numbers of a program: no table has so many empty bytes.
      if (
        text.subarray(0, 4096).filter((byte) => byte === 0).length >= LEAST_EMPTY_BYTES ||
        Buffer.from(text.subarray(0, 5)).toString('latin1') === '%PDF-'
      )
        throw new UnreadableError({ code: 'file-not-a-table', at: WHOLE_FILE });
      if (told !== undefined && told !== 'UTF-8') listener.note({ code: 'text-decoded-as', at: WHOLE_FILE, values: { encoding: told } });
      isFirst = false;
    }
    yield text;
  }
}

async function collected(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > MAX_PACKED_BYTES) throw new UnreadableError({ code: 'file-too-large-inside', at: WHOLE_FILE });
  }
  return Buffer.concat(parts);
}

async function* unpacked(bytes: Uint8Array, wanted: readonly string[], listener: TableListener): AsyncGenerator<Uint8Array> {
  if (bytes[0] === 0xd0) {
    yield* workbookText(bytes);
    return;
  }
  const opened = await openZip(bytes, MAX_ENTRIES, isTable);
  if ('refused' in opened) throw new UnreadableError({ code: opened.refused, at: WHOLE_FILE });
  const { zip, entries } = opened;
  const names = [...entries.keys()];
  if (names.some((name) => name === '[content_types].xml' || name === 'mimetype')) {
    yield* workbookText(bytes);
    return;
  }
  const tables = [...entries].filter(([name]) => /\.(csv|tsv|txt|xlsx)$/.test(name));
  try {
    const entry = await bestTable(zip, tables, wanted);
    if (entry === undefined) throw new UnreadableError({ code: 'zip-without-table', at: WHOLE_FILE });
    const [name, inner] = entry;
    if (name.endsWith('.xlsx')) yield* workbookText(await collected(unzipped(zip, inner)));
    else yield* plainText(unzipped(zip, inner), listener);
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    throw new UnreadableError({ code: 'file-damaged', at: WHOLE_FILE });
  }
}

/** The table whose first line has most of the wanted headings; the first one where none has any. */
async function bestTable(
  zip: ZipFile,
  tables: readonly (readonly [string, Entry])[],
  wanted: readonly string[],
): Promise<readonly [string, Entry] | undefined> {
  if (tables.length < 2) return tables[0];
  let best: { table: readonly [string, Entry]; found: number } | undefined;
  let rival: string | undefined;
  for (const table of tables) {
    const [name, entry] = table;
    let head = '';
    if (name.endsWith('.xlsx')) head = Buffer.from(await firstLineOfWorkbook(await collected(unzipped(zip, entry)))).toString('utf8');
    else {
      for await (const chunk of asUtf8(unzipped(zip, entry), () => undefined)) {
        head = Buffer.from(chunk.subarray(0, 65_536)).toString('utf8');
        break;
      }
    }
    const line = ` ${foldedText(head.split(/\r|\n/, 1)[0] ?? '')} `;
    const found = wanted.filter((heading) => line.includes(` ${foldedText(heading)} `)).length;
    if (best !== undefined && found > 0 && found === best.found) rival = name;
    if (best === undefined || found > best.found) {
      best = { table, found };
      rival = undefined;
    }
  }
  // Two that fit alike: which one is meant is not for us to guess.
  if (best !== undefined && rival !== undefined)
    throw new UnreadableError({ code: 'zip-several-tables', at: WHOLE_FILE, values: { first: best.table[0], second: rival } });
  return best?.table;
}

async function firstLineOfWorkbook(bytes: Uint8Array): Promise<Uint8Array> {
  for await (const text of workbookText(bytes)) return text;
  return new Uint8Array(0);
}

const quoted = (text: string): string => (/[",;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A row a line, all as wide as the widest: what a line holds stands under its heading. */
function* linesOf({ rows }: Sheet): Generator<string> {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  for (const row of rows) {
    const cells = Array.from({ length: width }, (_, c) => quoted(textOf(row[c])));
    // A row with nothing in it is an empty line, which is passed over and counted as one.
    yield cells.every((cell) => cell === '') ? '\n' : `${cells.join(',')}\n`;
  }
}

async function* workbookText(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const { content, findings } = await readWorkbook(bytes, TABLE_LIMITS);
  const sheet = content?.find(({ hidden, rows }) => !hidden && rows.some((row) => row.some((cell) => cell !== undefined)));
  if (content === undefined) throw new UnreadableError(findings[0] ?? { code: 'file-damaged', at: WHOLE_FILE });
  if (sheet === undefined) throw new UnreadableError({ code: 'file-empty', at: WHOLE_FILE });
  const encoder = new TextEncoder();
  let lines: string[] = [];
  for (const line of linesOf(sheet)) {
    lines.push(line);
    if (lines.length < 1000) continue;
    yield encoder.encode(lines.join(''));
    lines = [];
  }
  yield encoder.encode(lines.join(''));
}
