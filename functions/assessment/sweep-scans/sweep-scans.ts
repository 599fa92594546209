import { verdictOf } from '../../../shared/contracts/verdicts.ts';
import { STAGES } from '../../../shared/domain/calendar.ts';
import { WHOLE_FILE } from '../../../shared/domain/finding.ts';
import { UPLOAD_KINDS } from '../../../shared/domain/round.ts';
import { ConflictError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
}

/** A scan takes minutes; one that has not come within the hour is not coming. */
const PATIENCE_MS = 3_600_000;

/** Every 15 minutes: a document whose scan is an hour overdue waits for a person, and no longer holds its stage open. */
export async function sweepScans(_: object, { rounds, uploads, evidence, clock }: Dependencies): Promise<{ setAside: number }> {
  let setAside = 0;
  const kindStages = STAGES.filter((stage) =>
    Object.values(UPLOAD_KINDS).some(({ isDocument, stages }) => isDocument && stages.some((name) => name === stage)),
  );
  for (const round of await rounds.list()) {
    for (const stage of kindStages) {
      for (const pending of await uploads.pending(round, stage)) {
        const upload = await uploads.find(round, pending.uploadId);
        if (upload?.status !== 'received' || upload.arrival === undefined || !UPLOAD_KINDS[upload.kind].isDocument) continue;
        if (clock() < Date.parse(upload.arrival.receivedAt) + PATIENCE_MS) continue;
        // With a scan on record its message is under way, or in the dead-letter queue, where an alarm tells of it.
        if ((await evidence.scan(round, pending.uploadId, upload.arrival.versionId)) !== undefined) continue;
        try {
          await uploads.decide(upload, {
            ...verdictOf([{ code: 'evidence-scan-missing', at: WHOLE_FILE }], true),
            status: 'set-aside',
            event: {
              at: instantOf(clock()),
              actor: 'sweep-scans',
              action: 'document-set-aside',
              details: { uploadId: upload.uploadId, sha256: upload.arrival.sha256 },
            },
            writes: [],
          });
          setAside += 1;
        } catch (error) {
          // Its scan came in this very moment.
          if (!(error instanceof ConflictError)) throw error;
        }
      }
    }
  }
  return { setAside };
}
