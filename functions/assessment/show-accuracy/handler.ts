import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showAccuracy } from './show-accuracy.ts';

export const handler = apiHandler(routes.showAccuracy, envSchema, (env) => connectRecords(env.RECORDS_TABLE), showAccuracy);
