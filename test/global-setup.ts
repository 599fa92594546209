import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ASSEMBLY } from './doubles/assembly.ts';

/** Synthesizes the CDK app once, for every test that looks at templates or runs them. */
export default function setup(): void {
  const root = join(import.meta.dirname, '..');
  execFileSync(process.execPath, [join(root, 'infra', 'app.ts')], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: ASSEMBLY },
    stdio: 'inherit',
  });
}
