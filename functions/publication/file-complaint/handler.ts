import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { fileComplaint } from './file-complaint.ts';

export const handler = apiHandler(
  routes.fileComplaint,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), clock: systemClock }),
  fileComplaint,
);
