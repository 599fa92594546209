import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showAssignments } from './show-assignments.ts';

export const handler = apiHandler(routes.showAssignments, envSchema, (env) => connectRecords(env.RECORDS_TABLE), showAssignments);
