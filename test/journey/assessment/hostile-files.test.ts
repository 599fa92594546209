import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postFile, RefusedError } from '../../../cli/api-client.ts';
import type { Receipt } from '../../../shared/contracts/uploads.ts';
import { richForm, richRound } from '../../doubles/rich-round.ts';
import { COORDINATOR, OPENING, ofUnit, rest, upload } from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';
import { type HostileFile, hostileFiles } from '../../fixtures/hostile/make.ts';

const definition = richRound('thu-dich-2023');
const { round } = definition;
const LONGEST_MS = 30_000;
const MOST_MEMORY = 512 * 1024 * 1024;

interface Answer {
  readonly file: HostileFile;
  readonly ms: number;
  readonly receipt: Receipt | undefined;
  /** The API took no such file, before any byte was sent. */
  readonly refusedWith: number | undefined;
  readonly problem: string | undefined;
}

describe('200 hostile files, through the front door', () => {
  let cloud: TestCloud;
  let files: HostileFile[] = [];
  const answers: Answer[] = [];
  let memoryBefore = 0;
  let memoryPeak = 0;
  /** The file under way now, and at the peak of memory. */
  let underWay = '';
  let atPeak = '';

  async function answerTo(file: HostileFile): Promise<Answer> {
    const client = await cloud.as(ofUnit('BCT'));
    const bytes = file.make();
    const from = performance.now();
    const answer = (more: Partial<Answer>): Answer => ({
      file,
      ms: performance.now() - from,
      receipt: undefined,
      refusedWith: undefined,
      problem: undefined,
      ...more,
    });
    try {
      const sent = { round, kind: 'self-assessment' as const, fileName: 'BCT.xlsx', bytes };
      const address = await client.requestAddress(sent);
      await postFile(address, sent);
      const deadline = new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error('no verdict in time')), LONGEST_MS).unref();
      });
      return answer({ receipt: await Promise.race([client.waitForReceipt(round, address.uploadId), deadline]) });
    } catch (error) {
      if (error instanceof RefusedError) return answer({ refusedWith: error.status });
      return answer({ problem: String(error) });
    }
  }

  beforeAll(async () => {
    cloud = await startTestCloud();
    await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', definition);
    await cloud.moveTo(OPENING);
    files = hostileFiles(await richForm(definition, 'BCT'));
    // What a function needs once it has been called is no part of the growth.
    await upload(await cloud.as(ofUnit('BNV')), round, 'self-assessment', await richForm(definition, 'BNV'));
    memoryBefore = process.memoryUsage().rss;
    const sampler = setInterval(() => {
      const { rss } = process.memoryUsage();
      if (rss <= memoryPeak) return;
      memoryPeak = rss;
      atPeak = underWay;
    }, 50);
    // One at a time: the limit is that of a function that reads one file, and the process holds every function.
    for (const file of files) {
      underWay = file.name;
      answers.push(await answerTo(file));
    }
    clearInterval(sampler);
  }, 600_000);
  afterAll(() => cloud.end());

  it('are 200 different ones', () => {
    expect(files).toHaveLength(200);
    expect(new Set(files.map(({ name }) => name)).size).toBe(200);
  });

  it('each get a verdict, within 30 seconds', () => {
    const late = answers.filter(({ ms, problem }) => problem !== undefined || ms > LONGEST_MS);
    expect(late.map(({ file, ms, problem }) => ({ name: file.name, seconds: Math.round(ms / 1000), problem }))).toEqual([]);
    expect(answers).toHaveLength(200);
  });

  it('are accepted as a readable form or rejected with a finding', () => {
    const wrong = answers.filter(({ receipt, refusedWith }) => {
      if (receipt === undefined) return refusedWith === undefined || refusedWith < 400 || refusedWith >= 500;
      if (receipt.status === 'rejected')
        return receipt.findingCount === 0 || receipt.findings.length === 0 || receipt.recordedAs !== undefined;
      return receipt.status !== 'accepted' || receipt.recordedAs === undefined;
    });
    expect(wrong.map(({ file, receipt, refusedWith, problem }) => [file.name, receipt?.status ?? refusedWith ?? problem])).toEqual([]);
  });

  it('are rejected where nothing in them may be trusted', () => {
    const taken = answers.filter(({ file, receipt }) => file.outcome === 'refused' && receipt?.status === 'accepted');
    expect(taken.map(({ file }) => file.name)).toEqual([]);
  });

  it('leave every queue and dead-letter queue empty', async () => {
    await rest(cloud);
    expect(cloud.state.all('SELECT queue, receive_count FROM messages')).toEqual([]);
  });

  it('take less than 512 MB of memory', () => {
    expect(memoryPeak).toBeGreaterThan(0);
    const megabytes = Math.round((memoryPeak - memoryBefore) / 1024 / 1024);
    expect(megabytes, `at the peak: ${atPeak}`).toBeLessThan(MOST_MEMORY / 1024 / 1024);
  });

  it('do not stand in the way of a sound form', async () => {
    const receipt = await upload(
      await cloud.as(ofUnit('BCT')),
      round,
      'self-assessment',
      await richForm(definition, 'BCT', undefined, { base: '999' }),
    );
    expect(receipt).toMatchObject({ status: 'accepted', recordedAs: { owed: 3, claimed: 3 } });
    expect(receipt.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(receipt.recordedAs?.version).toBeGreaterThan(1);
  });
});
