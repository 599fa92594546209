import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient, postFile } from '../cli/api-client.ts';
import { startCloud } from '../local/cloud.ts';
import { synthesize } from '../local/synthesize.ts';
import { surveyViewSchema } from '../shared/contracts/survey.ts';
import { roundDefinitionSchema } from '../shared/domain/round.ts';
import { answersFile, instrument, mapping, units } from './responses.ts';

const ROOT = join(import.meta.dirname, '..');

/** The million through the embedded cloud: from the signed address to the batch, then read back and estimated again. */
export async function measureMillion(): Promise<string[]> {
  const [assembly, directory] = [join(ROOT, '.build', 'bench-assembly'), mkdtempSync(join(tmpdir(), 'par-bench-'))];
  await synthesize(assembly);
  const startAt = Date.parse('2023-12-01T00:00:00Z');
  const cloud = await startCloud({ assembly, directory, port: 0, awsPort: 0, startAt, exampleStatus: () => 'off' });
  try {
    const as = async (): Promise<ApiClient> => {
      const body = JSON.stringify({ sub: 'do-toc-do.demo', groups: ['coordinator'] });
      const { token } = (await (await fetch(`${cloud.url}/local/token`, { method: 'POST', body })).json()) as { token: string };
      return new ApiClient(cloud.url, token);
    };
    const example = JSON.parse(readFileSync(join(ROOT, 'examples', '2023-ministries', 'round.json'), 'utf8')) as object;
    // Of all who answered online: no sample was drawn.
    const survey = { ...instrument, mode: 'census-or-quota' };
    const definition = roundDefinitionSchema.parse({ ...example, round: 'million', units, instruments: [survey] });
    await (await as()).call('POST', '/api/rounds', definition);
    await fetch(`${cloud.url}/local/clock`, { method: 'POST', body: JSON.stringify({ now: definition.calendar.survey.opensAt }) });
    const client = await as();
    const path = `/api/rounds/million/surveys/${instrument.id}`;
    await client.call('PUT', `${path}/mappings/1`, mapping);
    const bytes = readFileSync(answersFile());
    const file = {
      round: 'million',
      kind: 'survey',
      fileName: 'answers.csv',
      bytes,
      survey: { instrument: instrument.id, mapping: 1 },
    } as const;
    const address = await client.requestAddress(file);
    await postFile(address, file);
    const sent = performance.now();
    const receipt = await client.waitForReceipt('million', address.uploadId);
    const recorded = performance.now() - sent;
    if (receipt.status !== 'accepted') throw new Error(JSON.stringify(receipt.findings[0]));
    const times: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      const from = performance.now();
      await client.call('POST', `${path}/estimates`, {});
      times.push(performance.now() - from);
    }
    const [batch] = surveyViewSchema.parse(await client.call('GET', path)).batches;
    return [
      `a million answers through the embedded cloud: ${batch?.accepted} taken, batch recorded ${recorded.toFixed(0)} ms after the last byte`,
      `  ${batch?.writeUnits} write units (ConsumedCapacity; target at most 40,000)`,
      `  read back and estimated again: ${[...times].sort((a, b) => a - b)[1]?.toFixed(0)} ms (median of 3; target under 5,000)`,
    ];
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
