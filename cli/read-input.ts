import { readFile } from 'node:fs/promises';
import { type CriteriaSet, criteriaSetSchema } from '../shared/domain/criteria-set.ts';
import { UsageError } from './arguments.ts';

export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error && 'code' in error ? error.code : 'cannot be read'}`);
  }
}

/** Reads and checks a criteria set; everything that is wrong with it is named at once. */
export async function readCriteriaSet(path: string): Promise<CriteriaSet> {
  const text = new TextDecoder().decode(await readBytes(path));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${path}: not JSON`);
  }
  const parsed = criteriaSetSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `${path}: not a criteria set\n${parsed.error.issues.map(({ path: at, message }) => `  ${at.join('.')}: ${message}`).join('\n')}`,
  );
}
