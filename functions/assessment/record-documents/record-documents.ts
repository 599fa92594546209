import type { UploadReceived } from '../../../shared/contracts/events.ts';
import { type ArrivedDocument, type DocumentDependencies, settleDocument } from '../settle-document.ts';

/** A document has its receipt: it is judged now if its scan is known already, by record-scans otherwise. */
export async function recordDocuments({ detail }: UploadReceived, dependencies: DocumentDependencies): Promise<void> {
  const { round, uploadId, versionId, bucket } = detail;
  const upload = await dependencies.uploads.find(round, uploadId);
  if (upload?.status !== 'received' || upload.arrival?.versionId !== versionId) return;
  await settleDocument(upload as ArrivedDocument, bucket, dependencies);
}
