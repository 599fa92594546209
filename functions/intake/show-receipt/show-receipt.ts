import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { Receipt } from '../../../shared/contracts/uploads.ts';
import { ROUND_WIDE } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';

export interface Dependencies {
  readonly uploads: UploadStore;
}

/** The receipt as far as it stands. Another unit's upload does not exist for the caller. */
export async function showReceipt(
  { caller, path: { round, uploadId } }: ApiRequest<{ round: string; uploadId: string }>,
  { uploads }: Dependencies,
): Promise<Receipt> {
  const upload = await uploads.find(round, uploadId);
  const mayLook =
    upload !== undefined && (upload.unit === ROUND_WIDE ? caller.groups.includes('coordinator') : maySeeUnit(caller, upload.unit));
  if (!mayLook) throw new RejectedError('not-found', { what: uploadId });
  const { unit, kind, fileName, status, findings, findingCount, arrival } = upload;
  return { round, unit, kind, uploadId, fileName, status, findings, findingCount, ...arrival };
}

function maySeeUnit(caller: ApiRequest<object>['caller'], unit: string): boolean {
  return caller.unit === unit || caller.groups.includes('coordinator');
}
