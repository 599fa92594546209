import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { submissionViewSchema } from '../../../shared/contracts/assessment.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import { refuseOtherUnits } from '../see-unit.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly submissions: SubmissionStore;
}

/** The versions of a unit's self-assessment, the statements for them, and which one counts. */
export async function showSubmission(
  { caller, path: { round, unit } }: ApiRequest<{ round: string; unit: string }>,
  { rounds, submissions }: Dependencies,
): Promise<z.infer<typeof submissionViewSchema>> {
  refuseOtherUnits(caller, unit, await rounds.definition(round));
  const { versions, statements, counting } = await submissions.find(round, unit);
  const lines = counting === undefined ? [] : await submissions.lines(round, unit, counting.version);
  return {
    round,
    unit,
    versions: [...versions],
    statements: [...statements],
    counting:
      counting === undefined
        ? null
        : {
            version: counting.version.number,
            contentHash: counting.version.contentHash,
            state: counting.state,
            notClaimed: lines.filter(({ points }) => points === null).map(({ item }) => item),
          },
  };
}
