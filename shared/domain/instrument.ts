import * as z from 'zod';
import { bilingualSchema, codeSchema, peopleText } from './text-schemas.ts';

/** What an answer is worth, in percent; options that a rule does not count (no opinion) leave the denominator. */
const scoreRuleSchema = z.discriminatedUnion('rule', [
  /** 100 for the options named, 0 for the others. */
  z.strictObject({ rule: z.literal('top-two-box'), top: z.array(codeSchema).min(1) }),
  /** The place on the scale: 0 for the first option, 100 for the last, evenly between. */
  z.strictObject({ rule: z.literal('mean-of-scale') }),
  /** As written, such as 100/60/20/0. */
  z.strictObject({ rule: z.literal('weighted-options'), weights: z.record(codeSchema, z.number().min(0).max(100)) }),
]);
export type ScoreRule = z.infer<typeof scoreRuleSchema>;

const optionSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  /** "Don't know", "no experience": an answer, but no opinion. */
  isNoOpinion: z.boolean().default(false),
});

const scaleSchema = z.strictObject({ code: codeSchema, options: z.array(optionSchema).min(2).max(50), score: scoreRuleSchema });
export type Scale = z.infer<typeof scaleSchema>;

const questionSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  scale: codeSchema,
  /** Several options may be chosen; each of them is then an answer of its own, chosen or not. */
  choose: z.literal('many').optional(),
});

const sectionSchema = z.strictObject({ code: codeSchema, name: bilingualSchema, items: z.array(questionSchema).min(1) });

/** A factor or policy group: several items that make one figure. */
const groupSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  kind: z.enum(['policy', 'service', 'perception', 'need']),
  items: z.array(codeSchema).min(1),
  /** The mean of the items' figures, or one figure of all their answers. */
  rule: z.enum(['mean-of-items', 'pooled']),
});

/** Weighted means of groups or of aggregates before it; weights are shares of 1. */
const aggregateSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  parts: z.array(z.strictObject({ of: codeSchema, weight: z.number().positive().max(1) })).min(1),
});

/** A questionnaire and how its answers become figures. What a decision leaves open is written here, never in code. */
export const instrumentSchema = z.strictObject({
  id: codeSchema,
  version: z.int().min(1).max(999),
  /** Made up for a demonstration: said wherever its figures show. */
  isIllustrative: z.boolean(),
  title: bilingualSchema,
  source: peopleText(1000),
  population: bilingualSchema,
  /** Only a probability sample carries errors of sampling; an open one feeds no item unless `feedsWhenOpen` says so. */
  mode: z.enum(['probability', 'census-or-quota', 'open']),
  feedsWhenOpen: z.boolean().default(false),
  scales: z.array(scaleSchema).min(1),
  sections: z.array(sectionSchema).min(1),
  groups: z.array(groupSchema).min(1),
  aggregates: z.array(aggregateSchema),
  /** The national figure: the mean of the units', or one figure of all people by their weights. */
  national: z.enum(['units', 'people']).default('units'),
  /** The figure that the survey is known by, of a survey that is published as a product of its own. */
  headline: codeSchema.optional(),
  /** Fewer answers than this give no figure. */
  minimumN: z.int().min(1),
  /** An interview that took less than this cannot have been read out: the floor of the speeding check. Absent: only the median is looked at. */
  leastSeconds: z.int().min(1).optional(),
  /** Which items of the criteria set take which figure, as a share of their maximum. */
  feeds: z.array(z.strictObject({ item: codeSchema, figure: codeSchema })),
});
export type Instrument = z.infer<typeof instrumentSchema>;
export type Question = z.infer<typeof questionSchema>;

export const questionsOf = ({ sections }: Instrument): readonly Question[] => sections.flatMap(({ items }) => items);

export function scaleOf({ scales }: Instrument, { scale: code }: Question): Scale {
  const scale = scales.find((entry) => entry.code === code);
  if (scale === undefined) throw new Error(`no scale ${code}`);
  return scale;
}

/** What each option of a scale is worth in percent; undefined for one that is no opinion. */
export function scoresOf({ options, score }: Scale): ReadonlyMap<string, number | undefined> {
  const opinions = options.filter(({ isNoOpinion }) => !isNoOpinion).map(({ code }) => code);
  const worth = {
    'top-two-box': (code: string) => (score.rule === 'top-two-box' && score.top.includes(code) ? 100 : 0),
    'mean-of-scale': (code: string) => (100 * opinions.indexOf(code)) / (opinions.length - 1),
    'weighted-options': (code: string) => (score.rule === 'weighted-options' ? score.weights[code] : undefined),
  }[score.rule];
  return new Map(options.map(({ code, isNoOpinion }) => [code, isNoOpinion ? undefined : worth(code)]));
}

/** One answer as it is stored: to an item, or whether one option of an item with several was chosen. */
export interface Slot {
  readonly item: string;
  /** The name of its figure: the item's code, or "item:option". */
  readonly figure: string;
  /** Of an item with several choices: which option this is. */
  readonly option?: string;
  /** What each choice is worth in percent; undefined for one that is no opinion. */
  readonly scores: readonly (number | undefined)[];
}

/** The choices of a slot of an item with several: not chosen, chosen. */
export const [NOT_CHOSEN, CHOSEN] = [0, 1] as const;

/** In the instrument's order; pages, tallies and figures count on it. */
export function slotsOf(instrument: Instrument): readonly Slot[] {
  return questionsOf(instrument).flatMap((question): Slot[] => {
    const scale = scaleOf(instrument, question);
    const { code: item } = question;
    if (question.choose === undefined) return [{ item, figure: item, scores: [...scoresOf(scale).values()] }];
    return scale.options.map(({ code }) => ({ item, figure: `${item}:${code}`, option: code, scores: [0, 100] }));
  });
}
