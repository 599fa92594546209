import type * as z from 'zod';
import { criteriaSetShape, type Item, itemSchema } from './criteria-set.ts';
import type { Finding, FindingCode } from './finding.ts';
import { compare, decimal, divide, ONE_HUNDRED, parseDecimal, type Rational, sum, toDecimal, ZERO } from './rational.ts';
import { decimalTextSchema } from './text-schemas.ts';

type Json = Readonly<Record<string, unknown>>;
type Report = (code: FindingCode, path: string, values?: Readonly<Record<string, string>>) => void;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** One node of the tree, however broken the rest of the document is. */
interface Node {
  readonly path: string;
  readonly json: Json;
  readonly code: string;
  readonly parent: Node | undefined;
  readonly kind: 'field' | 'criterion' | 'item';
  /** An item that is itself a criterion. */
  readonly isCriterion: boolean;
}

function nodesOf(set: Json): Node[] {
  const nodes: Node[] = [];
  const add = (node: Omit<Node, 'code'>): Node => {
    const full = { ...node, code: typeof node.json.code === 'string' ? node.json.code : '' };
    nodes.push(full);
    return full;
  };
  listOf(set.fields).forEach((field, f) => {
    if (!isObject(field)) return;
    const parent = add({ path: `fields.${f}`, json: field, parent: undefined, kind: 'field', isCriterion: false });
    listOf(field.criteria).forEach((criterion, c) => {
      if (!isObject(criterion)) return;
      const path = `fields.${f}.criteria.${c}`;
      const hasParts = 'subCriteria' in criterion;
      const node = add({ path, json: criterion, parent, kind: hasParts ? 'criterion' : 'item', isCriterion: true });
      if (!hasParts) return;
      listOf(criterion.subCriteria).forEach((item, s) => {
        if (isObject(item)) add({ path: `${path}.subCriteria.${s}`, json: item, parent: node, kind: 'item', isCriterion: false });
      });
    });
  });
  return nodes;
}

function at(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], document);
}

/** Schema problems with their places. A criterion is one of two shapes: the one that it means is the one to explain. */
function reportShape(document: unknown, issues: readonly z.core.$ZodIssue[], report: Report, prefix: readonly PropertyKey[] = []): void {
  for (const issue of issues) {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const meant = isObject(at(document, path)) && 'subCriteria' in (at(document, path) as Json) ? 0 : issue.errors.length - 1;
      reportShape(document, issue.errors[meant] ?? [], report, path);
    } else {
      report('set-shape', path.join('.'), { message: issue.message });
    }
  }
}

const decimalOf = (value: unknown): Rational | undefined =>
  typeof value === 'string' && decimalTextSchema.safeParse(value).success ? parseDecimal(value) : undefined;

/** The sum of items' maxima below a node, or undefined while one of them cannot be read. */
function sumOf(items: readonly Node[]): Rational | undefined {
  const maxima = items.map(({ json }) => decimalOf(json.maxPoints));
  return maxima.every((maximum) => maximum !== undefined) ? sum(maxima as Rational[]) : undefined;
}

function below(node: Node, nodes: readonly Node[]): Node[] {
  return nodes.filter(({ kind, path }) => kind === 'item' && (path === node.path || path.startsWith(`${node.path}.`)));
}

function checkSum(path: string, declared: unknown, items: readonly Node[], report: Report): void {
  const [wanted, found] = [decimalOf(declared), sumOf(items)];
  if (wanted === undefined || found === undefined || compare(wanted, found) === 0) return;
  report('set-sum-differs', path, { declared: toDecimal(wanted), found: toDecimal(found) });
}

function checkDeclared(set: Json, nodes: readonly Node[], report: Report): void {
  const { declared } = set;
  if (!isObject(declared)) return;
  const items = nodes.filter(({ kind }) => kind === 'item');
  const ofMethod = (method: string): Node[] => items.filter(({ json }) => json.method === method);
  const counts: [string, number][] = [
    ['fields', nodes.filter(({ kind }) => kind === 'field').length],
    ['criteria', nodes.filter((node) => node.kind === 'criterion' || node.isCriterion).length],
    ['subCriteria', items.filter(({ isCriterion }) => !isCriterion).length],
  ];
  for (const [name, found] of counts) {
    if (typeof declared[name] === 'number' && declared[name] !== found) {
      report('set-count-differs', `declared.${name}`, { declared: String(declared[name]), found: String(found) });
    }
  }
  checkSum('declared.points', declared.points, items, report);
  checkSum('declared.appraisedPoints', declared.appraisedPoints, [...ofMethod('appraised'), ...ofMethod('central')], report);
  checkSum('declared.surveyPoints', declared.surveyPoints, ofMethod('survey'), report);
}

function decimalsOf(text: string): number {
  return text.includes('.') ? (text.split('.')[1]?.replace(/0+$/, '').length ?? 0) : 0;
}

