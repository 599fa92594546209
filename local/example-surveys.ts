import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ApiClient, FileToUpload } from '../cli/api-client.ts';
import { type Flag, surveyViewSchema } from '../shared/contracts/survey.ts';
import type { Receipt } from '../shared/contracts/uploads.ts';
import type { RoundDefinition } from '../shared/domain/round.ts';

interface Person {
  readonly sub: string;
  readonly groups: readonly string[];
  readonly unit?: string;
}

/** What of the front door the surveys of an example need. */
interface Door {
  readonly as: (person: Person) => Promise<ApiClient>;
  readonly upload: (person: Person, file: FileToUpload) => Promise<Receipt>;
}

interface SurveyFiles {
  readonly instrument: string;
  readonly sample?: string;
  readonly files: readonly { readonly file: string; readonly mapping: string }[];
}

interface PressFiles {
  readonly buttons: object;
  readonly files: readonly { readonly file: string; readonly presses: NonNullable<FileToUpload['presses']> }[];
}

/** A fabrication in the answers of an example, and the flag that has to find it. */
export interface PlantedFlag {
  readonly round: string;
  readonly instrument: string;
  readonly kind: string;
  readonly unit: string;
  readonly psu?: string;
}

const SURVEYOR = { sub: 'to-chuc-dieu-tra.demo', groups: ['surveyor'] };
const COORDINATOR = { sub: 'vu-cai-cach-hanh-chinh.demo', groups: ['coordinator'] };

/** The surveys and the buttons of one round of an example; nothing where it has none. */
export class SurveyPlay {
  readonly #definition: RoundDefinition;
  readonly #directory: string;
  readonly #door: Door;
  readonly #say: (line: string) => void;

  constructor(definition: RoundDefinition, directory: string, door: Door, say: (line: string) => void) {
    this.#definition = definition;
    this.#directory = directory;
    this.#door = door;
    this.#say = say;
  }

