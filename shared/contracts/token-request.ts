import * as z from 'zod';

/** Cognito's pre-token-generation event, version 2; only what is used is demanded, all of it is handed back. */
export const tokenRequestSchema = z.looseObject({
  version: z.literal('2'),
  triggerSource: z.string(),
  request: z.looseObject({ userAttributes: z.record(z.string(), z.string()) }),
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;
