import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as z from 'zod';
import { describeFinding } from '../shared/contracts/findings.ts';
import { checkInstrument } from '../shared/domain/check-instrument.ts';
import { type EstimateRequest, estimateTable, type NamedEstimate } from '../shared/domain/estimate-table.ts';
import { type Instrument, instrumentSchema } from '../shared/domain/instrument.ts';
import { ResponseReader, type ResponseSummary } from '../shared/domain/read-responses.ts';
import { type DesignColumns, designColumnsSchema } from '../shared/domain/survey-design.ts';
import { checkMapping, columnsOf, type SurveyMapping, surveyMappingSchema } from '../shared/domain/survey-mapping.ts';
import { drawPlanSchema, drawSample, MAX_PLACES, readFrame } from '../shared/domain/survey-sample.ts';
import { type Unit, unitSchema } from '../shared/domain/units.ts';
import { tableText } from '../shared/spreadsheet/open-table.ts';
import { type Command, type Outcome, readArguments, UsageError } from './arguments.ts';
import { findingsOutcome, findingText } from './findings.ts';
import { readBytes, readJson } from './read-input.ts';

async function readDesign(path: string): Promise<DesignColumns> {
  const parsed = designColumnsSchema.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `${path}: not a design\n${parsed.error.issues.map(({ path: at, message }) => `  ${at.join('.')}: ${message}`).join('\n')}`,
  );
}

function requestOf(options: { variables: string; by?: string; ratio?: string }): EstimateRequest {
  const variables = options.variables.split(',').filter((name) => name !== '');
  if (variables.length === 0) throw new UsageError('--variables names no column');
  const [numerator = '', denominator = '', ...rest] = options.ratio?.split('/') ?? [];
  if (options.ratio !== undefined && (numerator === '' || denominator === '' || rest.length > 0))
    throw new UsageError('--ratio is written a/b');
  return {
    variables,
    ...(options.by === undefined ? {} : { by: options.by }),
    ...(options.ratio === undefined ? {} : { ratio: { numerator, denominator } }),
  };
}

/** A figure that the sample cannot give is null. */
const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function estimateJson({ estimate: { n, mean, se, total, totalSe, deff, df, low, high, isStable } }: NamedEstimate): object {
  const figures = { mean, se, total, totalSe, deff, df, low, high };
  return { ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, orNull(value)])), n, stable: isStable };
}

/** Variable, then group where there are groups: {"a": {"mean", ...}} or {"a": {"north": {"mean", ...}}}. */
function estimatesJson(estimates: readonly NamedEstimate[]): object {
  const result: Record<string, object> = {};
  for (const entry of estimates) {
    const { variable, group } = entry;
    result[variable] = group === undefined ? estimateJson(entry) : { ...result[variable], [group]: estimateJson(entry) };
  }
  return result;
}

const shown = (value: number): string => (Number.isFinite(value) ? value.toPrecision(6) : '-').padStart(12);

function estimatesText(estimates: readonly NamedEstimate[]): string {
  const names = estimates.map(({ variable, group }) => (group === undefined ? variable : `${variable} ${group}`));
  const width = Math.max(...names.map((name) => name.length), 8);
  const heads = ['mean', 'se', 'low', 'high', 'deff'].map((head) => head.padStart(12)).join('');
  const lines = estimates.map(
    ({ estimate: { mean, se, low, high, deff, df, n, isStable } }, i) =>
      `${(names[i] ?? '').padEnd(width)}${[mean, se, low, high, deff].map(shown).join('')}${String(df).padStart(6)}${String(n).padStart(8)}${isStable ? '' : '  không ổn định / unstable'}`,
  );
  return [`${''.padEnd(width)}${heads}${'df'.padStart(6)}${'n'.padStart(8)}`, ...lines].join('\n');
}

async function readInstrument(path: string): Promise<Instrument> {
  const json = await readJson(path);
  const findings = checkInstrument(json);
  if (findings.length === 0) return instrumentSchema.parse(json);
  throw new UsageError(`${path}: not an instrument\n${findings.map((finding) => findingText(describeFinding(finding))).join('\n')}`);
}

async function readMapping(path: string, instrument: Instrument): Promise<SurveyMapping> {
  const json = await readJson(path);
  const findings = checkMapping(json, instrument);
  if (findings.length === 0) return surveyMappingSchema.parse(json);
  throw new UsageError(
    `${path}: not a mapping of ${instrument.id}\n${findings.map((finding) => findingText(describeFinding(finding))).join('\n')}`,
  );
}

/** The units of a round, so that answers may name them as people do. */
async function readUnits(path: string): Promise<readonly Unit[]> {
  const parsed = z.object({ units: z.array(unitSchema) }).safeParse(await readJson(path));
  if (parsed.success) return parsed.data.units;
  throw new UsageError(`${path}: not a round`);
}

