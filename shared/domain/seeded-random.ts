import { sha256 } from './hash.ts';

/**
 * A seeded generator of uniform numbers, the same on every machine: xoshiro128** (Blackman and Vigna 2021), its state the first 16 bytes of
 * SHA-256 of the seed. The seed of a published figure is published with it.
 */
export function seededRandom(seed: string): () => number {
  const hash = sha256(new TextEncoder().encode(seed));
  const state = Uint32Array.from([0, 8, 16, 24], (at) => Number.parseInt(hash.slice(at, at + 8), 16));
  let [a, b, c, d] = [state[0] as number, state[1] as number, state[2] as number, state[3] as number];
  const turn = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
  return () => {
    const result = Math.imul(turn(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = turn(d, 11);
    return result / 4_294_967_296;
  };
}
