import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { changeUnits } from './change-units.ts';
import { envSchema } from './env.ts';

export const handler = apiHandler(
  routes.changeUnits,
  envSchema,
  ({ RECORDS_TABLE }) => ({ ...connectRecords(RECORDS_TABLE), clock: systemClock }),
  changeUnits,
);
