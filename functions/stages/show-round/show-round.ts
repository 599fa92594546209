import type { ApiRequest, FileAnswer } from '../../../shared/contracts/api.ts';
import type { RoundView } from '../../../shared/contracts/rounds.ts';
import { RejectedError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { measureProgress, type ProgressSources, progressCsv } from '../measure-progress.ts';
import { viewRound } from '../view-round.ts';

export interface Dependencies extends ProgressSources {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly clock: Clock;
}

/** Where a round stands: its stages, and how far the units are that the caller may see; the latter as CSV as well. */
export async function showRound(
  { caller, path: { round }, query }: ApiRequest<{ round: string }, undefined, { progress?: 'full' | 'none' | 'csv' | undefined }>,
  dependencies: Dependencies,
): Promise<RoundView | FileAnswer> {
  const { rounds, releases, clock } = dependencies;
  const [record, definition, stages] = [await rounds.get(round), await rounds.definition(round), await rounds.stages(round)];
  const progress = query.progress === 'none' ? undefined : await measureProgress(caller, { definition, record, stages }, dependencies);
  if (query.progress === 'csv') {
    if (progress === undefined) throw new RejectedError('not-allowed');
    return { bytes: progressCsv(progress), contentType: 'text/csv; charset=utf-8', fileName: `${round}-progress.csv` };
  }
  return viewRound(caller, { record, definition, stages, releases: await releases.list(round), now: clock(), progress });
}
