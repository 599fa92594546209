import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { schedulesFromEnvironment } from '../../../shared/runtime/deadline-schedules.ts';
import { connectWorkflow } from '../../../shared/runtime/round-workflow.ts';
import { envSchema } from './env.ts';
import { reopenStage } from './reopen-stage.ts';

export const handler = apiHandler(
  routes.reopenStage,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    schedules: schedulesFromEnvironment(env),
    workflow: connectWorkflow(env.ROUND_WORKFLOW_ARN),
    clock: systemClock,
  }),
  reopenStage,
);
