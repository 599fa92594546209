import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { proposeResolutions } from './propose-resolutions.ts';

export const handler = apiHandler(
  routes.proposeResolutions,
  envSchema,
  ({ RECORDS_TABLE }) => {
    const { evidence: documents, ...records } = connectRecords(RECORDS_TABLE);
    return { ...records, documents, clock: systemClock };
  },
  proposeResolutions,
);
