import * as z from 'zod';
import { extensionSchema, instantSchema, stageNameSchema } from '../domain/calendar.ts';
import { computedIndexSchema } from '../domain/computed-index.ts';
import { levelSchema } from '../domain/criteria-set.ts';
import { matterIdSchema, matterKindSchema, resolutionSchema } from '../domain/gate.ts';
import { ledgerEntrySchema } from '../domain/ledger.ts';
import { bilingualSchema, codeSchema, decimalTextSchema, peopleText } from '../domain/text-schemas.ts';
import { daySchema, unitSchema } from '../domain/units.ts';
import { releaseStatusSchema } from './publication.ts';
import { sha256Schema } from './uploads.ts';

export const stageStatusSchema = z.enum(['planned', 'open', 'closing', 'closed']);
export type StageStatus = z.infer<typeof stageStatusSchema>;

/** A closed stage that a coordinator and a publisher open again together, for all units or for named ones. */
export const reopeningSchema = z.strictObject({
  deadlineAt: instantSchema,
  units: z.array(z.string()).optional(),
  decisionNumber: z.string(),
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: instantSchema,
  /** In which of the two roles. */
  requestedAs: z.enum(['coordinator', 'publisher']),
  approvedBy: z.string().optional(),
  approvedAt: instantSchema.optional(),
});

/** A stage as its viewer sees it: a unit gets the deadline in force for itself. */
export const stageViewSchema = z.strictObject({
  stage: stageNameSchema,
  status: stageStatusSchema,
  opensAt: instantSchema,
  deadlineAt: instantSchema,
  /** The deadline as people read it, "17:00, thứ Tư 31/01/2024 (giờ Việt Nam)". */
  deadlineText: z.string(),
  graceMinutes: z.int(),
  /** Of an open stage: seconds until the deadline in force; 0 in the grace. */
  secondsLeft: z.int().optional(),
  extensions: z.array(extensionSchema),
  /** Only for coordinators and publishers. */
  reopenings: z.array(reopeningSchema).optional(),
});

/** How far a unit is with what it owes. */
export const unitStateSchema = z.enum(['nothing', 'incomplete', 'complete']);

/** What one unit has done and what it still lacks. Never points. */
export const unitProgressSchema = z.strictObject({
  unit: z.string(),
  state: unitStateSchema,
  versions: z.int(),
  /** Items that the unit scores itself, those that the counting version claims, and whether the head answered for it. */
  owed: z.int(),
  claimed: z.int(),
  stated: z.boolean(),
  daysLate: z.int(),
  documents: z.int(),
  /** Appraised items, those with settled points, explanations given, and explanations decided. */
  appraised: z.int(),
  settled: z.int(),
  explained: z.int(),
  decided: z.int(),
  hasContacts: z.boolean(),
  /** What is missing, in words of both languages. */
  missing: z.array(bilingualSchema),
});
export type UnitProgress = z.infer<typeof unitProgressSchema>;

export const progressSchema = z.strictObject({
  /** Units by state; only of units that the viewer sees. */
  states: z.record(unitStateSchema, z.int()),
  units: z.array(unitProgressSchema),
  /** Addresses that may still receive a file and files without verdict, per stage; only for the ministry. */
  queue: z.record(z.string(), z.int()).optional(),
  /** Steps of the workflow that failed for single units; only for the ministry. */
  troubles: z.array(z.strictObject({ unit: z.string(), step: z.string(), error: z.string(), at: instantSchema })).optional(),
});
export type RoundProgress = z.infer<typeof progressSchema>;

export const unitChangeViewSchema = z.strictObject({
  number: z.int(),
  successor: unitSchema,
  predecessors: z.array(z.string()),
  effectiveOn: daySchema,
  decisionNumber: z.string(),
  reason: z.string(),
});

export const roundViewSchema = z.strictObject({
  round: z.string(),
  year: z.int(),
  level: levelSchema,
  title: bilingualSchema,
  rehearsal: z.boolean(),
  generation: z.int(),
  stages: z.array(stageViewSchema),
  frozen: z.boolean(),
  computed: z.boolean(),
  /** Only coordinators and publishers see releases that are not published. */
  releases: z.array(z.strictObject({ release: z.int(), status: releaseStatusSchema })),
  unitChanges: z.array(unitChangeViewSchema),
  /** For units their own; for coordinators, publishers and operators all. Absent for everybody else and with ?progress=none. */
  progress: progressSchema.optional(),
});
export type RoundView = z.infer<typeof roundViewSchema>;

const namedUnits = z
  .array(codeSchema)
  .min(1)
  .max(500)
  .refine((units) => new Set(units).size === units.length, 'mỗi đơn vị một lần / each unit once');

export const extensionRequestSchema = z.strictObject({
  deadlineAt: instantSchema,
  /** Only of a stage that is not open yet, and for all units: its opening moves, too. */
  opensAt: instantSchema.optional(),
  decisionNumber: peopleText(100),
  reason: peopleText(2000),
  /** Absent: all units. */
  units: namedUnits.optional(),
});

