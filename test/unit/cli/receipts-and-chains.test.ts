import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditCommand } from '../../../cli/audit-command.ts';
import { criteriaCommand } from '../../../cli/criteria-command.ts';
import { receiptCommand } from '../../../cli/receipt-command.ts';
import type { Receipt, ReceiptFacts } from '../../../shared/contracts/uploads.ts';
import { type AuditLink, nextLink } from '../../../shared/domain/audit-chain.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';

const folder = mkdtempSync(join(tmpdir(), 'par-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (pair: typeof key): string => pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const facts: ReceiptFacts = {
  round: '2023-ministry',
  unit: 'BTP',
  kind: 'self-assessment',
  uploadId: '01HK3TZY2NWJ8XYYSBKCD8CXQY',
  size: 10,
  sha256: 'a'.repeat(64),
  versionId: 'v',
  receivedAt: '2024-01-31T10:05:00.000Z',
  onTime: true,
};
const signature = sign('sha256', Buffer.from(canonicalJson(facts)), key.privateKey).toString('base64');
const receipt: Receipt = { ...facts, fileName: 'BTP.xlsx', status: 'accepted', findings: [], findingCount: 0, signature };
const [publicKey, foreignKey] = [file('key.pem', pem(key)), file('other.pem', pem(other))];

describe('par receipt verify', () => {
  it('confirms what the environment’s key signed, whatever the receipt says beside the facts', async () => {
    const outcome = await receiptCommand.run(['verify', file('r.json', { ...receipt, status: 'rejected' }), '--key', publicKey]);
    expect([outcome.ok, outcome.json]).toMatchObject([true, { valid: true, unit: 'BTP' }]);
    expect(outcome.text).toContain('17:05, thứ Tư 31/01/2024 (giờ Việt Nam)');
  });

  it.each<[string, Partial<Receipt>]>([
    ['another hash', { sha256: 'b'.repeat(64) }],
    ['another instant', { receivedAt: '2024-01-31T10:04:00.000Z' }],
    ['another unit', { unit: 'BCT' }],
    ['on time where it was late', { onTime: false }],
    ['another signature', { signature: Buffer.from('x').toString('base64') }],
    ['a fact that is gone', { versionId: undefined }],
  ])('refuses %s', async (_, change) => {
    expect((await receiptCommand.run(['verify', file('r.json', { ...receipt, ...change }), '--key', publicKey])).ok).toBe(false);
  });

  it('refuses another key', async () => {
    expect((await receiptCommand.run(['verify', file('r.json', receipt), '--key', foreignKey])).ok).toBe(false);
  });

  it.each<[string, string[]]>([
    ['no key', ['verify', file('r1.json', receipt)]],
    ['no receipt', ['verify', file('r2.json', { a: 1 }), '--key', publicKey]],
    ['no JSON', ['verify', file('r3.json', 'x'), '--key', publicKey]],
    ['a key that is none', ['verify', file('r4.json', receipt), '--key', file('k.pem', 'x')]],
    [
      'nothing that has arrived',
      ['verify', file('r5.json', { ...receipt, signature: undefined, receivedAt: undefined }), '--key', publicKey],
    ],
    ['another action', ['show']],
  ])('is bad use with %s', async (_, args) => {
    await expect(receiptCommand.run(args)).rejects.toMatchObject({ name: 'UsageError' });
  });
});

describe('par audit verify', () => {
  const links: AuditLink[] = [];
  for (const action of ['a', 'b', 'c']) links.push(nextLink(links.at(-1), { at: '2024-01-01T00:00:00Z', actor: 'x', action, details: {} }));

  it('confirms a chain that was not touched', async () => {
    expect(await auditCommand.run(['verify', file('chain.json', links)])).toMatchObject({
      ok: true,
      json: { valid: true, links: 3, head: links[2]?.hash },
    });
    expect((await auditCommand.run(['verify', file('answer.json', { round: 'r', links })])).ok).toBe(true);
  });

  it.each<[string, (links: AuditLink[]) => AuditLink[], number]>([
    ['a changed link', (all) => all.map((link, i) => (i === 1 ? { ...link, actor: 'y' } : link)), 2],
    ['a link that is gone', (all) => all.filter((_, i) => i !== 1), 2],
    ['links in another order', (all) => [...all].reverse(), 1],
  ])('names the first link that does not follow: %s', async (_, spoil, first) => {
    expect(await auditCommand.run(['verify', file('spoiled.json', spoil(links))])).toMatchObject({
      ok: false,
      json: { valid: false, firstBroken: first },
    });
  });

  it('is bad use with a page that more follows', async () => {
    const page = { round: 'r', unit: null, links: [], next: 7 };
    await expect(auditCommand.run(['verify', file('page.json', page)])).rejects.toThrow('after=7');
    expect((await auditCommand.run(['verify', file('page.json', { ...page, next: null })])).ok).toBe(true);
  });

  it('is bad use without a chain', async () => {
    await expect(auditCommand.run(['verify', file('none.json', '{}')])).rejects.toMatchObject({ name: 'UsageError' });
    await expect(auditCommand.run(['verify', '--round', 'r'])).rejects.toMatchObject({ name: 'UsageError' });
  });
});

describe('par criteria check', () => {
  it('reads a set, says what is wrong with its place, and fails on errors only', async () => {
    const set = 'examples/2023-ministries/criteria.json';
    const fine = await criteriaCommand.run(['check', set]);
    expect([fine.ok, fine.json]).toMatchObject([true, { fields: 2, criteria: 2, subCriteria: 0, items: 2, points: '100' }]);
    const broken = await criteriaCommand.run(['check', file('set.json', { level: 'city' })]);
    expect(broken.ok).toBe(false);
    expect((broken.json as { findings: { code: string; path: string }[] }).findings.map(({ path }) => path)).toContain('level');
    expect((await criteriaCommand.run(['check', file('text.json', 'x')])).ok).toBe(false);
  });

  it('is bad use without a set, or with a lookup and nothing to look up in', async () => {
    await expect(criteriaCommand.run(['check'])).rejects.toMatchObject({ name: 'UsageError' });
    await expect(criteriaCommand.run(['check', 'examples/2023-ministries/criteria.json', '--lookup', 'x'])).rejects.toMatchObject({
      name: 'UsageError',
    });
  });
});