  async #json<T>(name: string): Promise<T | undefined> {
    const path = join(this.#directory, name);
    return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as T) : undefined;
  }

  /** How files are read, who was to be asked, the files, what became of the forms, and what heads of units answer for. */
  async send(): Promise<void> {
    for (const survey of (await this.#json<SurveyFiles[]>('surveys.json')) ?? []) await this.#sendSurvey(survey);
    const presses = await this.#json<PressFiles>('presses.json');
    if (presses !== undefined) await this.#sendPresses(presses);
  }

  async #sendFile(kind: 'survey' | 'presses', file: string, details: Pick<FileToUpload, 'survey' | 'presses'>): Promise<Receipt> {
    const bytes = await readFile(join(this.#directory, file));
    const receipt = await this.#door.upload(SURVEYOR, { round: this.#definition.round, kind, fileName: basename(file), bytes, ...details });
    const found = receipt.findings.length === 0 ? '' : ` · ${[...new Set(receipt.findings.map(({ code }) => code))].join(', ')}`;
    this.#say(`  ${file}: ${receipt.status}${found}`);
    if (receipt.status !== 'accepted') throw new Error(`${file}: ${JSON.stringify(receipt.findings[0])}`);
    return receipt;
  }

  async #sendSurvey({ instrument, sample: place, files }: SurveyFiles): Promise<void> {
    const { round, units } = this.#definition;
    const path = `/api/rounds/${round}/surveys/${instrument}`;
    const surveyor = await this.#door.as(SURVEYOR);
    const sample = place === undefined ? undefined : await this.#json<{ psus: { psu: string; interviews: number }[] }>(place);
    if (sample !== undefined) await (await this.#door.as(COORDINATOR)).call('PUT', `${path}/sample`, sample);
    for (const { file, mapping: name } of files) {
      const mapping = await this.#json<{ version: number }>(name);
      if (mapping === undefined) throw new Error(`no ${name}`);
      await surveyor.call('PUT', `${path}/mappings/${mapping.version}`, mapping);
      await this.#sendFile('survey', file, { survey: { instrument, mapping: mapping.version } });
    }
    if (sample === undefined) return;
    const psus = sample.psus.map(({ psu, interviews }, i) => ({
      psu,
      issued: interviews + (i % 4),
      returned: interviews,
      refused: i % 4,
      replaced: i % 3,
      enumerators: 1,
      backChecked: 3,
      backCheckFailed: 0,
    }));
    await surveyor.call('PUT', `${path}/fieldwork`, { psus });
    const view = surveyViewSchema.parse(await surveyor.call('GET', path));
    // Given once: what was given before a kill stands.
    const given = new Set(view.statements.map((statement) => statement.unit));
    for (const { code: unit } of units) if (!given.has(unit)) await this.#giveStatement(unit, instrument);
  }

  async #giveStatement(unit: string, instrument: string): Promise<void> {
    const { round } = this.#definition;
    const head = await this.#door.as({ sub: `don-vi-${unit.toLowerCase()}.demo`, groups: ['unit'], unit });
    await head.call('POST', `/api/rounds/${round}/units/${unit}/fieldwork-statement`, {
      instrument,
      from: '2024-01-15',
      to: '2024-01-30',
      responsible: ['Sở Nội vụ (demo)'],
      withoutInfluence: true,
      head: { name: 'Thủ trưởng đơn vị (demo)', position: 'Thủ trưởng', date: '2024-01-31' },
    });
  }

  async #sendPresses({ buttons, files }: PressFiles): Promise<void> {
    const { round } = this.#definition;
    await (await this.#door.as(SURVEYOR)).call('PUT', `/api/rounds/${round}/buttons`, buttons);
    for (const { file, presses } of files) await this.#sendFile('presses', file, { presses });
    const view = (await (await this.#door.as(COORDINATOR)).call('GET', `/api/rounds/${round}/presses`)) as {
      files: { presses: number; bursts: number }[];
    };
    const [total, bursts] = [sum(view.files.map((file) => file.presses)), sum(view.files.map((file) => file.bursts))];
    this.#say(`  lượt bấm / presses: ${total}, bấm dồn / in bursts: ${bursts}`);
  }

  /** Estimates, what they flag against what was planted, a decision on each such flag, and estimates that follow it. */
  async estimate(planted: readonly PlantedFlag[]): Promise<void> {
    const { round, instruments } = this.#definition;
    const coordinator = await this.#door.as(COORDINATOR);
    for (const { id } of instruments) {
      const path = `/api/rounds/${round}/surveys/${id}`;
      const { answers, flags } = (await coordinator.call('POST', `${path}/estimates`, {})) as { answers: number; flags: Flag[] };
      this.#say(`  ${round} ${id}: ${answers} phiếu / answers, ${flags.length} cảnh báo / flags`);
      const own = planted.filter((entry) => entry.round === round && entry.instrument === id);
      const flagOf = (entry: PlantedFlag): Flag | undefined =>
        flags.find(({ kind, unit, psu }) => kind === entry.kind && unit === entry.unit && (entry.psu === undefined || psu === entry.psu));
      const missed = own.filter((entry) => flagOf(entry) === undefined);
      if (missed.length > 0) throw new Error(`fabrications without a flag: ${JSON.stringify(missed)}`);
      if (own.length === 0) continue;
      for (const { id: flag } of own.map(flagOf).filter((found) => found !== undefined)) {
        const reason = 'Minh họa: kiểm tra lại cho thấy phiếu không do người dân trả lời';
        await coordinator.call('PUT', `${path}/flags/${flag}`, { decision: 'leave-out', reason });
      }
      this.#say(`  gian lận cài sẵn / planted fabrications: tìm thấy / found ${own.length - missed.length}/${own.length}, loại / left out`);
      await coordinator.call('POST', `${path}/estimates`, {});
    }
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
