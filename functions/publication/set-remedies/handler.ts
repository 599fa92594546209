import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { setRemedies } from './set-remedies.ts';

export const handler = apiHandler(
  routes.setRemedies,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), files: connectFiles(env.EVIDENCE_BUCKET), clock: systemClock }),
  setRemedies,
);
