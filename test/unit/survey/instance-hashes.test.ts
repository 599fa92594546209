import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InstanceHashes, sipHash } from '../../../shared/domain/instance-hashes.ts';
import { always } from '../../fixtures/always.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, i) => i);
const words = (key: Uint8Array): Uint32Array => new Uint32Array(new Uint8Array(key).buffer);
const hashOf = (bytes: Uint8Array, key = KEY): bigint => {
  const out = new Uint32Array(2);
  sipHash(words(key), bytes, 0, bytes.length, out);
  const [low = 0, high = 0] = out;
  return (BigInt(high) << 32n) | BigInt(low);
};

/** The paper's definition, word by word. */
function reference(key: Uint8Array, bytes: Uint8Array): bigint {
  const word = (from: Uint8Array, at: number): bigint =>
    from.subarray(at, at + 8).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const cut = (x: bigint): bigint => BigInt.asUintN(64, x);
  const turn = (x: bigint, by: bigint): bigint => cut(x << by) | (x >> (64n - by));
  const [k0, k1] = [word(key, 0), word(key, 8)];
  let v = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f6dn, k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n] as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const round = (): void => {
    let [a, b, c, d] = v;
    a = cut(a + b);
    b = turn(b, 13n) ^ a;
    a = turn(a, 32n);
    c = cut(c + d);
    d = turn(d, 16n) ^ c;
    a = cut(a + d);
    d = turn(d, 21n) ^ a;
    c = cut(c + b);
    b = turn(b, 17n) ^ c;
    c = turn(c, 32n);
    v = [a, b, c, d];
  };
  const padded = new Uint8Array((Math.floor(bytes.length / 8) + 1) * 8);
  padded.set(bytes);
  padded[padded.length - 1] = bytes.length & 0xff;
  for (let at = 0; at < padded.length; at += 8) {
    const m = word(padded, at);
    v[3] ^= m;
    round();
    round();
    v[0] ^= m;
  }
  v[2] ^= 0xffn;
  for (let i = 0; i < 4; i += 1) round();
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

describe('SipHash-2-4', () => {
  it('gives the value that the paper prints for 15 bytes, and that of its authors’ program for none', () => {
    expect(hashOf(Uint8Array.from({ length: 15 }, (_, i) => i))).toBe(0xa129ca6149be45e5n);
    expect(hashOf(new Uint8Array(0))).toBe(0x726fdb47dd0e0e31n);
  });

  it('is the function that the paper defines, for any key and bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 80 });
    always(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), bytes, (key, some) => {
        expect(hashOf(some, key)).toBe(reference(key, some));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('identities of answers', () => {
  it('are told apart as a set tells them apart', () => {
    always(
      fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 300 }), (texts) => {
        const [hashes, set] = [new InstanceHashes(KEY), new Set<string>()];
        for (const text of texts) {
          const bytes = Buffer.from(text);
          const isNew = !set.has(bytes.toString('hex'));
          set.add(bytes.toString('hex'));
          expect(hashes.add(bytes, 0, bytes.length)).toBe(isNew);
        }
        expect(hashes.size).toBe(set.size);
      }),
    );
  });

  it('are all there after growing to 100,000', () => {
    const hashes = new InstanceHashes(KEY);
    const all = Array.from({ length: 100_000 }, (_, i) => Buffer.from(`uuid:${i}`));
    for (const bytes of all) hashes.add(bytes, 0, bytes.length);
    expect(hashes.size).toBe(100_000);
    expect(all.some((bytes) => hashes.add(bytes, 0, bytes.length))).toBe(false);
  });
});
