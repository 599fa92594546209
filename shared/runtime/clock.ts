/** Milliseconds since 1970. Use cases get it as an argument; only handlers pass the real one. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** "2024-01-31T10:00:00.000Z" */
export function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}
