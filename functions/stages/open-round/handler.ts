import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectWorkflow } from '../../../shared/runtime/round-workflow.ts';
import { IdempotencyStore } from '../../../shared/storage/idempotency-store.ts';
import { RoundStore } from '../../../shared/storage/round-store.ts';
import { envSchema } from './env.ts';
import { openRound } from './open-round.ts';

export const handler = apiHandler(
  routes.openRound,
  envSchema,
  (env) => {
    const records = connectRecords(env.RECORDS_TABLE);
    return {
      rounds: new RoundStore(records),
      workflow: connectWorkflow(env.ROUND_WORKFLOW_ARN),
      idempotency: new IdempotencyStore(records),
      clock: systemClock,
    };
  },
  openRound,
);
