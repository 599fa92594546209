import { uploadReceivedSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { queueHandler } from '../../../shared/runtime/queue-handler.ts';
import { CentralScoreStore } from '../../../shared/storage/central-score-store.ts';
import { RoundStore } from '../../../shared/storage/round-store.ts';
import { UploadStore } from '../../../shared/storage/upload-store.ts';
import { envSchema } from './env.ts';
import { recordCentralScores } from './record-central-scores.ts';

export const handler = queueHandler(
  { chapter: 'assessment', name: 'record-central-scores' },
  uploadReceivedSchema,
  envSchema,
  (env) => {
    const records = connectRecords(env.RECORDS_TABLE);
    return {
      rounds: new RoundStore(records),
      uploads: new UploadStore(records),
      centralScores: new CentralScoreStore(records),
      incoming: connectFiles(env.INCOMING_BUCKET),
      clock: systemClock,
    };
  },
  recordCentralScores,
);
