import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveReleases } from '../../../shared/domain/live-releases.ts';
import { roundIdSchema } from '../../../shared/domain/round.ts';

const CODE = readFileSync(join(import.meta.dirname, '..', '..', '..', 'infra', 'site-router.js'), 'utf8');

interface Result {
  readonly uri?: string;
  readonly statusCode?: number;
  readonly headers?: Record<string, { readonly value: string }>;
}

const LIVE: LiveReleases = {
  latest: '2023-ministry',
  rounds: { '2022-ministry': { live: 1, published: [1] }, '2023-ministry': { live: 3, published: [1, 3] } },
};

/** The router as CloudFront runs it, over the given value of the key-value store. */
function router(value: string | undefined): (uri: string) => Promise<Result> {
  const get = async (key: string): Promise<string> => {
    if (key !== 'live' || value === undefined) throw new Error('KeyNotFound');
    return value;
  };
  const code = CODE.replace(/^import cf from 'cloudfront';$/m, '');
  const handler = new Script(`${code}\nhandler;`).runInContext(createContext({ cf: { kvs: () => ({ get }) } })) as (
    event: object,
  ) => Promise<Result>;
  return (uri) => handler({ request: { method: 'GET', uri, querystring: {}, headers: {}, cookies: {} } });
}
const ask = router(JSON.stringify(LIVE));

/** "302 /x/", "404", or the address in the bucket. */
function said({ uri, statusCode, headers }: Result): string {
  if (statusCode === undefined) return uri ?? '';
  return headers?.location === undefined ? String(statusCode) : `${statusCode} ${headers.location.value}`;
}

describe('the site’s router', () => {
  it.each([
    ['/', '302 /2023-ministry/'],
    ['/2023-ministry', '302 /2023-ministry/'],
    ['/2023-ministry/', '/releases/2023-ministry/3/index.html'],
    ['/2023-ministry/en', '302 /2023-ministry/en/'],
    ['/2023-ministry/en/', '/releases/2023-ministry/3/en/index.html'],
    ['/2023-ministry/ranking.csv', '/releases/2023-ministry/3/ranking.csv'],
    ['/2023-ministry/manifest.json.sig', '/releases/2023-ministry/3/manifest.json.sig'],
    ['/2022-ministry/', '/releases/2022-ministry/1/index.html'],
    ['/releases/2023-ministry/1/', '/releases/2023-ministry/1/index.html'],
    ['/releases/2023-ministry/1/en/', '/releases/2023-ministry/1/en/index.html'],
    ['/releases/2023-ministry/1/en', '302 /releases/2023-ministry/1/en/'],
    ['/releases/2023-ministry/3/style.css', '/releases/2023-ministry/3/style.css'],
    ['/releases/2023-ministry/2/', '404'],
    ['/releases/2023-ministry/4/index.html', '404'],
    ['/releases/2023-ministry/03/', '404'],
    ['/releases/2023-ministry/1', '404'],
    ['/releases/2023-ministry/', '404'],
    ['/releases/', '404'],
    ['/releases', '404'],
    ['/2024-ministry/', '404'],
    ['/constructor/', '404'],
    ['/__proto__/', '404'],
    ['/releases/__proto__/1/', '404'],
    ['/2023-ministry//', '404'],
    ['//2023-ministry/', '404'],
    ['/2023-ministry/../2022-ministry/', '404'],
    ['/2023-ministry/.hidden', '404'],
    ['/2023-ministry/%2e%2e/4/index.html', '404'],
    ['/2023-ministry/a%2fb', '404'],
    ['/2023-ministry/a b', '404'],
    ['', '404'],
  ])('answers %s with %s', async (uri, answer) => {
    expect(said(await ask(uri))).toBe(answer);
  });

  it('never leads out of the published releases, whatever the address', async () => {
    const scrap = fc.constantFrom(
      '/',
      '/',
      '..',
      '.',
      'releases',
      '2023-ministry',
      '2022-ministry',
      '1',
      '2',
      '3',
      '01',
      'en',
      'index.html',
      '%2e',
      '%2F',
      '\\',
      '?',
      '#',
      'ế',
      ' ',
      '',
    );
    const addresses = fc.oneof(
      fc.array(scrap, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.array(scrap, { maxLength: 8 }).map((parts) => `/${parts.join('/')}`),
      fc.string().map((text) => `/${text}`),
      fc.webPath(),
    );
    await fc.assert(
      fc.asyncProperty(addresses, async (uri) => {
        const { uri: rewritten, statusCode } = await ask(uri);
        if (statusCode !== undefined) {
          expect([302, 404]).toContain(statusCode);
          return;
        }
        expect(rewritten).toMatch(/^\/releases\/(2022-ministry\/1|2023-ministry\/(1|3))\/[A-Za-z0-9_-]/);
        expect(new URL(rewritten ?? '', 'https://site.example').pathname).toBe(rewritten);
        expect(rewritten?.endsWith('/')).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('redirects within the site only', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('/', '2023-ministry', 'en', 'releases', '1', 'evil.example', '\\', ':'), { maxLength: 8 }),
        async (parts) => {
          const location = (await ask(`/${parts.join('')}`)).headers?.location?.value;
          if (location !== undefined) expect(location).toMatch(/^\/[A-Za-z0-9]/);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a missing value', undefined],
    ['a value that is not JSON', '{'],
    ['an empty value', '{"latest":null,"rounds":{}}'],
  ])('shows nothing with %s', async (_, value) => {
    for (const uri of ['/', '/2023-ministry/', '/releases/2023-ministry/1/']) expect(said(await router(value)(uri))).toBe('404');
  });

  it('answers 404 in a way that nobody caches', async () => {
    expect((await ask('/2024-ministry/')).headers).toMatchObject({ 'cache-control': { value: 'no-store' } });
  });

  it.each(['api', 'releases'])('has a use of its own for /%s/, so no round may have that name', (name) => {
    expect(roundIdSchema.safeParse(name).success).toBe(false);
  });

  it('leads to a round of any name that may be opened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-z0-9][a-z0-9-]{2,39}$/), async (round) => {
        fc.pre(roundIdSchema.safeParse(round).success);
        const one = router(JSON.stringify({ latest: round, rounds: { [round]: { live: 2, published: [2] } } }));
        expect([said(await one('/')), said(await one(`/${round}/`))]).toEqual([`302 /${round}/`, `/releases/${round}/2/index.html`]);
      }),
      { numRuns: 50 },
    );
  });
});
