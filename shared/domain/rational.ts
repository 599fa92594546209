/**
 * Exact rational numbers for points, weights and totals. Binary floating point never touches a point: 15000019.52 would
 * become 15000019.520000001, and (1.005).toFixed(2) is "1.00".
 */
export interface Rational {
  /** Numerator; carries the sign. */
  readonly n: bigint;
  /** Denominator; always positive, and without a common factor with n. */
  readonly d: bigint;
}

/** How many decimals stand for a quotient that does not terminate. */
const NON_TERMINATING_DECIMALS = 20;

const DECIMAL = /^(\d{1,30})(?:\.(\d{1,30}))?$/;

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** n/d in lowest terms. Throws RangeError when d is zero. */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 0n) throw new RangeError('a rational number has no zero denominator');
  const sign = d < 0n ? -1n : 1n;
  const g = greatestCommonDivisor(n, d * sign) || 1n;
  return { n: (n * sign) / g, d: (d * sign) / g };
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE_HUNDRED: Rational = { n: 100n, d: 1n };

/**
 * Reads a non-negative decimal such as "68.5": digits, at most one dot, no sign, no exponent, no grouping, no spaces.
 * Returns undefined for anything else, so that "85,5", "1e2" and "" stay visible as what they are.
 */
export function parseDecimal(text: string): Rational | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const fraction = match[2] ?? '';
  return rational(BigInt((match[1] ?? '') + fraction), 10n ** BigInt(fraction.length));
}

/** Like parseDecimal, for text that a schema has already checked. Throws RangeError otherwise. */
export function decimal(text: string): Rational {
  const value = parseDecimal(text);
  if (value === undefined) throw new RangeError(`not a decimal: ${text}`);
  return value;
}

export function add(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function subtract(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d - b.n * a.d, a.d * b.d);
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.n * b.n, a.d * b.d);
}

/** Throws RangeError when b is zero. */
export function divide(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d, a.d * b.n);
}

export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The nearest double, for statistics; points themselves stay exact. */
export function toNumber({ n, d }: Rational): number {
  return Number(n) / Number(d);
}

export function sum(values: readonly Rational[]): Rational {
  return values.reduce(add, ZERO);
}

/** Rounds to a number of decimals, half up (away from zero at the tie), and keeps trailing zeros: 89.96 -> "89.960". */
export function toFixed(value: Rational, decimals: number): string {
  const scale = 10n ** BigInt(decimals);
  const negative = value.n < 0n;
  const magnitude = negative ? -value.n : value.n;
  const scaled = (magnitude * scale * 2n + value.d) / (value.d * 2n);
  const digits = scaled.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(digits.length - decimals)}`;
  return negative && scaled !== 0n ? `-${text}` : text;
}

/** The value rounded half up (away from zero at the tie) to a number of decimals, as an exact number again. */
export function roundTo(value: Rational, decimals: number): Rational {
  const scale = 10n ** BigInt(decimals);
  const negative = value.n < 0n;
  const magnitude = negative ? -value.n : value.n;
  const scaled = (magnitude * scale * 2n + value.d) / (value.d * 2n);
  return rational(negative ? -scaled : scaled, scale);
}

/** Reads a signed decimal such as "-1.5"; the sign apart as parseDecimal does. */
export function parseSignedDecimal(text: string): Rational | undefined {
  const negative = text.startsWith('-');
  const value = parseDecimal(negative ? text.slice(1) : text);
  return value === undefined || !negative ? value : { n: -value.n, d: value.d };
}

/** Exact decimal without trailing zeros; a quotient that does not terminate gets 20 decimals, half up. */
export function toDecimal(value: Rational): string {
  let rest = value.d;
  let twos = 0;
  let fives = 0;
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  return rest === 1n ? toFixed(value, Math.max(twos, fives)) : toFixed(value, NON_TERMINATING_DECIMALS);
}
