import { roundStepSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { stepHandler } from '../../../shared/runtime/step-handler.ts';
import { envSchema } from './env.ts';
import { listUnits } from './list-units.ts';

export const handler = stepHandler(
  { chapter: 'stages', name: 'list-units' },
  roundStepSchema,
  envSchema,
  ({ RECORDS_TABLE }) => ({ ...connectRecords(RECORDS_TABLE), clock: systemClock }),
  listUnits,
);
