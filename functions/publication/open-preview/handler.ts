import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { openPreview } from './open-preview.ts';

export const handler = apiHandler(
  routes.openPreview,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    secret: () => crypto.getRandomValues(new Uint8Array(32)),
    clock: systemClock,
  }),
  openPreview,
);
