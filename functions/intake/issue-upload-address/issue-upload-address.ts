import { ulid } from 'ulid';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { Caller } from '../../../shared/contracts/caller.ts';
import type { SignedAddress, UploadRequest } from '../../../shared/contracts/uploads.ts';
import { deadlineFor, lastMomentFor, sayInstant } from '../../../shared/domain/calendar.ts';
import { ROUND_WIDE, type RoundDefinition, UPLOAD_KINDS } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { AddressSigner } from '../../../shared/runtime/signed-address.ts';
import type { CentralScoreStore } from '../../../shared/storage/central-score-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly centralScores: CentralScoreStore;
  readonly addresses: AddressSigner;
  readonly clock: Clock;
}

const ADDRESS_SECONDS = 600;

/** The unit comes from the token, never from the request; files of the whole round belong to no unit. */
function unitOf(caller: Caller, definition: RoundDefinition, kind: UploadRequest['kind']): string {
  if (UPLOAD_KINDS[kind].from === 'coordinator') {
    if (!caller.groups.includes('coordinator')) throw new RejectedError('not-allowed');
    return ROUND_WIDE;
  }
  const unit = definition.units.find(({ code }) => code === caller.unit);
  if (!caller.groups.includes('unit') || unit === undefined) throw new RejectedError('not-allowed');
  return unit.code;
}

/** A round without the ministry's own points could never be frozen, so the first file of them is taken until the freeze. */
async function lacksCentralScores(round: string, rounds: RoundStore, centralScores: CentralScoreStore): Promise<boolean> {
  return (await rounds.get(round)).frozen === undefined && (await centralScores.head(round)) === undefined;
}

/** Gives a signed address for exactly one file: one key, size, type and hash, at most ten minutes, never past the deadline. */
export async function issueUploadAddress(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, UploadRequest>,
  { rounds, uploads, centralScores, addresses, clock }: Dependencies,
): Promise<SignedAddress> {
  const rules = UPLOAD_KINDS[body.kind];
  const definition = await rounds.definition(round);
  const unit = unitOf(caller, definition, body.kind);
  if (body.size > rules.maxBytes) throw new RejectedError('file-too-large', { kind: body.kind, maximum: String(rules.maxBytes) });
  if (body.contentType !== rules.contentType) throw new RejectedError('wrong-content-type', { kind: body.kind, wanted: rules.contentType });

  const stage = await rounds.stage(round, rules.stage);
  const now = clock();
  if (stage.status === 'planned') {
    const opensAt = Date.parse(stage.opensAt);
    throw new RejectedError('stage-not-open', { stage: rules.stage, opensAt: stage.opensAt, opensAtText: sayInstant(opensAt) });
  }
  const isLateButNeeded =
    body.kind === 'central-scores' && stage.status === 'closed' && (await lacksCentralScores(round, rounds, centralScores));
  const seconds = isLateButNeeded ? ADDRESS_SECONDS : Math.min(ADDRESS_SECONDS, Math.floor((lastMomentFor(stage, unit) - now) / 1000));
  if ((stage.status !== 'open' && !isLateButNeeded) || seconds < 1) {
    const deadline = deadlineFor(stage, unit);
    throw new RejectedError('stage-closed', { stage: rules.stage, deadline: instantOf(deadline), deadlineText: sayInstant(deadline) });
  }

  const uploadId = ulid(now);
  const key = `incoming/${round}/${unit}/${body.kind}/${uploadId}/original`;
  const address = await addresses.sign({ key, contentType: body.contentType, size: body.size, sha256: body.sha256, uploadId, seconds });
  const expiresAt = instantOf(now + seconds * 1000);
  await uploads.issue(
    {
      uploadId,
      round,
      unit,
      kind: body.kind,
      fileName: body.fileName,
      declaredSize: body.size,
      declaredSha256: body.sha256,
      key,
      expiresAt,
      issuedTo: caller.sub,
      status: 'issued',
      findings: [],
      findingCount: 0,
      version: 1,
    },
    {
      at: instantOf(now),
      actor: caller.sub,
      action: 'upload-address-issued',
      details: { uploadId, kind: body.kind, sha256: body.sha256, correlationId },
    },
  );
  return { uploadId, ...address, expiresAt };
}
