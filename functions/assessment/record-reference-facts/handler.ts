import { uploadReceivedSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { queueHandler } from '../../../shared/runtime/queue-handler.ts';
import { envSchema } from './env.ts';
import { recordReferenceFacts } from './record-reference-facts.ts';

export const handler = queueHandler(
  { chapter: 'assessment', name: 'record-reference-facts' },
  uploadReceivedSchema,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), incoming: connectFiles(env.INCOMING_BUCKET), clock: systemClock }),
  recordReferenceFacts,
);
