import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { annotateWorkbook } from './annotate-workbook.ts';
import { envSchema } from './env.ts';

export const handler = apiHandler(
  routes.annotateWorkbook,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), incoming: connectFiles(env.INCOMING_BUCKET) }),
  annotateWorkbook,
);
