import { Logger } from '@aws-lambda-powertools/logger';
import type { Chapter } from './chapters.ts';

/** One structured logger per function; `service` is the chapter. File contents and personal data are never logged. */
export function createLog(chapter: Chapter, name: string): Logger {
  return new Logger({ serviceName: chapter, persistentKeys: { function: name } });
}
