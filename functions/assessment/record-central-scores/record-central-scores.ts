import type { UploadReceived } from '../../../shared/contracts/events.ts';
import { verdictOf } from '../../../shared/contracts/verdicts.ts';
import { isCentrallyScored } from '../../../shared/domain/criteria-set.ts';
import { fedItems } from '../../../shared/domain/round.ts';
import { readScoreFile } from '../../../shared/domain/score-file.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { CentralScoreStore } from '../../../shared/storage/central-score-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly centralScores: CentralScoreStore;
  readonly incoming: FileStore;
  readonly clock: Clock;
}

/** Reads the ministry's own points, `unit,item,points` for every unit and every item that is not self-scored: whole or not at all. */
export async function recordCentralScores({ detail }: UploadReceived, dependencies: Dependencies): Promise<void> {
  const { rounds, uploads, centralScores, incoming, clock } = dependencies;
  const { round, uploadId, key, versionId, sha256, receivedAt, onTime, correlationId } = detail;
  const upload = await uploads.find(round, uploadId);
  if (upload?.status !== 'received' || upload.arrival?.versionId !== versionId) return;

  const definition = await rounds.definition(round);
  const { criteriaSet, units } = definition;
  const fed = fedItems(definition);
  const { content, findings } = readScoreFile(await incoming.read(key, versionId), {
    set: criteriaSet,
    // What a survey of the round gives does not come by file.
    items: (item) => isCentrallyScored(item) && !fed.has(item.code),
    units: new Set(units.map(({ code }) => code)),
  });
  if (content !== undefined) await centralScores.writeRows(round, uploadId, content);

  // The first file counts even when late, as long as nothing is frozen; see lacksCentralScores in issue-upload-address.
  const head = await centralScores.head(round);
  const record = await rounds.get(round);
  const counts = content !== undefined && record.frozen === undefined && (onTime || head === undefined);
  await uploads.decide(upload, {
    ...verdictOf(findings, content !== undefined),
    event: {
      at: instantOf(clock()),
      actor: 'record-central-scores',
      action: content === undefined ? 'central-scores-rejected' : 'central-scores-recorded',
      details: { uploadId, sha256, onTime, findings: findings.length, correlationId },
    },
    writes: counts ? centralScores.moveHead(record, head, { uploadId, receivedAt, sha256 }) : [],
  });
}
