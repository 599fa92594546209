import { tokenRequestSchema } from '../../../shared/contracts/token-request.ts';
import { stepHandler } from '../../../shared/runtime/step-handler.ts';
import { addTokenClaims } from './add-token-claims.ts';
import { envSchema } from './env.ts';

export const handler = stepHandler(
  { chapter: 'intake', name: 'add-token-claims' },
  tokenRequestSchema,
  envSchema,
  () => ({}),
  addTokenClaims,
);
