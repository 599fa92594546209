import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectWorkflow } from '../../../shared/runtime/round-workflow.ts';
import { envSchema } from './env.ts';
import { resumeRound } from './resume-round.ts';

export const handler = apiHandler(
  routes.resumeRound,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), workflow: connectWorkflow(env.ROUND_WORKFLOW_ARN), clock: systemClock }),
  resumeRound,
);
