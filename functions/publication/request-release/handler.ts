import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectSigner } from '../../../shared/runtime/signing-key.ts';
import { envSchema } from './env.ts';
import { requestRelease } from './request-release.ts';

export const handler = apiHandler(
  routes.requestRelease,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    site: connectFiles(env.SITE_BUCKET),
    signer: connectSigner(env.SIGNING_KEY),
    clock: systemClock,
  }),
  requestRelease,
);
