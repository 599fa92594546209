import type { Caller } from '../../shared/contracts/caller.ts';
import type { Receipt } from '../../shared/contracts/uploads.ts';
import { ROUND_WIDE, UPLOAD_KINDS } from '../../shared/domain/round.ts';
import { RejectedError } from '../../shared/errors.ts';
import type { UploadRecord } from '../../shared/storage/upload-store.ts';

/** A unit sees its own uploads, an appraiser those of the own agency, a surveyor those of surveys, a coordinator all. */
export function maySeeUpload(caller: Caller, upload: UploadRecord): boolean {
  if (caller.groups.includes('coordinator')) return true;
  // Whoever brings answers of a survey sees what became of them.
  if (UPLOAD_KINDS[upload.kind].from === 'surveyor') return caller.groups.includes('surveyor') && !caller.groups.includes('unit');
  if (upload.unit === ROUND_WIDE) return upload.agency !== undefined && caller.agency === upload.agency;
  return caller.unit === upload.unit;
}

/** The receipt as far as it stands. Another's upload does not exist for the caller. */
export function receiptFor(caller: Caller, uploadId: string, upload: UploadRecord | undefined): Receipt {
  if (upload === undefined || !maySeeUpload(caller, upload)) throw new RejectedError('not-found', { what: uploadId });
  const { round, unit, kind, fileName, status, findings, findingCount, recordedAs, arrival } = upload;
  return {
    round,
    unit,
    kind,
    uploadId,
    fileName,
    status,
    findings,
    findingCount,
    ...(recordedAs === undefined ? {} : { recordedAs }),
    ...arrival,
  };
}
