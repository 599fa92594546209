import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AddressError, ApiClient, type FileToUpload, postFile, RefusedError } from '../cli/api-client.ts';
import { askForRelease, preparedRelease, prepareRelease, showRelease } from '../cli/release-steps.ts';
import { cellsViewSchema, readingsAnswerSchema } from '../shared/contracts/assessment.ts';
import type { ReleaseView } from '../shared/contracts/publication.ts';
import { type RoundView, roundViewSchema } from '../shared/contracts/rounds.ts';
import type { Receipt } from '../shared/contracts/uploads.ts';
import { type StageName, sayInstant } from '../shared/domain/calendar.ts';
import { itemsOf, readingAgency } from '../shared/domain/criteria-set.ts';
import { readCsv } from '../shared/domain/csv.ts';
import { sha256 } from '../shared/domain/hash.ts';
import { decimal, toFixed } from '../shared/domain/rational.ts';
import { type RoundDefinition, roundDefinitionSchema } from '../shared/domain/round.ts';

import { type PlantedFlag, SurveyPlay } from './example-surveys.ts';

/** The people of the example are roles. */
const COORDINATOR = { sub: 'vu-cai-cach-hanh-chinh.demo', groups: ['coordinator'] };
const PUBLISHER = { sub: 'nguoi-de-nghi-cong-bo.demo', groups: ['publisher'] };
const APPROVER = { sub: 'nguoi-phe-duyet-cong-bo.demo', groups: ['publisher'] };
/** Made up, and said so: neither the council's words nor the decision's number are known. */
const PUBLICATION = {
  number: 'MINH HỌA/QĐ-BNV',
  date: '2024-04-16',
  signatory: 'Bộ trưởng Bộ Nội vụ (minh họa)',
  conclusion: 'Minh họa: Hội đồng thống nhất kết quả thẩm định sau giải trình.',
};
const HEAD = { name: 'Thủ trưởng đơn vị (demo)', position: 'Thủ trưởng', date: '2024-01-25' };

interface Person {
  readonly sub: string;
  readonly groups: readonly string[];
  readonly unit?: string;
  readonly agency?: string;
}

const AT_ONCE = 4;
const HOUR = 3_600_000;

/** A round of an example, and where its files lie. */
interface ExampleRound {
  readonly directory: string;
  readonly definition: RoundDefinition;
}

interface Example {
  readonly directory: string;
  readonly rounds: readonly ExampleRound[];
}

/** Examples that are kept, and those that `npm run example` makes. */
const ROOTS = [join(import.meta.dirname, '..', 'examples'), join(import.meta.dirname, '..', '.build', 'examples')];

const holdsRounds = (folder: string): boolean => existsSync(join(folder, 'round.json')) || existsSync(join(folder, 'rounds'));

function exampleFolder(name: string): string {
  const folder = ROOTS.map((root) => join(root, name)).find(holdsRounds);
  if (/^[a-z0-9-]+$/.test(name) && folder !== undefined) return folder;
  const known = ROOTS.flatMap((root) => (existsSync(root) ? readdirSync(root).filter((entry) => holdsRounds(join(root, entry))) : []));
  const hint = name === 'full-size' ? '; make it first: npm run example -- full-size' : '';
  throw new Error(`no example ${name}; there is ${known.join(', ')}${hint}`);
}

export async function readExample(name: string): Promise<Example> {
  return await readExampleFolder(exampleFolder(name));
}

/** An example that lies anywhere. */
export async function readExampleFolder(directory: string): Promise<Example> {
  const folders = existsSync(join(directory, 'round.json'))
    ? [directory]
    : readdirSync(join(directory, 'rounds')).map((round) => join(directory, 'rounds', round));
  const rounds = await Promise.all(
    folders.map(async (folder) => ({
      directory: folder,
      definition: roundDefinitionSchema.parse(JSON.parse(await readFile(join(folder, 'round.json'), 'utf8'))),
    })),
  );
  return { directory, rounds };
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}

type Row = Readonly<Record<string, string>>;

