import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { makeReadingSheet } from './make-reading-sheet.ts';

export const handler = apiHandler(routes.makeReadingSheet, envSchema, (env) => connectRecords(env.RECORDS_TABLE), makeReadingSheet);
