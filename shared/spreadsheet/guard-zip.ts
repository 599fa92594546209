import { fromBuffer, type ZipFile } from 'yauzl';
import type { FindingCode } from '../domain/finding.ts';

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

const DANGEROUS = /(^|\/)(vbaProject\.bin|externalLinks\/|activeX\/|embeddings\/)/i;

const ZIP64_LOCATOR = Buffer.from([0x50, 0x4b, 0x06, 0x07]);
/** Extra field that gives an entry a second name; readers differ in which one they believe. */
const UNICODE_PATH_FIELD = 0x7075;
/** Sizes stand in a data descriptor behind the entry instead of before it. */
const SIZES_FOLLOW = 0x08;

function open(bytes: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { lazyEntries: true }, (error, zip) =>
      error === null && zip !== undefined ? resolve(zip) : reject(error),
    );
  });
}

/** The code of the first reason not to open these bytes as a workbook, or undefined. Never unpacks anything. */
export async function guardZip(bytes: Uint8Array): Promise<FindingCode | undefined> {
  if (bytes.length === 0) return 'file-empty';
  // Office encrypts into an OLE2 container; the old .xls format is one as well.
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) return 'file-encrypted';
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return 'file-not-xlsx';
  // Two directories may tell two stories, and two readers may each believe another one. No form needs ZIP64.
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(ZIP64_LOCATOR)) return 'file-dangerous';
  let zip: ZipFile;
  try {
    zip = await open(bytes);
  } catch {
    return 'file-damaged';
  }
  if (zip.entryCount > MAX_ENTRIES) return 'file-dangerous';
  return await new Promise((resolve) => {
    let total = 0;
    let hasContentTypes = false;
    zip.on('entry', (entry) => {
      const { fileName, uncompressedSize, compressedSize } = entry;
      total += uncompressedSize;
      hasContentTypes ||= fileName === '[Content_Types].xml';
      const inflatesTooFar = uncompressedSize > RATIO_APPLIES_ABOVE_BYTES && uncompressedSize > MAX_RATIO * compressedSize;
      // A stated size of nothing for packed data is a lie that some readers take as "no limit".
      const hidesSize =
        (uncompressedSize === 0 && compressedSize > 2) || (compressedSize === 0 && (entry.generalPurposeBitFlag & SIZES_FOLLOW) !== 0);
      const hasTwoNames = entry.extraFields.some(({ id }: { id: number }) => id === UNICODE_PATH_FIELD);
      if (DANGEROUS.test(fileName) || hidesSize || hasTwoNames) resolve('file-dangerous');
      else if (total > MAX_TOTAL_BYTES || uncompressedSize > MAX_SHEET_BYTES || inflatesTooFar) resolve('file-too-large-inside');
      else if (entry.isEncrypted()) resolve('file-encrypted');
      else zip.readEntry();
    });
    zip.on('end', () => resolve(hasContentTypes ? undefined : 'file-not-xlsx'));
    zip.on('error', () => resolve('file-damaged'));
    zip.readEntry();
  });
}
