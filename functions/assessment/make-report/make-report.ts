import type { ApiRequest, FileAnswer } from '../../../shared/contracts/api.ts';
import { writeReport } from '../../../shared/document/write-report.ts';
import { selfAssessmentReport } from '../../../shared/domain/self-assessment-report.ts';
import { RejectedError } from '../../../shared/errors.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import { provedItems } from '../proved-items.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly submissions: SubmissionStore;
  readonly evidence: EvidenceStore;
}

/** The report that the head of a unit signs: of the version named by its number, else of the latest. */
export async function makeReport(
  { caller, path, query }: ApiRequest<{ round: string; unit: string }, undefined, { version?: number | undefined }>,
  { rounds, submissions, evidence }: Dependencies,
): Promise<FileAnswer> {
  const { round, unit: code } = path;
  const mayHave = caller.unit === code || caller.groups.includes('coordinator');
  const { criteriaSet: set, units, year } = await rounds.definition(round);
  const unit = units.find((entry) => entry.code === code);
  if (!mayHave || unit === undefined) throw new RejectedError('not-found', { what: code });
  const { versions } = await submissions.find(round, code);
  const version = query.version === undefined ? versions.at(-1) : versions.find(({ number }) => number === query.version);
  if (version === undefined) throw new RejectedError('not-found', { what: `${code} ${query.version ?? ''}` });
  const lines = await submissions.lines(round, code, version);
  const report = selfAssessmentReport({ set, unit, year }, version, lines, await provedItems(round, code, evidence));
  return {
    bytes: await writeReport(report),
    contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    fileName: `bao-cao-${round}-${code}-${version.number}.docx`,
  };
}
