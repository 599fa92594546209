import { type CriteriaSet, itemsOf } from './criteria-set.ts';
import { readCsv } from './csv.ts';
import { type Finding, type Read, WHOLE_FILE } from './finding.ts';
import { compare, decimal, parseDecimal } from './rational.ts';
import { type Facts, rolesOf } from './scoring-rule.ts';
import { daySchema } from './units.ts';

const COLUMNS = ['unit', 'item', 'fact', 'value', 'source', 'date'] as const;
const SOURCE_LIMIT = 400;

/** A figure that an agency holds about a unit. */
export interface ReferenceFigure {
  readonly unit: string;
  readonly item: string;
  /** The role of the item's rule: `done`, `total`, `faults`… */
  readonly fact: string;
  readonly value: string;
  readonly source: string;
  readonly date: string;
  readonly agency: string;
}

/**
 * Reads the CSV `unit,item,fact,value,source,date` of an agency: taken whole or not at all. An agency names figures of
 * items that it leads or gives its opinion on; `agency` undefined (the ministry's coordinator): of all.
 */
export function readReferenceFacts(
  bytes: Uint8Array,
  rules: { readonly set: CriteriaSet; readonly units: ReadonlySet<string>; readonly agency: string | undefined },
): Read<ReferenceFigure[]> {
  const csv = readCsv(bytes);
  const findings: Finding[] = [...csv.findings];
  const [header, ...rows] = csv.content ?? [];
  if (csv.content !== undefined && header?.cells.map((cell) => cell.trim().toLowerCase()).join(',') !== COLUMNS.join(',')) {
    findings.push({ code: 'csv-header', at: { line: header?.line ?? 1 }, values: { wanted: COLUMNS.join(',') } });
  }
  if (findings.length > 0) return { content: undefined, findings };
  const items = new Map(itemsOf(rules.set).map((item) => [item.code, item]));
  const figures: ReferenceFigure[] = [];
  const firstLine = new Map<string, number>();
  for (const { line, cells } of rows) {
    if (cells.length !== COLUMNS.length) {
      findings.push({ code: 'csv-columns', at: { line }, values: { found: String(cells.length), wanted: String(COLUMNS.length) } });
      continue;
    }
    const [unit = '', code = '', fact = '', value = '', source = '', date = ''] = cells.map((cell) => cell.trim());
    const before = findings.length;
    const report = (finding: Finding['code'], column: string, values: Record<string, string>): void =>
      void findings.push({ code: finding, at: { line, column }, item: code, values });
    const item = items.get(code);
    const role = rolesOf(item?.rule).find((entry) => entry.role === fact);
    if (!rules.units.has(unit)) report('unit-unknown', 'unit', { unit });
    if (item === undefined) report('item-unknown', 'item', { item: code });
    else if (role === undefined) report('fact-unknown', 'fact', { item: code, fact });
    const { lead, opinion = [], alternate } = item?.agencies ?? {};
    if (rules.agency !== undefined && item !== undefined && ![lead, alternate, ...opinion].includes(rules.agency)) {
      report('agency-not-in-charge', 'item', { agency: rules.agency, item: code, unit });
    }
    if (role?.kind === 'yes-no' ? !['yes', 'no'].includes(value) : parseDecimal(value) === undefined)
      report('fact-not-a-number', 'value', { found: value });
    if (!daySchema.safeParse(date).success) report('date-not-a-day', 'date', { found: date });
    if (source.length > SOURCE_LIMIT) report('reason-too-long', 'source', { limit: String(SOURCE_LIMIT) });
    const earlier = firstLine.get(`${unit}\n${code}\n${fact}`);
    if (earlier !== undefined) report('row-twice', 'fact', { unit, item: code, line: String(earlier) });
    else firstLine.set(`${unit}\n${code}\n${fact}`, line);
    if (findings.length === before) figures.push({ unit, item: code, fact, value, source, date, agency: rules.agency ?? 'coordinator' });
  }
  if (findings.length === 0 && figures.length === 0) findings.push({ code: 'file-empty', at: WHOLE_FILE });
  return { content: findings.length === 0 ? figures : undefined, findings };
}

/** A figure of an agency that differs from what the unit gave. */
export interface FigureDifference extends Omit<ReferenceFigure, 'unit' | 'item'> {
  /** What the unit gave; null where it gave nothing. */
  readonly given: string | null;
}

/** Agencies' figures of one item that differ from the unit's facts. */
export function differencesFrom(facts: Facts, figures: readonly ReferenceFigure[]): FigureDifference[] {
  return figures.flatMap(({ fact, value, source, date, agency }) => {
    const given = facts[fact] ?? null;
    const numbers = [given, value].map((text) => (text === null ? undefined : parseDecimal(text)));
    const isSame =
      given !== null &&
      (numbers[0] === undefined || numbers[1] === undefined ? given === value : compare(decimal(given), decimal(value)) === 0);
    return isSame ? [] : [{ fact, value, source, date, agency, given }];
  });
}
