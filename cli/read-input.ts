import { readFile } from 'node:fs/promises';
import { type CriteriaSet, criteriaSetSchema } from '../shared/domain/criteria-set.ts';
import { UsageError } from './arguments.ts';

export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`${path}: không đọc được / cannot be read${error instanceof Error && 'code' in error ? ` (${error.code})` : ''}`);
  }
}

export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await readBytes(path)));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path}: không phải JSON / not JSON`);
  }
}

/** Reads and checks a criteria set; everything that is wrong with it is named at once. */
export async function readCriteriaSet(path: string): Promise<CriteriaSet> {
  const json = await readJson(path);
  const parsed = criteriaSetSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `${path}: not a criteria set\n${parsed.error.issues.map(({ path: at, message }) => `  ${at.join('.')}: ${message}`).join('\n')}`,
  );
}
