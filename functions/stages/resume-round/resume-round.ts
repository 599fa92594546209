import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { RoundView, resumeRequestSchema } from '../../../shared/contracts/rounds.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { instantOf } from '../../../shared/runtime/clock.ts';
import type { RoundWorkflow } from '../../../shared/runtime/round-workflow.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { startAnew, withoutTokens } from '../start-anew.ts';
import { viewRound } from '../view-round.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly workflow: RoundWorkflow;
  readonly clock: Clock;
}

/** Lets a further execution take over where the records stand, whatever became of the one before. Loses and repeats nothing. */
export async function resumeRound(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, z.infer<typeof resumeRequestSchema>>,
  { rounds, releases, workflow, clock }: Dependencies,
): Promise<RoundView> {
  await retryConflicts(async () => {
    const record = await rounds.get(round);
    const details = { generation: record.generation + 1, reason: body.reason, correlationId };
    await rounds.saveRound(withoutTokens(record), { at: instantOf(clock()), actor: caller.sub, action: 'round-resumed', details });
  });
  const record = await rounds.get(round);
  await startAnew(record, workflow);
  const definition = await rounds.definition(round);
  return viewRound(caller, { definition, record, stages: await rounds.stages(round), releases: await releases.list(round), now: clock() });
}
