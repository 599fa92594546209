import type { RoundStep } from '../../../shared/contracts/events.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
}

/** The codes of the round's units as they are now, for the workflow to go through. */
export async function listUnits(step: RoundStep, { rounds }: Dependencies): Promise<{ units: string[] }> {
  await rounds.getFor(step);
  return { units: (await rounds.definition(step.round)).units.map(({ code }) => code) };
}
