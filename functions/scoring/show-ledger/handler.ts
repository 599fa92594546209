import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showLedger } from './show-ledger.ts';

export const handler = apiHandler(routes.showLedger, envSchema, ({ RECORDS_TABLE }) => connectRecords(RECORDS_TABLE), showLedger);
