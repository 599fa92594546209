import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { evidenceViewSchema } from '../../../shared/contracts/assessment.ts';
import { lastMomentFor } from '../../../shared/domain/calendar.ts';
import { itemsOf, selfScoredItems } from '../../../shared/domain/criteria-set.ts';
import type { proofsRequestSchema } from '../../../shared/domain/evidence.ts';
import { closedLock } from '../../../shared/domain/lock.ts';
import { isInCorrection, UPLOAD_KINDS } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { viewEvidence } from '../evidence-view.ts';
import { refuseFormerUnit } from '../see-unit.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
}

/** Ties a document that is there to further items, or names another part of it: no second upload. In the stages that take evidence. */
export async function linkEvidence(
  { caller, path, body, correlationId }: ApiRequest<{ round: string; unit: string; uploadId: string }, z.infer<typeof proofsRequestSchema>>,
  { rounds, evidence, clock }: Dependencies,
): Promise<z.infer<typeof evidenceViewSchema>> {
  const { round, unit, uploadId } = path;
  if (caller.unit !== unit) throw new RejectedError('not-found', { what: unit });
  const definition = await rounds.definition(round);
  refuseFormerUnit(unit, definition);
  const known = new Set(selfScoredItems(itemsOf(definition.criteriaSet), unit).map(({ code }) => code));
  for (const { item } of body.items) if (!known.has(item)) throw new RejectedError('item-not-self-scored', { item, unit });
  const now = clock();
  const stages = await Promise.all(UPLOAD_KINDS.evidence.stages.map((stage) => rounds.stage(round, stage)));
  const isOpen = stages.some((stage) => stage.status === 'open' && now <= lastMomentFor(stage, unit));
  if (!isOpen && !isInCorrection(definition, instantOf(now))) {
    const [first] = stages;
    const last = stages.findLast(({ status }) => status !== 'planned') ?? first;
    throw last === undefined ? new RejectedError('not-found', { what: round }) : new RejectedError('stage-closed', closedLock(last, unit));
  }
  return await retryConflicts(async () => {
    const record = await evidence.get(round, unit, uploadId);
    if (record.removal?.approvedBy !== undefined) throw new RejectedError('document-removed');
    const changed = new Map([...record.proofs, ...body.items].map((proof) => [proof.item, proof]));
    const next = { ...record, proofs: [...changed.values()] };
    const details = { uploadId, sha256: record.sha256, items: body.items, correlationId };
    await evidence.save(round, next, { at: instantOf(clock()), actor: caller.sub, action: 'evidence-linked', details });
    return viewEvidence(next);
  });
}
