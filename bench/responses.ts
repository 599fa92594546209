import { execFile } from 'node:child_process';
import { closeSync, createReadStream, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Papa from 'papaparse';
import { Random } from '../examples/full-size/random.ts';
import { buttonsSchema, PressReader } from '../shared/domain/button-presses.ts';
import type { Instrument } from '../shared/domain/instrument.ts';
import { ResponseReader } from '../shared/domain/read-responses.ts';
import type { ResponsePage } from '../shared/domain/response-page.ts';
import { surveyMappingSchema } from '../shared/domain/survey-mapping.ts';
import { packPage } from '../shared/storage/response-store.ts';
import { BareLoop } from './bare-loop.ts';

const ROWS = 1_000_000;
const RUNS = 7;
const FOLDER = join(import.meta.dirname, '..', '.build', 'bench');
const UNITS = Array.from({ length: 63 }, (_, i) => String(i + 1).padStart(2, '0'));
export const units = UNITS.map((code) => ({ code, name: { vi: `Đơn vị ${code}`, en: `Unit ${code}` } }));
const ITEMS = Array.from({ length: 24 }, (_, i) => `q${i + 1}`);
/** Ten columns beside the 24 answers, as a platform writes them. */
const BEFORE = ['_id', '_uuid', 'start', 'end', 'province', 'district', 'enumerator'];
const PROVINCE = BEFORE.indexOf('province');
const AFTER = ['_status', 'note', 'version'];

const name = (text: string): { vi: string; en: string } => ({ vi: text, en: text });
export const instrument: Instrument = {
  id: 'bench',
  version: 1,
  isIllustrative: true,
  title: name('Đo tốc độ'),
  source: 'bench',
  population: name('-'),
  mode: 'probability',
  feedsWhenOpen: false,
  scales: [
    {
      code: 'nam',
      options: ['1', '2', '3', '4', '5', '9'].map((code) => ({ code, name: name(code), isNoOpinion: code === '9' })),
      score: { rule: 'top-two-box', top: ['4', '5'] },
    },
  ],
  sections: [{ code: 's', name: name('-'), items: ITEMS.map((code) => ({ code, name: name(code), scale: 'nam' })) }],
  groups: [{ code: 'g', name: name('-'), kind: 'service', items: ITEMS, rule: 'pooled' }],
  aggregates: [],
  national: 'units',
  minimumN: 30,
  feeds: [],
};
export const mapping = surveyMappingSchema.parse({
  instrument: 'bench',
  instrumentVersion: 1,
  version: 1,
  instanceId: '_uuid',
  unit: { column: 'province' },
  answers: ITEMS.map((code) => ({ column: code, item: code })),
});

const two = (n: number): string => String(n).padStart(2, '0');

/** What one in ten adds in words: a comma in quotes, as free text in any export has. papaparse splits text without any quote faster (its fast mode). */
const NOTE = '"Nhanh, gọn"';

/** A seeded file of a million answers in 34 columns, about 126 MB; one in a thousand comes twice. */
export function answersFile(): string {
  const path = join(FOLDER, 'answers.csv');
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  const random = new Random('bench');
  const file = openSync(path, 'w');
  writeSync(file, `${[...BEFORE, ...ITEMS, ...AFTER].join(',')}\n`);
  let lines: string[] = [];
  for (let row = 0; row < ROWS; row += 1) {
    const id = random.chance(0.001) && row > 0 ? row - 1 : row;
    const answers = ITEMS.map(() => random.pick(['1', '2', '3', '4', '5', '9']));
    const uuid = `${(id * 2_654_435_761 + 1).toString(16).padStart(13, '0')}-4${(id % 4096).toString(16).padStart(3, '0')}`;
    lines.push(
      `${id},${uuid},2024-01-15 08:${two(row % 60)},2024-01-15 09:${two(row % 60)},${random.pick(UNITS)},d${row % 700},e${row % 3000},${answers.join(',')},ok,${random.chance(0.1) ? NOTE : ''},v1`,
    );
    if (lines.length === 10_000) {
      writeSync(file, `${lines.join('\n')}\n`);
      lines = [];
    }
  }
  closeSync(file);
  return path;
}

async function timed(path: string, push: (chunk: Uint8Array) => unknown): Promise<number> {
  const from = performance.now();
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) push(chunk as Uint8Array);
  return performance.now() - from;
}

