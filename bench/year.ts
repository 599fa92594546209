import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { make } from '../examples/full-size/make.ts';
import { startCloud } from '../local/cloud.ts';
import { ExamplePlayer, readExampleFolder } from '../local/example.ts';
import { synthesize } from '../local/synthesize.ts';

const YEAR_BEGINS = Date.parse('2023-12-01T00:00:00Z');

/** Documents are left out, and what was planted in them. */
function withoutDocuments(folder: string): void {
  const planted = JSON.parse(readFileSync(join(folder, 'planted.json'), 'utf8')) as { file: string }[];
  for (const round of readdirSync(join(folder, 'rounds'))) {
    const path = join(folder, 'rounds', round, 'evidence.csv');
    writeFileSync(path, `${readFileSync(path, 'utf8').split('\n', 1)[0]}\n`);
  }
  writeFileSync(join(folder, 'planted.json'), JSON.stringify(planted.filter(({ file }) => !file.startsWith('evidence'))));
}

async function play(assembly: string, folder: string): Promise<{ seconds: number; published: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'par-bench-year-'));
  const cloud = await startCloud({ assembly, directory, port: 0, awsPort: 0, startAt: YEAR_BEGINS, exampleStatus: () => 'off' });
  try {
    const from = performance.now();
    await new ExamplePlayer(cloud.url, await readExampleFolder(folder), () => undefined).play();
    const seconds = (performance.now() - from) / 1000;
    const ended = cloud.state.all('SELECT status FROM executions WHERE arn NOT IN (SELECT arn FROM forks)');
    return { seconds, published: ended.filter(({ status }) => status === 'SUCCEEDED').length };
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Both full-size rounds from their opening to publication, every stage opened and closed by workflow and schedules while the
 * clock is moved; surveys apart (their points come by file), with and without documents.
 */
export async function measureYear(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'par-bench-example-'));
  try {
    const assembly = join(import.meta.dirname, '..', '.build', 'bench-assembly');
    await synthesize(assembly);
    await make(folder, { withSurveys: false });
    const all = await play(assembly, folder);
    withoutDocuments(folder);
    const bare = await play(assembly, folder);
    if (all.published !== 2 || bare.published !== 2) throw new Error('not both rounds were published');
    return [
      `a year of 63 + 19 units from January to April, surveys and documents apart: ${bare.seconds.toFixed(0)} s of wall time (target 90 s)`,
      `  with 1,968 documents: ${all.seconds.toFixed(0)} s`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
