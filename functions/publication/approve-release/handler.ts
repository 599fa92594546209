import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectLivePointer } from '../../../shared/runtime/live-pointer.ts';
import { connectTaskTokens } from '../../../shared/runtime/round-workflow.ts';
import { approveRelease } from './approve-release.ts';
import { envSchema } from './env.ts';

export const handler = apiHandler(
  routes.approveRelease,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    live: connectLivePointer(env.LIVE_STORE_ARN),
    workflow: connectTaskTokens(),
    clock: systemClock,
  }),
  approveRelease,
);
