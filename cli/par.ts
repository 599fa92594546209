#!/usr/bin/env node
import { type Command, UsageError } from './arguments.ts';
import { checkCommand } from './check-command.ts';
import { indexCommand } from './index-command.ts';
import { uploadCommand } from './upload-command.ts';

const COMMANDS: Record<string, Command> = { check: checkCommand, index: indexCommand, upload: uploadCommand };

const USAGE = `${Object.values(COMMANDS)
  .map(({ usage }) => usage)
  .join('\n')}
exit codes: 0 ok, 1 findings of severity error, 2 bad use`;

async function main(argv: string[]): Promise<number> {
  const asJson = argv.includes('--json');
  const [name = '', ...args] = argv.filter((arg) => arg !== '--json');
  const command = COMMANDS[name];
  if (command === undefined) {
    console.error(USAGE);
    return name === 'help' || name === '--help' ? 0 : 2;
  }
  try {
    const outcome = await command.run(args);
    console.log(asJson ? JSON.stringify(outcome.json, null, 2) : outcome.text);
    return outcome.ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`par ${name}: ${error.message}\n${command.usage}`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
