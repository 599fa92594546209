import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  decimal,
  divide,
  multiply,
  ONE_HUNDRED,
  parseDecimal,
  type Rational,
  rational,
  subtract,
  sum,
  toDecimal,
  toFixed,
  ZERO,
} from '../../../shared/domain/rational.ts';
import { always } from '../../fixtures/always.ts';

const LARGE = 10n ** 24n;
const ONE = rational(1n);
const integer = fc.bigInt({ min: -LARGE, max: LARGE });
const positive = fc.bigInt({ min: 1n, max: LARGE });
const quotient = fc.tuple(integer, positive).map(([n, d]) => rational(n, d));

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Decimal text as the integer that it shows without its dot, and the number of decimals. */
function shown(text: string): { units: bigint; decimals: number } {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const units = BigInt(whole + fraction);
  return { units: text.startsWith('-') ? -units : units, decimals: fraction.length };
}

/** Is the text no more than half a unit of its last decimal from the value, and at the tie the one away from zero? */
function isRoundedHalfUp(text: string, { n, d }: Rational): boolean {
  const { units, decimals } = shown(text);
  const exact = n * 10n ** BigInt(decimals);
  const error = 2n * magnitude(units * d - exact);
  return error < d || (error === d && magnitude(units * d) > magnitude(exact));
}

describe('rational', () => {
  it('keeps lowest terms and a positive denominator', () => {
    expect(rational(-6n, -8n)).toEqual({ n: 3n, d: 4n });
    expect(rational(6n, -8n)).toEqual({ n: -3n, d: 4n });
    expect(rational(0n, -7n)).toEqual(ZERO);
  });

  it('has one representation for each value', () => {
    always(
      fc.property(quotient, positive, (value, factor) => {
        expect(rational(value.n * factor, value.d * factor)).toEqual(value);
        expect(rational(-value.n * factor, -value.d * factor)).toEqual(value);
      }),
    );
  });

  it('refuses a zero denominator', () => {
    expect(() => rational(1n, 0n)).toThrow(RangeError);
    expect(() => divide(ONE, ZERO)).toThrow(RangeError);
  });
});

describe('arithmetic', () => {
  it('adds and multiplies in any order', () => {
    always(
      fc.property(quotient, quotient, quotient, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(multiply(a, b)).toEqual(multiply(b, a));
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(multiply(multiply(a, b), c)).toEqual(multiply(a, multiply(b, c)));
      }),
    );
  });

  it('distributes products over sums', () => {
    always(
      fc.property(quotient, quotient, quotient, (a, b, c) => {
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
      }),
    );
  });

  it('has neutral and inverse elements', () => {
    always(
      fc.property(quotient, quotient, (a, b) => {
        expect(add(a, ZERO)).toEqual(a);
        expect(multiply(a, ONE)).toEqual(a);
        expect(multiply(a, ZERO)).toEqual(ZERO);
        expect(add(subtract(a, b), b)).toEqual(a);
        if (b.n !== 0n) expect(multiply(divide(a, b), b)).toEqual(a);
      }),
    );
  });

  it('sums a list like repeated addition, and an empty list to zero', () => {
    expect(sum([])).toEqual(ZERO);
    always(
      fc.property(fc.array(fc.tuple(fc.bigInt({ min: -999n, max: 999n }), fc.bigInt({ min: 1n, max: 99n })), { maxLength: 8 }), (pairs) => {
        const common = pairs.reduce((product, [, d]) => product * d, 1n);
        const numerator = pairs.reduce((total, [n, d]) => total + n * (common / d), 0n);
        expect(sum(pairs.map(([n, d]) => rational(n, d)))).toEqual(rational(numerator, common));
      }),
    );
  });

  it('adds 15000019.50 and 0.02 without a binary tail', () => {
    expect(toDecimal(add(decimal('15000019.50'), decimal('0.02')))).toBe('15000019.52');
  });
});

describe('compare', () => {
  it('agrees with cross multiplication of unreduced quotients', () => {
    always(
      fc.property(integer, positive, integer, positive, (n, d, m, e) => {
        const expected = n * e < m * d ? -1 : n * e > m * d ? 1 : 0;
        expect(compare(rational(n, d), rational(m, e))).toBe(expected);
        expect(compare(rational(m, e), rational(n, d)) + expected).toBe(0);
      }),
    );
  });

  it('has the sign of the difference', () => {
    always(
      fc.property(quotient, quotient, (a, b) => {
        const { n } = subtract(a, b);
        expect(compare(a, b)).toBe(n < 0n ? -1 : n > 0n ? 1 : 0);
      }),
    );
  });

  it('tells quotients apart that binary numbers do not', () => {
    expect(compare(rational(LARGE, LARGE + 1n), ONE)).toBe(-1);
    expect(compare(rational(2n, 6n), rational(1n, 3n))).toBe(0);
  });
});

