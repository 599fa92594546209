import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { removeEvidence } from './remove-evidence.ts';

export const handler = apiHandler(
  routes.removeEvidence,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    incoming: connectFiles(env.INCOMING_BUCKET),
    evidenceFiles: connectFiles(env.EVIDENCE_BUCKET),
    clock: systemClock,
  }),
  removeEvidence,
);
