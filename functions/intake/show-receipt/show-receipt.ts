import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { Receipt } from '../../../shared/contracts/uploads.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';
import { receiptFor } from '../receipt-for.ts';

export interface Dependencies {
  readonly uploads: UploadStore;
}

/** The receipt as far as it stands. Another unit's upload does not exist for the caller. */
export async function showReceipt(
  { caller, path: { round, uploadId } }: ApiRequest<{ round: string; uploadId: string }>,
  { uploads }: Dependencies,
): Promise<Receipt> {
  return receiptFor(caller, uploadId, await uploads.find(round, uploadId));
}
