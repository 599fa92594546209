import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { seePreview } from './see-preview.ts';

export const handler = apiHandler(
  routes.seePreview,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), site: connectFiles(env.SITE_BUCKET), clock: systemClock }),
  seePreview,
);
