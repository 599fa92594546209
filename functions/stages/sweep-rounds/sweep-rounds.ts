import type { RoundWorkflow } from '../../../shared/runtime/round-workflow.ts';
import { type ClosingDependencies, closeIfDue } from '../close-if-due.ts';

export interface Dependencies extends ClosingDependencies {
  readonly workflow: RoundWorkflow;
}

/**
 * Every 15 minutes: does what a lost schedule, a lost token or a crash between two writes left undone. Starts the
 * workflow of a round that has none, closes stages that are due, completes tokens of milestones already reached.
 */
export async function sweepRounds(_: object, dependencies: Dependencies): Promise<{ rounds: number }> {
  const { rounds, workflow } = dependencies;
  const names = await rounds.list();
  for (const round of names) {
    const stages = await rounds.stages(round);
    const publication = stages.find(({ stage }) => stage === 'publication');
    const record = await rounds.get(round);
    if (publication?.status === 'closed') {
      if (publication.taskToken !== undefined) await workflow.complete(publication.taskToken);
      continue;
    }
    await workflow.start(round, record.generation);
    for (const { stage } of stages) await closeIfDue({ round, stage }, dependencies);
    if (record.frozen !== undefined && record.freezeToken !== undefined) await workflow.complete(record.freezeToken);
  }
  return { rounds: names.length };
}
