import * as z from 'zod';
import { codeSchema, peopleText } from './text-schemas.ts';
import { daySchema } from './units.ts';

/** Which part of a document proves which item; the whole where neither section nor pages are named. */
export const proofSchema = z.strictObject({
  item: codeSchema,
  section: peopleText(200).optional(),
  pages: z
    .string()
    .regex(/^\d{1,5}(-\d{1,5})?(, ?\d{1,5}(-\d{1,5})?){0,19}$/, 'trang như "3", "3-5" hoặc "1, 3-5" / pages such as "3", "3-5" or "1, 3-5"')
    .optional(),
});
export type Proof = z.infer<typeof proofSchema>;

const proofsSchema = z
  .array(proofSchema)
  .max(50)
  .refine((proofs) => new Set(proofs.map(({ item }) => item)).size === proofs.length, 'mỗi tiêu chí một lần / each item once');

/** What a unit says of a document that it uploads as evidence. */
export const documentDetailsSchema = z.strictObject({
  title: peopleText(400),
  number: peopleText(100).optional(),
  issuer: peopleText(200).optional(),
  date: daySchema.optional(),
  items: proofsSchema.min(1),
});
export type DocumentDetails = z.infer<typeof documentDetailsSchema>;

/** Ties a document that is there already to further items: no second upload. */
export const proofsRequestSchema = z.strictObject({ items: proofsSchema.min(1) });

/** A secret document stays on paper: what is recorded is where it is, never what it says. */
export const paperRequestSchema = z.strictObject({
  items: z.array(codeSchema).min(1).max(50),
  number: peopleText(100),
  date: daySchema,
  issuer: peopleText(200),
  /** The person who sends this has read the notice: documents of a secrecy grade are never uploaded. */
  noticeAccepted: z.literal(true),
});
export type PaperRequest = z.infer<typeof paperRequestSchema>;

/** Results of GuardDuty Malware Protection for S3; only the first passes. */
export const scanResultSchema = z.enum(['NO_THREATS_FOUND', 'THREATS_FOUND', 'UNSUPPORTED', 'ACCESS_DENIED', 'FAILED']);
export type ScanResult = z.infer<typeof scanResultSchema>;

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean => start.every((byte, i) => bytes[i] === byte);

function latin(bytes: Uint8Array, from: number, length: number): string {
  return new TextDecoder('latin1').decode(bytes.subarray(Math.max(0, from), Math.max(0, from) + length));
}

/** What the bytes are, by their own signature and not by what was declared; `damaged` where they begin right and do not end. */
export function sniffDocument(bytes: Uint8Array): { readonly contentType: string; readonly isDamaged: boolean } | undefined {
  if (latin(bytes, 0, 5) === '%PDF-') {
    const tail = latin(bytes, bytes.length - 2048, 2048);
    return { contentType: 'application/pdf', isDamaged: !tail.includes('%%EOF') };
  }
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) {
    return { contentType: 'image/png', isDamaged: !latin(bytes, bytes.length - 12, 12).includes('IEND') };
  }
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) {
    // Cameras append data behind the end marker.
    const tail = bytes.subarray(Math.max(0, bytes.length - 65_536));
    return { contentType: 'image/jpeg', isDamaged: !tail.some((byte, i) => byte === 0xff && tail[i + 1] === 0xd9) };
  }
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) {
    const text = latin(bytes, bytes.length - 262_144, 262_144);
    const kind = text.includes('word/document.xml')
      ? 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
      : text.includes('xl/workbook.xml')
        ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
        : 'application/zip';
    return { contentType: kind, isDamaged: !text.includes('PK\u0005\u0006') };
  }
  return undefined;
}

/** Office files that carry programs are no evidence. */
export function holdsMacros(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0x50, 0x4b) && latin(bytes, bytes.length - 262_144, 262_144).includes('vbaProject.bin');
}

/** Does a PDF carry a digital signature? Whose it is, is not verified. */
export function isDigitallySigned(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return latin(bytes, 0, 5) === '%PDF-' && text.includes('/ByteRange') && text.includes('/Contents');
}
