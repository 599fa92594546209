import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords, connectResponses } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showPresses } from './show-presses.ts';

export const handler = apiHandler(
  routes.showPresses,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), responses: connectResponses(env.SURVEY_TABLE) }),
  showPresses,
);
