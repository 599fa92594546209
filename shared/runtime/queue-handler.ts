import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import type { Chapter } from './chapters.ts';
import { createLog } from './log.ts';
import { parseEnvironment } from './parse-environment.ts';

/**
 * The house chain of every queue function. A bad file is a normal outcome of the use case; only what throws here is
 * retried, alone, and ends in the dead-letter queue.
 */
export function queueHandler<S extends z.ZodType, E extends z.ZodType, D>(
  place: { readonly chapter: Chapter; readonly name: string },
  messageSchema: S,
  envSchema: E,
  connect: (env: z.infer<E>) => D,
  useCase: (message: z.infer<S>, dependencies: D) => Promise<void>,
) {
  const log = createLog(place.chapter, place.name);
  const processor = new BatchProcessor(EventType.SQS);
  let dependencies: D | undefined;
  return middy<SQSEvent, SQSBatchResponse>().handler(async (event, context) => {
    dependencies ??= connect(parseEnvironment(envSchema));
    const connected = dependencies;
    return await processPartialResponse(
      event,
      async (record: { messageId: string; body: string }) => {
        log.resetKeys();
        log.appendKeys({ function: place.name, messageId: record.messageId });
        try {
          const message = messageSchema.parse(JSON.parse(record.body));
          await useCase(message, connected);
        } catch (error) {
          log.error('will be retried', error instanceof Error ? error : String(error));
          throw error;
        }
      },
      processor,
      { context, throwOnFullBatchFailure: false },
    );
  });
}
