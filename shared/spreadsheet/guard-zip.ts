import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import type { Finding, FindingCode } from '../domain/finding.ts';
import { WHOLE_FILE } from '../domain/finding.ts';

/**
 * Limits on what a workbook may hold once unpacked, read from the ZIP directory before any parser runs. A bomb of 391 kB
 * took 1.3 GB in a full reader; a legitimate form inflates about 8 : 1.
 */
const MAX_ENTRIES = 200;
const MAX_TOTAL_BYTES = 300_000_000;
const MAX_RATIO = 60;
const RATIO_APPLIES_ABOVE_BYTES = 1_000_000;
/** A form of 100 items is 30 kB of XML; a sheet that unpacks to more than this was not made from our form. */
const MAX_SHEET_BYTES = 50_000_000;
/** The largest official form has about 150 rows; formatting dragged far down is met in practice, a million rows are not. */
export const MAX_ROWS = 20_000;
export const MAX_COLUMNS = 100;
/** The sheets of a form are ten; its cells some 2,000. Limits of the whole workbook, so that no number of sheets adds up to more. */
const MAX_SHEETS = 60;
const MAX_CELLS = 200_000;

/** How large a sheet may be that is read. */
export interface SheetLimits {
  readonly rows: number;
  readonly columns: number;
  readonly cells: number;
}
export const FORM_LIMITS: SheetLimits = { rows: MAX_ROWS, columns: MAX_COLUMNS, cells: MAX_CELLS };
/** Answers of a survey: a province's forms in a workbook; larger ones come as CSV. */
export const TABLE_LIMITS: SheetLimits = { rows: MAX_ROWS, columns: 600, cells: 800_000 };
/** Rows times columns up to the farthest cell of each sheet, together: a reader makes room for all of it. */
const MAX_AREA = 3_000_000;
const MAX_COLUMN_RULES = 5_000;

const DANGEROUS = /(^|\/)(vbaProject\.bin|externalLinks\/|activeX\/|embeddings\/)|(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:|\0/i;

const ZIP64_LOCATOR = Buffer.from([0x50, 0x4b, 0x06, 0x07]);
/** Extra field that gives an entry a second name; readers differ in which one they believe. */
const UNICODE_PATH_FIELD = 0x7075;
/** Sizes stand in a data descriptor behind the entry instead of before it. */
const SIZES_FOLLOW = 0x08;
/** The stream of an OLE2 container in which Office keeps an encrypted workbook. */
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');

function open(bytes: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are judged here, so that each kind of bad name has one outcome.
    const options = { lazyEntries: true, decodeStrings: false, validateEntrySizes: true } as const;
    fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), options, (error, zip) =>
      error === null && zip !== undefined ? resolve(zip) : reject(error),
    );
  });
}

/** What a file is that is no ZIP archive at all. */
function otherFormat(bytes: Uint8Array): FindingCode {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) return buffer.includes(ENCRYPTED_PACKAGE) ? 'file-encrypted' : 'file-is-xls';
  const start = buffer
    .subarray(0, 2000)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
    .toLowerCase();
  if (/^<(!doctype html|html|head|body|table|meta|style)/.test(start)) return 'file-is-html';
  // The first pages of a PDF can be all text.
  if (start.startsWith('%pdf-')) return 'file-not-xlsx';
  const hasControls = buffer.subarray(0, 4000).some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte));
  return hasControls || bytes.length < 3 ? 'file-not-xlsx' : 'file-is-text';
}

function nameOf(entry: Entry): string {
  return Buffer.from(entry.fileName as unknown as Uint8Array).toString('utf8');
}

