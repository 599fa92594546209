/** A seeded generator (mulberry32): the same seed gives the same example on every machine. */
export class Random {
  #state: number;

  constructor(seed: string) {
    // FNV-1a over the seed's characters.
    this.#state = [...seed].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0, 2_166_136_261);
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  pick<T>(from: readonly T[]): T {
    const chosen = from[this.whole(0, from.length - 1)];
    if (chosen === undefined) throw new RangeError('nothing to pick from');
    return chosen;
  }

  /** Near `centre`, within 0 and 1: the mean of three, so that most lie close. */
  near(centre: number, spread: number): number {
    const offset = (this.next() + this.next() + this.next()) / 3 - 0.5;
    return Math.min(1, Math.max(0, centre + offset * 2 * spread));
  }
}
