import type { StageStep } from '../../../shared/contracts/events.ts';
import { lastMomentOf } from '../../../shared/domain/calendar.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { DeadlineSchedules } from '../../../shared/runtime/deadline-schedules.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly schedules: DeadlineSchedules;
  readonly clock: Clock;
}

/**
 * Opens a planned stage whose time has come and sets the schedule that will close it. Answers with the opening time, so
 * that the workflow can wait for it and ask again. Publication has no schedule: only a release closes it.
 */
export async function openStage(
  step: StageStep,
  { rounds, schedules, clock }: Dependencies,
): Promise<{ isOpen: boolean; opensAt: string }> {
  const { round } = step;
  const stage = await retryConflicts(async () => {
    const head = await rounds.getFor(step);
    const current = await rounds.stage(round, step.stage);
    const now = clock();
    if (current.status !== 'planned' || now < Date.parse(current.opensAt)) return current;
    const opened = { ...current, status: 'open' as const, openedAt: instantOf(now) };
    await rounds.saveStageFor(head, opened, {
      at: instantOf(now),
      actor: 'open-stage',
      action: 'stage-opened',
      details: { stage: step.stage, generation: step.generation },
    });
    return opened;
  });
  if (stage.status === 'open' && step.stage !== 'publication') {
    await schedules.set({ round, stage: step.stage }, lastMomentOf(stage));
    // At once: units are told that it is open. Reminders follow from there.
    await schedules.remind({ round, stage: step.stage }, clock());
  }
  return { isOpen: stage.status !== 'planned', opensAt: stage.opensAt };
}
