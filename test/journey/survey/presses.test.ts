import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { pressesViewSchema } from '../../../shared/contracts/survey.ts';
import { COORDINATOR, OPENING, ofUnit, refusalOf, smallRound, upload } from '../../doubles/small-round.ts';
import { SURVEYOR } from '../../doubles/small-survey.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const name = (text: string): { vi: string; en: string } => ({ vi: text, en: text });
const BUTTONS = {
  scales: [
    { code: 'mat', name: name('Bốn mặt'), levels: [0, 33, 67, 100].map((worth, i) => ({ values: [String(i)], worth })) },
    // Of a maker who counts from the best.
    { code: 'nguoc', name: name('Ngược'), levels: [2, 1].map((value, i) => ({ values: [String(value)], worth: 100 * i })) },
  ],
  devices: [
    { device: 'quay-1', unit: 'BCT', scale: 'mat' },
    { device: 'quay-2', unit: 'BCT', scale: 'nguoc' },
    { device: 'quay-3', unit: 'BTP', scale: 'mat' },
  ],
  tickets: [{ unit: 'BCT', month: '2023-12', count: 20 }],
  burst: { seconds: 10, presses: 2 },
};

describe('presses of buttons, through the front door', () => {
  let cloud: TestCloud;
  const definition = smallRound('presses');
  const { round } = definition;
  const call = async (person: object, method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<unknown> =>
    (await cloud.as(person as { groups: string[] })).call(method, path, body);
  const show = async (): Promise<z.infer<typeof pressesViewSchema>> =>
    pressesViewSchema.parse(await call(SURVEYOR, 'GET', `/api/rounds/${round}/presses`));
  const send = async (text: string, presses: object, fileName: string, person: object = SURVEYOR) =>
    upload(await cloud.as(person as { groups: string[] }), round, 'presses', Buffer.from(text), fileName, { presses: presses as never });

  beforeAll(async () => {
    cloud = await startTestCloud();
    await call(COORDINATOR, 'POST', '/api/rounds', definition);
    await cloud.moveTo(OPENING);
  });
  afterAll(() => cloud.end());

  it('are taken only once buttons are declared, for units of the round, and never from an assessed unit', async () => {
    const table = 'device,time,value\nquay-1,2023-12-05T08:00:00+07:00,3\n';
    expect((await refusalOf(send(table, { format: 'table' }, 'a.csv'))).problem?.code).toBe('not-found');
    const foreign = { ...BUTTONS, devices: [...BUTTONS.devices, { device: 'x', unit: 'XXX', scale: 'mat' }] };
    expect((await refusalOf(call(SURVEYOR, 'PUT', `/api/rounds/${round}/buttons`, foreign))).problem?.code).toBe('definition-refused');
    await call(SURVEYOR, 'PUT', `/api/rounds/${round}/buttons`, BUTTONS);
    expect((await refusalOf(send(table, { format: 'table' }, 'a.csv', ofUnit('BCT')))).problem?.code).toBe('not-allowed');
    expect((await refusalOf(send(table, { format: 'happyornot-raw' }, 'a.csv'))).problem?.code).toBe('bad-request');
  });

  it('are counted from tables, JSON and HappyOrNot by device and month, each file once, bursts told apart', async () => {
    const table =
      'device,time,value\nquay-1,2023-12-05T08:00:00+07:00,3\nquay-1,2023-12-05T08:00:01+07:00,3\nquay-1,2023-12-05T08:00:02+07:00,3\nquay-2,2023-12-31T23:59:59+07:00,1\nquay-2,2024-01-01T00:00:00+07:00,2\n';
    expect((await send(table, { format: 'table' }, 'a.csv')).status).toBe('accepted');
    const again = await send(table, { format: 'table' }, 'a.csv');
    expect(again.findings.map(({ code }) => code)).toEqual(['same-file-again']);
    const raw = '[{"ts":"2023-12-06T01:00:00Z","r":0},{"ts":"2023-12-06T02:00:00Z","r":1}]';
    expect((await send(raw, { format: 'happyornot-raw', device: 'quay-3' }, 'b.json')).status).toBe('accepted');
    const results = '[{"ts":"2023-12-07T01:00:00Z","data":[1,2,3,4]}]';
    expect((await send(results, { format: 'happyornot-results', device: 'quay-3' }, 'c.json')).status).toBe('accepted');
    const { files, months } = await show();
    expect(files.map(({ status, presses }) => [status, presses]).sort()).toEqual([
      ['counting', 10],
      ['counting', 2],
      ['counting', 5],
      ['repeated', 5],
    ]);
    expect(months).toEqual([
      { unit: 'BCT', scale: 'mat', month: '2023-12', counts: [0, 0, 0, 3], presses: 3, bursts: 1, mean: 100, tickets: 20, coverage: 0.2 },
      { unit: 'BCT', scale: 'nguoc', month: '2023-12', counts: [0, 1], presses: 1, bursts: 0, mean: 100, tickets: 20, coverage: 0.2 },
      { unit: 'BCT', scale: 'nguoc', month: '2024-01', counts: [1, 0], presses: 1, bursts: 0, mean: 0, tickets: null, coverage: null },
      {
        unit: 'BTP',
        scale: 'mat',
        month: '2023-12',
        counts: [2, 3, 3, 4],
        presses: 12,
        bursts: 0,
        mean: (3 * 33 + 3 * 67 + 400) / 12,
        tickets: null,
        coverage: null,
      },
    ]);
  });

  it('of one file sent many times at once are counted once', async () => {
    const raw = '[{"ts":"2024-01-01T03:00:00Z","r":3}]';
    const sent = Array.from({ length: 6 }, () => send(raw, { format: 'happyornot-raw', device: 'quay-3' }, 'f.json'));
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'accepted'));
    expect((await show()).months.find(({ unit, month }) => unit === 'BTP' && month === '2024-01')?.presses).toBe(1);
  });

  it('are refused whole where the file was cut off, however many good ones stand before', async () => {
    const whole = Array.from({ length: 100 }, (_, i) => `{"ts":"2023-12-08T01:00:${String(i % 60).padStart(2, '0')}Z","r":2}`).join(',\n');
    const receipt = await send(`[${whole},\n{"ts":"2023-12-08T01:0`, { format: 'happyornot-raw', device: 'quay-3' }, 'e.json');
    expect([receipt.status, receipt.findings.map(({ code }) => code)]).toEqual(['rejected', ['presses-shape']]);
  });

  it('are refused whole when too many cannot stand', async () => {
    const receipt = await send(
      'device,time,value\nquay-9,2023-12-05T08:00:00+07:00,3\nquay-1,hôm qua,3\nquay-1,2023-12-05T08:00:00+07:00,7\n',
      { format: 'table' },
      'd.csv',
    );
    expect(receipt.status).toBe('rejected');
    expect(receipt.findings.map(({ code, line }) => [code, line])).toEqual([
      ['rows-refused', undefined],
      ['press-device-unknown', 2],
      ['press-time-unclear', 3],
      ['press-level-unknown', 4],
    ]);
  });
});
