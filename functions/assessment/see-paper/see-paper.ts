import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { paperViewSchema } from '../../../shared/contracts/assessment.ts';
import { itemsOf, readingAgency } from '../../../shared/domain/criteria-set.ts';
import { successorOf } from '../../../shared/domain/units.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { viewPaper } from '../evidence-view.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly evidence: EvidenceStore;
  readonly clock: Clock;
}

/** An appraiser has been shown a paper at the unit. Only an agency that reads one of its items, never the own unit. */
export async function seePaper(
  { caller, path, correlationId }: ApiRequest<{ round: string; unit: string; paper: string }, object | undefined>,
  { rounds, evidence, clock }: Dependencies,
): Promise<z.infer<typeof paperViewSchema>> {
  const { round, unit } = path;
  const { agency, sub } = caller;
  if (agency === undefined) throw new RejectedError('not-allowed');
  const { criteriaSet, unitChanges } = await rounds.definition(round);
  if (successorOf(agency, unitChanges) === unit || caller.unit === unit) throw new RejectedError('own-unit', { agency, unit });
  return await retryConflicts(async () => {
    const paper = (await evidence.papers(round, unit)).find(({ id }) => id === path.paper);
    const reads = itemsOf(criteriaSet).filter((item) => [undefined, agency].includes(readingAgency(item, unit)));
    if (paper === undefined || !reads.some(({ code }) => paper.items.includes(code)))
      throw new RejectedError('not-found', { what: path.paper });
    if (paper.seenBy.some(({ by }) => by === sub)) return viewPaper(paper);
    const at = instantOf(clock());
    const seen = { ...paper, seenBy: [...paper.seenBy, { agency, by: sub, at }] };
    await evidence.savePaper(round, unit, seen, { at, actor: sub, action: 'paper-seen', details: { id: paper.id, agency, correlationId } });
    return viewPaper(seen);
  });
}
