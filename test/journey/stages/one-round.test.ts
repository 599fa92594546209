import { createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExamplePlayer, readExample } from '../../../local/example.ts';
import { readCsv } from '../../../shared/domain/csv.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { exampleFile, startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

/** The published table: code -> total, rank. */
function published(): Map<string, { total: number; rank: number }> {
  const [header, ...rows] = readCsv(exampleFile('published.csv')).content ?? [];
  const at = (name: string): number => header?.cells.indexOf(name) ?? -1;
  return new Map(
    rows.map(({ cells }) => [cells[at('code')] ?? '', { total: Number(cells[at('total_points')]), rank: Number(cells[at('rank')]) }]),
  );
}

describe('the ministries’ round of 2023, through the front door', () => {
  let cloud: TestCloud;
  const lines: string[] = [];

  beforeAll(async () => {
    cloud = await startTestCloud();
    const player = new ExamplePlayer(cloud.url, await readExample('2023-ministries'), (line) => lines.push(line));
    await player.play();
    await player.printRanking();
  });
  afterAll(() => cloud.end());

  it('publishes totals within 0.01 of the published ones, with all 17 ranks equal and the published mean', async () => {
    const ranking = (await (await fetch(`${cloud.url}/2023-ministry/ranking.json`)).json()) as {
      mean: string;
      units: { unit: string; points: string; rank: number }[];
    };
    const expected = published();
    expect(ranking.units).toHaveLength(17);
    for (const { unit, points, rank } of ranking.units) {
      expect(Math.abs(Number(points) - (expected.get(unit)?.total ?? Number.NaN))).toBeLessThan(0.0101);
      expect([unit, rank]).toEqual([unit, expected.get(unit)?.rank]);
    }
    expect(Math.abs(Number(ranking.mean) - 84.38)).toBeLessThan(0.01);
  });

  it('shows the ranking in Vietnamese and in English, with nothing inline that could run', async () => {
    const vi = await (await fetch(`${cloud.url}/`)).text();
    const en = await (await fetch(`${cloud.url}/2023-ministry/en/`)).text();
    expect(vi).toContain('Bộ Tư pháp');
    expect(vi).toContain('89,96%');
    expect(en).toContain('Ministry of Justice');
    expect(en).toContain('89.96%');
    expect((vi + en).match(/<script[^>]*>/g)).toEqual(['<script src="site.js" defer>', '<script src="../site.js" defer>']);
  });

  it('keeps the release as plain files whose manifest names every hash and is signed by the environment’s key', () => {
    const folder = join(cloud.directory, 'releases', '2023-ministry', '1');
    const manifest = readFileSync(join(folder, 'manifest.json'));
    const { files } = JSON.parse(manifest.toString()) as { files: { path: string; sha256: string }[] };
    for (const file of files) expect([file.path, sha256(readFileSync(join(folder, file.path)))]).toEqual([file.path, file.sha256]);
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    // Beside these: the manifest and what is about it, the decision and the council's record.
    expect(kept).toHaveLength(files.length + 5);
    const key = createPublicKey(readFileSync(join(cloud.directory, 'keys', 'signing.pub.pem')));
    const signature = Buffer.from(readFileSync(join(folder, 'manifest.json.sig'), 'utf8'), 'base64');
    expect(verify('sha256', manifest, key, signature)).toBe(true);
    expect(verify('sha256', Buffer.concat([manifest, Buffer.from(' ')]), key, signature)).toBe(false);
  });

  it('moves every stage by its schedule and ends the workflow', async () => {
    const execution = cloud.state.get('SELECT status FROM executions');
    expect(execution?.status).toBe('SUCCEEDED');
    const left = cloud.state.get('SELECT COUNT(*) AS n FROM messages');
    expect(left?.n).toBe(0);
  });
});
