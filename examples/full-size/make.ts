import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CriteriaSet, type Item, itemsOf, readingAgency, selfScoredItems } from '../../shared/domain/criteria-set.ts';
import { fedItems, type RoundDefinition } from '../../shared/domain/round.ts';
import { type ClaimedItem, formSheets } from '../../shared/domain/self-assessment-form.ts';
import { decodeOld } from '../../shared/domain/vietnamese-text.ts';
import { writeForm } from '../../shared/spreadsheet/write-form.ts';
import { claimsFor, documentOf, onGrid } from './claims.ts';
import { infectedPdf, smallPdf, smallPng } from './documents.ts';
import { MISTAKES, type Planted, plant } from './planted.ts';
import { Random } from './random.ts';
import { roundOf, YEAR } from './round.ts';
import { type PlantedFlag, writePresses, writeSurveys } from './surveys.ts';

const SEED = 'par-index-2023';
/** About 2,000 files in all: 82 units of 24. */
const DOCUMENTS_OF_A_UNIT = 24;

const csvCell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (rows: readonly (readonly string[])[]): string => `${rows.map((row) => row.map(csvCell).join(',')).join('\n')}\n`;

/** Unicode to the letters that TCVN3 shows: the product's own table, turned round and tried letter by letter. */
const TCVN3 = new Map(
  Array.from({ length: 96 }, (_, i) => String.fromCharCode(0xa0 + i)).map((letter) => [decodeOld(letter, 'TCVN3'), letter] as const),
);
const toTcvn3 = (text: string): string => [...text].map((letter) => TCVN3.get(letter) ?? letter).join('');

/** The document of a unit that is not what it should be, in the first units of each round. */
const FAULTY_DOCUMENT = 3;
const SHARED_LINES = ['Minh hoa: cung mot tai lieu o hai don vi'];
const FAULTY: readonly {
  readonly code?: Planted['code'];
  readonly date?: string;
  readonly bytes?: (lines: readonly string[]) => Buffer;
}[] = [
  { code: 'evidence-infected', bytes: infectedPdf },
  { code: 'evidence-type-differs', bytes: () => Buffer.from('Đây không phải là PDF (minh họa).') },
  { code: 'evidence-damaged', bytes: (lines) => smallPdf(lines).subarray(0, 300) },
  { code: 'evidence-date-outside-year', date: '2021-06-15' },
  // Whoever comes first is told nothing; the second is.
  { bytes: () => smallPdf(SHARED_LINES) },
  { code: 'evidence-same-as-another-unit', bytes: () => smallPdf(SHARED_LINES) },
  { code: 'evidence-digitally-signed', bytes: (lines) => smallPdf(lines, true) },
];

interface UnitFiles {
  readonly claims: ReadonlyMap<string, ClaimedItem>;
  /** Items whose claim a planted mistake spoils, or whose row it removes. */
  readonly spoiled: ReadonlySet<string>;
}

class RoundMaker {
  readonly #definition: RoundDefinition;
  readonly #folder: string;
  readonly #mistakes: { next: number };
  readonly planted: Planted[] = [];
  readonly #evidence: string[][] = [['unit', 'file', 'title', 'number', 'date', 'items']];
  readonly #readings: string[][] = [['unit', 'item', 'reader', 'points', 'reasonCode', 'reason']];
  readonly #explanations: string[][] = [['unit', 'item', 'ground', 'text', 'reader', 'points', 'reasonCode', 'reason']];

  constructor(definition: RoundDefinition, folder: string, mistakes: { next: number }) {
    this.#definition = definition;
    this.#folder = folder;
    this.#mistakes = mistakes;
  }

