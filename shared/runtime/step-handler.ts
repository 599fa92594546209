import middy from '@middy/core';
import type * as z from 'zod';
import type { Chapter } from './chapters.ts';
import { createLog } from './log.ts';
import { parseEnvironment } from './parse-environment.ts';

/**
 * The house chain of functions that the workflow or a schedule calls: input parsed, plain data out. Errors are thrown;
 * only the workflow decides what is retried and what is set aside.
 */
export function stepHandler<S extends z.ZodType, E extends z.ZodType, D, R>(
  place: { readonly chapter: Chapter; readonly name: string },
  inputSchema: S,
  envSchema: E,
  connect: (env: z.infer<E>) => D,
  useCase: (input: z.infer<S>, dependencies: D) => Promise<R>,
) {
  const log = createLog(place.chapter, place.name);
  let dependencies: D | undefined;
  return middy<unknown, R>().handler(async (event) => {
    dependencies ??= connect(parseEnvironment(envSchema));
    log.resetKeys();
    log.appendKeys({ function: place.name });
    try {
      return await useCase(inputSchema.parse(event), dependencies);
    } catch (error) {
      log.error('step failed', error instanceof Error ? error : String(error));
      throw error;
    }
  });
}
