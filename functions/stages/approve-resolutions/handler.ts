import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { approveResolutions } from './approve-resolutions.ts';
import { envSchema } from './env.ts';

export const handler = apiHandler(
  routes.approveResolutions,
  envSchema,
  ({ RECORDS_TABLE }) => ({ ...connectRecords(RECORDS_TABLE), clock: systemClock }),
  approveResolutions,
);
