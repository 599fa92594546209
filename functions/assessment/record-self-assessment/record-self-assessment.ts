import type { UploadReceived } from '../../../shared/contracts/events.ts';
import { verdictOf } from '../../../shared/contracts/verdicts.ts';
import { readSelfAssessment } from '../../../shared/domain/self-assessment-form.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly submissions: SubmissionStore;
  readonly incoming: FileStore;
  readonly clock: Clock;
}

/**
 * Reads a unit's filled form: item records if every cell is right, findings with their cells otherwise. A late file is
 * read and kept but does not become the submission that counts.
 */
export async function recordSelfAssessment({ detail }: UploadReceived, dependencies: Dependencies): Promise<void> {
  const { rounds, uploads, submissions, incoming, clock } = dependencies;
  const { round, unit, uploadId, key, versionId, sha256, receivedAt, onTime, correlationId } = detail;
  const upload = await uploads.find(round, uploadId);
  if (upload?.status !== 'received' || upload.arrival?.versionId !== versionId) return;

  const { criteriaSet } = await rounds.definition(round);
  const workbook = await readWorkbook(await incoming.read(key, versionId));
  const form = workbook.content === undefined ? undefined : readSelfAssessment(workbook.content, { round, unit, set: criteriaSet });
  const findings = [...workbook.findings, ...(form?.findings ?? [])];
  const items = form?.content;
  if (items !== undefined) await submissions.writeLines(round, unit, uploadId, items);

  const counts = items !== undefined && onTime;
  const head = await submissions.head(round, unit);
  await uploads.decide(upload, {
    ...verdictOf(findings),
    event: {
      at: instantOf(clock()),
      actor: 'record-self-assessment',
      action: items === undefined ? 'self-assessment-rejected' : 'self-assessment-recorded',
      details: { uploadId, sha256, onTime, items: items?.length ?? 0, findings: findings.length, correlationId },
    },
    writes: counts ? submissions.moveHead(round, unit, head, { uploadId, receivedAt, sha256 }) : [],
  });
}
