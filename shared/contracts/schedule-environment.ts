import * as z from 'zod';

/** What a function needs to set deadline schedules; spread into its env.ts. */
export const scheduleEnvironment = {
  SCHEDULE_GROUP: z.string().min(1),
  SCHEDULE_TARGET_ARN: z.string().min(1),
  SCHEDULE_NOTICES_ARN: z.string().min(1),
  SCHEDULE_ROLE_ARN: z.string().min(1),
  SCHEDULE_DEAD_LETTER_ARN: z.string().min(1),
};
