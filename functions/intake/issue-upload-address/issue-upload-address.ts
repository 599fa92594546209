import { ulid } from 'ulid';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { Caller } from '../../../shared/contracts/caller.ts';
import type { SignedAddress, UploadRequest } from '../../../shared/contracts/uploads.ts';
import { lastEntryFor, type StageName } from '../../../shared/domain/calendar.ts';
import { itemsOf, selfScoredItems } from '../../../shared/domain/criteria-set.ts';
import { closedLock, notOpenLock, replacedLock } from '../../../shared/domain/lock.ts';
import {
  instrumentOf,
  isInCorrection,
  ROUND_WIDE,
  type RoundDefinition,
  UPLOAD_KINDS,
  type UploadKind,
} from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { AddressSigner } from '../../../shared/runtime/signed-address.ts';
import type { CentralScoreStore } from '../../../shared/storage/central-score-store.ts';
import type { PresentRound, RoundStore } from '../../../shared/storage/round-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly centralScores: CentralScoreStore;
  readonly surveys: SurveyStore;
  readonly addresses: AddressSigner;
  readonly clock: Clock;
}

const ADDRESS_SECONDS = 600;

/** Whose file it is. The unit comes from the token, never from the request; files of the whole round belong to no unit. */
function ownerOf(caller: Caller, definition: PresentRound, kind: UploadKind): { unit: string; agency?: string } {
  const { from } = UPLOAD_KINDS[kind];
  const isCoordinator = caller.groups.includes('coordinator');
  if (from === 'agency') {
    if (caller.groups.includes('appraiser') && caller.agency !== undefined) return { unit: ROUND_WIDE, agency: caller.agency };
    if (isCoordinator && kind === 'reference-facts') return { unit: ROUND_WIDE };
    throw new RejectedError('not-allowed');
  }
  if (from === 'surveyor') {
    // Whoever also works for an assessed unit brings no answers about units.
    if (caller.groups.includes('unit') || !(isCoordinator || caller.groups.includes('surveyor'))) throw new RejectedError('not-allowed');
    return { unit: ROUND_WIDE };
  }
  if (from === 'coordinator') {
    if (!isCoordinator) throw new RejectedError('not-allowed');
    return { unit: ROUND_WIDE };
  }
  const lock = caller.unit === undefined ? undefined : replacedLock(caller.unit, definition.unitChanges);
  if (lock !== undefined) throw new RejectedError('unit-replaced', lock);
  const unit = definition.units.find(({ code }) => code === caller.unit);
  if (!caller.groups.includes('unit') || unit === undefined) throw new RejectedError('not-allowed');
  return { unit: unit.code };
}

/** A round without the ministry's own points could never be frozen, so the first file of them is taken until the freeze. */
async function lacksCentralScores(round: string, rounds: RoundStore, centralScores: CentralScoreStore): Promise<boolean> {
  return (await rounds.get(round)).frozen === undefined && (await centralScores.head(round)) === undefined;
}

function refuseContent(body: UploadRequest): void {
  const { maxBytes, contentTypes } = UPLOAD_KINDS[body.kind];
  if (body.size > maxBytes) throw new RejectedError('file-too-large', { kind: body.kind, maximum: String(maxBytes) });
  if (!(contentTypes as readonly string[]).includes(body.contentType)) {
    throw new RejectedError('wrong-content-type', { kind: body.kind, wanted: contentTypes.join(', ') });
  }
  if ((body.document !== undefined) !== (body.kind === 'evidence')) throw new RejectedError('document-details', { kind: body.kind });
  const lacksDetails =
    (body.survey !== undefined) !== (body.kind === 'survey') || (body.presses !== undefined) !== (body.kind === 'presses');
  if (lacksDetails) throw new RejectedError('survey-details', { kind: body.kind });
}

/** Evidence proves items that the unit scores itself; a code that is none is told at once, not after the upload. */
function refuseForeignItems(body: UploadRequest, definition: RoundDefinition, unit: string): void {
  const known = new Set(selfScoredItems(itemsOf(definition.criteriaSet), unit).map(({ code }) => code));
  for (const { item } of body.document?.items ?? []) if (!known.has(item)) throw new RejectedError('item-not-self-scored', { item, unit });
}

