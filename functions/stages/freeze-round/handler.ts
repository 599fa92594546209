import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectTaskTokens } from '../../../shared/runtime/round-workflow.ts';
import { CentralScoreStore } from '../../../shared/storage/central-score-store.ts';
import { ReadingStore } from '../../../shared/storage/reading-store.ts';
import { RoundStore } from '../../../shared/storage/round-store.ts';
import { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import { envSchema } from './env.ts';
import { freezeRound } from './freeze-round.ts';

export const handler = apiHandler(
  routes.freezeRound,
  envSchema,
  (env) => {
    const records = connectRecords(env.RECORDS_TABLE);
    return {
      rounds: new RoundStore(records),
      submissions: new SubmissionStore(records),
      readings: new ReadingStore(records),
      centralScores: new CentralScoreStore(records),
      evidence: connectFiles(env.EVIDENCE_BUCKET),
      workflow: connectTaskTokens(),
      clock: systemClock,
    };
  },
  freezeRound,
);
