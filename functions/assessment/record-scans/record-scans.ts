import type { ScanFinished } from '../../../shared/contracts/events.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import { type ArrivedDocument, type DocumentDependencies, settleDocument } from '../settle-document.ts';

const KEY = /^incoming\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\/original$/;

/**
 * The scanner's word on a version of a document. It may come before the receipt, or twice, or speak of a later version
 * under the same address, which does not count.
 */
export async function recordScans({ detail }: ScanFinished, dependencies: DocumentDependencies): Promise<void> {
  const { evidence, uploads } = dependencies;
  const { bucketName, objectKey, versionId } = detail.s3ObjectDetails;
  const [, round = '', , , uploadId = ''] = KEY.exec(objectKey) ?? [];
  if (uploadId === '') return;
  const { scanResultStatus: result, threats } = detail.scanResultDetails;
  const threat = threats?.map(({ name }) => name).join(', ');
  await evidence.recordScan(round, uploadId, { versionId, result, ...(threat === undefined ? {} : { threat }) });
  await retryConflicts(async () => {
    const upload = await uploads.find(round, uploadId);
    if (upload?.status !== 'received' || upload.arrival?.versionId !== versionId) return;
    await settleDocument(upload as ArrivedDocument, bucketName, dependencies);
  });
}
