import * as z from 'zod';

export const envSchema = z.object({ RECORDS_TABLE: z.string().min(1) });
