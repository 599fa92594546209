import * as z from 'zod';
import { calendarSchema, closedReason, instantSchema, lateRuleSchema, type StageName } from './calendar.ts';
import { checkInstrument } from './check-instrument.ts';
import { historySchema } from './comparison.ts';
import { criteriaSetSchema, itemsOf, levelSchema } from './criteria-set.ts';
import { instrumentSchema } from './instrument.ts';
import { bilingualSchema, codeSchema, decimalTextSchema, peopleText } from './text-schemas.ts';
import { daySchema, unitSchema } from './units.ts';

/** "2023-ministry": part of keys, addresses and execution names. */
const RESERVED = new Set(['api', 'releases', 'local', 'console']);
export const roundIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{2,39}$/, 'chữ thường, chữ số và gạch nối, 3 đến 40 ký tự / lower-case letters, digits and hyphen, 3 to 40')
  .refine((round) => !RESERVED.has(round), 'từ mà trang công bố dùng riêng / a word that the site uses itself');

/**
 * What a rule of the round makes of a matter that is still open before the freeze; absent: a coordinator and a publisher
 * decide each one. See gate.ts.
 */
const gateRulesSchema = z.strictObject({
  /** The decision that sets these rules. */
  decisionNumber: peopleText(100),
  unitWithoutSubmission: z.enum(['agency-figures', 'zero', 'unranked']).optional(),
  unreadItem: z.enum(['self-score', 'not-applicable']).optional(),
  surveyBelowMinimum: z.literal('unranked').optional(),
});
export type GateRules = z.infer<typeof gateRulesSchema>;

/** Days before a deadline, in working days; each once, the farthest first. */
const remindersSchema = z
  .strictObject({
    /** To the contacts of units that are not complete. */
    beforeDeadline: z.array(z.int().min(1).max(60)).max(10).default([5, 2, 1]),
    /** To the head as well, from this one on. */
    escalateFrom: z.int().min(0).max(60).default(1),
  })
  .refine(({ beforeDeadline }) => new Set(beforeDeadline).size === beforeDeadline.length, 'mỗi ngày một lần / each day once');

const rulesSchema = z.strictObject({
  graceMinutes: z.int().min(0).max(1440).default(10),
  late: lateRuleSchema.default({ rule: 'keep-and-do-not-count', forDays: 0 }),
  /** After the deadline of self-assessment: only items named in findings may still change. */
  correction: z.strictObject({ opensAt: instantSchema, deadlineAt: instantSchema }).optional(),
  /** May figures on the accuracy of self-scoring be published? A unit always sees its own. */
  publishesAccuracy: z.boolean().default(false),
  reminders: remindersSchema.prefault({}),
  gate: gateRulesSchema.optional(),
  /** A bridge between two sets that covers less of the points than this, in percent, is not shown. */
  comparison: z.strictObject({ atLeastShare: decimalTextSchema.default('60') }).prefault({}),
  /** A published figure of fewer people than this is withheld. */
  smallestCell: z.int().min(1).max(1000).default(30),
  /** After a release: how long a unit may complain, and how long until it has an answer, in days. */
  complaints: z
    .strictObject({ withinDays: z.int().min(1).max(90).default(15), answerDays: z.int().min(1).max(90).default(20) })
    .prefault({}),
});

/** Regions as they were on a day: a mean over other units is another figure. */
const regionsSchema = z.strictObject({
  asOf: daySchema,
  source: peopleText(600),
  list: z
    .array(z.strictObject({ code: codeSchema, name: bilingualSchema }))
    .min(1)
    .max(20),
});

