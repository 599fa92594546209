import type { Milestone, MilestoneStep } from '../../../shared/contracts/events.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { RoundWorkflow } from '../../../shared/runtime/round-workflow.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly workflow: Pick<RoundWorkflow, 'complete'>;
  readonly clock: Clock;
}

async function isReached(rounds: RoundStore, round: string, milestone: Milestone): Promise<boolean> {
  if (milestone === 'freeze') return (await rounds.get(round)).frozen !== undefined;
  return (await rounds.stage(round, milestone)).status === 'closed';
}

/**
 * Stores the workflow's task token on the record that it waits for. Whoever reaches the milestone writes the record
 * first and completes the token then; so a token stored after that is completed here, at once. Both may do it.
 */
export async function awaitMilestone(step: MilestoneStep, { rounds, workflow, clock }: Dependencies): Promise<void> {
  const { round, milestone, taskToken } = step;
  const event = {
    at: instantOf(clock()),
    actor: 'await-milestone',
    action: 'workflow-waits',
    details: { milestone, generation: step.generation },
  };
  await retryConflicts(async () => {
    const record = await rounds.getFor(step);
    if (await isReached(rounds, round, milestone)) return;
    if (milestone === 'freeze') await rounds.saveRound({ ...record, freezeToken: taskToken }, event);
    else await rounds.saveStageFor(record, { ...(await rounds.stage(round, milestone)), taskToken }, event);
  });
  if (await isReached(rounds, round, milestone)) await workflow.complete(taskToken);
}
