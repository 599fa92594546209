import { type CriteriaSet, type Item, itemsOf, maximumOf } from './criteria-set.ts';
import { readCsv } from './csv.ts';
import { type Finding, type Read, WHOLE_FILE } from './finding.ts';
import { compare, parseDecimal } from './rational.ts';
import type { Points, Scores } from './scores.ts';

const COLUMNS = ['unit', 'item', 'points'] as const;

export interface ScoreFileRules {
  readonly set: CriteriaSet;
  /** Which items the file must hold; the others are refused with `item-not-central`. */
  readonly items: (item: Item) => boolean;
  /** The units that must be there, each with every item; undefined takes the units that the file names. */
  readonly units?: ReadonlySet<string>;
}

/**
 * Reads the CSV `unit,item,points` (decimal dot; `NA` = not applicable). Empty cells, missing and repeated rows, unknown
 * codes and points outside 0..maximum are findings, all of them at once. Content is undefined as soon as there is one:
 * a score file is taken whole or not at all.
 */
export function readScoreFile(bytes: Uint8Array, rules: ScoreFileRules): Read<Scores> {
  if (bytes.length === 0) return { content: undefined, findings: [{ code: 'file-empty', at: WHOLE_FILE }] };
  const csv = readCsv(bytes);
  const findings: Finding[] = [...csv.findings];
  const [header, ...rows] = csv.content ?? [];
  if (csv.content !== undefined && header?.cells.map((cell) => cell.trim().toLowerCase()).join(',') !== COLUMNS.join(',')) {
    findings.push({ code: 'csv-header', at: { line: header?.line ?? 1 }, values: { wanted: COLUMNS.join(',') } });
  }
  if (findings.length > 0) return { content: undefined, findings };

  const items = new Map(itemsOf(rules.set).map((item) => [item.code, item]));
  const wanted = [...items.values()].filter(rules.items);
  const scores = new Map<string, Map<string, Points>>();
  const firstLine = new Map<string, number>();
  for (const { line, cells } of rows) {
    if (cells.length !== COLUMNS.length) {
      findings.push({ code: 'csv-columns', at: { line }, values: { found: String(cells.length), wanted: String(COLUMNS.length) } });
      continue;
    }
    const [unit = '', code = '', text = ''] = cells.map((cell) => cell.trim());
    const unitIsKnown = rules.units === undefined ? unit !== '' : rules.units.has(unit);
    if (!unitIsKnown) findings.push({ code: 'unit-unknown', at: { line, column: 'unit' }, values: { unit } });
    const item = items.get(code);
    if (item === undefined) {
      findings.push({ code: 'item-unknown', at: { line, column: 'item' }, values: { item: code } });
    } else if (!rules.items(item)) {
      findings.push({ code: 'item-not-central', at: { line, column: 'item' }, item: code, values: { item: code } });
    }
    const points = readPoints(text, line, item, findings);
    if (!unitIsKnown || item === undefined || !rules.items(item)) continue;
    const earlier = firstLine.get(`${unit}\n${code}`);
    if (earlier !== undefined) {
      findings.push({ code: 'row-twice', at: { line }, item: code, values: { unit, item: code, line: String(earlier) } });
      continue;
    }
    firstLine.set(`${unit}\n${code}`, line);
    const ofUnit = scores.get(unit) ?? new Map<string, Points>();
    scores.set(unit, ofUnit);
    if (points !== undefined) ofUnit.set(code, points);
  }

  for (const unit of rules.units ?? scores.keys()) {
    for (const item of wanted) {
      if (!firstLine.has(`${unit}\n${item.code}`)) {
        findings.push({ code: 'row-missing', at: WHOLE_FILE, item: item.code, values: { unit, item: item.code } });
      }
    }
  }
  if (findings.length === 0 && scores.size === 0) findings.push({ code: 'file-empty', at: WHOLE_FILE });
  return { content: findings.length === 0 ? scores : undefined, findings };
}

function readPoints(text: string, line: number, item: Item | undefined, findings: Finding[]): Points | undefined {
  const at = { line, column: 'points' };
  const about = item === undefined ? {} : { item: item.code };
  if (text === 'NA') return 'NA';
  if (text === '') {
    findings.push({ code: 'points-empty', at, ...about });
    return undefined;
  }
  const points = parseDecimal(text);
  if (points === undefined) {
    const code = /^-\d+([.,]\d+)?$/.test(text)
      ? 'points-negative'
      : /^\d+,\d+$/.test(text)
        ? 'points-decimal-comma'
        : 'points-not-a-number';
    findings.push({ code, at, ...about, values: { found: text } });
    return undefined;
  }
  if (item !== undefined && compare(points, maximumOf(item)) > 0) {
    findings.push({ code: 'points-above-maximum', at, ...about, values: { found: text, maximum: item.maxPoints } });
    return undefined;
  }
  return points;
}
