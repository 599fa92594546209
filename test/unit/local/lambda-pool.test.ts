import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Activity } from '../../../local/activity.ts';
import { Clock } from '../../../local/clock.ts';
import { type FunctionDefinition, type InvocationResult, LambdaPool } from '../../../local/lambda/pool.ts';
import { State } from '../../../local/state.ts';

const BUNDLE = `
export const handler = async ({ does }, context) => {
  if (does === 'echo') return { name: process.env.NAME ?? null, home: process.env.HOME ?? null, now: new Date().toISOString(), left: context.getRemainingTimeInMillis() > 0 };
  if (does === 'throw') { const error = new Error('no'); error.name = 'RejectedError'; throw error; }
  if (does === 'hang') return await new Promise(() => setInterval(() => undefined, 1000));
  if (does === 'spin') for (;;);
  if (does === 'eat') { const eaten = []; for (;;) eaten.push(new Array(1e5).fill(Math.random())); }
  if (does === 'exit') process.exit(0);
  return undefined;
};`;

describe('a pool of functions', () => {
  const directory = mkdtempSync(join(tmpdir(), 'par-pool-'));
  const arn = (name: string): string => `arn:aws:lambda:x:0:function:${name}`;
  let state: State;
  let pool: LambdaPool;

  beforeAll(() => {
    const bundle = join(directory, 'index.mjs');
    writeFileSync(bundle, BUNDLE);
    const made = (name: string, more: Partial<FunctionDefinition>): FunctionDefinition => ({
      arn: arn(name),
      name,
      bundle,
      exportName: 'handler',
      environment: { NAME: name },
      memoryMb: 128,
      timeoutMs: 20_000,
      ...more,
    });
    state = new State(directory);
    const activity = new Activity();
    const clock = new Clock(state, activity, Date.parse('2024-01-31T10:00:00Z'));
    pool = new LambdaPool(
      [made('a', {}), made('b', {}), made('hasty', { timeoutMs: 300 }), made('small', { memoryMb: 32 })],
      clock,
      activity,
      directory,
    );
  });
  afterAll(async () => {
    await pool.stop();
    state.close();
    rmSync(directory, { recursive: true });
  });

  const call = async (name: string, does: string): Promise<InvocationResult> => await pool.invoke(arn(name), JSON.stringify({ does }));
  const echo = async (name: string): Promise<{ name: string; home: null; now: string; left: boolean }> => {
    const answer = await call(name, 'echo');
    if (!answer.ok) throw new Error(answer.errorMessage);
    return JSON.parse(answer.payload) as Awaited<ReturnType<typeof echo>>;
  };

  it('gives each function its own environment, and nothing of the machine’s', async () => {
    expect(await Promise.all([echo('a'), echo('b')])).toMatchObject([
      { name: 'a', home: null, left: true },
      { name: 'b', home: null, left: true },
    ]);
  });

  it('shows functions the moved time', async () => {
    expect((await echo('a')).now.slice(0, 10)).toBe('2024-01-31');
  });

  it('hands on an error by its name', async () => {
    expect(await call('a', 'throw')).toMatchObject({ ok: false, errorType: 'RejectedError', errorMessage: 'no' });
  });

  it('answers null for a function that returns nothing', async () => {
    expect(await call('a', 'nothing')).toEqual({ ok: true, payload: 'null' });
  });

  it.each(['hang', 'spin'])('ends a function that would %s at its time limit, and takes the next call', async (does) => {
    expect(await call('hasty', does)).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
    expect((await call('b', 'echo')).ok).toBe(true);
  });

  it('ends a function that outgrows its memory, and takes the next call', async () => {
    expect(await call('small', 'eat')).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect((await echo('small')).name).toBe('small');
  });

  it('reports a runtime that exits', async () => {
    expect(await call('a', 'exit')).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
  });

  it('serves more calls at once than it has workers', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => echo(i % 2 === 0 ? 'a' : 'b')));
    expect(answers.map(({ name }) => name)).toEqual(answers.map((_, i) => (i % 2 === 0 ? 'a' : 'b')));
  });

  it('refuses a function that it does not have', async () => {
    await expect(pool.invoke(arn('none'), '{}')).rejects.toThrow('no function');
  });
});
