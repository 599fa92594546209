import * as z from 'zod';
import { connectWorkflow } from '../../../shared/runtime/round-workflow.ts';
import { stepHandler } from '../../../shared/runtime/step-handler.ts';
import { connectClosing } from '../connect-closing.ts';
import { envSchema } from './env.ts';
import { sweepRounds } from './sweep-rounds.ts';

export const handler = stepHandler(
  { chapter: 'stages', name: 'sweep-rounds' },
  z.object({}),
  envSchema,
  (env) => ({ ...connectClosing(env), workflow: connectWorkflow(env.ROUND_WORKFLOW_ARN) }),
  sweepRounds,
);
