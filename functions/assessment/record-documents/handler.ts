import { uploadReceivedSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { queueHandler } from '../../../shared/runtime/queue-handler.ts';
import { envSchema } from './env.ts';
import { recordDocuments } from './record-documents.ts';

export const handler = queueHandler(
  { chapter: 'assessment', name: 'record-documents' },
  uploadReceivedSchema,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    incoming: connectFiles(env.INCOMING_BUCKET),
    evidenceFiles: connectFiles(env.EVIDENCE_BUCKET),
    clock: systemClock,
  }),
  recordDocuments,
);
