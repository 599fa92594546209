import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { ReadingStore } from '../../../shared/storage/reading-store.ts';
import { RoundStore } from '../../../shared/storage/round-store.ts';
import { envSchema } from './env.ts';
import { recordReading } from './record-reading.ts';

export const handler = apiHandler(
  routes.recordReading,
  envSchema,
  (env) => {
    const records = connectRecords(env.RECORDS_TABLE);
    return { rounds: new RoundStore(records), readings: new ReadingStore(records), clock: systemClock };
  },
  recordReading,
);
