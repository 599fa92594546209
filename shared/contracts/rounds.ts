import * as z from 'zod';
import { extensionSchema, instantSchema, stageNameSchema } from '../domain/calendar.ts';
import { levelSchema } from '../domain/criteria-set.ts';
import { bilingualSchema, codeSchema, peopleText } from '../domain/text-schemas.ts';
import { sha256Schema } from './uploads.ts';

export const stageStatusSchema = z.enum(['planned', 'open', 'closing', 'closed']);
export type StageStatus = z.infer<typeof stageStatusSchema>;

/** A stage as its viewer sees it: a unit gets the deadline in force for itself. */
export const stageViewSchema = z.strictObject({
  stage: stageNameSchema,
  status: stageStatusSchema,
  opensAt: instantSchema,
  deadlineAt: instantSchema,
  /** The deadline as people read it, "17:00, thứ Tư 31/01/2024 (giờ Việt Nam)". */
  deadlineText: z.string(),
  graceMinutes: z.int(),
  extensions: z.array(extensionSchema),
});

export const releaseStatusSchema = z.enum(['requested', 'approved', 'published', 'rolled-back']);

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
});
export type RoundView = z.infer<typeof roundViewSchema>;

export const extensionRequestSchema = z.strictObject({
  deadlineAt: instantSchema,
  decisionNumber: peopleText(100),
  reason: peopleText(2000),
  /** Absent: all units. */
  units: z
    .array(codeSchema)
    .min(1)
    .max(500)
    .refine((units) => new Set(units).size === units.length, 'each unit once')
    .optional(),
});

export const freezeViewSchema = z.strictObject({ round: z.string(), hash: sha256Schema });

export const releaseViewSchema = z.strictObject({
  round: z.string(),
  release: z.int(),
  status: z.union([releaseStatusSchema, z.literal('rollback-requested')]),
  /** SHA-256 of manifest.json, which names the SHA-256 of every file. */
  manifestSha256: sha256Schema,
});
export type ReleaseView = z.infer<typeof releaseViewSchema>;
