import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** Everything that an assembly is made from. */
const INPUTS = ['infra/**/*', 'functions/**/*', 'shared/**/*', 'cdk.json', 'package.json', 'package-lock.json'];

function hashOfInputs(): string {
  const hash = createHash('sha256').update(process.env.PAR_ENVIRONMENT ?? '');
  for (const file of globSync(INPUTS, { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Synthesizes the CDK app into a folder, unless the folder holds the assembly of exactly these sources already. */
export async function synthesize(outdir: string): Promise<void> {
  const hash = hashOfInputs();
  const mark = join(outdir, 'inputs.sha256');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return;
  await new Promise<void>((done, fail) => {
    const child = spawn(process.execPath, [join(ROOT, 'infra', 'app.ts')], {
      cwd: ROOT,
      env: { ...process.env, CDK_OUTDIR: outdir },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', fail);
    child.on('exit', (code) => (code === 0 ? done() : fail(new Error(`the CDK app ended with ${code}`))));
  });
  writeFileSync(mark, hash);
}
