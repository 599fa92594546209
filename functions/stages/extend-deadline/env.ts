import * as z from 'zod';
import { scheduleEnvironment } from '../../../shared/contracts/schedule-environment.ts';

export const envSchema = z.object({ RECORDS_TABLE: z.string().min(1), ROUND_WORKFLOW_ARN: z.string().min(1), ...scheduleEnvironment });