/** The body that opens a round: everything that the year's decision fixes. `examples/2023-ministries/round.json` is one. */
export const roundDefinitionSchema = z
  .strictObject({
    round: roundIdSchema,
    year: z.int().min(2012).max(2100),
    level: levelSchema,
    title: bilingualSchema,
    /** A rehearsal is played like a round and can never be published. */
    rehearsal: z.boolean().default(false),
    units: z.array(unitSchema).min(1).max(500),
    criteriaSet: criteriaSetSchema,
    /** The surveys of the year; an item that one of them feeds gets its points from there. */
    instruments: z.array(instrumentSchema).max(20).default([]),
    calendar: calendarSchema,
    rules: rulesSchema.prefault({}),
    /** Absent: no regional means. */
    regions: regionsSchema.optional(),
    /** Figures of earlier years, and where series break. */
    history: historySchema.prefault({}),
    /** Shown with every figure of the round: what is real in it and what is illustrative. */
    note: bilingualSchema,
  })
  .superRefine((round, context) => {
    if (round.criteriaSet.level !== round.level) {
      context.addIssue({ code: 'custom', path: ['criteriaSet', 'level'], message: `the set is for the level ${round.criteriaSet.level}` });
    }
    const surveyed = new Map(itemsOf(round.criteriaSet).map((item) => [item.code, item.method]));
    const fed = new Set<string>();
    for (const [i, instrument] of round.instruments.entries()) {
      const refuse = (path: (string | number)[], message: string): void =>
        void context.addIssue({ code: 'custom', path: ['instruments', i, ...path], message });
      for (const { code, at } of checkInstrument(instrument)) refuse('path' in at ? at.path.split('.') : [], code);
      if (round.instruments.some(({ id }, j) => j < i && id === instrument.id)) refuse(['id'], `instrument ${instrument.id} stands twice`);
      for (const [j, { item }] of instrument.feeds.entries()) {
        if (surveyed.get(item) !== 'survey') refuse(['feeds', j, 'item'], `${item} is no survey item of the set`);
        if (fed.has(item)) refuse(['feeds', j, 'item'], `${item} is fed twice`);
        fed.add(item);
      }
    }
    const { late } = round.rules;
    const lateDays = late.rule === 'refuse' ? 0 : late.forDays;
    const lateUntil = Date.parse(round.calendar['self-assessment'].deadlineAt) + lateDays * 86_400_000;
    if (lateDays > 0 && lateUntil > Date.parse(round.calendar.appraisal.opensAt)) {
      const message = 'late files are taken until after the appraisal opens / còn nhận tệp nộp muộn sau khi thẩm định mở';
      context.addIssue({ code: 'custom', path: ['rules', 'late', 'forDays'], message });
    }
    const { correction } = round.rules;
    if (correction !== undefined) {
      const [opensAt, deadlineAt] = [Date.parse(correction.opensAt), Date.parse(correction.deadlineAt)];
      const isBetween =
        opensAt >= Date.parse(round.calendar['self-assessment'].deadlineAt) && deadlineAt <= Date.parse(round.calendar.explanation.opensAt);
      if (opensAt >= deadlineAt || !isBetween) {
        const message = 'the correction window lies between the deadline of self-assessment and the opening of explanation';
        context.addIssue({ code: 'custom', path: ['rules', 'correction'], message });
      }
      const closed = closedReason(round.calendar, correction.deadlineAt);
      if (closed !== undefined) {
        const path = ['rules', 'correction', 'deadlineAt'];
        context.addIssue({ code: 'custom', path, message: `a deadline on ${closed.en} / hạn rơi vào ${closed.vi}` });
      }
    }
    const regions = new Set(round.regions?.list.map(({ code }) => code));
    for (const [i, { region }] of round.units.entries()) {
      if (region !== undefined && !regions.has(region))
        context.addIssue({
          code: 'custom',
          path: ['units', i, 'region'],
          message: `no region ${region} in this round / không có vùng ${region}`,
        });
    }
    for (const [i, { year }] of round.history.years.entries()) {
      if (year >= round.year) {
        const message = 'an earlier year is before the round / năm so sánh phải trước năm của kỳ';
        context.addIssue({ code: 'custom', path: ['history', 'years', i, 'year'], message });
      }
    }
    const codes = round.units.map(({ code }) => code);
    for (const code of new Set(codes.filter((code, i) => codes.indexOf(code) !== i))) {
      context.addIssue({ code: 'custom', path: ['units'], message: `unit ${code} stands twice` });
    }
  });
