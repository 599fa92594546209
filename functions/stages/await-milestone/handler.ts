import { milestoneStepSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectTaskTokens } from '../../../shared/runtime/round-workflow.ts';
import { stepHandler } from '../../../shared/runtime/step-handler.ts';
import { awaitMilestone } from './await-milestone.ts';
import { envSchema } from './env.ts';

export const handler = stepHandler(
  { chapter: 'stages', name: 'await-milestone' },
  milestoneStepSchema,
  envSchema,
  (env) => ({ ...connectRecords(env.RECORDS_TABLE), workflow: connectTaskTokens(), clock: systemClock }),
  awaitMilestone,
);
