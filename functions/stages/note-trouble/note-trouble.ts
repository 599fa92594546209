import type { TroubleStep } from '../../../shared/contracts/events.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly clock: Clock;
}

/** Writes down for which unit a step of the workflow failed; the other units went on. Whoever looks at the round sees it. */
export async function noteTrouble(step: TroubleStep, { rounds, clock }: Dependencies): Promise<{ unit: string }> {
  const { unit, generation, error } = step;
  await retryConflicts(async () => {
    const record = await rounds.getFor(step);
    if (record.troubles.some((trouble) => trouble.unit === unit && trouble.step === step.step && trouble.generation === generation)) return;
    const at = instantOf(clock());
    const trouble = { unit, step: step.step, error: error.slice(0, 500), at, generation };
    const event = { at, actor: 'note-trouble', action: 'unit-step-failed', details: { ...trouble } };
    await rounds.saveRound({ ...record, troubles: [...record.troubles, trouble] }, event);
  });
  return { unit };
}
