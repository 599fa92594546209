import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { envSchema } from './env.ts';
import { showGate } from './show-gate.ts';

export const handler = apiHandler(
  routes.showGate,
  envSchema,
  ({ RECORDS_TABLE }) => {
    const { evidence: documents, ...records } = connectRecords(RECORDS_TABLE);
    return { ...records, documents };
  },
  showGate,
);
