import * as z from 'zod';
import { assignmentSchema } from '../domain/assignment.ts';
import { auditLinkSchema } from '../domain/audit-chain.ts';
import { instantSchema, stageNameSchema } from '../domain/calendar.ts';
import { reasonCodeSchema } from '../domain/cell.ts';
import { proofSchema } from '../domain/evidence.ts';
import { statementSchema, submissionVersionSchema } from '../domain/submission.ts';
import { bilingualSchema, codeSchema, decimalTextSchema, peopleText } from '../domain/text-schemas.ts';
import { uploadStatusSchema } from './uploads.ts';

const factsSchema = z.record(z.string().regex(/^[a-z]{1,20}$/), z.string().max(20));

/** Points of an appraiser; facts where the item's rule computes from them. */
export const readingRequestSchema = z.strictObject({
  points: decimalTextSchema,
  reason: peopleText(2000),
  /** Needed where the points differ from the claim. */
  reasonCode: reasonCodeSchema.optional(),
  facts: factsSchema.optional(),
});
export type ReadingRequest = z.infer<typeof readingRequestSchema>;

export const readingSchema = z.strictObject({
  unit: z.string(),
  item: z.string(),
  points: decimalTextSchema,
  reason: z.string(),
  reasonCode: reasonCodeSchema.optional(),
  agency: z.string(),
  version: z.int(),
});

/** Many readings in one call. */
export const readingRowSchema = z.strictObject({ unit: codeSchema, item: codeSchema, ...readingRequestSchema.shape });
export type ReadingRow = z.infer<typeof readingRowSchema>;
export const readingsRequestSchema = z.strictObject({
  rows: z
    .array(readingRowSchema)
    .min(1)
    .max(1000)
    .refine(
      (rows) => new Set(rows.map(({ unit, item }) => `${unit}\n${item}`)).size === rows.length,
      'mỗi đơn vị và tiêu chí một lần / each unit and item once',
    ),
});
/** What became of each row: recorded, or refused with the problem's code; the others are recorded all the same. */
export const readingsAnswerSchema = z.strictObject({
  recorded: z.int(),
  refused: z.array(z.strictObject({ unit: z.string(), item: z.string(), code: z.string(), detail: z.string(), detailEn: z.string() })),
});

const judgementViewSchema = z.strictObject({
  points: z.string(),
  reason: z.string(),
  reasonCode: reasonCodeSchema.optional(),
  facts: factsSchema.optional(),
  agency: z.string(),
  /** Only for coordinators and publishers, and for one's own. */
  readBy: z.string().optional(),
  at: instantSchema,
});

/** One item of one unit with everything that its viewer may see: claimed, read, settled, final, side by side with reasons. */
export const cellViewSchema = z.strictObject({
  unit: z.string(),
  item: z.string(),
  name: bilingualSchema,
  maxPoints: z.string(),
  method: z.enum(['appraised', 'survey', 'central']),
  notApplicable: bilingualSchema.optional(),
  /** The agency that reads it. */
  agency: z.string().optional(),
  claimed: z
    .strictObject({ points: z.string().nullable(), facts: factsSchema, evidence: z.string(), explanation: z.string(), version: z.int() })
    .nullable(),
  evidence: z.array(
    z.strictObject({
      uploadId: z.string(),
      sha256: z.string(),
      title: z.string(),
      section: z.string().optional(),
      pages: z.string().optional(),
    }),
  ),
  papers: z.array(z.strictObject({ id: z.string(), number: z.string(), date: z.string(), issuer: z.string(), seen: z.int() })),
  /** Agencies' figures that differ from the unit's. */
  differences: z.array(
    z.strictObject({
      fact: z.string(),
      value: z.string(),
      source: z.string(),
      date: z.string(),
      agency: z.string(),
      given: z.string().nullable(),
    }),
  ),
  readings: z.array(judgementViewSchema),
  readingsWanted: z.int(),
  adjudication: judgementViewSchema.nullable(),
  needsAdjudication: z.boolean(),
  settled: z.string().nullable(),
  explanation: z
    .strictObject({ text: z.string(), ground: z.string().optional(), evidence: z.array(z.string()), at: instantSchema })
    .nullable(),
  decision: z.strictObject({ ...judgementViewSchema.shape, ground: z.string().optional() }).nullable(),
  final: z.string().nullable(),
});
export type CellView = z.infer<typeof cellViewSchema>;
export const cellsViewSchema = z.strictObject({ round: z.string(), unit: z.string(), cells: z.array(cellViewSchema) });

export const explanationRequestSchema = z.strictObject({
  text: peopleText(4000),
  ground: codeSchema.optional(),
  /** Documents of the unit, uploaded as evidence for this item. */
  evidence: z.array(z.ulid()).max(20).default([]),
});
export const decisionRequestSchema = z.strictObject({ ...readingRequestSchema.shape, ground: codeSchema.optional() });

