import type { UploadReceived } from '../../../shared/contracts/events.ts';
import { verdictOf } from '../../../shared/contracts/verdicts.ts';
import { readReferenceFacts } from '../../../shared/domain/reference-facts.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { FigureStore } from '../../../shared/storage/figure-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly figures: FigureStore;
  readonly incoming: FileStore;
  readonly clock: Clock;
}

/** Figures that an agency holds about units, whole or not at all: shown beside the units' own, never a score by themselves. */
export async function recordReferenceFacts({ detail }: UploadReceived, dependencies: Dependencies): Promise<void> {
  const { rounds, uploads, figures, incoming, clock } = dependencies;
  const { round, uploadId, key, versionId, sha256, onTime, correlationId } = detail;
  const upload = await uploads.find(round, uploadId);
  if (upload?.status !== 'received' || upload.arrival?.versionId !== versionId) return;
  const { criteriaSet: set, units } = await rounds.definition(round);
  const { content, findings } = readReferenceFacts(await incoming.read(key, versionId), {
    set,
    units: new Set(units.map(({ code }) => code)),
    agency: upload.agency,
  });
  if (content !== undefined && onTime) await figures.putAll(round, content);
  await uploads.decide(upload, {
    ...verdictOf(findings, content !== undefined),
    event: {
      at: instantOf(clock()),
      actor: 'record-reference-facts',
      action: content === undefined ? 'reference-facts-rejected' : 'reference-facts-recorded',
      details: {
        uploadId,
        sha256,
        onTime,
        agency: upload.agency ?? null,
        figures: content?.length ?? 0,
        findings: findings.length,
        correlationId,
      },
    },
    writes: [],
  });
}
