import type { Rational } from './rational.ts';

/** Settled points of one item of one unit; `NA` is written by somebody, never inferred from emptiness. */
export type Points = Rational | 'NA';

/** unit code -> item code -> points. Complete: every unit has an entry for every item of the set. */
export type Scores = ReadonlyMap<string, ReadonlyMap<string, Points>>;
