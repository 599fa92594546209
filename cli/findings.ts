import { describeAddress, describeFinding } from '../shared/contracts/findings.ts';
import type { Finding } from '../shared/domain/finding.ts';
import type { Outcome } from './arguments.ts';

/** Text and JSON of a file's findings; shared by the commands that read one. */
export function findingsOutcome(findings: readonly Finding[], whenNone: { text: string; json: object }): Outcome {
  const described = findings.map(describeFinding);
  const lines = described.map(
    (finding) => `${describeAddress(finding)}  ${finding.code}\n    ${finding.message.vi}\n    ${finding.message.en}`,
  );
  if (described.length === 0) return { text: whenNone.text, json: { ...whenNone.json, findings: [] }, ok: true };
  return { text: `${lines.join('\n')}\n${described.length} lỗi / error(s)`, json: { findings: described }, ok: false };
}