/** A mistake that was planted in an example, as its list names it. */
interface Planted {
  readonly round: string;
  readonly unit: string;
  readonly file: string;
  readonly code: string;
}

/** The front door as one example uses it: people with their tokens, the clock, uploads that go on after a kill. */
class Door {
  readonly #url: string;
  readonly #clients = new Map<string, Promise<ApiClient>>();

  constructor(url: string) {
    this.#url = url;
  }

  /** Tokens live for half a day: a client is kept until the clock moves. */
  async as(person: Person): Promise<ApiClient> {
    const known = this.#clients.get(person.sub);
    if (known !== undefined) return await known;
    const made = (async () => {
      const response = await fetch(`${this.#url}/local/token`, { method: 'POST', body: JSON.stringify(person) });
      const { token } = (await response.json()) as { token: string };
      return new ApiClient(this.#url, token);
    })();
    this.#clients.set(person.sub, made);
    return await made;
  }

  async now(): Promise<number> {
    const { now } = (await (await fetch(`${this.#url}/local/clock`)).json()) as { now: string };
    return Date.parse(now);
  }

  async moveTo(instant: string): Promise<void> {
    await fetch(`${this.#url}/local/clock`, { method: 'POST', body: JSON.stringify({ now: instant }) });
    this.#clients.clear();
  }

  /** The same key brings the same address back after a kill; one that has died meanwhile is asked for anew. */
  async upload(person: Person, file: FileToUpload): Promise<Receipt> {
    const client = await this.as(person);
    const uploadId = await this.send(client, file);
    return await client.waitForReceipt(file.round, uploadId);
  }

  /** Sends a file and does not wait for its verdict. */
  async send(client: ApiClient, file: FileToUpload): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const address = await client.requestAddress(file, `example-${file.kind}-${file.fileName}-${attempt}`);
      try {
        await postFile(address, file);
        return address.uploadId;
      } catch (error) {
        // A file that came before a kill needs no second one; an address that died without a file is asked for anew.
        if ((await client.receipt(file.round, address.uploadId)).status !== 'issued') return address.uploadId;
        if (!(error instanceof AddressError) || attempt === 20) throw error;
      }
    }
  }
}

/** A release that is under way is refused once more, and the renderer told again; anything else is a fault. */
function refusalOnly(error: unknown): void {
  if (!(error instanceof RefusedError)) throw error;
}

/** One round of the example, step by step. */
class RoundPlay {
  readonly definition: RoundDefinition;
  readonly #directory: string;
  readonly #door: Door;
  readonly #say: (line: string) => void;
  readonly #surveys: SurveyPlay;
  /** What came of each file, by its path below the round's folder. */
  readonly receipts = new Map<string, Receipt>();

  constructor({ directory, definition }: ExampleRound, door: Door, say: (line: string) => void) {
    this.definition = definition;
    this.#directory = directory;
    this.#door = door;
    this.#say = say;
    this.#surveys = new SurveyPlay(definition, directory, door, say);
  }

  async open(): Promise<void> {
    const { round, units } = this.definition;
    await (await this.#door.as(COORDINATOR)).call('POST', '/api/rounds', this.definition);
    this.#say(`mở kỳ / round opened: ${round}, ${units.length} đơn vị / units`);
  }

  async view(): Promise<RoundView> {
    const coordinator = await this.#door.as(COORDINATOR);
    return roundViewSchema.parse(await coordinator.call('GET', `/api/rounds/${this.definition.round}?progress=none`));
  }

  async untilOpen(stage: StageName): Promise<void> {
    while ((await this.view()).stages.find((entry) => entry.stage === stage)?.status === 'planned') await pause(100);
  }

  async sayStages(): Promise<void> {
    const { round, stages } = await this.view();
    this.#say(`  ${round}: ${stages.map(({ stage, status }) => `${stage} ${status}`).join(' · ')}`);
  }

  /** The rows of a table of the example; none where the example has no such table. */
  async #table(name: string): Promise<Row[]> {
    const path = join(this.#directory, name);
    if (!existsSync(path)) return [];
    const [header, ...rows] = readCsv(await readFile(path)).content ?? [];
    return rows.map(({ cells }) => Object.fromEntries((header?.cells ?? []).map((column, i) => [column, cells[i] ?? ''])));
  }

  #head(unit: string): Person {
    return { sub: `don-vi-${unit.toLowerCase()}.demo`, groups: ['unit'], unit };
  }

