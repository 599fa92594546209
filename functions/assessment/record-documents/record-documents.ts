import type { UploadReceived } from '../../../shared/contracts/events.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import { type ArrivedDocument, type DocumentDependencies, settleDocument } from '../settle-document.ts';

/** A document has its receipt: it is judged now if its scan is known already, by record-scans otherwise. */
export async function recordDocuments({ detail }: UploadReceived, dependencies: DocumentDependencies): Promise<void> {
  const { round, uploadId, versionId, bucket } = detail;
  // The scan's message may be judging it in this very moment: then it is judged when read again.
  await retryConflicts(async () => {
    const upload = await dependencies.uploads.find(round, uploadId);
    if (upload?.status !== 'received' || upload.arrival?.versionId !== versionId) return;
    await settleDocument(upload as ArrivedDocument, bucket, dependencies);
  });
}
