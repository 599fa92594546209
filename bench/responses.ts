import { closeSync, createReadStream, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../examples/full-size/random.ts';
import type { Instrument } from '../shared/domain/instrument.ts';
import { ResponseReader } from '../shared/domain/read-responses.ts';
import { surveyMappingSchema } from '../shared/domain/survey-mapping.ts';
import { BareLoop } from './bare-loop.ts';

const ROWS = 1_000_000;
const RUNS = 7;
const FOLDER = join(import.meta.dirname, '..', '.build', 'bench');
const UNITS = Array.from({ length: 63 }, (_, i) => String(i + 1).padStart(2, '0'));
export const units = UNITS.map((code) => ({ code, name: { vi: `Đơn vị ${code}`, en: `Unit ${code}` } }));
const ITEMS = Array.from({ length: 24 }, (_, i) => `q${i + 1}`);
/** Ten columns beside the 24 answers, as a platform writes them. */
const BEFORE = ['_id', '_uuid', 'start', 'end', 'province', 'district', 'enumerator'];
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

/** A seeded file of a million answers in 34 columns, about 126 MB; one in a thousand comes twice. */
function answersFile(): string {
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
      `${id},${uuid},08:${row % 60},09:${row % 60},${random.pick(UNITS)},d${row % 700},e${row % 3000},${answers.join(',')},ok,,v1`,
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

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Newlines alone: what the bytes cost before anybody looks at a field. */
function countLines(chunk: Uint8Array): number {
  let lines = 0;
  for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}

/** A million answers: checked, each instance once, tallied; beside a bare loop and a scan for line ends, medians of seven interleaved runs. */
export async function measureResponses(): Promise<string[]> {
  const path = answersFile();
  const [bare, own, scan]: [number[], number[], number[]] = [[], [], []];
  let peak = 0;
  let said = '';
  for (let run = 0; run < RUNS; run += 1) {
    const loop = new BareLoop(BEFORE.length);
    bare.push(await timed(path, (chunk) => loop.push(chunk)));
    const reader = new ResponseReader(instrument, mapping, { units, psus: undefined, key: new Uint8Array(16).fill(1) });
    own.push(await timed(path, (chunk) => reader.push(chunk)));
    peak = Math.max(peak, process.memoryUsage().rss);
    const { rows, accepted, repeated, findings } = reader.end();
    said = `${rows} rows, ${accepted} taken, ${repeated} repeated, ${findings.length} findings`;
    scan.push(await timed(path, countLines));
  }
  const [a, b, c] = [median(own), median(bare), median(scan)];
  return [
    `answers of a survey: ${said}`,
    `  ${a.toFixed(0)} ms, ${(a / b).toFixed(2)} times a bare loop (${b.toFixed(0)} ms; target at most 2), ${(a / c).toFixed(1)} times a scan for line ends (${c.toFixed(0)} ms)`,
    `  memory of this process while reading: ${Math.round(peak / 1024 / 1024)} MB (target at most 300)`,
  ];
}
