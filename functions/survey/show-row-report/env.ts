import * as z from 'zod';

export const envSchema = z.object({ SURVEY_TABLE: z.string().min(1) });
