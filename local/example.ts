import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AddressError, ApiClient, type FileToUpload, postFile, RefusedError } from '../cli/api-client.ts';
import { type RoundView, roundViewSchema } from '../shared/contracts/rounds.ts';
import type { Receipt } from '../shared/contracts/uploads.ts';
import { type StageName, sayInstant } from '../shared/domain/calendar.ts';
import { itemsOf } from '../shared/domain/criteria-set.ts';
import { readCsv } from '../shared/domain/csv.ts';
import { decimal, toFixed } from '../shared/domain/rational.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../shared/domain/round.ts';

/** The people of the example are roles. */
const COORDINATOR = { sub: 'vu-cai-cach-hanh-chinh.demo', groups: ['coordinator'] };
const PUBLISHER = { sub: 'nguoi-de-nghi-cong-bo.demo', groups: ['publisher'] };
const APPROVER = { sub: 'nguoi-phe-duyet-cong-bo.demo', groups: ['publisher'] };

const AT_ONCE = 4;
const HOUR = 3_600_000;

interface Example {
  readonly directory: string;
  readonly definition: RoundDefinition;
}

/** Folders of examples/ that hold a round. */
function exampleFolder(name: string): string {
  const root = join(import.meta.dirname, '..', 'examples');
  const folder = join(root, name);
  if (/^[a-z0-9-]+$/.test(name) && existsSync(join(folder, 'round.json'))) return folder;
  const known = readdirSync(root).filter((entry) => existsSync(join(root, entry, 'round.json')));
  throw new Error(`no example ${name}; there is ${known.join(', ')}`);
}

export async function readExample(name: string): Promise<Example> {
  const directory = exampleFolder(name);
  return { directory, definition: roundDefinitionSchema.parse(JSON.parse(await readFile(join(directory, 'round.json'), 'utf8'))) };
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}

/**
 * Plays a round from its opening to its publication as people would: through the API, signed addresses and the clock, at
 * the front door. Every step looks first whether it is done, so that a killed play goes on where it stopped.
 */
export class ExamplePlayer {
  readonly #url: string;
  readonly #directory: string;
  readonly #definition: RoundDefinition;
  readonly #say: (line: string) => void;

  constructor(url: string, example: Example, say: (line: string) => void) {
    this.#url = url;
    this.#directory = example.directory;
    this.#definition = example.definition;
    this.#say = say;
  }

  async play(): Promise<void> {
    const { round, calendar, units } = this.#definition;
    const coordinator = await this.#as(COORDINATOR);
    await coordinator.call('POST', '/api/rounds', this.#definition);
    this.#say(`mở kỳ / round opened: ${round}, ${units.length} đơn vị / units`);
    if (await this.#moveTo(calendar['self-assessment'].opensAt)) {
      await this.#untilOpen('self-assessment');
      await this.#untilOpen('survey');
      await this.#submitAll();
    }
    if (await this.#moveTo(calendar.appraisal.opensAt)) {
      await this.#untilOpen('appraisal');
      await this.#appraiseAll();
    }
    await this.#moveTo(calendar.publication.opensAt);
    await this.#freeze();
    await this.#moveTo(new Date(Date.parse(calendar.publication.deadlineAt) - HOUR).toISOString());
    await this.#publish();
  }

  async #as(person: object): Promise<ApiClient> {
    const response = await fetch(`${this.#url}/local/token`, { method: 'POST', body: JSON.stringify(person) });
    const { token } = (await response.json()) as { token: string };
    return new ApiClient(this.#url, token);
  }

  async #now(): Promise<number> {
    const { now } = (await (await fetch(`${this.#url}/local/clock`)).json()) as { now: string };
    return Date.parse(now);
  }