  get #set(): CriteriaSet {
    return this.#definition.criteriaSet;
  }

  async write(): Promise<void> {
    const { units } = this.#definition;
    for (const name of ['workbooks', 'evidence', 'reports', 'reference-facts', 'refused'])
      await mkdir(join(this.#folder, name), { recursive: true });
    for (const [n, { code }] of units.entries()) {
      const random = new Random(`${SEED} ${this.#definition.round} ${code}`);
      const quality = 0.62 + 0.34 * random.next();
      const files = await this.#writeWorkbook(code, quality, random);
      await this.#writeDocuments(code, n, files, random);
      this.#read(code, files, random);
      await writeFile(
        join(this.#folder, 'reports', `${code}.pdf`),
        smallPdf([`Bao cao tu cham diem (minh hoa) ${code}`, 'Da ky, dong dau (minh hoa)']),
      );
    }
    await this.#writeTables();
  }

  async #writeWorkbook(code: string, quality: number, random: Random): Promise<UnitFiles> {
    const { round, units } = this.#definition;
    const unit = units.find((entry) => entry.code === code);
    if (unit === undefined) throw new Error(`no unit ${code}`);
    const claims = claimsFor(this.#set, code, YEAR, quality, random);
    const remarks = {
      difficulties: 'Minh họa: nguồn lực cho chuyển đổi số còn hạn chế; một số quy định về liên thông dữ liệu chưa thống nhất.',
      proposals: 'Minh họa: đề nghị hướng dẫn sớm về số hóa kết quả giải quyết thủ tục hành chính.',
    };
    const sheets = formSheets({ set: this.#set, round, unit, claims, remarks });
    const clean = await writeForm({ round, unit: code, set: this.#set.id, base: '0' }, sheets);
    const file = `workbooks/${code}.xlsx`;
    const mistake = this.#takeMistake();
    let bytes = clean;
    const spoiled = new Set<string>();
    if (mistake === 'tcvn3') {
      const items = selfScoredItems(itemsOf(this.#set), code).filter((item) => claims.get(item.code)?.evidence !== '');
      const result = await plant(clean, sheets, this.#set, code, (desk) =>
        items.map((item) => desk.set(item, 'evidence', toTcvn3(claims.get(item.code)?.evidence ?? ''))),
      );
      bytes = result.bytes;
      for (const { item, sheet, cell } of result.found.slice(0, 3)) this.#note(code, file, 'text-re-encoded', { item, sheet, cell });
    } else if (mistake !== undefined) {
      const result = await plant(clean, sheets, this.#set, code, mistake.make);
      bytes = result.bytes;
      for (const { code: other, ...where } of result.found) {
        this.#note(code, file, other ?? mistake.code, where);
        if (where.item !== undefined) spoiled.add(where.item);
      }
    }
    await writeFile(join(this.#folder, file), bytes);
    return { claims, spoiled };
  }

  /** Each kind of mistake goes to a unit of its own, the others stay clean. */
  #takeMistake(): (typeof MISTAKES)[number] | 'tcvn3' | undefined {
    const n = this.#mistakes.next;
    this.#mistakes.next += 1;
    // Every second unit is clean, so that a finding in a clean file has somewhere to show.
    if (n % 2 === 1) return undefined;
    return n / 2 < MISTAKES.length ? MISTAKES[n / 2] : n / 2 === MISTAKES.length ? 'tcvn3' : undefined;
  }

  #note(
    unit: string,
    file: string,
    code: Planted['code'],
    where: { item?: string | undefined; sheet?: string | undefined; cell?: string | undefined },
  ): void {
    const { item, sheet, cell } = where;
    const { round } = this.#definition;
    const at = {
      ...(item === undefined ? {} : { item }),
      ...(sheet === undefined ? {} : { sheet }),
      ...(cell === undefined ? {} : { cell }),
    };
    this.planted.push({ round, unit, file, code, ...at });
  }

  /** Documents for some items of each unit; a few of them are not what they should be. */
  async #writeDocuments(code: string, n: number, { claims, spoiled }: UnitFiles, random: Random): Promise<void> {
    await mkdir(join(this.#folder, 'evidence', code), { recursive: true });
    const items = [...claims.keys()].filter((item) => !spoiled.has(item));
    for (let d = 0; d < DOCUMENTS_OF_A_UNIT; d += 1) {
      const { title, number, date } = documentOf(random, YEAR);
      const proved = [...new Set(Array.from({ length: random.whole(1, 3) }, () => random.pick(items)))];
      const lines = [`Minh hoa ${this.#definition.round} ${code} ${d + 1}`, title];
      const fault = d === FAULTY_DOCUMENT ? FAULTY[n] : undefined;
      const isImage = random.chance(0.1) && fault === undefined;
      const name = `${String(d + 1).padStart(2, '0')}.${isImage ? 'png' : 'pdf'}`;
      const bytes = fault?.bytes?.(lines) ?? (isImage ? smallPng(n * DOCUMENTS_OF_A_UNIT + d) : smallPdf(lines));
      if (fault?.code !== undefined) this.#note(code, `evidence/${code}/${name}`, fault.code, {});
      await writeFile(join(this.#folder, 'evidence', code, name), bytes);
      this.#evidence.push([code, `evidence/${code}/${name}`, title, number, fault?.date ?? date, proved.join(' ')]);
    }
  }

  /** What appraisers make of the claims: most stand, some are cut, a few blind pairs lie too far apart. */
  #read(code: string, { claims, spoiled }: UnitFiles, random: Random): void {
    for (const item of selfScoredItems(itemsOf(this.#set), code)) {
      const agency = readingAgency(item, code) ?? 'BNV';
      const reader = (n: number): string => `tham-dinh-${agency.toLowerCase()}-${n}.demo`;
      const claimed = claims.get(item.code)?.points ?? '0';
      const isSpoiled = spoiled.has(item.code);
      const [first, second] = [this.#judgement(item, claimed, isSpoiled, random), this.#judgement(item, claimed, isSpoiled, random)];
      this.#readings.push([code, item.code, reader(1), ...first]);
      if (item.readings === undefined) {
        if (random.chance(0.006) && !isSpoiled && Number(first[0]) < Number(claimed)) this.#explain(code, item, claimed, reader(2), random);
        continue;
      }
      this.#readings.push([code, item.code, reader(2), ...second]);
      if (Math.abs(Number(first[0]) - Number(second[0])) > Number(item.readings.adjudicateAbove)) {
        this.#readings.push([code, item.code, `${reader(3)}`, ...first]);
      }
    }
  }

  #judgement({ rule }: Item, claimed: string, isSpoiled: boolean, random: Random): string[] {
    // A row that holds a mistake may claim something else, or nothing: no points, whatever it says.
    if (isSpoiled) return ['0', 'other', 'Minh họa: dòng của tiêu chí có lỗi, chưa chấp nhận điểm'];
    if (Number(claimed) === 0 || random.chance(0.8)) return [claimed, '', 'Minh họa: nhất trí với điểm tự chấm'];
    const step = rule?.type === 'manual' ? Number(rule.step) : 0.05;
    const cut = Math.max(0, Math.floor((Number(claimed) * (0.3 + 0.6 * random.next())) / step));
    const code = random.pick(['no-evidence', 'not-accepted', 'rule-misread', 'agency-figure-differs', 'other'] as const);
    // Points that the rule has: nothing, or the next lower step.
    const steps = rule?.type === 'steps' ? rule.bands.map(({ points }) => points).filter((points) => Number(points) < Number(claimed)) : [];
    const lower = steps.reduce((best, points) => (Number(points) > Number(best) ? points : best), '0');
    const points = rule?.type === 'steps' || rule?.type === 'yes-no' ? lower : onGrid(cut, step);
    return [points, code, 'Minh họa: tài liệu kiểm chứng chưa đủ để chấp nhận toàn bộ điểm tự chấm'];
  }

  #explain(code: string, item: Item, claimed: string, reader: string, random: Random): void {
    const accepted = random.chance(0.5);
    const reason = accepted ? 'Minh họa: chấp nhận giải trình về thời điểm tính số liệu' : 'Minh họa: giải trình không có căn cứ mới';
    const points = accepted ? claimed : '';
    this.#explanations.push([
      code,
      item.code,
      'time-frame',
      'Minh họa: số liệu được tính đến hết ngày 31/12/2023 theo hướng dẫn của bộ tiêu chí.',
      reader,
      points,
      '',
      reason,
    ]);
  }

  async #writeTables(): Promise<void> {
    const { units, round } = this.#definition;
    const write = (name: string, text: string): Promise<void> => writeFile(join(this.#folder, name), text);
    const random = new Random(`${SEED} ${round} central`);
    const central = units.flatMap(({ code }) =>
      itemsOf(this.#set)
        .filter(({ code: item, method }) => method !== 'appraised' && !fedItems(this.#definition).has(item))
        .map((item) => [code, item.code, onGrid(Math.round(Number(item.maxPoints) * 100 * random.near(0.84, 0.15)), 0.01)]),
    );
    await write('round.json', `${JSON.stringify(this.#definition, null, 1)}\n`);
    await write('central-scores.csv', csv([['unit', 'item', 'points'], ...central]));
    await write('evidence.csv', csv(this.#evidence));
    await write('readings.csv', csv(this.#readings));
    await write('explanations.csv', csv(this.#explanations));
    await this.#writeReferenceFacts(random);
    await this.#writeRefused();
  }

  /** A few figures of one agency that differ from what units gave. */
  async #writeReferenceFacts(random: Random): Promise<void> {
    const item = itemsOf(this.#set).find(({ rule, agencies }) => rule?.type === 'threshold-linear' && agencies !== undefined);
    if (item === undefined) return;
    const rows = this.#definition.units
      .slice(0, 10)
      .map(({ code }) => [
        code,
        item.code,
        'total',
        String(random.whole(401, 900)),
        'Minh họa: báo cáo thống kê của cơ quan',
        '2023-12-31',
      ]);
    await writeFile(
      join(this.#folder, 'reference-facts', `${item.agencies?.lead}.csv`),
      csv([['unit', 'item', 'fact', 'value', 'source', 'date'], ...rows]),
    );
  }

  /** Files that are refused as a whole, each sent by a unit before its real one. */
  async #writeRefused(): Promise<void> {
    const { round, units } = this.#definition;
    const [first, second, third, fourth] = units;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined)
      throw new Error('a round of less than four units');
    const form = (unit: typeof first, id: string, set: string): Promise<Uint8Array> =>
      writeForm({ round: id, unit: unit.code, set, base: '0' }, formSheets({ set: this.#set, round: id, unit }));
    const files: [string, Planted['code'], Uint8Array][] = [
      [first.code, 'form-of-another-unit', await form(second, round, this.#set.id)],
      [second.code, 'form-of-another-round', await form(second, 'illustrative-2022-other', this.#set.id)],
      [third.code, 'form-of-another-set', await form(third, round, 'set-of-2020')],
      [fourth.code, 'file-is-text', Buffer.from('Mã,Điểm\n1.1,0.5\n')],
    ];
    for (const [unit, code, bytes] of files) {
      await writeFile(join(this.#folder, 'refused', `${unit}.xlsx`), bytes);
      this.#note(unit, `refused/${unit}.xlsx`, code, {});
    }
  }
}

/**
 * Writes both rounds into a folder that is emptied first, and the list of what was planted. Without surveys, their items get
 * points by the central file.
 */
export async function make(folder: string, { withSurveys } = { withSurveys: true }): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  const mistakes = { next: 0 };
  const planted: Planted[] = [];
  const flags: PlantedFlag[] = [];
  for (const level of ['province', 'ministry'] as const) {
    const full = await roundOf(level);
    const definition = withSurveys ? full : { ...full, instruments: [] };
    const maker = new RoundMaker(definition, join(folder, 'rounds', definition.round), mistakes);
    await maker.write();
    await writeFile(
      join(folder, 'rounds', definition.round, 'publication-decision.pdf'),
      smallPdf(['MINH HOA / ILLUSTRATIVE', 'Quyet dinh cong bo: khong phai van ban that']),
    );
    planted.push(...maker.planted);
    if (!withSurveys) continue;
    const surveys = await writeSurveys(join(folder, 'rounds', definition.round), definition);
    flags.push(...surveys.planted);
    if (level === 'province') await writePresses(join(folder, 'rounds', definition.round), definition);
  }
  await writeFile(join(folder, 'planted-flags.json'), `${JSON.stringify(flags, null, 1)}\n`);
  await writeFile(join(folder, 'planted.json'), `${JSON.stringify(planted, null, 1)}\n`);
  return `wrote two rounds and ${planted.length + flags.length} planted problems to ${folder}`;
}
