import { roundStepSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { stepHandler } from '../../../shared/runtime/step-handler.ts';
import { computeIndex } from './compute-index.ts';
import { envSchema } from './env.ts';

export const handler = stepHandler(
  { chapter: 'scoring', name: 'compute-index' },
  roundStepSchema,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), evidence: connectFiles(env.EVIDENCE_BUCKET), clock: systemClock }),
  computeIndex,
);
