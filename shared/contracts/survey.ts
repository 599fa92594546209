import * as z from 'zod';
import { instantSchema } from '../domain/calendar.ts';
import { channelSchema } from '../domain/survey-mapping.ts';
import { peopleText } from '../domain/text-schemas.ts';
import { daySchema } from '../domain/units.ts';
import { findingSchema } from './findings.ts';
import { sha256Schema, uploadIdSchema } from './uploads.ts';

/** What a file of answers became. Late ones and those that another replaced are kept and do not count. */
export const batchViewSchema = z.strictObject({
  uploadId: uploadIdSchema,
  mapping: z.int(),
  channel: channelSchema,
  status: z.enum(['counting', 'late', 'replaced', 'repeated']),
  receivedAt: instantSchema,
  sha256: sha256Schema,
  versionId: z.string(),
  /** Lines of the first and last answer that was taken. */
  firstLine: z.int(),
  lastLine: z.int(),
  rows: z.int(),
  accepted: z.int(),
  repeated: z.int(),
  passedOver: z.int(),
  equal: z.int(),
  rowProblems: z.record(z.string(), z.int()),
  hasInstances: z.boolean(),
  /** Of storing it. */
  writeUnits: z.number(),
  replaces: uploadIdSchema.optional(),
  replacedBy: uploadIdSchema.optional(),
});
export type BatchView = z.infer<typeof batchViewSchema>;

const number = z.number().nullable();
export const surveyFigureSchema = z.strictObject({
  figure: z.string(),
  n: z.int(),
  mean: number,
  se: number,
  low: number,
  high: number,
  deff: number,
  df: number,
  isStable: z.boolean(),
});

export const surveyFiguresSchema = z.strictObject({
  n: z.int(),
  repeated: z.int(),
  units: z.array(
    z.strictObject({
      unit: z.string(),
      n: z.int(),
      figures: z.array(surveyFigureSchema),
      points: z.strictObject({ mean: number, se: number, df: number }),
    }),
  ),
  national: z.array(surveyFigureSchema),
  channels: z.array(
    z.strictObject({
      figure: z.string(),
      channels: z.tuple([channelSchema, channelSchema]),
      n: z.tuple([z.int(), z.int()]),
      difference: z.number(),
      se: z.number(),
      df: z.number(),
      p: z.number(),
    }),
  ),
  reliability: z.array(z.strictObject({ group: z.string(), n: z.int(), alpha: number })),
});

const numbers = z.array(z.number());

/** Totals of sampled places: what figures and errors of a probability sample follow from. See ClusterTotals. */
export const clusterTotalsSchema = z.strictObject({
  items: z.array(z.string()),
  figures: z.array(z.string()),
  rows: z.array(
    z.strictObject({
      unit: z.string(),
      stratum: z.string(),
      place: z.string(),
      clusters: z.int(),
      n: z.int(),
      opinions: z.array(z.int()),
      numerators: numbers,
      denominators: numbers,
      linear: numbers,
      squares: numbers.nullable(),
    }),
  ),
});

/** What points to answers that may not be what they seem. It never leaves anything out by itself. */
export const flagSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['near-duplicates', 'straight-lining', 'speeding', 'impossible-times', 'enumerator-effect', 'place-missing']),
  unit: z.string(),
  /** What it is about: a place, or an enumerator's answers in the unit. */
  psu: z.string().optional(),
  enumerator: z.string().optional(),
  n: z.int(),
  /** What was measured, and what was to be expected. */
  evidence: z.record(z.string(), z.union([z.number(), z.string()])),
});
export type Flag = z.infer<typeof flagSchema>;

export const flagDecisionRequestSchema = z.strictObject({ decision: z.enum(['keep', 'leave-out']), reason: peopleText(2000) });

export const flagViewSchema = z.strictObject({
  ...flagSchema.shape,
  decision: z
    .strictObject({ decision: z.enum(['keep', 'leave-out']), reason: z.string(), decidedBy: z.string(), decidedAt: instantSchema })
    .optional(),
});

/** The head of a unit answers for how its people were asked. */
export const fieldworkStatementRequestSchema = z
  .strictObject({
    instrument: z.string(),
    from: daySchema,
    to: daySchema,
    /** By their office; no list of names enters here. */
    responsible: z.array(peopleText(200)).min(1).max(20),
    /** Nobody was led to an answer, and no answer was changed. */
    withoutInfluence: z.literal(true),
    head: z.strictObject({ name: peopleText(200), position: peopleText(200), date: daySchema }),
  })
  .refine(({ from, to }) => from <= to, 'bắt đầu trước khi kết thúc / begins before it ends');
export const fieldworkStatementSchema = z.strictObject({
  ...fieldworkStatementRequestSchema.shape,
  unit: z.string(),
  givenBy: z.string(),
  givenAt: instantSchema,
});

export const placeViewSchema = z.strictObject({
  psu: z.string(),
  unit: z.string(),
  stratum: z.string(),
  probability: z.number(),
  /** People that an answer stands for if every form comes back: size / (probability · interviews). */
  baseWeight: z.number(),
  planned: z.int(),
  issued: z.int().nullable(),
  returned: z.int().nullable(),
  refused: z.int().nullable(),
  replaced: z.int().nullable(),
  backChecked: z.int().nullable(),
  answers: z.int(),
  /** Answers over forms issued, or over those planned where none are reported. */
  responseRate: z.number(),
});

export const surveyViewSchema = z.strictObject({
  round: z.string(),
  instrument: z.string(),
  version: z.int(),
  illustrative: z.boolean(),
  mode: z.enum(['probability', 'census-or-quota', 'open']),
  mappings: z.array(z.int()),
  batches: z.array(batchViewSchema),
  places: z.array(placeViewSchema),
  statements: z.array(fieldworkStatementSchema),
  flags: z.array(flagViewSchema),
  /** Figures are for coordinators and publishers; null for others, and before the first estimate. */
  estimates: z
    .strictObject({
      number: z.int(),
      at: instantSchema,
      /** Of what stands now: false where files or decisions came after it. */
      isCurrent: z.boolean(),
      counted: surveyFiguresSchema,
      all: surveyFiguresSchema,
    })
    .nullable(),
});
export type SurveyView = z.infer<typeof surveyViewSchema>;

export const estimatesAnswerSchema = z.strictObject({
  number: z.int(),
  answers: z.int(),
  flags: z.array(flagSchema),
  /** Units with fewer answers than the instrument's minimum: they have no points from it. */
  withheld: z.array(z.string()),
});

export const rowReportSchema = z.strictObject({ uploadId: uploadIdSchema, findings: z.array(findingSchema) });

/** Presses, not people: no part of the index. */
export const pressMonthSchema = z.strictObject({
  unit: z.string(),
  scale: z.string(),
  month: z.string(),
  counts: z.array(z.int()),
  presses: z.int(),
  bursts: z.int(),
  mean: number,
  tickets: z.int().nullable(),
  coverage: number,
});

export const pressesViewSchema = z.strictObject({
  files: z.array(
    z.strictObject({
      uploadId: uploadIdSchema,
      status: z.enum(['counting', 'late', 'repeated']),
      sha256: sha256Schema,
      rows: z.int(),
      presses: z.int(),
      bursts: z.int(),
      rowProblems: z.record(z.string(), z.int()),
    }),
  ),
  months: z.array(pressMonthSchema),
});
