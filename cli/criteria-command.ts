import { checkCriteriaSet } from '../shared/domain/check-criteria-set.ts';
import { checkCriteriaLookup, criteriaLookupSchema } from '../shared/domain/criteria-lookup.ts';
import { type CriteriaSet, criteriaSetSchema, itemsOf } from '../shared/domain/criteria-set.ts';
import type { Finding } from '../shared/domain/finding.ts';
import { WHOLE_FILE } from '../shared/domain/finding.ts';
import { decimal, sum, toDecimal } from '../shared/domain/rational.ts';
import { type Command, readArguments, UsageError } from './arguments.ts';
import { findingsOutcome } from './findings.ts';
import { readBytes, readCriteriaSet } from './read-input.ts';

async function readJson(path: string): Promise<{ json: unknown } | undefined> {
  try {
    return { json: JSON.parse(new TextDecoder().decode(await readBytes(path))) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function summary(set: CriteriaSet): { text: string; json: object } {
  const items = itemsOf(set);
  const criteria = set.fields.flatMap((field) => field.criteria);
  const json = {
    id: set.id,
    fields: set.fields.length,
    criteria: criteria.length,
    subCriteria: criteria.reduce((count, criterion) => count + ('subCriteria' in criterion ? criterion.subCriteria.length : 0), 0),
    items: items.length,
    points: toDecimal(sum(items.map(({ maxPoints }) => decimal(maxPoints)))),
  };
  return {
    text: `không có lỗi / no errors: ${json.id}, ${json.fields} / ${json.criteria} / ${json.subCriteria}, ${json.points} điểm / points`,
    json,
  };
}

async function checkLookup(path: string, earlierPath: string, set: CriteriaSet): Promise<Finding[]> {
  const document = await readJson(path);
  if (document === undefined) return [{ code: 'set-not-json', at: WHOLE_FILE }];
  const lookup = criteriaLookupSchema.safeParse(document.json);
  if (!lookup.success) {
    return lookup.error.issues.map(({ path: at, message }) => ({ code: 'set-shape', at: { path: at.join('.') }, values: { message } }));
  }
  return checkCriteriaLookup(lookup.data, await readCriteriaSet(earlierPath), set);
}

export const criteriaCommand: Command = {
  usage: 'par criteria check SET.json [--lookup LOOKUP.json --earlier SET.json] [--json]',
  async run([action, ...args]) {
    if (action !== 'check') throw new UsageError('par criteria knows one action: check');
    const { options, files } = readArguments(args, { required: [], optional: ['lookup', 'earlier'], files: 1 });
    if ((options.lookup === undefined) !== (options.earlier === undefined)) throw new UsageError('--lookup goes with --earlier');
    const document = await readJson(files[0] ?? '');
    if (document === undefined) return findingsOutcome([{ code: 'set-not-json', at: WHOLE_FILE }], { text: '', json: {} });
    const findings = checkCriteriaSet(document.json);
    const parsed = criteriaSetSchema.safeParse(document.json);
    if (!parsed.success) return findingsOutcome(findings, { text: '', json: {} });
    if (options.lookup !== undefined && options.earlier !== undefined) {
      findings.push(...(await checkLookup(options.lookup, options.earlier, parsed.data)));
    }
    return findingsOutcome(findings, summary(parsed.data));
  },
};
