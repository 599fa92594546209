import { stageDueSchema } from '../../../shared/contracts/events.ts';
import { stepHandler } from '../../../shared/runtime/step-handler.ts';
import { connectClosing } from '../connect-closing.ts';
import { closeStage } from './close-stage.ts';
import { envSchema } from './env.ts';

export const handler = stepHandler({ chapter: 'stages', name: 'close-stage' }, stageDueSchema, envSchema, connectClosing, closeStage);
