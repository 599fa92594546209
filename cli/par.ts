#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { type Command, UsageError } from './arguments.ts';

/** Each is loaded when it is called: checking a file does not wait for what renders releases. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  audit: async () => (await import('./audit-command.ts')).auditCommand,
  check: async () => (await import('./check-command.ts')).checkCommand,
  criteria: async () => (await import('./criteria-command.ts')).criteriaCommand,
  index: async () => (await import('./index-command.ts')).indexCommand,
  receipt: async () => (await import('./receipt-command.ts')).receiptCommand,
  release: async () => (await import('./release-command.ts')).releaseCommand,
  round: async () => (await import('./round-command.ts')).roundCommand,
  survey: async () => (await import('./survey-command.ts')).surveyCommand,
  upload: async () => (await import('./upload-command.ts')).uploadCommand,
};

async function usage(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  return [
    ...commands.map((command) => command.usage),
    'exit codes: 0 ok, 1 findings of severity error, 2 bad use, 3 a fault of par itself',
  ].join('\n');
}

async function main(argv: string[]): Promise<number> {
  const asJson = argv.includes('--json');
  const [name = '', ...args] = argv.filter((arg) => arg !== '--json');
  const command = Object.hasOwn(COMMANDS, name) ? await COMMANDS[name]?.() : undefined;
  if (command === undefined) {
    console.error(await usage());
    return name === 'help' || name === '--help' ? 0 : 2;
  }
  try {
    const outcome = await command.run(args);
    console.log(asJson ? JSON.stringify(outcome.json, null, 2) : outcome.text);
    return outcome.ok ? 0 : 1;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (asJson) console.log(JSON.stringify({ error: { message } }));
    if (error instanceof UsageError) {
      console.error(`${command.usage}\n\npar ${name}: ${message}`);
      return 2;
    }
    // What fetch throws where nobody listens, or where the connection breaks.
    if (error instanceof TypeError && /^(fetch failed|terminated|Failed to parse URL|Invalid URL)/.test(error.message)) {
      const cause = error.cause instanceof Error && 'code' in error.cause ? ` (${String(error.cause.code)})` : '';
      console.error(`par ${name}: không kết nối được / cannot be reached${cause}`);
      return 2;
    }
    console.error(error);
    return 3;
  }
}

// Stripping types and compiling are most of a short command's time; the cache lies in the temporary folder.
enableCompileCache();
process.exitCode = await main(process.argv.slice(2));
