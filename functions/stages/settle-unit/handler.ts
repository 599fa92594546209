import { unitStepSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { stepHandler } from '../../../shared/runtime/step-handler.ts';
import { envSchema } from './env.ts';
import { settleUnit } from './settle-unit.ts';

export const handler = stepHandler(
  { chapter: 'stages', name: 'settle-unit' },
  unitStepSchema,
  envSchema,
  ({ RECORDS_TABLE }) => ({ ...connectRecords(RECORDS_TABLE), clock: systemClock }),
  settleUnit,
);