/** The same body from a coordinator and from a publisher: the second call opens the stage again. */
export const reopeningRequestSchema = z.strictObject({
  deadlineAt: instantSchema,
  decisionNumber: peopleText(100),
  reason: peopleText(2000),
  units: namedUnits.optional(),
});

export const resumeRequestSchema = z.strictObject({ reason: peopleText(2000) });

/** One matter of the gate: what it is, whether it is open, and what may be or was decided. */
export const matterViewSchema = z.strictObject({
  id: matterIdSchema,
  kind: matterKindSchema,
  unit: z.string().optional(),
  item: z.string().optional(),
  instrument: z.string().optional(),
  state: z.enum(['open', 'proposed', 'resolved']),
  missing: z.string().optional(),
  choices: z.array(resolutionSchema),
  resolution: resolutionSchema.optional(),
  by: z.enum(['rule', 'decision']).optional(),
  decisionNumber: z.string().optional(),
  reason: z.string().optional(),
});
export const gateViewSchema = z.strictObject({
  round: z.string(),
  /** Stages of entry that are not closed: the freeze waits for them, too. */
  stagesNotOver: z.array(stageNameSchema),
  open: z.int(),
  matters: z.array(matterViewSchema),
});

const matterIds = z
  .array(matterIdSchema)
  .min(1)
  .max(90)
  .refine((matters) => new Set(matters).size === matters.length, 'mỗi việc một lần / each matter once');
/** A coordinator proposes one resolution for many matters of a kind; a publisher approves. */
export const resolutionsRequestSchema = z.strictObject({
  matters: matterIds,
  resolution: resolutionSchema,
  decisionNumber: peopleText(100),
  reason: peopleText(2000),
});
export const resolutionsApprovalSchema = z.strictObject({ matters: matterIds, decisionNumber: peopleText(100) });
export const resolutionsAnswerSchema = z.strictObject({
  round: z.string(),
  matters: z.array(z.string()),
  resolution: resolutionSchema,
  decisionNumber: z.string(),
  state: z.enum(['proposed', 'resolved']),
});

/** A change of frozen points: proposed by a coordinator, approved by a publisher. */
export const correctionRequestSchema = z.strictObject({
  unit: codeSchema,
  item: codeSchema,
  points: z.union([decimalTextSchema, z.literal('NA')]),
  decisionNumber: peopleText(100),
  reason: peopleText(2000),
  /** The upheld complaint that it carries out, where another entry overtook the one that its answer proposed. */
  complaint: z.int().min(1).optional(),
});
export const ledgerViewSchema = z.strictObject({ round: z.string(), freezeHash: sha256Schema, entries: z.array(ledgerEntrySchema) });

/** The index as it would be with the points that are settled now; seen by publishers only, each time in the audit chain. */
export const previewSchema = z.strictObject({
  round: z.string(),
  seenBy: z.string(),
  at: instantSchema,
  /** Matters that are still open; their units are shown without a rank. */
  open: z.int(),
  index: computedIndexSchema,
});

export const unitChangeRequestSchema = z.strictObject({
  successor: unitSchema,
  predecessors: z
    .array(codeSchema)
    .min(1)
    .max(10)
    .refine((units) => new Set(units).size === units.length, 'mỗi đơn vị một lần / each unit once'),
  effectiveOn: daySchema,
  decisionNumber: peopleText(100),
  reason: peopleText(2000),
});

/** Who is written to. `role` is a function, not a person. */
const contactSchema = z.strictObject({
  role: peopleText(200),
  email: z.email().max(200),
  language: z.enum(['vi', 'en']).default('vi'),
});
export type Contact = z.infer<typeof contactSchema>;
export const contactsRequestSchema = z.strictObject({
  contacts: z
    .array(contactSchema)
    .min(1)
    .max(10)
    .refine((all) => new Set(all.map(({ email }) => email.toLowerCase())).size === all.length, 'mỗi địa chỉ một lần / each address once'),
  /** The head of the unit: written to when a deadline is near and the unit is not complete. */
  head: contactSchema.optional(),
});
export const contactsViewSchema = z.strictObject({ ...contactsRequestSchema.shape, round: z.string(), unit: z.string() });

/** Why somebody was written to. */
export const noticeKindSchema = z.enum(['opening', 'reminder', 'findings', 'settled', 'escalation', 'released']);
export type NoticeKind = z.infer<typeof noticeKindSchema>;
export const noticesViewSchema = z.strictObject({
  round: z.string(),
  notices: z.array(
    z.strictObject({
      id: z.string(),
      kind: noticeKindSchema,
      unit: z.string(),
      stage: stageNameSchema.optional(),
      at: instantSchema,
      /** sending: begun and not known to have left. A notice is never sent twice. */
      status: z.enum(['sending', 'sent', 'failed', 'no-contact']),
      recipients: z.int(),
      error: z.string().optional(),
    }),
  ),
});

export const freezeViewSchema = z.strictObject({ round: z.string(), hash: sha256Schema });
