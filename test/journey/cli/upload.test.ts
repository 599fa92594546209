import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fill } from '../../doubles/small-round.ts';
import { exampleRound, startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const EXAMPLE = join(ROOT, 'examples', '2023-ministries');

async function par(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'cli', 'par.ts'), ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { code, out, err };
}

describe('par upload', () => {
  let cloud: TestCloud;
  let token: string;
  const upload = (file: string, ...more: string[]) =>
    par('upload', join(EXAMPLE, file), '--round', '2023-ministry', '--api', cloud.url, ...more);

  beforeAll(async () => {
    cloud = await startTestCloud();
    const coordinator = await cloud.as({ groups: ['coordinator'] });
    await coordinator.call('POST', '/api/rounds', exampleRound());
    await cloud.moveTo('2024-01-10T02:00:00Z');
    token = await cloud.token({ groups: ['unit'], unit: 'BTP' });
  });
  afterAll(() => cloud.end());

  it('sends a form, shows progress on stderr and prints the receipt', async () => {
    const { code, out, err } = await upload('workbooks/BTP.xlsx', '--kind', 'self-assessment', '--token', token, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ unit: 'BTP', status: 'accepted', onTime: true, findings: [] });
    expect(err).toMatch(/sent \d+ bytes/);
  });

  it('prints the version that the form became, with the hash that the head of the unit names', async () => {
    const { code, out } = await upload('workbooks/BTP.xlsx', '--kind', 'self-assessment', '--token', token);
    expect(code).toBe(0);
    expect(out).toMatch(/bản \/ version \d+: 1\/1 tiêu chí có điểm \/ item\(s\) claimed/);
    expect(out).toMatch(/mã băm nội dung \/ content hash [0-9a-f]{64}/);
  });

  it('ends with 1 and prints the findings of a form that is accepted without one of its items', async () => {
    const file = join(cloud.directory, 'above.xlsx');
    writeFileSync(file, fill(readFileSync(join(EXAMPLE, 'workbooks', 'BTP.xlsx')), { G7: 68.51 }));
    const { code, out } = await par(
      ...['upload', file, '--round', '2023-ministry', '--api', cloud.url, '--kind', 'self-assessment', '--token', token],
    );
    expect(code).toBe(1);
    expect(out).toContain(': accepted');
    expect(out).toContain('0/1 tiêu chí có điểm');
    expect(out).toContain('Lĩnh vực 1!G7  lỗi/error: points-above-maximum');
  });

  it('ends with 2 for evidence that is not described', async () => {
    const { code, err } = await upload('workbooks/BTP.xlsx', '--kind', 'evidence', '--token', token);
    expect(code).toBe(2);
    expect(err).toContain('--title');
  });

  it('ends with 1 and prints the findings of a form of another unit', async () => {
    const { code, out } = await upload('workbooks/BNV.xlsx', '--kind', 'self-assessment', '--token', token);
    expect(code).toBe(1);
    expect(out).toContain('form-of-another-unit');
    expect(out).toContain('The form belongs to the unit BNV, not BTP.');
  });

  it('ends with 1 and says why where the role is not allowed', async () => {
    const { code, out } = await upload('central-scores.csv', '--kind', 'central-scores', '--token', token);
    expect(code).toBe(1);
    expect(out).toContain('Không có quyền');
  });

  it('ends with 2 for an address at which nothing answers, and for an unknown kind', async () => {
    const form = join(EXAMPLE, 'workbooks', 'BTP.xlsx');
    const silent = await par(
      'upload',
      form,
      '--round',
      '2023-ministry',
      '--kind',
      'self-assessment',
      '--api',
      'http://127.0.0.1:9',
      '--token',
      token,
    );
    expect(silent.code).toBe(2);
    expect((await upload('workbooks/BTP.xlsx', '--kind', 'photos', '--token', token)).code).toBe(2);
  });
});
