import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { RoundView } from '../../../shared/contracts/rounds.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { viewRound } from '../view-round.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
}

export async function showRound(
  { caller, path: { round } }: ApiRequest<{ round: string }>,
  { rounds, releases }: Dependencies,
): Promise<RoundView> {
  return viewRound(caller, {
    record: await rounds.get(round),
    definition: await rounds.definition(round),
    stages: await rounds.stages(round),
    releases: await releases.list(round),
  });
}
