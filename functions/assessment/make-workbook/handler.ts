import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { makeWorkbook } from './make-workbook.ts';

export const handler = apiHandler(routes.makeWorkbook, envSchema, (env) => connectRecords(env.RECORDS_TABLE), makeWorkbook);
