import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { ASSEMBLY } from '../../doubles/assembly.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** At random moments before the release, beside one while it is rendered and one after it. Twenty by `npm run test:histories`. */
const KILLS = Number(process.env.KILLS ?? 3);

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
    // All of these lives together end before the release is rendered, unless the machine has become faster.
    const longestLife = (0.7 * (performance.now() - began)) / KILLS;
    const kill = async (run: Run, afterAtMost: number): Promise<void> => {
      await pause(Math.random() * afterAtMost);
      run.child.kill('SIGKILL');
      await run.ended;
    };

    const disturbed = directory();
    let killed = startDemo(disturbed);
    for (let time = 0; time < KILLS && !killed.output().includes('preparing the release'); time += 1) {
      await killed.says('AWS endpoint');
      await kill(killed, longestLife);
      if (!killed.output().includes('preparing the release')) killed = startDemo(disturbed);
    }
    // Random moments seldom fall into the second in which the release is rendered, and not at all after it.
    await killed.says('preparing the release');
    await kill(killed, 500);
    expect(killed.output()).toContain('preparing the release');
    expect(killed.child.signalCode).toBe('SIGKILL');
    const publishing = startDemo(disturbed);
    await publishing.says('AWS endpoint');
    await kill(publishing, 1500);
    const last = startDemo(disturbed);
    expect(await last.ended, last.output()).toBe(0);
    expect(last.output()).toContain('trung bình / mean 84.38%');
    expect(releaseBytes(disturbed)).toEqual(releaseBytes(undisturbed));
  });
});
