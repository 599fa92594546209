import { readCsv } from './csv.ts';
import { type Finding, type Read, WHOLE_FILE } from './finding.ts';
import { type DesignColumns, DesignError, postStratify, rake, type SamplingDesign, samplingDesign } from './survey-design.ts';
import { type Estimate, estimateMean, estimateRatio } from './survey-estimate.ts';

export interface EstimateRequest {
  readonly variables: readonly string[];
  /** The column whose values make the groups. */
  readonly by?: string;
  readonly ratio?: { readonly numerator: string; readonly denominator: string };
}

/** A figure of one variable (or "a/b") in one group; without groups, of all rows. */
export interface NamedEstimate {
  readonly variable: string;
  readonly group: string | undefined;
  readonly estimate: Estimate;
}

/** No answer, as R and spreadsheets write it. */
const MISSING = new Set(['', 'NA']);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Columns of a table with a header, each read once; what is wrong with a cell is told at its line. */
class Table {
  readonly rows: number;
  readonly findings: Finding[] = [];
  readonly #columns: ReadonlyMap<string, readonly string[]>;
  readonly #lines: readonly number[];

  constructor(bytes: Uint8Array) {
    const csv = readCsv(bytes);
    this.findings.push(...csv.findings);
    const [header, ...rows] = csv.content ?? [];
    const names = (header?.cells ?? []).map((name) => name.trim());
    const whole = rows.filter(({ line, cells }) => {
      if (cells.length === names.length) return true;
      this.findings.push({ code: 'csv-columns', at: { line }, values: { found: String(cells.length), wanted: String(names.length) } });
      return false;
    });
    if (csv.content !== undefined && whole.length === 0 && this.findings.length === 0)
      this.findings.push({ code: 'file-empty', at: WHOLE_FILE });
    for (const [i, name] of names.entries()) {
      if (names.indexOf(name) < i) this.findings.push({ code: 'column-twice', at: { line: header?.line ?? 1 }, values: { column: name } });
    }
    this.rows = whole.length;
    this.#lines = whole.map(({ line }) => line);
    this.#columns = new Map(names.map((name, i) => [name, whole.map(({ cells }) => (cells[i] ?? '').trim())]));
  }

  #column(name: string): readonly string[] {
    const column = this.#columns.get(name);
    if (column !== undefined) return column;
    this.findings.push({ code: 'column-missing', at: WHOLE_FILE, values: { column: name, columns: [...this.#columns.keys()].join(', ') } });
    return Array.from({ length: this.rows }, () => '');
  }

  lineOf(row: number): number {
    return this.#lines[row] ?? 0;
  }

  /** One finding a column: its first wrong cell, and how many there are. */
  #tell(code: 'cell-empty' | 'cell-not-a-number', column: string, rows: readonly number[], text: string): void {
    const [first] = rows;
    if (first === undefined) return;
    this.findings.push({ code, at: { line: this.lineOf(first), column }, values: { text: text.slice(0, 40), count: String(rows.length) } });
  }

  /** Values that name something: none may be missing. */
  labels(name: string): readonly string[] {
    const column = this.#column(name);
    const empty = this.#columns.has(name) ? column.flatMap((text, row) => (MISSING.has(text) ? [row] : [])) : [];
    this.#tell('cell-empty', name, empty, '');
    return column;
  }

  /** Numbers with a decimal point; NaN where there is no answer, which only variables may lack. */
  numbers(name: string, mayBeMissing: boolean): Float64Array {
    const column = this.#column(name);
    if (!this.#columns.has(name)) return new Float64Array(this.rows).fill(1);
    const [empty, wrong]: [number[], number[]] = [[], []];
    const numbers = Float64Array.from(column, (text, row) => {
      if (NUMBER.test(text)) return Number(text);
      if (!MISSING.has(text)) wrong.push(row);
      else if (!mayBeMissing) empty.push(row);
      return Number.NaN;
    });
    this.#tell('cell-empty', name, empty, '');
    this.#tell('cell-not-a-number', name, wrong, column[wrong[0] ?? 0] ?? '');
    return numbers;
  }
}

function designOf(table: Table, { strata, clusters, weights, fpc, lonelyPsu, known }: DesignColumns): () => SamplingDesign {
  const data = {
    rows: table.rows,
    ...(strata === undefined ? {} : { strata: table.labels(strata) }),
    clusters: clusters.map((name) => table.labels(name)),
    ...(weights === undefined ? {} : { weights: table.numbers(weights, false) }),
    population: fpc.map((name) => table.numbers(name, false)),
    lonelyPsu,
  };
  const margins = known.map(({ column, totals }) => ({ cells: table.labels(column), totals: new Map(Object.entries(totals)) }));
  const [only] = margins;
  return () => {
    const design = samplingDesign(data);
    if (only === undefined) return design;
    return margins.length === 1 ? postStratify(design, only) : rake(design, margins);
  };
}

/**
 * Estimates of a CSV of one row an answer, by the design that its columns describe. All that is wrong with the table is told at once; content is
 * undefined as soon as there is one finding, since a sample with rows left out is another sample.
 */
export function estimateTable(bytes: Uint8Array, columns: DesignColumns, { variables, by, ratio }: EstimateRequest): Read<NamedEstimate[]> {
  if (bytes.length === 0) return { content: undefined, findings: [{ code: 'file-empty', at: WHOLE_FILE }] };
  const table = new Table(bytes);
  const makeDesign = designOf(table, columns);
  const values = variables.map((variable) => ({ variable, values: table.numbers(variable, true) }));
  const parts =
    ratio === undefined ? undefined : { ...ratio, a: table.numbers(ratio.numerator, true), b: table.numbers(ratio.denominator, true) };
  const labels = by === undefined ? undefined : table.labels(by);
  if (table.findings.length > 0) return { content: undefined, findings: table.findings };
  const groups = labels === undefined ? [undefined] : [...new Set(labels)].sort();
  try {
    const design = makeDesign();
    const inGroup = (group: string | undefined) => (row: number) => labels === undefined || labels[row] === group;
    const content = groups.flatMap((group) => [
      ...values.map(({ variable, values: own }) => ({ variable, group, estimate: estimateMean(design, own, inGroup(group)) })),
      ...(parts === undefined
        ? []
        : [
            {
              variable: `${parts.numerator}/${parts.denominator}`,
              group,
              estimate: estimateRatio(design, parts.a, parts.b, inGroup(group)),
            },
          ]),
    ]);
    return { content, findings: [] };
  } catch (error) {
    if (!(error instanceof DesignError)) throw error;
    const at = error.row === undefined ? WHOLE_FILE : { line: table.lineOf(error.row) };
    return { content: undefined, findings: [{ code: `design-${error.problem}`, at }] };
  }
}
