import { ulid } from 'ulid';
import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { paperViewSchema } from '../../../shared/contracts/assessment.ts';
import { itemsOf, selfScoredItems } from '../../../shared/domain/criteria-set.ts';
import type { PaperRequest } from '../../../shared/domain/evidence.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { viewPaper } from '../evidence-view.ts';
import { refuseFormerUnit } from '../see-unit.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
}

/** A document of a secrecy grade never enters the system: its number, day and issuer do, and who has seen it. */
export async function declarePaper(
  { caller, path: { round, unit }, body, correlationId }: ApiRequest<{ round: string; unit: string }, PaperRequest>,
  { rounds, evidence, clock }: Dependencies,
): Promise<z.infer<typeof paperViewSchema>> {
  if (caller.unit !== unit) throw new RejectedError('not-found', { what: unit });
  const definition = await rounds.definition(round);
  const { criteriaSet } = definition;
  refuseFormerUnit(unit, definition);
  const known = new Set(selfScoredItems(itemsOf(criteriaSet), unit).map(({ code }) => code));
  for (const item of body.items) if (!known.has(item)) throw new RejectedError('item-not-self-scored', { item, unit });
  const { noticeAccepted: _, ...said } = body;
  const declaredAt = instantOf(clock());
  const paper = { ...said, id: ulid(clock()), declaredBy: caller.sub, declaredAt, seenBy: [], version: 0 };
  const details = { ...said, id: paper.id, correlationId };
  await evidence.savePaper(round, unit, paper, { at: declaredAt, actor: caller.sub, action: 'paper-declared', details });
  return viewPaper(paper);
}
