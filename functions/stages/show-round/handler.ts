import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showRound } from './show-round.ts';

export const handler = apiHandler(
  routes.showRound,
  envSchema,
  ({ RECORDS_TABLE }) => ({ ...connectRecords(RECORDS_TABLE), clock: systemClock }),
  showRound,
);
