import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords, connectResponses } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showSurvey } from './show-survey.ts';

export const handler = apiHandler(
  routes.showSurvey,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), responses: connectResponses(env.SURVEY_TABLE) }),
  showSurvey,
);
