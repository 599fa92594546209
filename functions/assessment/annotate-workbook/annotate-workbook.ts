import type { ApiRequest, FileAnswer } from '../../../shared/contracts/api.ts';
import { type DescribedFinding, describeFinding } from '../../../shared/contracts/findings.ts';
import { readSelfAssessment } from '../../../shared/domain/read-self-assessment.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { annotateWorkbook as annotate } from '../../../shared/spreadsheet/annotate-workbook.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';
import { provedItems } from '../proved-items.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly evidence: EvidenceStore;
  readonly incoming: FileStore;
}

/** A function answers with at most 6 MB, and base64 makes 3 bytes 4. */
const LARGEST_ANSWER_BYTES = 4_400_000;

/**
 * The file that a unit uploaded, with every finding as a comment in its cell. A record keeps the first findings only, so
 * the file is read again; what depended on other versions comes from the record.
 */
export async function annotateWorkbook(
  { caller, path: { round, uploadId } }: ApiRequest<{ round: string; uploadId: string }>,
  { rounds, uploads, evidence, incoming }: Dependencies,
): Promise<FileAnswer> {
  const upload = await uploads.find(round, uploadId);
  const mayHave = upload !== undefined && (caller.unit === upload.unit || caller.groups.includes('coordinator'));
  if (!mayHave || upload.kind !== 'self-assessment' || upload.arrival === undefined)
    throw new RejectedError('not-found', { what: uploadId });
  const { criteriaSet: set } = await rounds.definition(round);
  const bytes = await incoming.read(upload.key, upload.arrival.versionId);
  const workbook = await readWorkbook(bytes);
  // A file that no reader opens cannot carry comments; its receipt says why it was refused.
  if (workbook.content === undefined) throw new RejectedError('not-found', { what: uploadId });
  const proved = await provedItems(round, upload.unit, evidence);
  const found = readSelfAssessment(workbook.content, { round, unit: upload.unit, set, proved }).findings.map(describeFinding);
  const isKnown = (finding: DescribedFinding): boolean =>
    found.some(({ code, item, cell }) => code === finding.code && item === finding.item && cell === finding.cell);
  const annotated = await annotate(bytes, [...found, ...upload.findings.filter((finding) => !isKnown(finding))]);
  if (annotated.length > LARGEST_ANSWER_BYTES) throw new RejectedError('answer-too-large');
  return {
    bytes: annotated,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fileName: `${round}-${upload.unit}-${uploadId}.xlsx`,
  };
}
