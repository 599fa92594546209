import { uploadReceivedSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { queueHandler } from '../../../shared/runtime/queue-handler.ts';
import { RoundStore } from '../../../shared/storage/round-store.ts';
import { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import { UploadStore } from '../../../shared/storage/upload-store.ts';
import { envSchema } from './env.ts';
import { recordSelfAssessment } from './record-self-assessment.ts';

export const handler = queueHandler(
  { chapter: 'assessment', name: 'record-self-assessment' },
  uploadReceivedSchema,
  envSchema,
  (env) => {
    const records = connectRecords(env.RECORDS_TABLE);
    return {
      rounds: new RoundStore(records),
      uploads: new UploadStore(records),
      submissions: new SubmissionStore(records),
      incoming: connectFiles(env.INCOMING_BUCKET),
      clock: systemClock,
    };
  },
  recordSelfAssessment,
);
