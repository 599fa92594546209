#!/usr/bin/env node
import { type Command, UsageError } from './arguments.ts';
import { auditCommand } from './audit-command.ts';
import { checkCommand } from './check-command.ts';
import { criteriaCommand } from './criteria-command.ts';
import { indexCommand } from './index-command.ts';
import { receiptCommand } from './receipt-command.ts';
import { releaseCommand } from './release-command.ts';
import { roundCommand } from './round-command.ts';
import { surveyCommand } from './survey-command.ts';
import { uploadCommand } from './upload-command.ts';

const COMMANDS: Record<string, Command> = {
  audit: auditCommand,
  check: checkCommand,
  criteria: criteriaCommand,
  index: indexCommand,
  receipt: receiptCommand,
  release: releaseCommand,
  round: roundCommand,
  survey: surveyCommand,
  upload: uploadCommand,
};

const USAGE = `${Object.values(COMMANDS)
  .map(({ usage }) => usage)
  .join('\n')}
exit codes: 0 ok, 1 findings of severity error, 2 bad use, 3 a fault of par itself`;

async function main(argv: string[]): Promise<number> {
  const asJson = argv.includes('--json');
  const [name = '', ...args] = argv.filter((arg) => arg !== '--json');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    console.error(USAGE);
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

process.exitCode = await main(process.argv.slice(2));