/** Reads the directory: the names of all entries, or the code of the first reason to refuse. Unpacks nothing. */
async function readDirectory(
  zip: ZipFile,
  isRead: (name: string) => boolean,
): Promise<{ entries: Map<string, Entry> } | { refused: FindingCode }> {
  return await new Promise((resolve) => {
    const entries = new Map<string, Entry>();
    let total = 0;
    const refuse = (refused: FindingCode): void => resolve({ refused });
    zip.on('entry', (entry: Entry) => {
      const { uncompressedSize, compressedSize } = entry;
      const name = nameOf(entry);
      // Pictures beside a table are never unpacked.
      if (!isRead(name)) {
        zip.readEntry();
        return;
      }
      total += uncompressedSize;
      const inflatesTooFar = uncompressedSize > RATIO_APPLIES_ABOVE_BYTES && uncompressedSize > MAX_RATIO * compressedSize;
      // A stated size of nothing for packed data is a lie that some readers take as "no limit".
      const hidesSize =
        (uncompressedSize === 0 && compressedSize > 2) || (compressedSize === 0 && (entry.generalPurposeBitFlag & SIZES_FOLLOW) !== 0);
      const hasTwoNames = entry.extraFields.some(({ id }: { id: number }) => id === UNICODE_PATH_FIELD);
      // Two entries of one name, and which one a reader believes is its own choice.
      const isTwice = entries.has(name.toLowerCase());
      if (DANGEROUS.test(name) || DANGEROUS.test(name.replaceAll('\\', '/')) || hidesSize || hasTwoNames || isTwice)
        return refuse('file-dangerous');
      if (total > MAX_TOTAL_BYTES || uncompressedSize > MAX_SHEET_BYTES || inflatesTooFar) return refuse('file-too-large-inside');
      if (entry.isEncrypted()) return refuse('file-encrypted');
      entries.set(name.toLowerCase(), entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve({ entries }));
    zip.on('error', () => refuse('file-damaged'));
    zip.readEntry();
  });
}

/** Opens an archive whose directory holds nothing dangerous, or says why not. Nothing is unpacked. */
export async function openZip(
  bytes: Uint8Array,
  maxEntries = MAX_ENTRIES,
  isRead: (name: string) => boolean = () => true,
): Promise<{ zip: ZipFile; entries: ReadonlyMap<string, Entry> } | { refused: FindingCode }> {
  // Two directories may tell two stories, and two readers may each believe another one. No form needs ZIP64.
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(ZIP64_LOCATOR)) return { refused: 'file-dangerous' };
  let zip: ZipFile;
  try {
    zip = await open(bytes);
  } catch {
    return { refused: 'file-damaged' };
  }
  if (zip.entryCount > maxEntries) return { refused: 'file-dangerous' };
  const directory = await readDirectory(zip, isRead);
  return 'refused' in directory ? directory : { zip, entries: directory.entries };
}

/** The content of one entry. Throws for data that is not what the directory says. */
export async function* unzipped(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error === null && opened !== undefined ? resolve(opened) : reject(error)));
  });
  yield* stream as AsyncIterable<Buffer>;
}

/** Inflates one entry piece by piece; false from `look` stops. Throws for data that is not what the directory says. */
async function walk(zip: ZipFile, entry: Entry, look: (piece: string) => boolean): Promise<void> {
  let rest = '';
  for await (const chunk of unzipped(zip, entry)) {
    const text = rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    if (!look(text)) return;
    // What is looked for may lie across two pieces; no tag of interest is longer.
    const open = text.lastIndexOf('<');
    rest = open >= 0 && text.length - open < 400 ? text.slice(open) : '';
  }
}

const columnOf = (letters: string): number =>
  [...letters.toUpperCase()].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);

/** What a workbook holds in all, counted while its parts are walked. */
class Totals {
  cells = 0;
  area = 0;
  columnRules = 0;
}

