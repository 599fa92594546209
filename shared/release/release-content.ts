import * as z from 'zod';
import { pressMonthSchema } from '../contracts/survey.ts';
import { computedIndexSchema } from '../domain/computed-index.ts';
import { computedRoundSchema } from '../domain/computed-round.ts';
import { frozenContentSchema } from '../domain/freeze.ts';
import { ledgerEntrySchema } from '../domain/ledger.ts';
import { roundDefinitionSchema } from '../domain/round.ts';
import { unitChangeSchema } from '../domain/units.ts';
import { surveyProductSchema } from './survey-product.ts';

/** An entry as everybody may see it: what changed, by which decision and to which effect; the persons stay in the audit chain. */
const publicEntrySchema = ledgerEntrySchema.omit({ proposedBy: true, approvedBy: true, proposedAt: true, approvedAt: true });
export type PublicLedgerEntry = z.infer<typeof publicEntrySchema>;

const pressesSchema = z.strictObject({
  scales: z.array(z.strictObject({ code: z.string(), levels: z.array(z.string()) })),
  months: z.array(pressMonthSchema),
});

/** How many complaints came, and what became of them; no names. */
const complaintCountsSchema = z.strictObject({
  filed: z.int(),
  upheld: z.int(),
  /** Of the upheld ones, whose correction is in this release; releases of version 0.1.0 do not say. */
  corrected: z.int().default(0),
  rejected: z.int(),
  open: z.int(),
});

/** A unit's plan to win lost points back. */
const remedySchema = z.strictObject({ unit: z.string(), item: z.string(), action: z.string(), owner: z.string(), dueOn: z.string() });

/**
 * Everything a release is made from, and nothing else: no ids, no times of processing. The same content gives the same
 * bytes, whenever and wherever it is rendered. It is itself a file of the release, so that anybody can render it again.
 */
export const releaseContentSchema = z.strictObject({
  round: z.string(),
  release: z.int(),
  codeVersion: z.string(),
  freezeHash: z.string(),
  /** With the units as they are now. */
  definition: roundDefinitionSchema,
  unitChanges: z.array(unitChangeSchema),
  /** The frozen points with the ledger applied, texts after the redaction check. */
  frozen: frozenContentSchema,
  /** Approved changes after the freeze, by number. */
  ledger: z.array(publicEntrySchema),
  computed: computedRoundSchema,
  surveys: z.array(surveyProductSchema),
  presses: pressesSchema.nullable(),
  /** The release that this one corrects, its figures, and the numbers of the ledger's entries in it. */
  supersedes: z.strictObject({ release: z.int(), computed: computedIndexSchema, ledger: z.array(z.int()) }).nullable(),
  complaints: complaintCountsSchema,
  remedies: z.array(remedySchema),
});
export type ReleaseContent = z.infer<typeof releaseContentSchema>;

/** One file of a release. */
export interface ReleaseFile {
  /** Below the release's prefix. */
  readonly path: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export const textFile = (path: string, contentType: string, text: string): ReleaseFile => ({
  path,
  contentType,
  bytes: new TextEncoder().encode(text),
});
