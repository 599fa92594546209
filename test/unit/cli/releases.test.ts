import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../cli/arguments.ts';
import { releaseCommand } from '../../../cli/release-command.ts';
import { sha256 } from '../../../shared/domain/hash.ts';

const folder = mkdtempSync(join(tmpdir(), 'par-release-'));
const KEY = join(folder, 'key.pem');
const CSV = 'unit,item\nBTP,1.1\n';
const manifest = (path: string): string =>
  JSON.stringify({
    ...{ round: 'r', release: 1, freezeHash: 'f', codeVersion: 'v' },
    files: [{ path, contentType: 'text/csv', bytes: CSV.length, sha256: sha256(CSV) }],
  });

let server: Server;
let served: Record<string, string> = {};
let base = '';
beforeAll(async () => {
  writeFileSync(KEY, 'no key');
  server = createServer((request, response) => {
    const body = served[request.url ?? ''];
    // A promise of more than comes: the connection breaks in the middle.
    if (body === 'BREAK') response.writeHead(200, { 'content-length': '1000' }).write('x', () => response.destroy());
    else if (body === undefined) response.writeHead(404).end();
    else response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true });
});

const download = async (to: string) => await releaseCommand.run(['download', base, '--to', to]);

describe('par release download', () => {
  it('fetches what the manifest names into a folder of its own', async () => {
    served = { '/manifest.json': manifest('items.csv'), '/items.csv': CSV };
    const to = join(folder, 'good');
    expect(await download(to)).toMatchObject({ ok: true, json: { files: 2 } });
    expect(readdirSync(to).sort()).toEqual(['items.csv', 'manifest.json']);
    await expect(download(to)).rejects.toThrow('the folder is not empty');
  });

  it.each(['../out.csv', '/out.csv', 'a/../../out.csv', '', '.', 'a\u0000', 'x'.repeat(5000), '\ud800', 'a\\b'])(
    'takes nothing by a manifest with the path %j',
    async (path) => {
      served = { '/manifest.json': manifest(path) };
      const to = join(folder, `bad-${sha256(path).slice(0, 8)}`);
      expect(await download(to)).toMatchObject({ ok: false, text: 'manifest.json: không đọc được / cannot be read' });
      expect(readdirSync(to)).toEqual([]);
    },
  );

  it('says what stands in the way of the folder, as bad use', async () => {
    served = { '/manifest.json': manifest('items.csv'), '/items.csv': CSV };
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const [to, said] of [
      [file, 'not a folder that can be read'],
      [join(file, 'below'), 'ENOTDIR'],
      [join(folder, 'no', 'parent'), 'ENOENT'],
      ['/proc/par', 'ENOENT'],
    ] as const) {
      const refused = await download(to).catch((error: unknown) => error);
      expect([to, refused instanceof UsageError, String(refused)]).toEqual([to, true, expect.stringContaining(said)]);
    }
    served = {
      '/manifest.json': manifest('a').replace(/("files":\[)(.*)\]/, (_, head, one) => `${head}${one},${one.replace('"a"', '"a/b"')}]`),
    };
    served = { ...served, '/a': CSV, '/a/b': CSV };
    await expect(download(join(folder, 'twice'))).rejects.toThrow(UsageError);
  });

  it('ends where the connection breaks, with what fetch throws', async () => {
    served = { '/manifest.json': manifest('items.csv'), '/items.csv': 'BREAK' };
    await expect(download(join(folder, 'broken'))).rejects.toThrow(/^terminated|fetch failed$/);
  });
});

describe('par release verify', () => {
  const verify = async (place: string) => await releaseCommand.run(['verify', place, '--key', KEY]);

  it('finds no release in a page, a broken manifest or an empty folder', async () => {
    served = { '/manifest.json': '<!doctype html><title>404</title>' };
    expect(await verify(base)).toMatchObject({ ok: false, text: 'manifest.json: không đọc được / cannot be read' });
    const at = join(folder, 'broken-manifest');
    served = { '/manifest.json': manifest('items.csv'), '/items.csv': CSV };
    await download(at);
    writeFileSync(join(at, 'manifest.json'), '{');
    expect(await verify(at)).toMatchObject({ ok: false });
    await expect(verify(join(folder, 'nowhere'))).rejects.toThrow(UsageError);
  });

  it('counts a link as a file too many', async () => {
    const at = join(folder, 'linked');
    served = { '/manifest.json': manifest('items.csv'), '/items.csv': CSV };
    await download(at);
    symlinkSync('..', join(at, 'loop'));
    const { ok, text } = await verify(at);
    expect([ok, text]).toEqual([false, expect.stringContaining('loop: ngoài danh mục / not in the manifest')]);
  });
});
