import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Name and parent of a process, from Linux's /proc; undefined elsewhere or when it has ended. */
function look(pid: number): { commandLine: string; parent: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return { commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8'), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) };
  } catch {
    return undefined;
  }
}

/** npm runs a script as npm > sh > node: where npm was killed alone, sh has become an orphan and node goes on unseen. */
function isAbandoned(pid: number): boolean {
  const shell = look(look(pid)?.parent ?? 0);
  return shell?.parent === 1 && shell.commandLine.startsWith('sh\0');
}

/**
 * Makes this process the only one on a state: two would each undo the other's work. A server that lost its npm to a kill
 * is ended; one that somebody still looks after is not. Throws then.
 */
export async function takeState(directory: string): Promise<void> {
  const file = join(directory, 'server.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (pid > 1 && pid !== process.pid && look(pid)?.commandLine.includes('local/main.ts') === true) {
    if (!isAbandoned(pid)) throw new Error(`${directory} is in use by process ${pid}`);
    process.kill(pid, 'SIGKILL');
    while (look(pid) !== undefined) await pause(20);
  }
  writeFileSync(file, String(process.pid));
}
