import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectTaskTokens } from '../../../shared/runtime/round-workflow.ts';
import { envSchema } from './env.ts';
import { freezeRound } from './freeze-round.ts';

export const handler = apiHandler(
  routes.freezeRound,
  envSchema,
  (env) => {
    const { evidence: documents, ...records } = connectRecords(env.RECORDS_TABLE);
    return {
      ...records,
      documents,
      evidence: connectFiles(env.EVIDENCE_BUCKET),
      workflow: connectTaskTokens(),
      clock: systemClock,
    };
  },
  freezeRound,
);
