import * as z from 'zod';
import type { Finding } from './finding.ts';
import { type Instrument, questionsOf, scaleOf } from './instrument.ts';
import { codeSchema } from './text-schemas.ts';

const columnName = z.string().min(1).max(1000);

/**
 * How the columns of one platform's export become answers of one version of an instrument. It is an allow-list: a column that is not named here is never
 * looked at, so names, phones and addresses in an export go nowhere.
 */
export const surveyMappingSchema = z.strictObject({
  instrument: codeSchema,
  instrumentVersion: z.int().min(1),
  version: z.int().min(1),
  /** Rows between the header and the first answer: 2 in exports of Qualtrics. */
  rowsBelowHeader: z.int().min(0).max(5).default(0),
  /** The column that tells one answer from another, whatever file it comes in; without one, equal rows cannot be told from repeats. */
  instanceId: columnName.optional(),
  /** The unit that the answer is about; `values` where the file does not write its code. */
  unit: z.strictObject({ column: columnName, values: z.record(z.string(), codeSchema).default({}) }),
  answers: z
    .array(
      z.strictObject({
        column: columnName,
        item: codeSchema,
        /** The file's text to the option's code; codes as they are where nothing is written. */
        values: z.record(z.string(), codeSchema).default({}),
      }),
    )
    .min(1),
  /** A file with a larger share of rows that cannot stand is refused as a whole. */
  maxErrorShare: z.number().min(0).max(1).default(0.05),
});
export type SurveyMapping = z.infer<typeof surveyMappingSchema>;

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
  for (const [i, { item, values }] of answers.entries()) {
    const question = questions.get(item);
    if (question === undefined) {
      findings.push({ code: 'mapping-code-unknown', at: { path: `answers.${i}.item` }, values: { code: item } });
      continue;
    }
    if (mapped.has(item)) findings.push({ code: 'mapping-item-twice', at: { path: `answers.${i}.item` }, values: { item } });
    mapped.add(item);
    const options = new Set(scaleOf(instrument, question).options.map(({ code }) => code));
    for (const [text, code] of Object.entries(values)) {
      if (!options.has(code))
        findings.push({ code: 'mapping-code-unknown', at: { path: `answers.${i}.values.${text}` }, values: { code } });
    }
  }
  for (const code of questions.keys()) {
    if (!mapped.has(code)) findings.push({ code: 'mapping-item-missing', at: { path: 'answers' }, values: { item: code } });
  }
  return findings;
}
