import * as z from 'zod';
import { instantSchema } from '../domain/calendar.ts';
import { roundIdSchema } from '../domain/round.ts';
import { codeSchema, decimalTextSchema, peopleText } from '../domain/text-schemas.ts';
import { daySchema } from '../domain/units.ts';
import { sha256Schema, uploadIdSchema } from './uploads.ts';

/** As releases name their files: nothing that leads out of a folder, or that a file system refuses. */
export const releasePathSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/, 'tệp của bản công bố / a file of a release');

/** `withdrawn`: never public, and another one was prepared since; `rolled-back`: was public, and was taken back. */
export const releaseStatusSchema = z.enum([
  'preparing',
  'prepared',
  'failed',
  'requested',
  'approved',
  'published',
  'withdrawn',
  'rolled-back',
]);
export type ReleaseStatus = z.infer<typeof releaseStatusSchema>;

/** One thing that is looked at before anybody is asked to publish. */
export const gateCheckSchema = z.strictObject({
  check: z.enum(['two-renders-equal', 'totals', 'surveys-agree', 'disclosure', 'redaction', 'links', 'hashes', 'reports-open']),
  passed: z.boolean(),
  /** What was found, in Vietnamese and English. */
  found: z.string(),
});
export type GateCheck = z.infer<typeof gateCheckSchema>;

const cellSchema = z.strictObject({ unit: codeSchema, item: codeSchema });

/** What the council concluded, and the decision that publishes: about one manifest, named by its hash. */
const publicationSchema = z.strictObject({
  council: z.strictObject({
    on: daySchema,
    conclusions: z.array(z.strictObject({ ...cellSchema.shape, conclusion: peopleText(2000) })).max(2000),
  }),
  decision: z.strictObject({
    number: peopleText(100),
    date: daySchema,
    /** The office that signs, no name. */
    signatory: peopleText(200),
  }),
});

const MAX_PDF = 4_000_000;
export const releaseRequestSchema = z.strictObject({
  council: publicationSchema.shape.council,
  decision: publicationSchema.shape.decision.extend({
    /** The signed decision, PDF in Base64. */
    pdf: z.base64().max(Math.ceil((MAX_PDF * 4) / 3), 'quyết định có tối đa 4 MB / the decision has at most 4 MB'),
  }),
});

/** As it is published. Texts may have grown where something was covered in them: limits are the request's. */
export const publicationRecordSchema = z.strictObject({
  council: z.strictObject({
    on: daySchema,
    conclusions: z.array(z.strictObject({ unit: z.string(), item: z.string(), conclusion: z.string() })),
  }),
  decision: z.strictObject({ number: z.string(), date: daySchema, signatory: z.string(), pdfSha256: sha256Schema }),
});
export type PublicationRecord = z.infer<typeof publicationRecordSchema>;

export const releaseViewSchema = z.strictObject({
  round: z.string(),
  release: z.int(),
  status: z.union([releaseStatusSchema, z.literal('rollback-requested')]),
  /** SHA-256 of manifest.json, which names the SHA-256 of every file; absent until it is prepared. */
  manifestSha256: sha256Schema.optional(),
  gate: z.array(gateCheckSchema).optional(),
  /** Of a request: places of the council's record and the decision where something that names or reaches a person was covered. */
  covered: z.int().optional(),
  /** Cells that the council has to conclude on: explained or complained about. */
  contested: z.array(cellSchema).optional(),
});
export type ReleaseView = z.infer<typeof releaseViewSchema>;

export const RELEASE_SOURCE = 'par.publication';
export const RELEASE_WANTED = 'ReleaseWanted.v1';
/** A release is to be rendered. */
export const releaseWantedSchema = z.object({
  'detail-type': z.literal(RELEASE_WANTED),
  source: z.literal(RELEASE_SOURCE),
  detail: z.strictObject({ round: roundIdSchema, release: z.int().min(1), correlationId: z.string() }),
});
export type ReleaseWanted = z.infer<typeof releaseWantedSchema>;

/** An address at which one viewer may look at a release that is not public, for some minutes. */
export const previewAddressSchema = z.strictObject({ address: z.string(), expiresAt: instantSchema });

/** A unit contests the points of one of its items after a release. */
export const complaintRequestSchema = z.strictObject({
  item: codeSchema,
  ground: peopleText(4000),
  /** Documents of the unit in this round. */
  evidence: z.array(uploadIdSchema).max(20).default([]),
});
export const complaintAssignmentSchema = z.strictObject({
  /** Who answers: nobody who read that item of the unit. */
  assignee: peopleText(200),
});
export const complaintAnswerSchema = z
  .strictObject({
    outcome: z.enum(['upheld', 'rejected']),
    text: peopleText(4000),
    /** What the points ought to be, where it is upheld. */
    points: z.union([decimalTextSchema, z.literal('NA')]).optional(),
    /** The decision that the correction rests on, where it is upheld. */
    decisionNumber: peopleText(100).optional(),
  })
  .refine(
    ({ outcome, points, decisionNumber }) => (outcome === 'upheld') === (points !== undefined && decisionNumber !== undefined),
    'điểm và số quyết định khi chấp nhận, và chỉ khi đó / points and decision number where it is upheld, and only there',
  );

export const complaintSchema = z.strictObject({
  number: z.int().min(1),
  unit: z.string(),
  item: z.string(),
  ground: z.string(),
  evidence: z.array(z.string()),
  filedAt: instantSchema,
  /** The release that it is about. */
  release: z.int(),
  status: z.enum(['filed', 'assigned', 'upheld', 'rejected']),
  /** It is answered by then. */
  answerBy: instantSchema,
  filedBy: z.string(),
  assignee: z.string().optional(),
  answer: z.strictObject({ text: z.string(), at: instantSchema, by: z.string(), ledgerEntry: z.int().optional() }).optional(),
});
export type Complaint = z.infer<typeof complaintSchema>;

/** A complaint as its viewer may see it: a unit learns what was answered, and no name. */
export const complaintViewSchema = complaintSchema.omit({ filedBy: true }).extend({
  round: z.string(),
  /** Not answered by then, or answered later. */
  isOverdue: z.boolean(),
  answer: complaintSchema.shape.answer.unwrap().partial({ by: true }).optional(),
});
export type ComplaintView = z.infer<typeof complaintViewSchema>;
export const complaintsViewSchema = z.strictObject({ round: z.string(), complaints: z.array(complaintViewSchema) });

/** What a unit will do about points that it lost. */
export const remedyPlanSchema = z.strictObject({
  plan: z
    .array(z.strictObject({ item: codeSchema, action: peopleText(2000), owner: peopleText(200), dueOn: daySchema }))
    .min(1)
    .max(300)
    .refine((plan) => new Set(plan.map(({ item }) => item)).size === plan.length, 'mỗi tiêu chí một lần / each item once'),
});
export type RemedyPlan = z.infer<typeof remedyPlanSchema>;
export const remedyViewSchema = z.strictObject({ round: z.string(), unit: z.string(), ...remedyPlanSchema.shape });
