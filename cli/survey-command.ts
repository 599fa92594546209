import { type EstimateRequest, estimateTable, type NamedEstimate } from '../shared/domain/estimate-table.ts';
import { type DesignColumns, designColumnsSchema } from '../shared/domain/survey-design.ts';
import { type Command, readArguments, UsageError } from './arguments.ts';
import { findingsOutcome } from './findings.ts';
import { readBytes } from './read-input.ts';

async function readDesign(path: string): Promise<DesignColumns> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(await readBytes(path)));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path}: not JSON`);
    throw error;
  }
  const parsed = designColumnsSchema.safeParse(json);
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

export const surveyCommand: Command = {
  usage: 'par survey estimate --data F.csv --design D.json --variables a,b [--by g] [--ratio a/b] [--json]',
  async run([action, ...args]) {
    if (action !== 'estimate') throw new UsageError('par survey knows one action: estimate');
    const { options } = readArguments(args, { required: ['data', 'design', 'variables'], optional: ['by', 'ratio'], files: 0 });
    const design = await readDesign(options.design);
    const request = requestOf(options);
    const { content, findings } = estimateTable(await readBytes(options.data), design, request);
    if (content === undefined) return findingsOutcome(findings, { text: '', json: {} });
    return { text: estimatesText(content), json: estimatesJson(content), ok: true };
  },
};
