import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { resolutionsAnswerSchema, resolutionsApprovalSchema } from '../../../shared/contracts/rounds.ts';
import { frozenLock } from '../../../shared/domain/lock.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ResolutionStore } from '../../../shared/storage/resolution-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly resolutions: ResolutionStore;
  readonly clock: Clock;
}

/** A publisher agrees to what was proposed under this decision number; all matters of the call, or none. */
export async function approveResolutions(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, z.infer<typeof resolutionsApprovalSchema>>,
  { rounds, resolutions, clock }: Dependencies,
): Promise<z.infer<typeof resolutionsAnswerSchema>> {
  const { matters, decisionNumber } = body;
  return await retryConflicts(async () => {
    const head = await rounds.get(round);
    if (head.frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(head.frozen));
    const proposed = new Map((await resolutions.list(round)).map((record) => [record.matter, record]));
    const at = instantOf(clock());
    const approved = matters.map((matter) => {
      const record = proposed.get(matter);
      if (record === undefined) throw new RejectedError('not-found', { what: matter });
      if (record.decisionNumber !== decisionNumber) throw new RejectedError('decision-differs', { decisionNumber: record.decisionNumber });
      if (record.proposedBy === caller.sub)
        throw new RejectedError('second-person-needed', { decidedBy: record.proposedBy, since: record.proposedAt });
      const { standing: _, ...rest } = record;
      return { ...rest, approvedBy: caller.sub, approvedAt: at };
    });
    const [first] = approved;
    if (first === undefined) throw new RejectedError('not-found', { what: round });
    if (approved.some(({ resolution }) => resolution !== first.resolution)) throw new RejectedError('decision-differs', { decisionNumber });
    const details = { matters, resolution: first.resolution, decisionNumber, correlationId };
    await resolutions.save(head, approved, { at, actor: caller.sub, action: 'resolutions-approved', details });
    return { round, matters, resolution: first.resolution, decisionNumber, state: 'resolved' as const };
  });
}
