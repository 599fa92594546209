import type { Finding } from '../domain/finding.ts';
import { type DescribedFinding, describeFinding } from './findings.ts';

/** A record holds at most 400 kB; a file with more findings than this has one cause, and the count tells the rest. */
const KEPT_FINDINGS = 400;

/** The part of a verdict that follows from a reader's findings. */
export function verdictOf(findings: readonly Finding[]): {
  status: 'accepted' | 'rejected';
  findings: DescribedFinding[];
  findingCount: number;
} {
  return {
    status: findings.length === 0 ? 'accepted' : 'rejected',
    findings: findings.slice(0, KEPT_FINDINGS).map(describeFinding),
    findingCount: findings.length,
  };
}
