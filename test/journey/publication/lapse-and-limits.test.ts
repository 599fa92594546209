import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefusedError } from '../../../cli/api-client.ts';
import { ExamplePlayer, readExample } from '../../../local/example.ts';
import { releaseAsked } from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = '/api/rounds/2023-ministry';
const FIRST = { sub: 'nguoi-thu-nhat.demo', groups: ['publisher'] };
const SECOND = { sub: 'nguoi-thu-hai.demo', groups: ['publisher'] };

describe('a published round', () => {
  let cloud: TestCloud;
  const post = async (person: { sub: string; groups: string[] }, path: string) =>
    (await (await cloud.as(person)).call('POST', `${ROUND}${path}`, {})) as { status: string };
  const codeOf = async (call: Promise<unknown>): Promise<string | undefined> => {
    try {
      await call;
      return undefined;
    } catch (error) {
      return error instanceof RefusedError ? error.problem?.code : String(error);
    }
  };

  beforeAll(async () => {
    cloud = await startTestCloud();
    await new ExamplePlayer(cloud.url, await readExample('2023-ministries'), () => undefined).play();
  });
  afterAll(() => cloud.end());

  it('lets a request to take it back lapse after an hour', async () => {
    expect((await post(FIRST, '/releases/1/rollback')).status).toBe('rollback-requested');
    expect(await codeOf(post(FIRST, '/releases/1/rollback'))).toBe('second-person-needed');
    await cloud.moveTo(new Date(cloud.clock.now() + 61 * 60_000).toISOString());
    expect((await post(SECOND, '/releases/1/rollback')).status).toBe('rollback-requested');
    expect((await fetch(`${cloud.url}/2023-ministry/`)).status).toBe(200);
    expect((await post(FIRST, '/releases/1/rollback')).status).toBe('rolled-back');
    expect((await fetch(`${cloud.url}/2023-ministry/`)).status).toBe(404);
  });

  it('is not approved where the list of public releases has no room for it, and nothing is recorded', async () => {
    expect((await releaseAsked(cloud, '2023-ministry', FIRST)).status).toBe('requested');
    const rounds = Object.fromEntries(Array.from({ length: 22 }, (_, i) => [`${2000 + i}-ministry`, { live: 1, published: [1] }]));
    const before = cloud.state.get('SELECT COUNT(*) AS n FROM pairs')?.n;
    cloud.state.run("UPDATE pairs SET value = ? WHERE key = 'live'", JSON.stringify({ latest: '2021-ministry', rounds }));
    expect(await codeOf(post(SECOND, '/releases/2/approval'))).toBe('live-value-full');
    cloud.state.run("UPDATE pairs SET value = ? WHERE key = 'live'", JSON.stringify({ latest: null, rounds: {} }));
    expect((await post(SECOND, '/releases/2/approval')).status).toBe('published');
    expect(before).toBe(1);
  });

  it('stays up when a file of its release is missing on the disk', async () => {
    const row = cloud.state.get("SELECT file FROM objects WHERE key = 'releases/2023-ministry/2/ranking.csv'");
    cloud.state.run("UPDATE objects SET file = 'gone' WHERE file = ?", String(row?.file));
    await fetch(`${cloud.url}/2023-ministry/ranking.csv`).then(
      (response) => response.arrayBuffer().catch(() => undefined),
      () => undefined,
    );
    expect((await fetch(`${cloud.url}/2023-ministry/`)).status).toBe(200);
  });
});
