import type { Finding } from '../domain/finding.ts';
import { type DescribedFinding, describeFinding } from './findings.ts';

/** A record holds at most 400 kB; a file with more findings than this has one cause, and the count tells the rest. */
const KEPT_FINDINGS = 250;
const WEIGHT = { error: 0, warning: 1, note: 2 } as const;

/** The part of a verdict that follows from a reader's findings, the gravest first. `isTaken`: the file was recorded. */
export function verdictOf(
  findings: readonly Finding[],
  isTaken: boolean,
): {
  status: 'accepted' | 'rejected';
  findings: DescribedFinding[];
  findingCount: number;
} {
  return {
    status: isTaken ? 'accepted' : 'rejected',
    findings: findings
      .map(describeFinding)
      .sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity])
      .slice(0, KEPT_FINDINGS),
    findingCount: findings.length,
  };
}
