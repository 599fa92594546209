import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { ASSEMBLY } from '../../doubles/assembly.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** At random moments, beside one while the release is rendered. Twenty by `npm run test:histories`. */
const KILLS = Number(process.env.KILLS ?? 4);

interface Run {
  readonly child: ChildProcess;
  /** Resolves once its output has the text, or it has ended. */
  readonly says: (text: string) => Promise<void>;
  readonly ended: Promise<number | null>;
  readonly output: () => string;
}

function startDemo(directory: string): Run {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/main.ts', '--demo'], {
    cwd: ROOT,
    env: { ...process.env, LOCAL_DIR: directory, PORT: '0', AWS_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const says = async (text: string): Promise<void> => {
    while (!output.includes(text) && child.exitCode === null && child.signalCode === null) await pause(20);
  };
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  return { child, says, ended, output: () => output };
}

/** Every file of the published release but the signature, which ECDSA makes anew each time. */
function releaseBytes(directory: string): Record<string, string> {
  const folder = join(directory, 'releases', '2023-ministry', '1');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.sig'),
  );
  return Object.fromEntries(
    files.map((entry) => join(entry.parentPath, entry.name)).map((path) => [path.slice(folder.length), readFileSync(path, 'base64')]),
  );
}

describe('the demo', () => {
  const directories: string[] = [];
  const directory = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'par-kill-'));
    directories.push(made);
    // It is the assembly of these sources, so that no run synthesizes it again.
    cpSync(ASSEMBLY, join(made, 'assembly'), { recursive: true });
    return made;
  };
  afterAll(() => {
    for (const made of directories) rmSync(made, { recursive: true, force: true });
  });

  it('goes on after kill -9 at random moments and ends with the release of an undisturbed run', { timeout: 600_000 }, async () => {
    const undisturbed = directory();
    const whole = startDemo(undisturbed);
    await whole.says('AWS endpoint');
    const began = performance.now();
    expect(await whole.ended, whole.output()).toBe(0);
    // Half of this on average: all lives are together as long as one whole play, so that the kills lie all over it.
    const longestLife = (2 * (performance.now() - began)) / KILLS;

    const disturbed = directory();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const run = startDemo(disturbed);
      await run.says('AWS endpoint');
      await pause(Math.random() * longestLife);
      run.child.kill('SIGKILL');
      await run.ended;
    }
    // Random moments seldom fall into the second in which the release is rendered.
    const rendering = startDemo(disturbed);
    await rendering.says('preparing the release');
    await pause(Math.random() * 500);
    rendering.child.kill('SIGKILL');
    await rendering.ended;
    const last = startDemo(disturbed);
    expect(await last.ended, last.output()).toBe(0);
    expect(last.output()).toContain('trung bình / mean 84.38%');
    expect(releaseBytes(disturbed)).toEqual(releaseBytes(undisturbed));
  });
});
