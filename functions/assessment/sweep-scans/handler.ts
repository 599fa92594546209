import * as z from 'zod';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { stepHandler } from '../../../shared/runtime/step-handler.ts';
import { envSchema } from './env.ts';
import { sweepScans } from './sweep-scans.ts';

export const handler = stepHandler(
  { chapter: 'assessment', name: 'sweep-scans' },
  z.object({}),
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), clock: systemClock }),
  sweepScans,
);
