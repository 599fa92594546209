import * as z from 'zod';
import { pressSourceSchema } from '../domain/button-presses.ts';
import { instantSchema } from '../domain/calendar.ts';
import { documentDetailsSchema } from '../domain/evidence.ts';
import { uploadKindSchema } from '../domain/round.ts';
import { codeSchema, peopleText } from '../domain/text-schemas.ts';
import { findingSchema } from './findings.ts';

export const uploadIdSchema = z.ulid();
export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'SHA-256 gồm 64 chữ số thập lục phân viết thường / SHA-256 as 64 lower-case hexadecimal digits');

/** Which survey a file of answers is of, how it is read, and which earlier file it corrects. */
export const surveyDetailsSchema = z.strictObject({
  instrument: codeSchema,
  mapping: z.int().min(1).max(99_999_999),
  replaces: uploadIdSchema.optional(),
});

export const uploadRequestSchema = z.strictObject({
  kind: uploadKindSchema,
  /** Kept as text for people; never part of a key. */
  fileName: peopleText(200),
  size: z.int().min(0).max(1_000_000_000),
  sha256: sha256Schema,
  contentType: z.string().min(1).max(200),
  /** Only with kind `evidence`, and always there: what the document is and which items it proves. */
  document: documentDetailsSchema.optional(),
  /** Only with kind `survey`, and always there. */
  survey: surveyDetailsSchema.optional(),
  /** Only with kind `presses`, and always there. */
  presses: pressSourceSchema.optional(),
});
export type UploadRequest = z.infer<typeof uploadRequestSchema>;

/** A signed address: POST the fields, then the file as the last field `file`, as multipart/form-data. */
export const signedAddressSchema = z.strictObject({
  uploadId: uploadIdSchema,
  url: z.string(),
  fields: z.record(z.string(), z.string()),
  expiresAt: instantSchema,
});
export type SignedAddress = z.infer<typeof signedAddressSchema>;

/**
 * issued: no file yet. received: arrived, being checked. accepted: recorded, perhaps with findings about its items.
 * rejected: refused as a whole; the original is kept. set-aside: waits for a person's decision.
 */
export const uploadStatusSchema = z.enum(['issued', 'received', 'accepted', 'rejected', 'set-aside']);

/** What the environment's key signs: the fact of what arrived, when, with which hash. Canonical JSON (RFC 8785), ECDSA P-256, SHA-256. */
export const receiptFactsSchema = z.strictObject({
  round: z.string(),
  unit: z.string(),
  kind: uploadKindSchema,
  uploadId: uploadIdSchema,
  size: z.int(),
  sha256: sha256Schema,
  versionId: z.string(),
  receivedAt: instantSchema,
  onTime: z.boolean(),
});
export type ReceiptFacts = z.infer<typeof receiptFactsSchema>;

/** What a self-assessment became: the version whose hash the head of the unit names. */
export const recordedVersionSchema = z.strictObject({ version: z.int(), contentHash: sha256Schema, owed: z.int(), claimed: z.int() });

/** What of a receipt is signed; throws where a fact is missing (nothing had arrived yet). */
export function signedFactsOf(receipt: Receipt): ReceiptFacts {
  return receiptFactsSchema.parse(
    Object.fromEntries(Object.keys(receiptFactsSchema.shape).map((name) => [name, receipt[name as keyof ReceiptFacts]])),
  );
}

export const receiptSchema = z.strictObject({
  ...receiptFactsSchema.partial().shape,
  round: z.string(),
  unit: z.string(),
  kind: uploadKindSchema,
  uploadId: uploadIdSchema,
  fileName: z.string(),
  status: uploadStatusSchema,
  findings: z.array(findingSchema),
  /** All findings of the file; the list above holds the first ones. */
  findingCount: z.int(),
  recordedAs: recordedVersionSchema.optional(),
  /** Base64 DER signature over the canonical JSON of the facts above. */
  signature: z.string().optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;
