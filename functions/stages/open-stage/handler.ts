import { stageStepSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { schedulesFromEnvironment } from '../../../shared/runtime/deadline-schedules.ts';
import { stepHandler } from '../../../shared/runtime/step-handler.ts';
import { envSchema } from './env.ts';
import { openStage } from './open-stage.ts';

export const handler = stepHandler(
  { chapter: 'stages', name: 'open-stage' },
  stageStepSchema,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    schedules: schedulesFromEnvironment(env),
    clock: systemClock,
  }),
  openStage,
);
