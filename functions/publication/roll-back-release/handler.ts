import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectLivePointer } from '../../../shared/runtime/live-pointer.ts';
import { IdempotencyStore } from '../../../shared/storage/idempotency-store.ts';
import { ReleaseStore } from '../../../shared/storage/release-store.ts';
import { envSchema } from './env.ts';
import { rollBackRelease } from './roll-back-release.ts';

export const handler = apiHandler(
  routes.rollBackRelease,
  envSchema,
  (env) => {
    const records = connectRecords(env.RECORDS_TABLE);
    return {
      releases: new ReleaseStore(records),
      idempotency: new IdempotencyStore(records),
      live: connectLivePointer(env.LIVE_STORE_ARN),
      clock: systemClock,
    };
  },
  rollBackRelease,
);
