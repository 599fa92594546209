import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showCells } from './show-cells.ts';

export const handler = apiHandler(routes.showCells, envSchema, (env) => connectRecords(env.RECORDS_TABLE), showCells);
