import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

describe('a request that never ends', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
  });
  afterAll(() => cloud.end());

  it.each([
    ['at the AWS endpoint', () => cloud.awsUrl, 'PUT /any-bucket/x'],
    ['at the API', () => cloud.url, 'POST /api/rounds'],
  ])('does not hold the clock: %s', async (_, address, line) => {
    const { hostname, port } = new URL(address());
    const token = await cloud.token({ groups: ['coordinator'] });
    const socket = connect(Number(port), hostname);
    socket.write(`${line} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-length: 1000\r\n\r\nabc`);
    await pause(200);
    const next = new Date(cloud.clock.now() + 60_000).toISOString();
    const moved = await Promise.race([cloud.moveTo(next).then(() => true), pause(10_000).then(() => false)]);
    socket.destroy();
    expect(moved).toBe(true);
  });
});