function summaryText({ rows, accepted, repeated, tallies }: ResponseSummary): string {
  const lines = tallies.map(({ unit, responses }) => `  ${unit.padEnd(10)} ${String(responses).padStart(8)}`);
  return [`${rows} dòng / rows, ${accepted} phiếu được nhận / answers taken, ${repeated} trùng / repeated`, ...lines].join('\n');
}

/** Text findings of a file with a million rows would scroll by: the first ones, and the count of all by code. */
const SHOWN_FINDINGS = 20;

async function check(args: string[]): Promise<Outcome> {
  const { options, files } = readArguments(args, { required: ['instrument', 'mapping'], optional: ['round'], files: 1 });
  const instrument = await readInstrument(options.instrument);
  const mapping = await readMapping(options.mapping, instrument);
  const units = options.round === undefined ? undefined : await readUnits(options.round);
  // A key of this run only: what is compared stays in this process.
  const reader = new ResponseReader(instrument, mapping, { units, psus: undefined, key: randomBytes(16) });
  try {
    const file = createReadStream(files[0] ?? '', { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
    for await (const chunk of tableText(file, columnsOf(mapping), reader)) reader.push(chunk);
  } catch (error) {
    throw new UsageError(`${files[0]}: ${error instanceof Error && 'code' in error ? error.code : 'cannot be read'}`);
  }
  const { findings, isRefused, ...summary } = reader.end();
  const described = findings.map(describeFinding);
  const more = findings.length > SHOWN_FINDINGS ? [`... ${JSON.stringify(summary.rowProblems)}`] : [];
  return {
    text: [...described.slice(0, SHOWN_FINDINGS).map(findingText), ...more, summaryText({ ...summary, findings, isRefused })].join('\n'),
    json: {
      instrument: `${instrument.id} v${instrument.version}`,
      illustrative: instrument.isIllustrative,
      refused: isRefused,
      ...summary,
      findings: described,
    },
    ok: findings.length === 0,
  };
}

async function estimate(args: string[]): Promise<Outcome> {
  const { options } = readArguments(args, { required: ['data', 'design', 'variables'], optional: ['by', 'ratio'], files: 0 });
  const design = await readDesign(options.design);
  const request = requestOf(options);
  const { content, findings } = estimateTable(await readBytes(options.data), design, request);
  if (content === undefined) return findingsOutcome(findings, { text: '', json: {} });
  return { text: estimatesText(content), json: estimatesJson(content), ok: true };
}

const wholeNumber = (name: string, text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`--${name} is a whole number above 0: ${text}`);
  return Number(text);
};

/** The sample goes to standard output as JSON, as the API takes it; without --json a summary by stratum. */
async function draw(args: string[]): Promise<Outcome> {
  const { options } = readArguments(args, {
    required: ['frame', 'source', 'seed', 'places', 'interviews'],
    optional: ['lonely'],
    files: 0,
  });
  const plan = {
    frame: options.source,
    seed: options.seed,
    psusPerStratum: wholeNumber('places', options.places),
    interviews: wholeNumber('interviews', options.interviews),
    lonelyPsu: options.lonely ?? 'fail',
  };
  const { success, data, error } = drawPlanSchema.safeParse(plan);
  if (!success) throw new UsageError(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  const { content, findings } = readFrame(await readBytes(options.frame));
  if (content === undefined) return findingsOutcome(findings, { text: '', json: {} });
  const places = [...Map.groupBy(content, ({ stratum }) => stratum).values()].reduce(
    (sum, own) => sum + Math.min(own.length, data.psusPerStratum),
    0,
  );
  if (places > MAX_PLACES) throw new UsageError(`${places} places; a sample holds at most ${MAX_PLACES}`);
  const sample = drawSample(content, data);
  const lines = [...Map.groupBy(sample.psus, ({ stratum }) => stratum)].map(([stratum, psus]) => {
    const certain = psus.filter(({ probability }) => probability === 1).length;
    const lonely = psus.length - certain === 1 ? '; một địa bàn rút thăm duy nhất, cần --lonely / a single one drawn: say --lonely' : '';
    return `  ${stratum.padEnd(24)} ${String(psus.length).padStart(4)} địa bàn / places, ${certain} chắc chắn / certain${lonely}`;
  });
  return { text: [`${sample.psus.length} địa bàn / places, seed ${sample.seed}`, ...lines].join('\n'), json: sample, ok: true };
}

export const surveyCommand: Command = {
  usage: `par survey check F.csv --instrument I.json --mapping M.json [--round ROUND.json] [--json]
par survey estimate --data F.csv --design D.json --variables a,b [--by g] [--ratio a/b] [--json]
par survey draw --frame F.csv --source TEXT --seed S --places N --interviews M [--lonely POLICY] [--json]`,
  async run([action, ...args]) {
    if (action === 'check') return await check(args);
    if (action === 'estimate') return await estimate(args);
    if (action === 'draw') return await draw(args);
    throw new UsageError('par survey knows three actions: check, draw, estimate');
  },
};
