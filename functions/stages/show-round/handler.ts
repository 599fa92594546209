import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { ReleaseStore } from '../../../shared/storage/release-store.ts';
import { RoundStore } from '../../../shared/storage/round-store.ts';
import { envSchema } from './env.ts';
import { showRound } from './show-round.ts';

export const handler = apiHandler(
  routes.showRound,
  envSchema,
  (env) => {
    const records = connectRecords(env.RECORDS_TABLE);
    return { rounds: new RoundStore(records), releases: new ReleaseStore(records) };
  },
  showRound,
);