/** A link out of the workbook, whatever the order of its attributes. */
function linksOut(tag: string): boolean {
  return /TargetMode\s*=\s*["']External["']/i.test(tag) && /externalLink|oleObject|attachedTemplate|frame/i.test(tag);
}

/** Something in any part that runs, expands or reaches out on the machine of whoever opens the file. */
function isDangerous(piece: string): boolean {
  if (/<!(DOCTYPE|ENTITY)/i.test(piece) || /<\0!\0D\0O\0C\0T/i.test(piece) || /<(\w+:)?ddeLink/i.test(piece)) return true;
  for (const [tag] of piece.matchAll(/<(?:\w+:)?Relationship\b[^<>]*>/gi)) if (linksOut(tag)) return true;
  // A what-if table keeps results of formulas that no reader shows: its numbers would pass for typed ones.
  return /<(\w+:)?f\b[^<>]*\bt\s*=\s*["']dataTable["']/.test(piece);
}

/** The used range of one sheet; false as soon as it, or the workbook with it, is too large. */
class SheetRange {
  row = 0;
  #rows = 0;
  #column = 0;
  readonly #totals: Totals;
  readonly #limits: SheetLimits;

  constructor(totals: Totals, limits: SheetLimits) {
    this.#totals = totals;
    this.#limits = limits;
  }

  isFine(piece: string): boolean {
    const totals = this.#totals;
    totals.columnRules += piece.match(/<(?:\w+:)?col(?=[\s/>])/g)?.length ?? 0;
    for (const match of piece.matchAll(/<(?:\w+:)?(row|c)(?=[\s/>])([^<>]*)/g)) {
      const reference = /\br\s*=\s*["']([A-Za-z]{0,4})(\d{0,9})["']/.exec(match[2] ?? '');
      if (match[1] === 'c') totals.cells += 1;
      else this.#rows += 1;
      this.row = Math.max(this.row, this.#rows, Number(reference?.[2] ?? 0));
      this.#column = Math.max(this.#column, columnOf(reference?.[1] ?? ''));
      if (this.row > this.#limits.rows || this.#column > this.#limits.columns || totals.cells > this.#limits.cells) return false;
    }
    return totals.area + this.row * this.#column <= MAX_AREA && totals.columnRules <= MAX_COLUMN_RULES;
  }

  end(): void {
    this.#totals.area += this.row * this.#column;
  }
}

/** XML bombs, and ranges that no form has, found in the inflated parts before a parser builds anything from them. */
async function lookInside(zip: ZipFile, entries: ReadonlyMap<string, Entry>, limits: SheetLimits): Promise<Finding | undefined> {
  const totals = new Totals();
  for (const [name, entry] of entries) {
    if (!/\.(xml|rels|vml)$/.test(name)) continue;
    const range = /^xl\/worksheets\/[^/]+\.xml$/.test(name) ? new SheetRange(totals, limits) : undefined;
    let sheets = 0;
    let found: Finding | undefined;
    await walk(zip, entry, (piece) => {
      if (name === 'xl/workbook.xml') sheets += piece.match(/<(?:\w+:)?sheet(?=[\s/>])/g)?.length ?? 0;
      if (isDangerous(piece) || sheets > MAX_SHEETS) found = { code: 'file-dangerous', at: WHOLE_FILE };
      else if (range !== undefined && !range.isFine(piece)) {
        found = { code: 'file-range-too-large', at: WHOLE_FILE, values: { row: String(range.row), limit: String(limits.rows) } };
      }
      return found === undefined;
    });
    if (found !== undefined) return found;
    range?.end();
  }
  return undefined;
}

/** The first reason not to open these bytes as a workbook, or undefined. No parser has seen them yet. */
export async function guardZip(bytes: Uint8Array, limits: SheetLimits = FORM_LIMITS): Promise<Finding | undefined> {
  const refuse = (code: FindingCode): Finding => ({ code, at: WHOLE_FILE });
  if (bytes.length === 0) return refuse('file-empty');
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return refuse(otherFormat(bytes));
  const opened = await openZip(bytes);
  if ('refused' in opened) return refuse(opened.refused);
  const { zip, entries } = opened;
  if (entries.has('xl/workbook.bin')) return refuse('file-is-xlsb');
  if (entries.has('mimetype') && entries.has('content.xml')) return refuse('file-is-ods');
  if (!entries.has('[content_types].xml') || !entries.has('xl/workbook.xml')) return refuse('file-not-xlsx');
  try {
    return await lookInside(zip, entries, limits);
  } catch {
    return refuse('file-damaged');
  }
}
