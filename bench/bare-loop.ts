/**
 * What reading a table costs at least: one pass that finds the bounds of every field, and at the end of each line sums 24 columns of whole
 * numbers. No quotes, no checks, nothing kept.
 */
export class BareLoop {
  readonly sums: Float64Array = new Float64Array(24);
  readonly #starts = new Int32Array(256);
  readonly #ends = new Int32Array(256);
  readonly #first: number;
  #left: Uint8Array = new Uint8Array(0);

  /** `first`: the first of the 24 columns. */
  constructor(first: number) {
    this.#first = first;
  }

  push(chunk: Uint8Array): void {
    const buffer = new Uint8Array(this.#left.length + chunk.length);
    buffer.set(this.#left);
    buffer.set(chunk, this.#left.length);
    const [starts, ends, sums, first] = [this.#starts, this.#ends, this.sums, this.#first];
    let [from, count, start] = [0, 0, 0];
    for (let i = 0; i < buffer.length; i += 1) {
      const byte = buffer[i] as number;
      if (byte !== 0x2c && byte !== 0x0a) continue;
      starts[count] = start;
      ends[count] = i;
      count += 1;
      start = i + 1;
      if (byte === 0x2c) continue;
      for (let k = 0; k < 24 && first + k < count; k += 1) {
        let value = 0;
        for (let at = starts[first + k] as number; at < (ends[first + k] as number); at += 1)
          value = value * 10 + (buffer[at] as number) - 0x30;
        (sums[k] as number) += value;
      }
      count = 0;
      from = start;
    }
    this.#left = buffer.subarray(from);
  }
}
