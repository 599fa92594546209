import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showComplaints } from './show-complaints.ts';

export const handler = apiHandler(
  routes.showComplaints,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), clock: systemClock }),
  showComplaints,
);
