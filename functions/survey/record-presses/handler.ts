import { uploadReceivedSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords, connectResponses } from '../../../shared/runtime/connect-storage.ts';
import { queueHandler } from '../../../shared/runtime/queue-handler.ts';
import { envSchema } from './env.ts';
import { recordPresses } from './record-presses.ts';

export const handler = queueHandler(
  { chapter: 'survey', name: 'record-presses' },
  uploadReceivedSchema,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    responses: connectResponses(env.SURVEY_TABLE),
    incoming: connectFiles(env.INCOMING_BUCKET),
    clock: systemClock,
  }),
  recordPresses,
);
