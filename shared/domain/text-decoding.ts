import { decodeOld, OLD_ENCODINGS, type OldEncoding, vietnameseShare } from './vietnamese-text.ts';

export type TextEncoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'windows-1258' | OldEncoding;

/** Enough to see headings and some rows; what follows is taken to be in the same encoding. */
const HEAD_BYTES = 262_144;
const LF = 0x0a;

const latin1 = (bytes: Uint8Array): string => new TextDecoder('windows-1252').decode(bytes);

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // A character that the end of the head cuts through is no fault.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** In ASCII written as UTF-16 every second byte is nothing. */
function utf16Of(bytes: Uint8Array): 'UTF-16LE' | 'UTF-16BE' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE';
  const head = bytes.subarray(0, 2000);
  const [even, odd] = [0, 1].map((parity) => head.filter((byte, i) => i % 2 === parity && byte === 0).length) as [number, number];
  if (odd > head.length / 4 && even < head.length / 20) return 'UTF-16LE';
  return even > head.length / 4 && odd < head.length / 20 ? 'UTF-16BE' : undefined;
}

/**
 * The encoding of a file by its first bytes: UTF-8 where they are, UTF-16 by its mark or its empty bytes, otherwise the encoding before Unicode in which
 * most words are Vietnamese syllables. General detectors take TCVN3 and VISCII for windows-1258.
 */
export function encodingOf(head: Uint8Array): TextEncoding {
  const utf16 = utf16Of(head);
  if (utf16 !== undefined) return utf16;
  if (isUtf8(head)) return 'UTF-8';
  const asLatin = latin1(head);
  const candidates: (readonly [TextEncoding, string])[] = [
    // A damaged byte somewhere does not make a file of another encoding.
    ['UTF-8', new TextDecoder().decode(head)],
    ['windows-1258', new TextDecoder('windows-1258').decode(head)],
    ...OLD_ENCODINGS.map((encoding) => [encoding, decodeOld(asLatin, encoding)] as const),
  ];
  const scored = candidates.map(([encoding, text]) => ({ encoding, share: vietnameseShare([text]) ?? 0 }));
  return scored.reduce((best, entry) => (entry.share > best.share ? entry : best)).encoding;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The first bytes, at least `HEAD_BYTES` of them if there are as many, and the rest as it comes. */
async function headOf(chunks: AsyncIterator<Uint8Array>): Promise<{ head: Uint8Array; isWhole: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const { value, done } = await chunks.next();
    if (done === true) return { head: concatenated(parts), isWhole: true };
    parts.push(value);
    length += value.length;
  }
  return { head: concatenated(parts), isWhole: false };
}

/** The bytes of a text file as UTF-8, in pieces; `tell` hears the encoding before the first of them. */
export async function* asUtf8(chunks: AsyncIterable<Uint8Array>, tell: (encoding: TextEncoding) => void): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const { head, isWhole } = await headOf(iterator);
  const encoding = encodingOf(head);
  tell(encoding);
  async function* rest(): AsyncGenerator<Uint8Array> {
    yield head;
    while (!isWhole) {
      const { value, done } = await iterator.next();
      if (done === true) return;
      yield value;
    }
  }
  if (encoding === 'UTF-8') yield* rest();
  else if (OLD_ENCODINGS.some((old) => old === encoding)) yield* decodedLines(rest(), encoding as OldEncoding);
  else yield* decoded(rest(), encoding);
}

async function* decoded(chunks: AsyncIterable<Uint8Array>, encoding: TextEncoding): AsyncGenerator<Uint8Array> {
  const [decoder, encoder] = [new TextDecoder(encoding), new TextEncoder()];
  for await (const chunk of chunks) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}

/** Line by line: in VNI a letter and its marks are two bytes, which no piece may part. */
async function* decodedLines(chunks: AsyncIterable<Uint8Array>, encoding: OldEncoding): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let left: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = concatenated([left, chunk]);
    const end = bytes.lastIndexOf(LF) + 1;
    yield encoder.encode(decodeOld(latin1(bytes.subarray(0, end)), encoding));
    left = bytes.slice(end);
  }
  yield encoder.encode(decodeOld(latin1(left), encoding));
}
