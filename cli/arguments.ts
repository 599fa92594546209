import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** Bad use of a command: exit code 2, with the command's usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a command gives back: text for people, a document for programs, and whether there were findings of severity error. */
export interface Outcome {
  readonly text: string;
  readonly json: unknown;
  readonly ok: boolean;
}

export interface Command {
  readonly usage: string;
  readonly run: (args: string[]) => Promise<Outcome>;
}

/** Parses a command's own options. Every option takes a value; unknown ones and missing required ones are bad use. */
export function readArguments<R extends string, O extends string>(
  args: string[],
  names: { readonly required: readonly R[]; readonly optional: readonly O[]; readonly files: number },
): { options: Record<R, string> & Partial<Record<O, string>>; files: string[] } {
  const config: ParseArgsOptionsConfig = Object.fromEntries(
    [...names.required, ...names.optional].map((name) => [name, { type: 'string' }]),
  );
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({ args, options: config, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const missing = names.required.filter((name) => parsed.values[name] === undefined);
  if (missing.length > 0) throw new UsageError(`thiếu / missing ${missing.map((name) => `--${name}`).join(', ')}`);
  if (parsed.positionals.length !== names.files)
    throw new UsageError(
      `cần ${names.files} tên tệp, có ${parsed.positionals.length} / takes ${names.files} file name(s), got ${parsed.positionals.length}`,
    );
  return { options: parsed.values as Record<R, string> & Partial<Record<O, string>>, files: parsed.positionals };
}
