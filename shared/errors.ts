import type { ProblemCode } from './contracts/problems.ts';

/**
 * The data or the request will never be right as it stands: never retried, told to the person who can change it. The
 * literal name is the contract with the workflow's Catch and survives minification.
 */
export class RejectedError extends Error {
  override readonly name = 'RejectedError';
  readonly code: ProblemCode;
  readonly values: Readonly<Record<string, string>>;
  /** Machine-readable detail, e.g. the cells that block a freeze. */
  readonly errors: readonly object[];

  constructor(code: ProblemCode, values: Readonly<Record<string, string>> = {}, errors: readonly object[] = []) {
    super(`${code} ${JSON.stringify(values)}`);
    this.code = code;
    this.values = values;
    this.errors = errors;
  }
}

/** Somebody else changed the record between read and write. The caller reads again, or tells the person to. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}
