import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../../cli/api-client.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../../shared/domain/round.ts';
import { ASSEMBLY } from './assembly.ts';

/** The instant at which a test cloud's clock begins: the eve of the example's year. */
export const BEGINNING = '2023-12-01T00:00:00Z';

export interface TestCloud extends Cloud {
  readonly directory: string;
  /** A client with an access token of the given person, issued now. */
  readonly as: (person: { sub?: string; groups: string[]; unit?: string; agency?: string; expiresIn?: number }) => Promise<ApiClient>;
  readonly token: (person: { sub?: string; groups: string[]; unit?: string; agency?: string; expiresIn?: number }) => Promise<string>;
  /** Moves the clock to an instant and waits until all work has come to rest. */
  readonly moveTo: (instant: string) => Promise<void>;
  /** Ends the cloud and removes its state. */
  readonly end: () => Promise<void>;
}

/** The embedded cloud on free ports with a state of its own, without any example. */
export async function startTestCloud(directory = mkdtempSync(join(tmpdir(), 'par-test-'))): Promise<TestCloud> {
  const cloud = await startCloud({
    assembly: ASSEMBLY,
    directory,
    port: 0,
    awsPort: 0,
    startAt: Date.parse(BEGINNING),
    exampleStatus: () => 'off',
  });
  const token: TestCloud['token'] = async (person) => {
    const response = await fetch(`${cloud.url}/local/token`, {
      method: 'POST',
      body: JSON.stringify({ sub: 'nguoi-dung.demo', ...person }),
    });
    if (!response.ok) throw new Error(await response.text());
    return ((await response.json()) as { token: string }).token;
  };
  return {
    ...cloud,
    directory,
    token,
    as: async (person) => new ApiClient(cloud.url, await token(person)),
    moveTo: async (instant) => {
      const response = await fetch(`${cloud.url}/local/clock`, { method: 'POST', body: JSON.stringify({ now: instant }) });
      if (!response.ok) throw new Error(await response.text());
    },
    end: async () => {
      await cloud.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const EXAMPLE = join(import.meta.dirname, '..', '..', 'examples', '2023-ministries');

/** The example's round, for tests that open it as it is or changed. */
export function exampleRound(): RoundDefinition {
  return roundDefinitionSchema.parse(JSON.parse(readFileSync(join(EXAMPLE, 'round.json'), 'utf8')));
}

export function exampleFile(name: string): Buffer {
  return readFileSync(join(EXAMPLE, name));
}
