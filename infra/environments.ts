/** What differs between environments; everything else is the same code. Each environment is an account of its own. */
export interface EnvironmentSettings {
  readonly name: 'dev' | 'prod';
  /** Keep tables, buckets, keys and user accounts when a stack is deleted. */
  readonly retain: boolean;
  readonly logRetentionDays: 30 | 365;
  /** How long the evidence bucket refuses to delete or change a file, in days. */
  readonly evidenceLockDays: number;
  /** How long files of answers are kept as they came, in days; what was read from them stays. */
  readonly answersKeptDays: number;
  /** Who notices come from: an address of a domain that the account may send for. */
  readonly noticeSender: string;
}

export const ENVIRONMENTS = {
  dev: {
    name: 'dev',
    retain: false,
    logRetentionDays: 30,
    evidenceLockDays: 1,
    answersKeptDays: 30,
    noticeSender: 'par-index-dev@par-index.example',
  },
  prod: {
    name: 'prod',
    retain: true,
    logRetentionDays: 365,
    evidenceLockDays: 3650,
    answersKeptDays: 400,
    noticeSender: 'par-index@par-index.example',
  },
} as const satisfies Record<string, EnvironmentSettings>;
export type EnvironmentName = keyof typeof ENVIRONMENTS;
