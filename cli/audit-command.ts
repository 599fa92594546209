import * as z from 'zod';
import { auditViewSchema } from '../shared/contracts/assessment.ts';
import { type AuditLink, auditLinkSchema, firstBrokenLink } from '../shared/domain/audit-chain.ts';
import { ApiClient, RefusedError } from './api-client.ts';
import { type Command, type Outcome, readArguments, UsageError } from './arguments.ts';
import { readBytes } from './read-input.ts';

async function fromApi({
  api,
  token,
  round,
  unit,
}: {
  api: string;
  token: string;
  round: string;
  unit: string | undefined;
}): Promise<AuditLink[]> {
  const client = new ApiClient(api, token);
  const links: AuditLink[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const query = new URLSearchParams({ after: String(after), ...(unit === undefined ? {} : { unit }) });
    const page: z.infer<typeof auditViewSchema> = auditViewSchema.parse(await client.call('GET', `/api/rounds/${round}/audit?${query}`));
    links.push(...page.links);
    after = page.next;
  }
  return links;
}

/** Links kept in a file: the `links` of the API's answers, as one array or as one answer. */
async function fromFile(path: string): Promise<AuditLink[]> {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(await readBytes(path)));
    const parsed = z
      .union([
        z.array(auditLinkSchema).transform((links) => ({ links, next: null })),
        z.object({ links: z.array(auditLinkSchema), next: z.int().nullable().default(null) }),
      ])
      .parse(json);
    if (parsed.next !== null)
      throw new UsageError(`${path}: only a part of the chain: fetch what comes after=${parsed.next} and put all links into one array`);
    return parsed.links;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path}: not links of an audit chain`);
  }
}

function outcome(links: readonly AuditLink[]): Outcome {
  const broken = firstBrokenLink(links);
  if (broken === undefined) {
    const head = links.at(-1)?.hash ?? '–';
    return {
      // A chain that was cut at its end is intact: only its last hash, kept elsewhere, tells.
      text: `chuỗi nguyên vẹn / chain intact: ${links.length} mắt xích / link(s)\nhash ${head}\n(so với mã băm cuối đã lưu ở nơi khác / compare with the last hash kept elsewhere)`,
      json: { valid: true, links: links.length, head },
      ok: true,
    };
  }
  const link = links[broken];
  const text = `CHUỖI BỊ ĐỨT / CHAIN BROKEN: mắt xích / link ${broken + 1} (seq ${link?.seq}, ${link?.at}, ${link?.action})`;
  return { text, json: { valid: false, links: links.length, firstBroken: broken + 1 }, ok: false };
}

export const auditCommand: Command = {
  usage: 'par audit verify LINKS.json | par audit verify --round ROUND [--unit CODE] --api URL --token TOKEN [--json]',
  async run([action, ...args]) {
    if (action !== 'verify') throw new UsageError('par audit knows one action: verify');
    if (!args.some((arg) => arg === '--round' || arg.startsWith('--round='))) {
      const { files } = readArguments(args, { required: [], optional: [], files: 1 });
      return outcome(await fromFile(files[0] ?? ''));
    }
    const { options } = readArguments(args, { required: ['round', 'api', 'token'], optional: ['unit'], files: 0 });
    if (!URL.canParse(options.api)) throw new UsageError(`--api: not an address: ${options.api}`);
    try {
      return outcome(await fromApi({ ...options, unit: options.unit }));
    } catch (error) {
      if (error instanceof RefusedError) return { text: error.message, json: error.problem ?? { status: error.status }, ok: false };
      throw error;
    }
  },
};