function checkBands(item: Item, path: string, decimals: number, report: Report): void {
  if (item.rule?.type !== 'steps') return;
  const maximum = decimal(item.maxPoints);
  const bands = item.rule.bands.map((band, i) => ({
    ...band,
    floor: decimal(band.atLeast),
    value: decimal(band.points),
    at: `${path}.rule.bands.${i}`,
  }));
  for (const [i, { floor, value, at: where, atLeast, points }] of bands.entries()) {
    if (compare(floor, ONE_HUNDRED) > 0) report('set-step-unreachable', where, { step: atLeast });
    else if (bands.some((other, o) => o < i && compare(other.floor, floor) === 0)) report('set-step-unreachable', where, { step: atLeast });
    if (compare(value, maximum) > 0) report('set-steps-not-rising', where, { points, maximum: item.maxPoints });
    if (decimalsOf(points) > decimals) report('set-too-many-decimals', where, { found: points, limit: String(decimals) });
    const worse = bands.find((other) => compare(other.floor, floor) < 0 && compare(other.value, value) > 0);
    if (worse !== undefined) report('set-steps-not-rising', where, { points, maximum: worse.points });
  }
  const reachable = bands.filter(({ floor }) => compare(floor, ONE_HUNDRED) <= 0);
  if (!reachable.some(({ value }) => compare(value, maximum) === 0))
    report('set-maximum-out-of-reach', `${path}.rule`, { maximum: item.maxPoints });
}

function checkRule(item: Item, path: string, decimals: number, report: Report): void {
  const { rule, method, maxPoints } = item;
  const maximum = decimal(maxPoints);
  if (decimalsOf(maxPoints) > decimals) report('set-too-many-decimals', `${path}.maxPoints`, { found: maxPoints, limit: String(decimals) });
  if (rule === undefined) {
    if (method === 'appraised') report('set-rule-missing', path, { item: item.code });
    return;
  }
  if ((rule.type === 'survey-share') !== (method === 'survey'))
    report('set-rule-for-another-method', `${path}.rule`, { rule: rule.type, method });
  checkBands(item, path, decimals, report);
  if (rule.type === 'manual') {
    const step = decimal(rule.step);
    if (step.n === 0n || divide(maximum, step).d !== 1n)
      report('set-grid-misses-maximum', `${path}.rule.step`, { step: rule.step, maximum: maxPoints });
  }
  if ((rule.type === 'deduction' || rule.type === 'capped-count') && compare(decimal(rule.each), ZERO) === 0) {
    report('set-step-unreachable', `${path}.rule.each`, { step: rule.each });
  }
}

function checkItem(node: Node, decimals: number, report: Report): void {
  const parsed = itemSchema.safeParse(node.json);
  if (!parsed.success) return;
  const item = parsed.data;
  checkRule(item, node.path, decimals, report);
  if (item.method !== 'appraised') return;
  if (item.agencies === undefined) report('set-agencies-missing', node.path, { item: item.code });
  if (item.evidence === undefined) report('set-evidence-missing', node.path, { item: item.code });
}

function checkGroups(set: Json, report: Report): void {
  const floors = listOf(set.groups).map((group) => (isObject(group) ? decimalOf(group.atLeast) : undefined));
  floors.forEach((floor, i) => {
    if (floor === undefined) return;
    const isTaken = floors.some((other, o) => o < i && other !== undefined && compare(other, floor) === 0);
    if (isTaken || compare(floor, ONE_HUNDRED) > 0) report('set-group-out-of-reach', `groups.${i}`, { floor: toDecimal(floor) });
  });
  if (floors.length > 0 && !floors.some((floor) => floor?.n === 0n)) report('set-groups-not-down-to-zero', 'groups');
}

/**
 * Everything that is wrong with a criteria set at once, each with its place: shape, codes, orphans, sums, counts, steps
 * that nobody can reach, grids that miss the maximum, groups. Works on what can be read of a document that is broken
 * elsewhere. Warnings name what a complete set has and this one lacks.
 */
export function checkCriteriaSet(document: unknown): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (code, path, values) => findings.push({ code, at: { path }, ...(values === undefined ? {} : { values }) });
  const shape = criteriaSetShape.safeParse(document);
  if (!shape.success) reportShape(document, shape.error.issues, report);
  if (!isObject(document)) return findings;

  const nodes = nodesOf(document);
  const firstPath = new Map<string, string>();
  for (const { code, path, parent } of nodes) {
    const earlier = firstPath.get(code);
    if (code !== '' && earlier !== undefined) report('set-code-twice', path, { code, first: earlier });
    if (earlier === undefined) firstPath.set(code, path);
    if (parent !== undefined && code !== '' && parent.code !== '' && !code.startsWith(`${parent.code}.`)) {
      report('set-orphan', path, { code, parent: parent.code });
    }
  }
  listOf(document.adjustments).forEach((adjustment, i) => {
    const code = isObject(adjustment) && typeof adjustment.code === 'string' ? adjustment.code : '';
    const earlier = firstPath.get(code);
    if (code !== '' && earlier !== undefined) report('set-code-twice', `adjustments.${i}`, { code, first: earlier });
    if (earlier === undefined) firstPath.set(code, `adjustments.${i}`);
  });

  const decimals = typeof document.pointDecimals === 'number' ? document.pointDecimals : 4;
  for (const node of nodes) {
    if (node.kind === 'item') checkItem(node, decimals, report);
    else checkSum(`${node.path}.maxPoints`, node.json.maxPoints, below(node, nodes), report);
  }
  checkDeclared(document, nodes, report);
  checkGroups(document, report);
  return findings;
}
