import type { UploadReceived } from '../../../shared/contracts/events.ts';
import { verdictOf } from '../../../shared/contracts/verdicts.ts';
import { PressReader } from '../../../shared/domain/button-presses.ts';
import { type Finding, WHOLE_FILE } from '../../../shared/domain/finding.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { tableText } from '../../../shared/spreadsheet/open-table.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ResponseStore } from '../../../shared/storage/response-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';

export interface Dependencies {
  readonly uploads: UploadStore;
  readonly surveys: SurveyStore;
  readonly responses: ResponseStore;
  readonly incoming: FileStore;
  readonly clock: Clock;
}

/** Counts the presses of a file by device, hour and level. They are presses, not people, and never meet the answers of a survey. */
export async function recordPresses({ detail }: UploadReceived, dependencies: Dependencies): Promise<void> {
  const { uploads, surveys, responses, incoming, clock } = dependencies;
  const { round, uploadId, key, versionId, sha256, onTime, correlationId } = detail;
  const upload = await uploads.find(round, uploadId);
  if (upload?.status !== 'received' || upload.arrival?.versionId !== versionId || upload.presses === undefined) return;
  const declared = await surveys.buttons(round);
  if (declared === undefined) throw new Error(`no buttons in ${round}`);
  const reader = new PressReader(declared.buttons, upload.presses);
  for await (const chunk of tableText(incoming.stream(key, versionId), [], reader)) reader.push(chunk);
  const { findings, isRefused, ...counts } = reader.end();
  if (!isRefused) await responses.writePresses(round, uploadId, reader.hours());

  await retryConflicts(async () => {
    const head = await surveys.headVersion(round);
    const current = await uploads.find(round, uploadId);
    if (current?.status !== 'received') return;
    const isRepeat = (await surveys.pressBatches(round)).some((batch) => batch.sha256 === sha256 && batch.status === 'counting');
    const status = isRepeat ? 'repeated' : onTime ? 'counting' : 'late';
    const own: Finding[] = isRepeat ? [{ code: 'same-file-again', at: WHOLE_FILE }] : [];
    await uploads.decide(current, {
      ...verdictOf([...own, ...findings], !isRefused),
      event: {
        at: instantOf(clock()),
        actor: 'record-presses',
        action: isRefused ? 'presses-rejected' : 'presses-recorded',
        details: { uploadId, sha256, status, presses: counts.presses, bursts: counts.bursts, onTime, correlationId },
      },
      writes: isRefused ? [] : surveys.pressWrites(round, { uploadId, status, sha256, ...counts }, head),
    });
  });
}