describe('parseDecimal', () => {
  it.each([
    ['68.5', 137n, 2n],
    ['0', 0n, 1n],
    ['007.50', 15n, 2n],
    ['0.000001', 1n, 1_000_000n],
  ])('reads %s', (text, n, d) => {
    expect(parseDecimal(text)).toEqual({ n, d });
  });

  it.each([
    '',
    ' ',
    '.',
    '.5',
    '5.',
    '85,5',
    '1e2',
    '-1',
    '+1',
    ' 1',
    '1 ',
    '1\n',
    '1 000',
    '1.2.3',
    '0x10',
    '١',
    'NaN',
    'NA',
    '1'.repeat(31),
  ])('refuses %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
    expect(() => decimal(text)).toThrow(RangeError);
  });

  it('reads 30 digits on both sides of the dot exactly', () => {
    const text = `${'9'.repeat(30)}.${'1'.repeat(30)}`;
    expect(toDecimal(decimal(text))).toBe(text);
  });
});

describe('toFixed', () => {
  it.each([
    ['1.005', 2, '1.01'],
    ['1.004999', 2, '1.00'],
    ['89.96', 3, '89.960'],
    ['0.5', 0, '1'],
    ['0.4999', 0, '0'],
    ['2.5', 0, '3'],
    ['99.995', 2, '100.00'],
    ['0.05', 1, '0.1'],
  ])('rounds %s to %i decimals as %s', (text, decimals, expected) => {
    expect(toFixed(decimal(text), decimals)).toBe(expected);
  });

  it('rounds negative ties away from zero', () => {
    expect(toFixed(rational(-1005n, 1000n), 2)).toBe('-1.01');
    expect(toFixed(rational(-1n, 2n), 0)).toBe('-1');
    expect(toFixed(rational(-5n, 2n), 0)).toBe('-3');
  });

  it('has no negative zero', () => {
    expect(toFixed(rational(-1n, 1000n), 2)).toBe('0.00');
    expect(toFixed(rational(-1n, 3n), 0)).toBe('0');
  });

  it('mirrors a value below zero', () => {
    always(
      fc.property(quotient, fc.nat(6), (value, decimals) => {
        const positiveText = toFixed(rational(magnitude(value.n), value.d), decimals);
        const isShownAsZero = /^[0.]+$/.test(positiveText);
        expect(toFixed(value, decimals)).toBe(value.n < 0n && !isShownAsZero ? `-${positiveText}` : positiveText);
      }),
    );
  });

  it('rounds half up with exactly the decimals asked for', () => {
    always(
      fc.property(quotient, fc.nat(12), (value, decimals) => {
        const text = toFixed(value, decimals);
        expect(text).toMatch(decimals === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${decimals}}$`));
        expect(isRoundedHalfUp(text, value)).toBe(true);
      }),
    );
  });

  it('goes up at every exact tie', () => {
    always(
      fc.property(fc.bigInt({ min: 0n, max: LARGE }), fc.nat(8), (steps, decimals) => {
        const tie = rational(2n * steps + 1n, 2n * 10n ** BigInt(decimals));
        expect(shown(toFixed(tie, decimals)).units).toBe(steps + 1n);
        expect(shown(toFixed(rational(-tie.n, tie.d), decimals)).units).toBe(-steps - 1n);
      }),
    );
  });
});

describe('toDecimal', () => {
  it.each([
    ['1/8', rational(1n, 8n), '0.125'],
    ['-1/8', rational(-1n, 8n), '-0.125'],
    ['100', ONE_HUNDRED, '100'],
    ['0', ZERO, '0'],
    ['50/10', rational(50n, 10n), '5'],
    ['1/3', rational(1n, 3n), '0.33333333333333333333'],
    ['2/3', rational(2n, 3n), '0.66666666666666666667'],
    ['-2/3', rational(-2n, 3n), '-0.66666666666666666667'],
    ['1 - 1/(3e21)', rational(3n * 10n ** 21n - 1n, 3n * 10n ** 21n), '1.00000000000000000000'],
  ])('writes %s', (_, value, expected) => {
    expect(toDecimal(value)).toBe(expected);
  });

  it('is exact and without trailing zeros where the quotient terminates', () => {
    always(
      fc.property(integer, fc.nat(40), fc.nat(40), (n, twos, fives) => {
        const value = rational(n, 2n ** BigInt(twos) * 5n ** BigInt(fives));
        const text = toDecimal(value);
        const { units, decimals } = shown(text);
        expect(units * value.d).toBe(value.n * 10n ** BigInt(decimals));
        expect(text).not.toMatch(/\.\d*0$|\.$/);
      }),
    );
  });

  it('has 20 decimals, half up, where the quotient does not terminate', () => {
    always(
      fc.property(integer, positive, fc.constantFrom(3n, 7n, 9n, 11n, 13n), (n, factor, prime) => {
        const value = rational(n, factor * prime);
        fc.pre(value.d % prime === 0n);
        const text = toDecimal(value);
        expect(text).toMatch(/^-?\d+\.\d{20}$/);
        expect(isRoundedHalfUp(text, value)).toBe(true);
      }),
    );
  });
});
