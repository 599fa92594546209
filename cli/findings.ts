import { type DescribedFinding, describeAddress, describeFinding } from '../shared/contracts/findings.ts';
import type { Finding } from '../shared/domain/finding.ts';
import type { Outcome } from './arguments.ts';

const MARKS = { error: 'lỗi/error', warning: 'cảnh báo/warning', note: 'ghi chú/note' } as const;

/** A finding as lines of text: address, severity and code, the sentence and what to do in both languages. */
export function findingText(finding: DescribedFinding): string {
  const { message, fix } = finding;
  return `${describeAddress(finding)}  ${MARKS[finding.severity]}: ${finding.code}\n    ${message.vi} → ${fix.vi}\n    ${message.en} → ${fix.en}`;
}

/** Text and JSON of a file's findings; shared by the commands that read one. `content` is what could be read all the same. */
export function findingsOutcome(findings: readonly Finding[], content: { text: string; json: object }): Outcome {
  const described = findings.map(describeFinding);
  const errors = described.filter(({ severity }) => severity === 'error').length;
  const lines = described.map(findingText);
  const count = errors === 0 ? content.text : `${errors} lỗi / error(s)`;
  return { text: [...lines, count].join('\n'), json: { ...content.json, findings: described }, ok: errors === 0 };
}
