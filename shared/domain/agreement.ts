import { fQuantile } from './beta-distribution.ts';

/** Two readings of one cell by two people. */
export interface ReadingPair {
  readonly criterion: string;
  readonly readers: readonly [string, string];
  readonly points: readonly [number, number];
}

/** An intraclass correlation with its 95% interval. */
export interface Icc {
  /** ICC(A,1): one pair read all cells (two-way, absolute agreement). ICC(1): pairs change from cell to cell (one-way). */
  readonly form: 'ICC(A,1)' | 'ICC(1)';
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Agreement {
  readonly criterion: string;
  readonly n: number;
  /** Share of cells with the same points. */
  readonly exact: number | undefined;
  readonly meanAbsoluteDifference: number | undefined;
  /** Undefined under 20 cells, and where nothing varies. */
  readonly icc: Icc | undefined;
}

/** An ICC of fewer cells says more about chance than about readers. */
const LEAST_CELLS = 20;
const CONFIDENCE = 0.95;
/** Points have at most 6 decimals; two that are equal must not differ by the last bit of a double. */
const SAME = 1e-9;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

interface MeanSquares {
  readonly n: number;
  readonly between: number;
  readonly within: number;
  readonly readers: number;
  readonly error: number;
}

/** The analysis of variance of n cells by 2 readers. */
function meanSquares(rows: readonly (readonly [number, number])[]): MeanSquares {
  const n = rows.length;
  const grand = mean(rows.flat());
  const columns = [0, 1].map((column) => mean(rows.map((row) => row[column as 0 | 1])));
  const between = (2 * rows.reduce((sum, row) => sum + (mean(row) - grand) ** 2, 0)) / (n - 1);
  const withinSum = rows.reduce((sum, row) => sum + row.reduce((inner, value) => inner + (value - mean(row)) ** 2, 0), 0);
  const readersSum = n * columns.reduce((sum, column) => sum + (column - grand) ** 2, 0);
  return { n, between, within: withinSum / n, readers: readersSum, error: (withinSum - readersSum) / (n - 1) };
}

const TAIL = 1 - (1 - CONFIDENCE) / 2;

/** One-way random effects, single reading (Shrout and Fleiss 1979, case 1; McGraw and Wong 1996). */
function oneWay({ n, between, within }: MeanSquares): Icc {
  const f = between / within;
  const [low, high] = [f / fQuantile(TAIL, n - 1, n), f * fQuantile(TAIL, n, n - 1)];
  return { form: 'ICC(1)', value: (between - within) / (between + within), low: (low - 1) / (low + 1), high: (high - 1) / (high + 1) };
}

/** Two-way, absolute agreement, single reading (McGraw and Wong 1996, table 7). k = 2 readers. */
function twoWay({ n, between, readers, error }: MeanSquares): Icc {
  const k = 2;
  const value = (between - error) / (between + (k - 1) * error + (k / n) * (readers - error));
  const a = (k * value) / (n * (1 - value));
  const b = 1 + (k * value * (n - 1)) / (n * (1 - value));
  const v = (a * readers + b * error) ** 2 / ((a * readers) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)));
  const upper = fQuantile(TAIL, n - 1, v);
  const lower = fQuantile(TAIL, v, n - 1);
  const spread = k * readers + (k * n - k - n) * error;
  return {
    form: 'ICC(A,1)',
    value,
    low: (n * (between - upper * error)) / (upper * spread + n * between),
    high: (n * (lower * between - error)) / (spread + n * lower * between),
  };
}

/** ICC only where its design holds and there is something to correlate. */
function iccOf(pairs: readonly ReadingPair[]): Icc | undefined {
  if (pairs.length < LEAST_CELLS) return undefined;
  const [first] = pairs;
  const names = [...(first?.readers ?? [])].sort();
  const isOnePair = pairs.every(({ readers }) => [...readers].sort().join('\n') === names.join('\n'));
  const rows = pairs.map(({ readers, points }) => (isOnePair && readers[0] !== names[0] ? ([points[1], points[0]] as const) : points));
  const squares = meanSquares(rows);
  if (squares.between < SAME || squares.within < SAME || (isOnePair && squares.error < SAME)) return undefined;
  return isOnePair ? twoWay(squares) : oneWay(squares);
}

/** Agreement of two blind readings per criterion, with its number of cells always. Sorted by criterion. */
export function agreementOf(pairs: readonly ReadingPair[]): Agreement[] {
  return [...Map.groupBy(pairs, ({ criterion }) => criterion)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([criterion, ofCriterion]) => {
      const differences = ofCriterion.map(({ points }) => Math.abs(points[0] - points[1]));
      return {
        criterion,
        n: ofCriterion.length,
        exact: differences.filter((difference) => difference < SAME).length / differences.length,
        meanAbsoluteDifference: mean(differences),
        icc: iccOf(ofCriterion),
      };
    });
}
