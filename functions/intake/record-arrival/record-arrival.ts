import type { ObjectCreated } from '../../../shared/contracts/events.ts';
import type { ReceiptFacts } from '../../../shared/contracts/uploads.ts';
import { verdictOf } from '../../../shared/contracts/verdicts.ts';
import { isOnTime } from '../../../shared/domain/calendar.ts';
import { WHOLE_FILE } from '../../../shared/domain/finding.ts';
import { isInCorrection, UPLOAD_KINDS } from '../../../shared/domain/round.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { EventBus } from '../../../shared/runtime/event-bus.ts';
import { type Signer, signDocument } from '../../../shared/runtime/signing-key.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { UploadRecord, UploadStore } from '../../../shared/storage/upload-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly incoming: FileStore;
  readonly signer: Signer;
  readonly bus: Pick<EventBus, 'publish'>;
  readonly clock: Clock;
}

const KEY = /^(?:incoming|answers)\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\/original$/;

/**
 * Turns "a file was put at an address" into a signed receipt and tells the chapter of its kind. The event may come twice,
 * late or out of order: the first recorded version under an address counts, and publishing again is harmless.
 */
export async function recordArrival(event: ObjectCreated, dependencies: Dependencies): Promise<void> {
  const { uploads, bus } = dependencies;
  const { bucket, object } = event.detail;
  const [, round = '', , , uploadId = ''] = KEY.exec(object.key) ?? [];
  const issued = uploadId === '' ? undefined : await uploads.find(round, uploadId);
  // Nothing but signed addresses leads into the bucket, so a key without a record is an operator's own file.
  if (issued === undefined || issued.key !== object.key) return;
  if (issued.status === 'issued') await receive(event, issued, dependencies);

  const upload = await uploads.find(round, uploadId);
  if (upload?.arrival?.versionId !== object['version-id'] || upload.status !== 'received') return;
  const { unit, kind, arrival } = upload;
  if (await refuseLate(upload, dependencies)) return;
  await bus.publish({
    round,
    unit,
    kind,
    uploadId,
    bucket: bucket.name,
    key: object.key,
    versionId: arrival.versionId,
    sha256: arrival.sha256,
    receivedAt: arrival.receivedAt,
    onTime: arrival.onTime,
    correlationId: event.id,
  });
}

/** Where the round's rule refuses late files, this one has its verdict: kept, with its receipt, and read by nobody. */
async function refuseLate(upload: UploadRecord, { rounds, uploads, clock }: Dependencies): Promise<boolean> {
  const { round, uploadId, arrival } = upload;
  if (arrival === undefined || arrival.onTime) return false;
  const stage = await rounds.stage(round, upload.stage);
  // An extension may have covered it since its receipt.
  if (stage.late?.rule !== 'refuse' || isOnTime(stage, upload.unit, arrival.receivedAt)) return false;
  const event = {
    at: instantOf(clock()),
    actor: 'record-arrival',
    action: 'late-file-refused',
    details: { uploadId, sha256: arrival.sha256 },
  };
  const values = { receivedAt: arrival.receivedAt };
  await uploads.decide(upload, { ...verdictOf([{ code: 'file-late-refused', at: WHOLE_FILE, values }], false), event, writes: [] });
  return true;
}

async function receive(
  event: ObjectCreated,
  upload: UploadRecord,
  { rounds, uploads, incoming, signer, clock }: Dependencies,
): Promise<void> {
  const { round, unit, kind, uploadId } = upload;
  const versionId = event.detail.object['version-id'];
  // A repeat under one address has the same bytes; the earliest counts, in whichever order the events come.
  if ((await incoming.earliestVersion(upload.key)) !== versionId) return;
  const { size, sha256 } = await incoming.verifiedHash(upload.key, versionId);
  if (sha256 === undefined) throw new Error(`${upload.key} has no SHA-256: it did not come through a signed address`);
  const receivedAt = instantOf(Date.parse(event.time));
  const stage = await rounds.stage(round, upload.stage);
  const onTime =
    isOnTime(stage, unit, receivedAt) || (UPLOAD_KINDS[kind].from === 'unit' && isInCorrection(await rounds.definition(round), receivedAt));
  const facts: ReceiptFacts = { round, unit, kind, uploadId, size, sha256, versionId, receivedAt, onTime };
  const signature = await signDocument(signer, facts);
  await uploads.arrive(
    upload,
    { versionId, size, sha256, receivedAt, onTime, signature },
    { at: instantOf(clock()), actor: 'record-arrival', action: 'upload-received', details: { ...facts, correlationId: event.id } },
  );
}
