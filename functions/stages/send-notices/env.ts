import * as z from 'zod';
import { scheduleEnvironment } from '../../../shared/contracts/schedule-environment.ts';

export const envSchema = z.object({ RECORDS_TABLE: z.string().min(1), SENDER: z.string().min(3), ...scheduleEnvironment });