  /** False where time is already past the next stop: then everything that was to happen at this one has happened. */
  async #moveTo(instant: string): Promise<boolean> {
    if ((await this.#now()) < Date.parse(instant)) {
      await fetch(`${this.#url}/local/clock`, { method: 'POST', body: JSON.stringify({ now: instant }) });
      this.#say(`đồng hồ / clock: ${sayInstant(Date.parse(instant))}`);
      await this.#sayStages();
    }
    // Two days: no step of the play takes as long, and the next stop is weeks away.
    return (await this.#now()) < Date.parse(instant) + 48 * HOUR;
  }

  async #round(): Promise<RoundView> {
    return roundViewSchema.parse(await (await this.#as(COORDINATOR)).call('GET', `/api/rounds/${this.#definition.round}`));
  }

  async #sayStages(): Promise<void> {
    const { stages } = await this.#round();
    this.#say(`  ${stages.map(({ stage, status }) => `${stage} ${status}`).join(' · ')}`);
  }

  async #untilOpen(stage: StageName): Promise<void> {
    while ((await this.#round()).stages.find((entry) => entry.stage === stage)?.status === 'planned') await pause(100);
  }

  async #submitAll(): Promise<void> {
    const { round, units } = this.#definition;
    let done = 0;
    await inParallel(units, async ({ code }) => {
      const bytes = await readFile(join(this.#directory, 'workbooks', `${code}.xlsx`));
      const person = { sub: `don-vi-${code.toLowerCase()}.demo`, groups: ['unit'], unit: code };
      const receipt = await this.#upload(person, { round, kind: 'self-assessment', fileName: `${code}.xlsx`, bytes });
      done += 1;
      this.#say(`  ${String(done).padStart(2)}/${units.length} ${code.padEnd(8)} ${receipt.uploadId} ${receipt.status}`);
    });
    const bytes = await readFile(join(this.#directory, 'central-scores.csv'));
    const receipt = await this.#upload(COORDINATOR, { round, kind: 'central-scores', fileName: 'central-scores.csv', bytes });
    this.#say(`  điểm điều tra / survey points: ${receipt.uploadId} ${receipt.status}`);
  }

  /** The same key brings the same address back after a kill; one that has died meanwhile is asked for anew. */
  async #upload(person: { sub: string }, file: FileToUpload): Promise<Receipt> {
    const client = await this.#as(person);
    for (let attempt = 1; ; attempt += 1) {
      const address = await client.requestAddress(file, `example-${file.kind}-${attempt}`);
      const before = await client.receipt(file.round, address.uploadId);
      try {
        if (before.status === 'issued') await postFile(address, file);
        const receipt = await client.waitForReceipt(file.round, address.uploadId);
        if (receipt.status !== 'accepted') throw new Error(`${file.fileName}: ${JSON.stringify(receipt.findings)}`);
        return receipt;
      } catch (error) {
        if (!(error instanceof AddressError) || attempt === 20) throw error;
      }
    }
  }

  async #appraiseAll(): Promise<void> {
    const { round, criteriaSet } = this.#definition;
    const items = new Map(itemsOf(criteriaSet).map((item) => [item.code, item]));
    const [, ...rows] = readCsv(await readFile(join(this.#directory, 'readings.csv'))).content ?? [];
    await inParallel(rows, async ({ cells: [unit = '', code = '', points = '', reason = ''] }) => {
      const agencies = items.get(code)?.agencies;
      const agency = agencies?.lead === unit ? agencies.alternate : agencies?.lead;
      const client = await this.#as({ sub: `tham-dinh-${agency?.toLowerCase()}.demo`, groups: ['appraiser'], agency });
      await client.call('PUT', `/api/rounds/${round}/units/${unit}/items/${code}/reading`, { points, reason });
    });
    this.#say(`  thẩm định / appraised: ${rows.length}`);
  }

  async #freeze(): Promise<void> {
    const { round } = this.#definition;
    if (!(await this.#round()).frozen) {
      const answer = (await (await this.#as(COORDINATOR)).call('POST', `/api/rounds/${round}/freeze`, {})) as { hash: string };
      this.#say(`  chốt số liệu / frozen: ${answer.hash}`);
    }
    while (!(await this.#round()).computed) await pause(100);
    await this.#untilOpen('publication');
  }

  async #publish(): Promise<void> {
    const { round } = this.#definition;
    const releases = async (): Promise<RoundView['releases']> => (await this.#round()).releases;
    if ((await releases()).length === 0) await (await this.#as(PUBLISHER)).call('POST', `/api/rounds/${round}/releases`, {});
    const [first] = await releases();
    if (first?.status !== 'published') await (await this.#as(APPROVER)).call('POST', `/api/rounds/${round}/releases/1/approval`, {});
    this.#say(`  công bố / published: ${this.#url}/${round}/`);
  }

  /** The published ranking, read back from the public site. */
  async printRanking(): Promise<void> {
    const { round, units } = this.#definition;
    const response = await fetch(`${this.#url}/${round}/ranking.json`);
    if (!response.ok) throw new RefusedError(response.status, undefined);
    const ranking = (await response.json()) as {
      mean: string;
      units: { unit: string; rank: number; points: string; index: string; group: string }[];
    };
    const names = new Map(units.map(({ code, name }) => [code, name.vi]));
    for (const { rank, unit, points, index, group } of ranking.units) {
      const [total, percent] = [toFixed(decimal(points), 2), toFixed(decimal(index), 2)];
      this.#say(
        `${String(rank).padStart(3)}  ${(names.get(unit) ?? unit).padEnd(42)} ${unit.padEnd(8)} ${total.padStart(6)}  ${percent.padStart(6)}%  ${group}`,
      );
    }
    this.#say(`     trung bình / mean ${toFixed(decimal(ranking.mean), 2)}%`);
  }
}