  async #file(path: string): Promise<{ fileName: string; bytes: Buffer }> {
    return { fileName: path.replaceAll('/', '-'), bytes: await readFile(join(this.#directory, path)) };
  }

  async submit(): Promise<void> {
    const { round, units } = this.definition;
    const documents = Map.groupBy(await this.#table('evidence.csv'), ({ unit = '' }) => unit);
    let done = 0;
    await inParallel(units, async ({ code }) => {
      await this.#sendDocuments(code, documents.get(code) ?? []);
      const receipt = await this.#sendForm(code);
      done += 1;
      const errors = receipt.findings.filter(({ severity }) => severity === 'error').length;
      const found = errors === 0 ? '' : ` · ${errors} lỗi / error(s)`;
      this.#say(`  ${String(done).padStart(2)}/${units.length} ${code.padEnd(8)} ${receipt.uploadId} ${receipt.status}${found}`);
    });
    await this.#sendReferenceFacts();
    const central = { round, kind: 'central-scores', ...(await this.#file('central-scores.csv')) } as const;
    const receipt = await this.#door.upload(COORDINATOR, central);
    this.#say(`  điểm của Bộ / points by file: ${receipt.uploadId} ${receipt.status}`);
  }

  async #sendDocuments(unit: string, rows: readonly Row[]): Promise<void> {
    const client = await this.#door.as(this.#head(unit));
    const sent: [path: string, uploadId: string][] = [];
    for (const { file = '', title = '', number = '', date = '', items = '' } of rows) {
      const document = { title, number, date, items: items.split(' ').map((item) => ({ item })) };
      sent.push([
        file,
        await this.#door.send(client, { round: this.definition.round, kind: 'evidence', ...(await this.#file(file)), document }),
      ]);
    }
    for (const [path, uploadId] of sent) this.receipts.set(path, await client.waitForReceipt(this.definition.round, uploadId));
  }

  /** What a unit sends by mistake first, then its form, then the statement of its head for the version that it became. */
  async #sendForm(unit: string): Promise<Receipt> {
    const { round } = this.definition;
    const send = async (path: string): Promise<Receipt> => {
      const receipt = await this.#door.upload(this.#head(unit), { round, kind: 'self-assessment', ...(await this.#file(path)) });
      this.receipts.set(path, receipt);
      return receipt;
    };
    if (existsSync(join(this.#directory, 'refused', `${unit}.xlsx`))) await send(`refused/${unit}.xlsx`);
    const receipt = await send(`workbooks/${unit}.xlsx`);
    if (receipt.status !== 'accepted') throw new Error(`${unit}: ${JSON.stringify(receipt.findings)}`);
    const report = `reports/${unit}.pdf`;
    if (existsSync(join(this.#directory, report)) && receipt.recordedAs !== undefined) {
      const { uploadId: reportUploadId } = await this.#door.upload(this.#head(unit), {
        round,
        kind: 'signed-report',
        ...(await this.#file(report)),
      });
      const { contentHash } = receipt.recordedAs;
      const client = await this.#door.as(this.#head(unit));
      await client.call('POST', `/api/rounds/${round}/units/${unit}/statements`, { contentHash, ...HEAD, reportUploadId });
    }
    return receipt;
  }

  async #sendReferenceFacts(): Promise<void> {
    const folder = join(this.#directory, 'reference-facts');
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      const agency = basename(name, '.csv');
      const person = { sub: `so-lieu-${agency.toLowerCase()}.demo`, groups: ['appraiser'], agency };
      const file = { round: this.definition.round, kind: 'reference-facts', ...(await this.#file(`reference-facts/${name}`)) } as const;
      const receipt = await this.#door.upload(person, file);
      this.#say(`  số liệu đối chiếu / reference figures ${agency}: ${receipt.status}`);
    }
  }

  /** Readings in bulk, one call a reader and unit; where a cell has a third row, that one decides between the two before. */
  async appraise(): Promise<void> {
    const { round, criteriaSet } = this.definition;
    const items = new Map(itemsOf(criteriaSet).map((item) => [item.code, item]));
    const rows = await this.#table('readings.csv');
    const seen = new Map<string, number>();
    const [readings, adjudications]: [Row[], Row[]] = [[], []];
    for (const row of rows) {
      const nth = (seen.get(`${row.unit} ${row.item}`) ?? 0) + 1;
      seen.set(`${row.unit} ${row.item}`, nth);
      (nth > 2 ? adjudications : readings).push(row);
    }
    const personOf = ({ unit = '', item: code = '', reader }: Row): Person => {
      const item = items.get(code);
      const agency = (item === undefined ? undefined : readingAgency(item, unit)) ?? '';
      return { sub: reader ?? `tham-dinh-${agency.toLowerCase()}.demo`, groups: ['appraiser'], agency };
    };
    const judgement = ({ points = '', reason = '', reasonCode = '' }: Row): object => ({
      points,
      reason,
      ...(reasonCode === '' ? {} : { reasonCode }),
    });
    const batches = [...Map.groupBy(readings, (row) => `${personOf(row).sub} ${row.unit}`).values()];
    await inParallel(batches, async (batch) => {
      const client = await this.#door.as(personOf(batch[0] as Row));
      const body = { rows: batch.map((row) => ({ unit: row.unit, item: row.item, ...judgement(row) })) };
      const { refused } = readingsAnswerSchema.parse(await client.call('PUT', `/api/rounds/${round}/readings`, body));
      if (refused.length > 0) throw new Error(`readings refused: ${JSON.stringify(refused[0])}`);
    });
    await inParallel(adjudications, async (row) => {
      const client = await this.#door.as(personOf(row));
      await client.call('PUT', `/api/rounds/${round}/units/${row.unit}/items/${row.item}/adjudication`, judgement(row));
    });
    const decided = adjudications.length === 0 ? '' : `, phân xử / adjudicated: ${adjudications.length}`;
    this.#say(`  ${round}: thẩm định / readings: ${readings.length}${decided}`);
  }

  /** Units answer some of what was settled; another reader decides. */
  async explain(): Promise<void> {
    const { round, criteriaSet } = this.definition;
    const items = new Map(itemsOf(criteriaSet).map((item) => [item.code, item]));
    const rows = await this.#table('explanations.csv');
    await inParallel(rows, async ({ unit = '', item = '', ground, text, reader = '', points = '', reason }) => {
      const head = await this.#door.as(this.#head(unit));
      const path = `/api/rounds/${round}/units/${unit}/items/${item}/explanation`;
      const { cells } = cellsViewSchema.parse(await head.call('GET', `/api/rounds/${round}/units/${unit}/items`));
      const cell = cells.find((entry) => entry.item === item);
      // Decided before a kill: neither words nor decision are taken again.
      if (cell?.decision !== undefined && cell.decision !== null) return;
      await head.call('PUT', path, { text, ground });
      const decided = points === '' ? (cell?.settled ?? '') : points;
      const rule = items.get(item);
      const agency = (rule === undefined ? undefined : readingAgency(rule, unit)) ?? '';
      const another = await this.#door.as({ sub: reader, groups: ['appraiser'], agency });
      const reasonCode = decided === cell?.claimed?.points ? {} : { reasonCode: 'not-accepted' };
      await another.call('PUT', `${path}/decision`, { points: decided, reason, ground, ...reasonCode });
    });
    if (rows.length > 0) this.#say(`  ${round}: giải trình / explanations decided: ${rows.length}`);
  }

  async sendSurveys(): Promise<void> {
    await this.#surveys.send();
  }

  async freeze(planted: readonly PlantedFlag[]): Promise<void> {
    const { round } = this.definition;
    if (!(await this.view()).frozen) await this.#surveys.estimate(planted);
    if (!(await this.view()).frozen) {
      const answer = (await (await this.#door.as(COORDINATOR)).call('POST', `/api/rounds/${round}/freeze`, {})) as { hash: string };
      this.#say(`  chốt số liệu / frozen: ${answer.hash}`);
    }
    while (!(await this.view()).computed) await pause(100);
    await this.untilOpen('publication');
  }

  /** The newest release, prepared or further; a life of this player that was killed may have begun it, and not told the renderer. */
  async #release(publisher: ApiClient): Promise<ReleaseView> {
    const { round } = this.definition;
    const begun = (await this.view()).releases.at(-1);
    if (begun === undefined) this.#say('  chuẩn bị bản công bố / preparing the release');
    else if (['prepared', 'requested', 'approved', 'published'].includes(begun.status))
      return await showRelease(publisher, round, begun.release);
    if (begun?.status === 'preparing') await publisher.call('POST', `/api/rounds/${round}/releases`, {}).catch(refusalOnly);
    const prepared =
      begun?.status === 'preparing' ? await preparedRelease(publisher, round, begun.release) : await prepareRelease(publisher, round);
    if (prepared.status === 'prepared') return prepared;
    throw new Error(`release ${prepared.release} is ${prepared.status}: ${JSON.stringify(prepared.gate)}`);
  }

  async publish(url: string): Promise<void> {
    const { round } = this.definition;
    const publisher = await this.#door.as(PUBLISHER);
    const prepared = await this.#release(publisher);
    if (prepared.status === 'prepared') {
      const { number, date, signatory, conclusion } = PUBLICATION;
      const pdf = (await readFile(join(this.#directory, 'publication-decision.pdf'))).toString('base64');
      await askForRelease(publisher, prepared, { on: date, decision: { number, date, signatory, pdf } }, () => conclusion);
    }
    if (prepared.status !== 'published')
      await (await this.#door.as(APPROVER)).call('POST', `/api/rounds/${round}/releases/${prepared.release}/approval`, {});
    // From outside: what the public address answers is what was approved.
    const shown = new Uint8Array(await (await fetch(`${url}/${round}/manifest.json`)).arrayBuffer());
    if (sha256(shown) !== prepared.manifestSha256) throw new Error(`${url}/${round}/ shows another release than the approved one`);
    this.#say(`  công bố / published: ${url}/${round}/`);
  }
}

/**
 * Plays an example from its opening to its publication as people would: through the API, signed addresses and the clock,
 * at the front door. Every step looks first whether it is done, so that a killed play goes on where it stopped.
 */
export class ExamplePlayer {
  readonly #url: string;
  readonly #directory: string;
  readonly #door: Door;
  readonly #plays: readonly RoundPlay[];
  readonly #say: (line: string) => void;

  constructor(url: string, example: Example, say: (line: string) => void) {
    this.#url = url;
    this.#directory = example.directory;
    this.#door = new Door(url);
    this.#plays = example.rounds.map((round) => new RoundPlay(round, this.#door, say));
    this.#say = say;
  }

  async play(): Promise<void> {
    const calendar = this.#plays[0]?.definition.calendar;
    if (calendar === undefined) throw new Error('an example without a round');
    await this.#each((play) => play.open());
    if (await this.#moveTo(calendar['self-assessment'].opensAt)) {
      await this.#each(async (play) => {
        await play.untilOpen('self-assessment');
        await play.untilOpen('survey');
        await play.submit();
      });
      await this.#comparePlanted();
    }
    if (await this.#moveTo(calendar.appraisal.opensAt)) {
      await this.#each(async (play) => {
        await play.untilOpen('appraisal');
        await play.sendSurveys();
        await play.appraise();
      });
    }
    if (await this.#moveTo(calendar.explanation.opensAt)) {
      await this.#each(async (play) => {
        await play.untilOpen('explanation');
        await play.explain();
      });
    }
    await this.#moveTo(calendar.publication.opensAt);
    const planted = await this.#plantedFlags();
    await this.#each((play) => play.freeze(planted));
    await this.#moveTo(new Date(Date.parse(calendar.publication.deadlineAt) - HOUR).toISOString());
    await this.#each((play) => play.publish(this.#url));
  }

  /** The rounds of an example share their calendar; each step is played for all of them. */
  async #each(step: (play: RoundPlay) => Promise<void>): Promise<void> {
    for (const play of this.#plays) await step(play);
  }

  /** False where time is already past the next stop: then everything that was to happen at this one has happened. */
  async #moveTo(instant: string): Promise<boolean> {
    if ((await this.#door.now()) < Date.parse(instant)) {
      await this.#door.moveTo(instant);
      this.#say(`đồng hồ / clock: ${sayInstant(Date.parse(instant))}`);
      await this.#each((play) => play.sayStages());
    }
    // Two days: no step of the play takes as long, and the next stop is weeks away.
    return (await this.#door.now()) < Date.parse(instant) + 48 * HOUR;
  }

  async #plantedFlags(): Promise<PlantedFlag[]> {
    const path = join(this.#directory, 'planted-flags.json');
    return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as PlantedFlag[]) : [];
  }

  /** Holds the findings of all files against the example's list of planted mistakes, where it has one. */
  async #comparePlanted(): Promise<void> {
    const path = join(this.#directory, 'planted.json');
    if (!existsSync(path)) return;
    const planted = JSON.parse(await readFile(path, 'utf8')) as Planted[];
    const receipts = new Map(
      this.#plays.flatMap(({ definition, receipts: own }) => [...own].map(([file, receipt]) => [`${definition.round}/${file}`, receipt])),
    );
    // Of two units with the same document the second is told, and which one that is, is a matter of moments.
    const isShared = (code: string): boolean => code === 'evidence-same-as-another-unit';
    const hasFinding = (receipt: Receipt | undefined, code: string): boolean =>
      receipt?.findings.some((finding) => finding.code === code) === true;
    const missed = planted.filter(({ round, file, code }) => {
      if (isShared(code)) return ![...receipts].some(([at, receipt]) => at.startsWith(`${round}/`) && hasFinding(receipt, code));
      return !hasFinding(receipts.get(`${round}/${file}`), code);
    });
    const surplus = [...receipts].flatMap(([at, { findings }]) =>
      findings.filter(
        ({ code, severity }) =>
          severity === 'error' && !planted.some((mistake) => `${mistake.round}/${mistake.file}` === at && mistake.code === code),
      ),
    );
    this.#say(
      `  lỗi cài sẵn / planted mistakes: tìm thấy / found ${planted.length - missed.length}/${planted.length}; lỗi khác / other errors: ${surplus.length}`,
    );
    if (missed.length > 0 || surplus.length > 0)
      throw new Error(`planted: missed ${JSON.stringify(missed)}, surplus ${JSON.stringify(surplus)}`);
  }

  /** The published rankings, read back from the public site. */
  async printRanking(): Promise<void> {
    for (const { definition } of this.#plays) await this.#printRanking(definition);
  }

  async #printRanking({ round, units, title }: RoundDefinition): Promise<void> {
    const response = await fetch(`${this.#url}/${round}/ranking.json`);
    if (!response.ok) throw new RefusedError(response.status, undefined);
    const ranking = (await response.json()) as {
      mean: string;
      units: { unit: string; rank: number | null; points: string; index: string; group: string | null }[];
    };
    if (this.#plays.length > 1) this.#say(title.vi);
    const names = new Map(units.map(({ code, name }) => [code, name.vi]));
    for (const { rank, unit, points, index, group } of ranking.units) {
      const [total, percent] = [toFixed(decimal(points), 2), toFixed(decimal(index), 2)];
      this.#say(
        `${String(rank ?? '–').padStart(3)}  ${(names.get(unit) ?? unit).padEnd(42)} ${unit.padEnd(8)} ${total.padStart(6)}  ${percent.padStart(6)}%  ${group ?? ''}`,
      );
    }
    this.#say(`     trung bình / mean ${toFixed(decimal(ranking.mean), 2)}%`);
  }
}
