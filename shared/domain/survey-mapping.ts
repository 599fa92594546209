import * as z from 'zod';
import type { Finding } from './finding.ts';
import { type Instrument, questionsOf, scaleOf } from './instrument.ts';
import { platformSchema } from './survey-platform.ts';
import { codeSchema } from './text-schemas.ts';

const columnName = z.string().min(1).max(1000);

/**
 * An item's column, or, where several options may be chosen: one column whose text lists them, or a column for each option. In a column of its own an
 * option is chosen by 1, Y, yes, true or x; blank in all of them is no answer, since platforms write "not chosen" and "not asked" alike.
 */
const answerSchema = z
  .strictObject({
    item: codeSchema,
    column: columnName.optional(),
    /** The file's text to the option's code; codes as they are where nothing is written. */
    values: z.record(z.string(), codeSchema).default({}),
    /** What stands between the options in a column that lists several: " " in exports of KoboToolbox, ", " in those of Google Forms. */
    separator: z.enum([' ', ',', ', ', ';', '; ', '|']).optional(),
    /** Option's code to its column. */
    columns: z.record(codeSchema, columnName).optional(),
  })
  .refine(({ column, columns }) => (column === undefined) !== (columns === undefined), 'either "column" or "columns"')
  .refine(({ columns, separator }) => columns === undefined || separator === undefined, '"separator" belongs to "column"');
export type AnswerMapping = z.infer<typeof answerSchema>;

/** How people were reached; figures of paper and online can be put side by side. */
export const channelSchema = z.enum(['paper', 'tablet', 'online', 'phone']);
export type Channel = z.infer<typeof channelSchema>;

/**
 * How the columns of one platform's export become answers of one version of an instrument. It is an allow-list: a column that is not named here is never
 * looked at, so names, phones and addresses in an export go nowhere.
 */
export const surveyMappingSchema = z.strictObject({
  instrument: codeSchema,
  instrumentVersion: z.int().min(1),
  version: z.int().min(1),
  /** Of which platform the export is: decides which rows are answers and which are tests or half-finished. */
  platform: platformSchema.default('table'),
  channel: channelSchema.default('paper'),
  /** Rows between the header and the first answer, where it is another number than the platform's. */
  rowsBelowHeader: z.int().min(0).max(5).optional(),
  /** The column that tells one answer from another, whatever file it comes in; without one, equal rows cannot be told from repeats. */
  instanceId: columnName.optional(),
  /** The unit that the answer is about; `values` where the file does not write its code or name. */
  unit: z.strictObject({ column: columnName, values: z.record(z.string(), codeSchema).default({}) }),
  /** The primary sampling unit, by its code in the sample. */
  psu: columnName.optional(),
  /** Who asked; kept under a pseudonym only. */
  enumerator: columnName.optional(),
  /** When the interview began and ended. */
  times: z.strictObject({ start: columnName, end: columnName }).optional(),
  /** Numbers in this file are written 1,5: an option "4" may come as "4,0". */
  decimalComma: z.literal(true).optional(),
  answers: z.array(answerSchema).min(1),
  /** A file with a larger share of rows that cannot stand is refused as a whole. */
  maxErrorShare: z.number().min(0).max(1).default(0.05),
});
export type SurveyMapping = z.infer<typeof surveyMappingSchema>;

/** Every heading that a mapping names. */
export function columnsOf({ instanceId, unit, psu, enumerator, times, answers }: SurveyMapping): readonly string[] {
  const named = [instanceId, unit.column, psu, enumerator, times?.start, times?.end];
  return [...named, ...answers.flatMap(({ column, columns }) => [column, ...Object.values(columns ?? {})])].filter(
    (name) => name !== undefined,
  );
}

/** What a mapping says that its instrument does not know, and what it leaves out. */
export function checkMapping(json: unknown, instrument: Instrument): Finding[] {
  const parsed = surveyMappingSchema.safeParse(json);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({ code: 'mapping-shape', at: { path: path.join('.') }, values: { message } }));
  }
  const { instrument: id, instrumentVersion, answers } = parsed.data;
  const findings: Finding[] = [];
  if (id !== instrument.id || instrumentVersion !== instrument.version) {
    const wanted = `${instrument.id} v${instrument.version}`;
    findings.push({
      code: 'mapping-of-another-instrument',
      at: { path: 'instrument' },
      values: { found: `${id} v${instrumentVersion}`, wanted },
    });
  }
  const questions = new Map(questionsOf(instrument).map((question) => [question.code, question]));
  const mapped = new Set<string>();
  for (const [i, answer] of answers.entries()) {
    const { item, values, columns } = answer;
    const question = questions.get(item);
    if (question === undefined) {
      findings.push({ code: 'mapping-code-unknown', at: { path: `answers.${i}.item` }, values: { code: item } });
      continue;
    }
    if (mapped.has(item)) findings.push({ code: 'mapping-item-twice', at: { path: `answers.${i}.item` }, values: { item } });
    mapped.add(item);
    if ((question.choose === 'many') !== (columns !== undefined || answer.separator !== undefined))
      findings.push({ code: 'mapping-choices', at: { path: `answers.${i}` }, values: { item } });
    const options = new Set(scaleOf(instrument, question).options.map(({ code }) => code));
    for (const code of columns === undefined ? [] : options) {
      if (columns?.[code] === undefined)
        findings.push({ code: 'mapping-item-missing', at: { path: `answers.${i}.columns` }, values: { item: `${item}:${code}` } });
    }
    const named = [
      ...Object.entries(values).map(([text, code]) => [`values.${text}`, code] as const),
      ...Object.keys(columns ?? {}).map((code) => [`columns.${code}`, code] as const),
    ];
    for (const [path, code] of named) {
      if (!options.has(code)) findings.push({ code: 'mapping-code-unknown', at: { path: `answers.${i}.${path}` }, values: { code } });
    }
  }
  const used = new Set<string>();
  for (const [i, { column, columns }] of answers.entries()) {
    for (const name of column === undefined ? Object.values(columns ?? {}) : [column]) {
      if (used.has(name)) findings.push({ code: 'mapping-column-twice', at: { path: `answers.${i}` }, values: { column: name } });
      used.add(name);
    }
  }
  for (const code of questions.keys()) {
    if (!mapped.has(code)) findings.push({ code: 'mapping-item-missing', at: { path: 'answers' }, values: { item: code } });
  }
  return findings;
}
