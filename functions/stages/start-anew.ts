import type { RoundWorkflow } from '../../shared/runtime/round-workflow.ts';
import type { RoundRecord } from '../../shared/storage/round-store.ts';

/** The round's head with the next generation in charge; tokens and troubles of the one before mean nothing any more. */
export function withoutTokens({ freezeToken: _, ...record }: RoundRecord): RoundRecord {
  return { ...record, troubles: [], generation: record.generation + 1 };
}

/**
 * Ends the execution before this generation and starts this one. The record was written first: if this stops in between,
 * the sweep starts the execution, and the old one is refused at its next step.
 */
export async function startAnew({ round, generation }: RoundRecord, workflow: Pick<RoundWorkflow, 'stop' | 'start'>): Promise<void> {
  await workflow.stop(round, generation - 1);
  await workflow.start(round, generation);
}
