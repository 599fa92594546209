/**
 * Identities of answers as 64-bit keyed hashes: SipHash-2-4 (Aumasson and Bernstein 2012), a keyed function, so that nobody without the key can
 * tell from a hash whose answer it is, or try names on it. With ten million answers the chance that two different ones share
 * a hash is 3 in a million.
 */
export class InstanceHashes {
  readonly #key: Uint32Array;
  readonly #hash = new Uint32Array(2);
  /** Open addressing: low and high half of a hash side by side; both 0 is an empty place. */
  #places = new Uint32Array(1 << 20);
  #size = 0;
  #hasZero = false;

  /** `key`: 16 bytes, secret. */
  constructor(key: Uint8Array) {
    if (key.length !== 16) throw new RangeError('a key of 16 bytes');
    const view = new DataView(key.buffer, key.byteOffset, 16);
    this.#key = Uint32Array.from([0, 4, 8, 12], (at) => view.getUint32(at, true));
  }

  get size(): number {
    return this.#size;
  }

  /** The hash of bytes[from] up to bytes[to], put into `out` as [low, high]. */
  hash(bytes: Uint8Array, from: number, to: number, out: Uint32Array): void {
    sipHash(this.#key, bytes, from, to, out);
  }

  /** False if it was there before. */
  add(bytes: Uint8Array, from: number, to: number): boolean {
    this.hash(bytes, from, to, this.#hash);
    return this.addHash(this.#hash);
  }

  /** The hash [low, high]; false if it was there before. */
  addHash(hash: Uint32Array): boolean {
    const [low, high] = [hash[0] as number, hash[1] as number];
    if (low === 0 && high === 0) {
      if (this.#hasZero) return false;
      this.#hasZero = true;
    } else if (!this.#place(low, high)) return false;
    this.#size += 1;
    if (this.#size * 4 > this.#places.length) this.#grow();
    return true;
  }

  #place(low: number, high: number): boolean {
    const places = this.#places;
    const mask = places.length - 1;
    for (let at = (low << 1) & mask; ; at = (at + 2) & mask) {
      const [l, h] = [places[at] as number, places[at + 1] as number];
      if (l === 0 && h === 0) {
        places[at] = low;
        places[at + 1] = high;
        return true;
      }
      if (l === low && h === high) return false;
    }
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Uint32Array(before.length * 4);
    for (let at = 0; at < before.length; at += 2) {
      if (before[at] !== 0 || before[at + 1] !== 0) this.#place(before[at] as number, before[at + 1] as number);
    }
  }
}

/**
 * SipHash-2-4 of bytes[from] up to bytes[to], put into `out` as [low, high]. 64-bit words are two halves, because a BigInt a round would cost fifty
 * times as much.
 */
export function sipHash(key: Uint32Array, bytes: Uint8Array, from: number, to: number, out: Uint32Array): void {
  const [k0l, k0h, k1l, k1h] = [key[0] as number, key[1] as number, key[2] as number, key[3] as number];
  let v0h = k0h ^ 0x736f6d65;
  let v0l = k0l ^ 0x70736575;
  let v1h = k1h ^ 0x646f7261;
  let v1l = k1l ^ 0x6e646f6d;
  let v2h = k0h ^ 0x6c796765;
  let v2l = k0l ^ 0x6e657261;
  let v3h = k1h ^ 0x74656462;
  let v3l = k1l ^ 0x79746573;
  const length = to - from;
  const blocks = (length >>> 3) + 1;
  // Each block takes two rounds, the end four: two steps more.
  for (let step = 0; step < blocks + 2; step += 1) {
    let low = 0;
    let high = 0;
    const at = from + step * 8;
    if (step < blocks - 1) {
      low =
        (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
      high =
        (bytes[at + 4] as number) |
        ((bytes[at + 5] as number) << 8) |
        ((bytes[at + 6] as number) << 16) |
        ((bytes[at + 7] as number) << 24);
    } else if (step === blocks - 1) {
      high = (length & 0xff) << 24;
      for (let i = 0; at + i < to; i += 1) {
        const byte = bytes[at + i] as number;
        if (i < 4) low |= byte << (8 * i);
        else high |= byte << (8 * (i - 4));
      }
    } else if (step === blocks) v2l ^= 0xff;
    v3h ^= high;
    v3l ^= low;
    for (let round = 0; round < 2; round += 1) {
      // The carry of two halves without leaving whole numbers of 32 bits.
      let sum = (v0l + v1l) | 0;
      v0h = (v0h + v1h + (((v0l & v1l) | ((v0l | v1l) & ~sum)) >>> 31)) | 0;
      v0l = sum;
      let turned = (v1h << 13) | (v1l >>> 19);
      v1l = ((v1l << 13) | (v1h >>> 19)) ^ v0l;
      v1h = turned ^ v0h;
      turned = v0h;
      v0h = v0l;
      v0l = turned;
      sum = (v2l + v3l) | 0;
      v2h = (v2h + v3h + (((v2l & v3l) | ((v2l | v3l) & ~sum)) >>> 31)) | 0;
      v2l = sum;
      turned = (v3h << 16) | (v3l >>> 16);
      v3l = ((v3l << 16) | (v3h >>> 16)) ^ v2l;
      v3h = turned ^ v2h;
      sum = (v0l + v3l) | 0;
      v0h = (v0h + v3h + (((v0l & v3l) | ((v0l | v3l) & ~sum)) >>> 31)) | 0;
      v0l = sum;
      turned = (v3h << 21) | (v3l >>> 11);
      v3l = ((v3l << 21) | (v3h >>> 11)) ^ v0l;
      v3h = turned ^ v0h;
      sum = (v2l + v1l) | 0;
      v2h = (v2h + v1h + (((v2l & v1l) | ((v2l | v1l) & ~sum)) >>> 31)) | 0;
      v2l = sum;
      turned = (v1h << 17) | (v1l >>> 15);
      v1l = ((v1l << 17) | (v1h >>> 15)) ^ v2l;
      v1h = turned ^ v2h;
      turned = v2h;
      v2h = v2l;
      v2l = turned;
    }
    v0h ^= high;
    v0l ^= low;
  }
  out[0] = v0l ^ v1l ^ v2l ^ v3l;
  out[1] = v0h ^ v1h ^ v2h ^ v3h;
}

/** A name that tells one person from another and nothing else, without the key: "e-" and 12 hexadecimal digits of the keyed hash. */
export function pseudonymOf(key: Uint8Array, name: string): string {
  const view = new DataView(key.buffer, key.byteOffset, 16);
  const bytes = new TextEncoder().encode(name.normalize('NFC'));
  const hash = new Uint32Array(2);
  sipHash(
    Uint32Array.from([0, 4, 8, 12], (at) => view.getUint32(at, true)),
    bytes,
    0,
    bytes.length,
    hash,
  );
  return `e-${[...hash]
    .map((half) => half.toString(16).padStart(8, '0'))
    .join('')
    .slice(0, 12)}`;
}