export const submissionViewSchema = z.strictObject({
  round: z.string(),
  unit: z.string(),
  versions: z.array(submissionVersionSchema),
  statements: z.array(statementSchema),
  counting: z
    .strictObject({ version: z.int(), contentHash: z.string(), state: z.enum(['complete', 'incomplete']), notClaimed: z.array(z.string()) })
    .nullable(),
});

export const evidenceViewSchema = z.strictObject({
  uploadId: z.string(),
  title: z.string(),
  number: z.string().optional(),
  issuer: z.string().optional(),
  date: z.string().optional(),
  contentType: z.string(),
  sha256: z.string(),
  size: z.int(),
  receivedAt: instantSchema,
  /** In which stage it came; late ones prove nothing until an extension or the late rule covers them. */
  stage: stageNameSchema,
  onTime: z.boolean(),
  proofs: z.array(proofSchema),
  /** A removed document has its hash and the reason; its bytes are gone. */
  removal: z.enum(['none', 'requested', 'removed']),
  removalReason: z.string().optional(),
});
export const paperViewSchema = z.strictObject({
  id: z.string(),
  items: z.array(z.string()),
  number: z.string(),
  date: z.string(),
  issuer: z.string(),
  declaredAt: instantSchema,
  seenBy: z.array(z.strictObject({ agency: z.string(), at: instantSchema })),
});
export const evidenceListSchema = z.strictObject({ evidence: z.array(evidenceViewSchema), papers: z.array(paperViewSchema) });

export const removalRequestSchema = z.strictObject({ reason: peopleText(2000) });
export const setAsideDecisionSchema = z.strictObject({ accept: z.boolean(), reason: peopleText(2000) });
export const setAsideAnswerSchema = z.strictObject({ uploadId: z.string(), status: uploadStatusSchema });

export const assignmentsRequestSchema = z.strictObject({ assignments: z.array(assignmentSchema).min(1).max(2000) });
export const assignmentsViewSchema = z.strictObject({
  assignments: z.array(assignmentSchema),
  /** Cells that too few people may read; empty before anybody is assigned, because then every person of the agency may. */
  uncovered: z.array(z.strictObject({ unit: z.string(), item: z.string(), agency: z.string(), readers: z.int(), needed: z.int() })),
});

export const adjustmentRequestSchema = z.strictObject({
  /** Signed: a deduction is negative. */
  points: z.string().regex(/^-?\d{1,6}(\.\d{1,6})?$/, 'số thập phân có dấu như "-0.5" / a signed decimal such as "-0.5"'),
  decisionNumber: peopleText(100),
  reason: peopleText(2000),
});
export const adjustmentViewSchema = z.strictObject({
  unit: z.string(),
  code: z.string(),
  points: z.string(),
  decisionNumber: z.string(),
  reason: z.string(),
  version: z.int(),
});

const agreementSchema = z.strictObject({
  criterion: z.string(),
  /** Cells with two readings. */
  n: z.int(),
  exact: z.number().nullable(),
  meanAbsoluteDifference: z.number().nullable(),
  icc: z.strictObject({ form: z.enum(['ICC(A,1)', 'ICC(1)']), value: z.number(), low: z.number(), high: z.number() }).nullable(),
});
export const agreementViewSchema = z.strictObject({ round: z.string(), criteria: z.array(agreementSchema) });

const intervalSchema = z.strictObject({ estimate: z.number(), low: z.number(), high: z.number() });
const accuracySchema = z.strictObject({
  unit: z.string(),
  field: z.string().nullable(),
  /** Claims that were settled. */
  n: z.int(),
  claimed: z.string(),
  settled: z.string(),
  final: z.string(),
  /** (claimed - settled) / maximum of the claimed items, in %, and the same with the final points. */
  gapBefore: z.string().nullable(),
  gapAfter: z.string().nullable(),
  cut: z.int(),
  raised: z.int(),
  byReason: z.record(z.string(), z.string()),
  /** Share of claims cut and mean gap, shrunk towards all units; null under 10 claims. */
  shareCut: intervalSchema.nullable(),
  meanGap: intervalSchema.nullable(),
});
export const accuracyViewSchema = z.strictObject({
  round: z.string(),
  units: z.array(accuracySchema),
  /** Of all units' mean gaps, without names. */
  quartiles: z.strictObject({ lower: z.number(), median: z.number(), upper: z.number(), units: z.int() }).nullable(),
});

export const auditViewSchema = z.strictObject({
  round: z.string(),
  unit: z.string().nullable(),
  links: z.array(auditLinkSchema),
  /** Ask again with `after` = this; null at the end. */
  next: z.int().nullable(),
});
