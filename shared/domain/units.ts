import * as z from 'zod';
import { bilingualSchema, codeSchema } from './text-schemas.ts';

/** A calendar day, "2024-01-31". */
export const daySchema = z.iso.date();

/**
 * An assessed body. The code alone does not name it for ever: codes 24, 15 and 80 were reused after the mergers of
 * 1 July 2025, so a unit carries the days between which its code means this body.
 */
export const unitSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  validFrom: daySchema.optional(),
  validTo: daySchema.optional(),
  /** Assessed, but not ranked, and why. Absent: ranked. */
  unranked: bilingualSchema.optional(),
});
export type Unit = z.infer<typeof unitSchema>;
