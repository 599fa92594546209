import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords, connectResponses } from '../../../shared/runtime/connect-storage.ts';
import { decideFlag } from './decide-flag.ts';
import { envSchema } from './env.ts';

export const handler = apiHandler(
  routes.decideFlag,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), responses: connectResponses(env.SURVEY_TABLE), clock: systemClock }),
  decideFlag,
);
