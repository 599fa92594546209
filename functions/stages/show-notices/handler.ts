import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showNotices } from './show-notices.ts';

export const handler = apiHandler(routes.showNotices, envSchema, ({ RECORDS_TABLE }) => connectRecords(RECORDS_TABLE), showNotices);
