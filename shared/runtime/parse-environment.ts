import type * as z from 'zod';

/** The function's environment as its env.ts declares it. Throws with the name of every variable that is missing or wrong. */
export function parseEnvironment<S extends z.ZodType>(schema: S): z.infer<S> {
  return schema.parse(process.env);
}