/** A file that nobody could read, or that corrects one which does not count, is refused before it is sent. */
async function refuseUnknownSurvey(
  { survey, presses }: UploadRequest,
  definition: RoundDefinition,
  surveys: Dependencies['surveys'],
): Promise<void> {
  const { round } = definition;
  if (presses !== undefined && (await surveys.buttons(round)) === undefined) throw new RejectedError('not-found', { what: 'buttons' });
  if (survey === undefined) return;
  const { instrument, mapping, replaces } = survey;
  const asked = instrumentOf(definition, instrument);
  if (asked === undefined) throw new RejectedError('not-found', { what: instrument });
  // Answers say nothing about a population until it is known how likely each place was to be asked.
  if (asked.mode === 'probability' && (await surveys.sample(round, instrument)) === undefined)
    throw new RejectedError('not-found', { what: `${instrument} sample` });
  if ((await surveys.mapping(round, instrument, mapping)) === undefined)
    throw new RejectedError('not-found', { what: `${instrument} mapping ${mapping}` });
  if (replaces === undefined) return;
  const replaced = await surveys.batch(round, instrument, replaces);
  if (replaced?.status !== 'counting')
    throw new RejectedError('batch-not-counting', { uploadId: replaces, status: replaced?.status ?? '–' });
}

/** Until when a file of this kind may arrive, in ms, and in which stage; throws why none may. */
async function entryOf(
  kind: UploadKind,
  unit: string,
  definition: RoundDefinition,
  now: number,
  { rounds, centralScores }: Pick<Dependencies, 'rounds' | 'centralScores'>,
): Promise<{ stage: StageName; until: number }> {
  const { round } = definition;
  const stages = await Promise.all(UPLOAD_KINDS[kind].stages.map((stage) => rounds.stage(round, stage)));
  // Late files are taken as long as the round's late rule says; the receipt tells that they are late.
  const open = stages.find((stage) => stage.status === 'open' && now < lastEntryFor(stage, unit));
  if (open !== undefined) return { stage: open.stage, until: lastEntryFor(open, unit) };
  const { correction, graceMinutes } = definition.rules;
  const [first] = stages;
  if (first === undefined) throw new Error(`kind ${kind} has no stage`);
  if (UPLOAD_KINDS[kind].from === 'unit' && correction !== undefined && isInCorrection(definition, instantOf(now))) {
    return { stage: first.stage, until: Date.parse(correction.deadlineAt) + graceMinutes * 60_000 };
  }
  if (kind === 'central-scores' && first.status === 'closed' && (await lacksCentralScores(round, rounds, centralScores))) {
    return { stage: first.stage, until: Number.POSITIVE_INFINITY };
  }
  const planned = stages.find(({ status }) => status === 'planned');
  if (planned !== undefined && stages.every(({ status }) => status === 'planned' || status === 'closed')) {
    throw new RejectedError('stage-not-open', notOpenLock(planned));
  }
  const last = stages.findLast(({ status }) => status !== 'planned') ?? first;
  throw new RejectedError('stage-closed', closedLock(last, unit));
}

/** Gives a signed address for exactly one file: one key, size, type and hash, at most ten minutes, never past the deadline. */
export async function issueUploadAddress(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, UploadRequest>,
  dependencies: Dependencies,
): Promise<SignedAddress> {
  const { rounds, uploads, addresses, clock } = dependencies;
  const definition = await rounds.definition(round);
  const { unit, agency } = ownerOf(caller, definition, body.kind);
  refuseContent(body);
  refuseForeignItems(body, definition, unit);
  await refuseUnknownSurvey(body, definition, dependencies.surveys);

  const now = clock();
  const { stage, until } = await entryOf(body.kind, unit, definition, now, dependencies);
  const seconds = Math.min(ADDRESS_SECONDS, Math.floor((until - now) / 1000));
  if (seconds < 1) throw new RejectedError('stage-closed', closedLock(await rounds.stage(round, stage), unit));

  const uploadId = ulid(now);
  // Answers of people under a prefix of their own: few may read there, and it is emptied when the round is over.
  const prefix = UPLOAD_KINDS[body.kind].from === 'surveyor' ? 'answers' : 'incoming';
  const key = `${prefix}/${round}/${unit}/${body.kind}/${uploadId}/original`;
  const address = await addresses.sign({ key, contentType: body.contentType, size: body.size, sha256: body.sha256, uploadId, seconds });
  const expiresAt = instantOf(now + seconds * 1000);
  await uploads.issue(
    {
      uploadId,
      round,
      unit,
      kind: body.kind,
      stage,
      contentType: body.contentType,
      ...(body.document === undefined ? {} : { document: body.document }),
      ...(body.survey === undefined ? {} : { survey: body.survey }),
      ...(body.presses === undefined ? {} : { presses: body.presses }),
      // Whoever saved a file of answers may have named it after a person.
      fileName: prefix === 'answers' ? `${body.kind}${/\.[a-z]{1,6}$/i.exec(body.fileName)?.[0] ?? ''}` : body.fileName,
      declaredSize: body.size,
      declaredSha256: body.sha256,
      key,
      expiresAt,
      issuedTo: caller.sub,
      ...(agency === undefined ? {} : { agency }),
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
