import { routes } from '../../../shared/contracts/routes.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { answerComplaint } from './answer-complaint.ts';
import { envSchema } from './env.ts';

export const handler = apiHandler(
  routes.answerComplaint,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), files: connectFiles(env.EVIDENCE_BUCKET), clock: systemClock }),
  answerComplaint,
);
