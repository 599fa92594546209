import * as z from 'zod';
import { instantSchema, stageNameSchema } from '../domain/calendar.ts';
import { scanResultSchema } from '../domain/evidence.ts';
import { roundIdSchema, uploadKindSchema } from '../domain/round.ts';
import { sha256Schema, uploadIdSchema } from './uploads.ts';

/** `Object Created` as EventBridge delivers it for a bucket; only what is used is demanded. `time` is the end of the request. */
export const objectCreatedSchema = z.object({
  id: z.string(),
  'detail-type': z.literal('Object Created'),
  source: z.literal('aws.s3'),
  time: instantSchema,
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), size: z.int().min(0), 'version-id': z.string() }),
  }),
});
export type ObjectCreated = z.infer<typeof objectCreatedSchema>;

export const EVENT_SOURCE = 'par.intake';
export const UPLOAD_RECEIVED = 'UploadReceived.v1';

/** An upload has arrived and has its receipt: the chapter of its kind reads it next. */
export const uploadReceivedSchema = z.object({
  id: z.string(),
  'detail-type': z.literal(UPLOAD_RECEIVED),
  source: z.literal(EVENT_SOURCE),
  detail: z.strictObject({
    round: roundIdSchema,
    unit: z.string(),
    kind: uploadKindSchema,
    uploadId: uploadIdSchema,
    bucket: z.string(),
    key: z.string(),
    versionId: z.string(),
    sha256: sha256Schema,
    receivedAt: instantSchema,
    onTime: z.boolean(),
    correlationId: z.string(),
  }),
});
export type UploadReceived = z.infer<typeof uploadReceivedSchema>;

/** GuardDuty's word on one version of one object; only what is used is demanded. It may come before Object Created. */
export const scanFinishedSchema = z.object({
  id: z.string(),
  'detail-type': z.literal('GuardDuty Malware Protection Object Scan Result'),
  source: z.literal('aws.guardduty'),
  detail: z.object({
    scanStatus: z.string(),
    s3ObjectDetails: z.object({ bucketName: z.string(), objectKey: z.string(), versionId: z.string() }),
    scanResultDetails: z.object({
      scanResultStatus: scanResultSchema,
      threats: z.array(z.object({ name: z.string() })).nullish(),
    }),
  }),
});
export type ScanFinished = z.infer<typeof scanFinishedSchema>;

/** Every workflow task names the round and the generation of the execution that asks; stale generations are refused. */
export const roundStepSchema = z.object({ round: roundIdSchema, generation: z.int().min(1) });
export type RoundStep = z.infer<typeof roundStepSchema>;

export const stageStepSchema = roundStepSchema.extend({ stage: stageNameSchema });
export type StageStep = z.infer<typeof stageStepSchema>;

/** A step of the workflow for one unit of the round. */
export const unitStepSchema = roundStepSchema.extend({ unit: z.string().min(1) });
export type UnitStep = z.infer<typeof unitStepSchema>;

/** A step that failed for one unit, and by which error. */
export const troubleStepSchema = unitStepSchema.extend({ step: z.string(), error: z.string() });
export type TroubleStep = z.infer<typeof troubleStepSchema>;

/** What the workflow can wait for with a task token: a stage that closes, or the freeze. */
export const milestoneSchema = z.enum([...stageNameSchema.options, 'freeze']);
export type Milestone = z.infer<typeof milestoneSchema>;
export const milestoneStepSchema = roundStepSchema.extend({ milestone: milestoneSchema, taskToken: z.string().min(1) });
export type MilestoneStep = z.infer<typeof milestoneStepSchema>;

/** The input of a stage's one-off schedule. */
export const stageDueSchema = z.strictObject({ round: roundIdSchema, stage: stageNameSchema });
export type StageDue = z.infer<typeof stageDueSchema>;

/** Notices of all rounds, every 15 minutes, or of one whose reminder is due. */
export const noticesDueSchema = z.strictObject({ round: roundIdSchema.optional(), stage: stageNameSchema.optional() });

/** The input of a round's execution. */
export const roundStartedSchema = z.strictObject({ round: roundIdSchema, generation: z.int().min(1) });
