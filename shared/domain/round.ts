import * as z from 'zod';
import { calendarSchema, type StageName } from './calendar.ts';
import { bilingualSchema, criteriaSetSchema, levelSchema } from './criteria-set.ts';
import { unitSchema } from './units.ts';

/** "2023-ministry": part of keys, addresses and execution names. */
const RESERVED = new Set(['api', 'releases', 'local', 'console']);
export const roundIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{2,39}$/, 'lower-case letters, digits and hyphen, 3 to 40')
  .refine((round) => !RESERVED.has(round), 'a word that the site uses itself');

const rulesSchema = z.strictObject({
  graceMinutes: z.int().min(0).max(1440).default(10),
  /** The only late rule so far. Late files are kept, marked late, not counted. */
  late: z.literal('keep-and-do-not-count').default('keep-and-do-not-count'),
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
    calendar: calendarSchema,
    rules: rulesSchema.default({ graceMinutes: 10, late: 'keep-and-do-not-count' }),
    /** Shown with every figure of the round: what is real in it and what is illustrative. */
    note: bilingualSchema,
  })
  .superRefine((round, context) => {
    if (round.criteriaSet.level !== round.level) {
      context.addIssue({ code: 'custom', path: ['criteriaSet', 'level'], message: `the set is for the level ${round.criteriaSet.level}` });
    }
    const codes = round.units.map(({ code }) => code);
    for (const code of new Set(codes.filter((code, i) => codes.indexOf(code) !== i))) {
      context.addIssue({ code: 'custom', path: ['units'], message: `unit ${code} stands twice` });
    }
  });
export type RoundDefinition = z.infer<typeof roundDefinitionSchema>;

/** Which files a round takes, who sends them, and in which stage. */
export const UPLOAD_KINDS = {
  'self-assessment': {
    stage: 'self-assessment',
    from: 'unit',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    maxBytes: 10_000_000,
  },
  'central-scores': { stage: 'survey', from: 'coordinator', contentType: 'text/csv', maxBytes: 10_000_000 },
} as const satisfies Record<string, { stage: StageName; from: 'unit' | 'coordinator'; contentType: string; maxBytes: number }>;
export type UploadKind = keyof typeof UPLOAD_KINDS;
export const uploadKindSchema = z.enum(Object.keys(UPLOAD_KINDS) as [UploadKind, ...UploadKind[]]);

/** The unit under which files of the whole round are kept. No unit code can begin with an underscore. */
export const ROUND_WIDE = '_round';
