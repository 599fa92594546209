import { synthesize } from '../local/synthesize.ts';
import { ASSEMBLY } from './doubles/assembly.ts';

/** Synthesizes the CDK app once, for every test that looks at templates or runs them. */
export default async function setup(): Promise<void> {
  await synthesize(ASSEMBLY);
}