export type RoundDefinition = z.infer<typeof roundDefinitionSchema>;

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

interface UploadKindRules {
  /** Stages in which the kind is taken; the first one that is open is meant. */
  readonly stages: readonly StageName[];
  readonly from: 'unit' | 'agency' | 'coordinator' | 'surveyor';
  readonly contentTypes: readonly string[];
  readonly maxBytes: number;
  /** A document: scanned, then copied to where nothing can change it. */
  readonly isDocument: boolean;
}

/** Which files a round takes, who sends them, and in which stage. */
export const UPLOAD_KINDS = {
  'self-assessment': { stages: ['self-assessment'], from: 'unit', contentTypes: [XLSX], maxBytes: 10_000_000, isDocument: false },
  'signed-report': {
    stages: ['self-assessment'],
    from: 'unit',
    contentTypes: ['application/pdf', 'image/png', 'image/jpeg'],
    maxBytes: 50_000_000,
    isDocument: true,
  },
  evidence: {
    stages: ['self-assessment', 'explanation'],
    from: 'unit',
    contentTypes: ['application/pdf', DOCX, XLSX, 'image/png', 'image/jpeg'],
    maxBytes: 50_000_000,
    isDocument: true,
  },
  'reference-facts': {
    stages: ['self-assessment', 'appraisal'],
    from: 'agency',
    contentTypes: ['text/csv'],
    maxBytes: 10_000_000,
    isDocument: false,
  },
  readings: { stages: ['appraisal'], from: 'agency', contentTypes: [XLSX], maxBytes: 10_000_000, isDocument: false },
  /** Answers of a survey; never from an assessed unit. */
  survey: {
    stages: ['survey'],
    from: 'surveyor',
    contentTypes: ['text/csv', XLSX, 'application/zip'],
    maxBytes: 300_000_000,
    isDocument: false,
  },
  /** Presses of buttons at one-stop desks. */
  presses: {
    stages: ['survey'],
    from: 'surveyor',
    contentTypes: ['text/csv', 'application/json', 'application/x-ndjson'],
    maxBytes: 600_000_000,
    isDocument: false,
  },
  'central-scores': { stages: ['survey'], from: 'coordinator', contentTypes: ['text/csv'], maxBytes: 10_000_000, isDocument: false },
} as const satisfies Record<string, UploadKindRules>;
export type UploadKind = keyof typeof UPLOAD_KINDS;
export const uploadKindSchema = z.enum(Object.keys(UPLOAD_KINDS) as [UploadKind, ...UploadKind[]]);
/** Kinds that are documents. */
export const DOCUMENT_KINDS = (Object.keys(UPLOAD_KINDS) as UploadKind[]).filter((kind) => UPLOAD_KINDS[kind].isDocument);

/** The unit under which files of the whole round are kept. No unit code can begin with an underscore. */
export const ROUND_WIDE = '_round';

/** Does the round's correction window cover this instant, grace included? */
export function isInCorrection({ rules }: RoundDefinition, instant: string): boolean {
  const { correction, graceMinutes } = rules;
  if (correction === undefined) return false;
  const at = Date.parse(instant);
  return at >= Date.parse(correction.opensAt) && at <= Date.parse(correction.deadlineAt) + graceMinutes * 60_000;
}

/** Items of survey method that an instrument of the round feeds: their points come from its estimates, never by file. */
export const fedItems = ({ instruments }: RoundDefinition): ReadonlySet<string> =>
  new Set(instruments.flatMap(({ feeds }) => feeds.map(({ item }) => item)));

/** Undefined where the round has no such survey. */
export const instrumentOf = ({ instruments }: RoundDefinition, id: string): RoundDefinition['instruments'][number] | undefined =>
  instruments.find((instrument) => instrument.id === id);