/** papaparse as its manual has it for streams, with the work of the bare loop: the 24 answer columns are summed by province, nothing is checked. */
async function timedPapaparse(path: string): Promise<number> {
  const from = performance.now();
  await new Promise<void>((resolve, reject) => {
    let rows = 0;
    const sums = new Map<string, Float64Array>();
    createReadStream(path, { highWaterMark: 256 * 1024 })
      .pipe(Papa.parse(Papa.NODE_STREAM_INPUT, { header: false }))
      .on('data', (row: string[]) => {
        rows += 1;
        const province = row[PROVINCE] ?? '';
        const own = sums.get(province) ?? new Float64Array(ITEMS.length);
        sums.set(province, own);
        for (let k = 0; k < ITEMS.length; k += 1) (own[k] as number) += Number(row[BEFORE.length + k]);
      })
      .on('error', reject)
      .on('end', () => (rows > ROWS ? resolve() : reject(new Error(`${rows} rows`))));
  });
  return performance.now() - from;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Newlines alone: what the bytes cost before anybody looks at a field. */
function countLines(chunk: Uint8Array): number {
  let lines = 0;
  for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}

const newReader = (onPage?: (page: ResponsePage) => void): ResponseReader =>
  new ResponseReader(instrument, mapping, {
    units,
    psus: undefined,
    key: new Uint8Array(16).fill(1),
    ...(onPage === undefined ? {} : { onPage }),
  });

/** Peak memory of a process that does nothing but read answers or presses, in MB. */
async function peakOf(what: 'answers' | 'presses', path: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'reader-process.ts'),
    what,
    path,
  ]);
  return Number(stdout);
}

/** A million answers: checked, each instance once, normalised into pages and tallied; beside a bare loop, papaparse and a scan for line ends, medians of seven interleaved runs. */
export async function measureResponses(): Promise<string[]> {
  const path = answersFile();
  const [bare, own, papa, scan, packing]: [number[], number[], number[], number[], number[]] = [[], [], [], [], []];
  let said = '';
  let stored = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const loop = new BareLoop(BEFORE.length);
    bare.push(await timed(path, (chunk) => loop.push(chunk)));
    let [packed, bytes] = [0, 0];
    const reader = newReader((page) => {
      const from = performance.now();
      bytes += packPage(page).length;
      packed += performance.now() - from;
    });
    const all = await timed(path, (chunk) => reader.push(chunk));
    const { rows, accepted, repeated } = reader.end();
    own.push(all - packed);
    packing.push(packed);
    stored = bytes;
    said = `${rows} rows, ${accepted} taken, ${repeated} repeated`;
    scan.push(await timed(path, countLines));
    papa.push(await timedPapaparse(path));
  }
  const [a, b, c, d] = [median(own), median(bare), median(scan), median(papa)];
  return [
    `answers of a survey: ${said}, ${(statSync(path).size / 1e6).toFixed(0)} MB`,
    `  ${a.toFixed(0)} ms, ${(a / b).toFixed(2)} times a bare loop (${b.toFixed(0)} ms; target at most 2), ${(a / c).toFixed(1)} times a scan for line ends (${c.toFixed(0)} ms)`,
    `  ${(d / a).toFixed(2)} times as fast as papaparse without any check (${d.toFixed(0)} ms; target at least 1.6)`,
    `  compressing its pages: ${median(packing).toFixed(0)} ms more, ${(stored / 1e6).toFixed(1)} MB`,
    `  peak memory of a process that reads them: ${Math.round(await peakOf('answers', path))} MB (target at most 300)`,
  ];
}

const PRESSES = 10_000_000;
const DEVICES = 500;
export const buttons = buttonsSchema.parse({
  scales: [{ code: 'bon', name: name('Bốn mức'), levels: [0, 33, 67, 100].map((worth, i) => ({ values: [String(i)], worth })) }],
  devices: Array.from({ length: DEVICES }, (_, i) => ({ device: `may-${i}`, unit: UNITS[i % UNITS.length], scale: 'bon' })),
});

/** Ten million presses of a quarter, about 340 MB. */
function pressesFile(): string {
  const path = join(FOLDER, 'presses.csv');
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  const random = new Random('presses');
  const file = openSync(path, 'w');
  writeSync(file, 'device,time,value\n');
  const start = Date.parse('2023-10-02T00:30:00Z');
  let lines: string[] = [];
  for (let row = 0; row < PRESSES; row += 1) {
    const at = new Date(start + Math.floor((row / PRESSES) * 90 * 86_400) * 1000).toISOString();
    lines.push(`may-${random.whole(0, DEVICES - 1)},${at.slice(0, 19)}Z,${random.whole(0, 3)}`);
    if (lines.length === 20_000) {
      writeSync(file, `${lines.join('\n')}\n`);
      lines = [];
    }
  }
  closeSync(file);
  return path;
}

/** Ten million presses counted by device, hour and level. */
export async function measurePresses(): Promise<string[]> {
  const path = pressesFile();
  const [own, scan]: [number[], number[]] = [[], []];
  let said = '';
  for (let run = 0; run < 3; run += 1) {
    const reader = new PressReader(buttons, { format: 'table' });
    own.push(await timed(path, (chunk) => reader.push(chunk)));
    const { presses, bursts } = reader.end();
    said = `${presses} presses, ${bursts} in bursts`;
    scan.push(await timed(path, countLines));
  }
  const [a, b] = [median(own), median(scan)];
  return [
    `presses of buttons: ${said}, ${(statSync(path).size / 1e6).toFixed(0)} MB`,
    `  ${a.toFixed(0)} ms, ${(a / b).toFixed(1)} times a scan for line ends (${b.toFixed(0)} ms)`,
    `  peak memory of a process that reads them: ${Math.round(await peakOf('presses', path))} MB (target at most 512)`,
  ];
}
