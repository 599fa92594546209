import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectResponses } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showRowReport } from './show-row-report.ts';

export const handler = apiHandler(
  routes.showRowReport,
  envSchema,
  (env) => ({ responses: connectResponses(env.SURVEY_TABLE) }),
  showRowReport,
);
