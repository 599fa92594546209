import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectEventBus } from '../../../shared/runtime/event-bus.ts';
import { envSchema } from './env.ts';
import { prepareRelease } from './prepare-release.ts';

export const handler = apiHandler(
  routes.prepareRelease,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), bus: connectEventBus(env.EVENT_BUS), clock: systemClock }),
  prepareRelease,
);
