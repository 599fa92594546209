import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has had, in MB: VmHWM of /proc/self/status. Not getrusage's maxRSS, which a child takes over from the process that
 * started it.
 */
export function peakMegabytes(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error('no VmHWM: the bench measures memory on Linux only');
  return Number(kilobytes) / 1024;
}
