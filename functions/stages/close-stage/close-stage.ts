import type { StageDue } from '../../../shared/contracts/events.ts';
import { type ClosingDependencies, closeIfDue } from '../close-if-due.ts';

/** Answers a stage's one-off schedule. */
export async function closeStage(due: StageDue, dependencies: ClosingDependencies): Promise<{ result: string }> {
  return { result: await closeIfDue(due, dependencies) };
}
