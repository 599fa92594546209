import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import type { ReleaseFile } from '../../shared/release/release-content.ts';
import type { Release } from './releases.ts';

const infra = (name: string): string => readFileSync(join(import.meta.dirname, '..', '..', 'infra', name), 'utf8');
const [, POLICY = ''] = /"(default-src 'none';[^"]+)"/.exec(infra('data-stack.ts')) ?? [];

interface Answer {
  readonly uri?: string;
  readonly statusCode?: number;
  readonly headers?: Record<string, { readonly value: string }>;
  readonly body?: string;
}

/** The distribution's own router over the given value of the key-value store. */
function routerOf(live: object): (uri: string) => Promise<Answer> {
  const code = infra('site-router.js').replace(/^import cf from 'cloudfront';$/m, '');
  const cf = { kvs: () => ({ get: async () => JSON.stringify(live) }) };
  const handler = new Script(`${code}\nhandler;`).runInContext(createContext({ cf })) as (event: object) => Promise<Answer>;
  return (uri) => handler({ request: { method: 'GET', uri, querystring: {}, headers: {}, cookies: {} } });
}

/** Serves releases as the distribution does: its router, its content security policy, the types of the files. The last one of a round is live. */
export async function serveReleases(
  releases: readonly Release[],
): Promise<{ readonly origin: string; readonly close: () => Promise<void> }> {
  if (POLICY === '') throw new Error('infra/data-stack.ts names no content security policy');
  const rounds = Map.groupBy(releases, ({ round }) => round);
  const route = routerOf({
    latest: releases[0]?.round ?? null,
    rounds: Object.fromEntries(
      [...rounds].map(([round, all]) => [round, { live: all.at(-1)?.number, published: all.map(({ number }) => number) }]),
    ),
  });
  const files = new Map<string, ReleaseFile>(
    releases.flatMap(({ round, number, files: own }) =>
      own.map((file): [string, ReleaseFile] => [`/releases/${round}/${number}/${file.path}`, file]),
    ),
  );
  const server = createServer(async (request, response) => {
    const { uri = '', statusCode, headers = {}, body } = await route(new URL(request.url ?? '/', 'http://site').pathname);
    const file = files.get(uri);
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('x-content-type-options', 'nosniff');
    for (const [name, { value }] of Object.entries(headers)) response.setHeader(name, value);
    if (statusCode !== undefined) response.writeHead(statusCode).end(body);
    else if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': file.contentType }).end(file.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
