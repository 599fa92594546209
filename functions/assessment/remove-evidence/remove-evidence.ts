import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { evidenceViewSchema, removalRequestSchema } from '../../../shared/contracts/assessment.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';
import { viewEvidence } from '../evidence-view.ts';

export interface Dependencies {
  readonly evidence: EvidenceStore;
  readonly uploads: UploadStore;
  readonly incoming: FileStore;
  readonly evidenceFiles: FileStore;
  readonly clock: Clock;
}

/**
 * Removes a locked document, e.g. one that should never have been uploaded: the first call asks, a second person's call
 * agrees. What stays is its hash, what it proved, and the reason. A call after a crash in between finishes the removal.
 */
export async function removeEvidence(
  {
    caller,
    path,
    body,
    correlationId,
  }: ApiRequest<{ round: string; unit: string; uploadId: string }, z.infer<typeof removalRequestSchema>>,
  { evidence, uploads, incoming, evidenceFiles, clock }: Dependencies,
): Promise<z.infer<typeof evidenceViewSchema>> {
  const { round, unit, uploadId } = path;
  const record = await evidence.get(round, unit, uploadId);
  const { removal } = record;
  const at = instantOf(clock());
  const details = { uploadId, sha256: record.sha256, reason: body.reason, correlationId };
  if (removal === undefined) {
    const asked = { ...record, removal: { reason: body.reason, requestedBy: caller.sub, requestedAt: at } };
    await evidence.save(round, asked, { at, actor: caller.sub, action: 'evidence-removal-requested', details });
    return viewEvidence(asked);
  }
  if (removal.approvedBy === undefined && removal.requestedBy === caller.sub)
    throw new RejectedError('second-person-needed', { decidedBy: removal.requestedBy, since: removal.requestedAt });
  const agreed = { ...record, removal: { ...removal, approvedBy: removal.approvedBy ?? caller.sub } };
  if (removal.approvedBy === undefined) await evidence.save(round, agreed, { at, actor: caller.sub, action: 'evidence-removed', details });
  await evidenceFiles.removeLocked(record.key, record.versionId);
  const upload = await uploads.find(round, uploadId);
  if (upload?.arrival !== undefined) await incoming.remove(upload.key, upload.arrival.versionId);
  return viewEvidence(agreed);
}
