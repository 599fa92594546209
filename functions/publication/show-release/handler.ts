import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showRelease } from './show-release.ts';

export const handler = apiHandler(routes.showRelease, envSchema, (env) => connectRecords(env.RECORDS_TABLE), showRelease);
