import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { ReleaseView } from '../../../shared/contracts/publication.ts';
import type { CellStore } from '../../../shared/storage/cell-store.ts';
import type { ComplaintStore } from '../../../shared/storage/complaint-store.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { contestedCells } from '../contested.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly cells: CellStore;
  readonly complaints: ComplaintStore;
}

/** How far a release is, what the gate found, and what the council has to conclude on before it can be asked for. */
export async function showRelease(
  { path: { round, release } }: ApiRequest<{ round: string; release: number }>,
  { rounds, releases, cells, complaints }: Dependencies,
): Promise<ReleaseView> {
  const definition = await rounds.definition(round);
  const { status, manifestSha256, gate } = await releases.get(round, release);
  return {
    ...{ round, release, status },
    ...(manifestSha256 === undefined ? {} : { manifestSha256 }),
    ...(gate === undefined ? {} : { gate }),
    ...(status === 'prepared' ? { contested: await contestedCells(definition, cells, complaints) } : {}),
  };
}
