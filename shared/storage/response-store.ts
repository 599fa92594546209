import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as z from 'zod';
import { type DescribedFinding, findingSchema } from '../contracts/findings.ts';
import { clusterTotalsSchema, flagSchema, surveyFiguresSchema } from '../contracts/survey.ts';
import type { QualityFlag } from '../domain/answer-quality.ts';
import type { PressHour } from '../domain/button-presses.ts';
import type { UnitTally } from '../domain/read-responses.ts';
import { type ResponsePage, sliceOfPage } from '../domain/response-page.ts';
import type { ClusterTotals, SurveyFigures } from '../domain/survey-figures.ts';
import { keys } from './keys.ts';
import type { RecordsTable } from './records-table.ts';

const words = z.array(z.string());
const pageSchema = z.object({
  rows: z.int(),
  units: words,
  psus: words,
  enumerators: words,
  /** All columns, one after another, compressed. */
  columns: z.instanceof(Uint8Array),
});

/** An item holds 400 kB with its names and words. */
const MAX_COLUMN_BYTES = 350_000;
const PART_BYTES = 350_000;
const PRESS_ROWS = 20_000;

/** The columns of a page and the bytes of one entry, in the order in which they are stored. */
const COLUMNS = [
  ['unit', Uint16Array],
  ['psu', Uint16Array],
  ['enumerator', Uint16Array],
  ['line', Uint32Array],
  ['started', Uint32Array],
  ['seconds', Int32Array],
  ['instance', Uint32Array],
] as const;

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Uint32Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Stores the columns of a page, little-endian as every machine that runs this is. */
export function packPage(page: ResponsePage): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zstdCompressSync(Buffer.concat([...COLUMNS.map(([name]) => bytesOf(page[name])), page.answers])));
}

type Packed = z.infer<typeof pageSchema>;

export function unpackPage({ rows, units, psus, enumerators, columns }: Packed): ResponsePage {
  // A copy that begins at an even place, whatever the pool of buffers says.
  const bytes = new Uint8Array(zstdDecompressSync(columns));
  let at = 0;
  const next = (length: number): ArrayBuffer => {
    at += length;
    return bytes.buffer.slice(bytes.byteOffset + at - length, bytes.byteOffset + at);
  };
  return {
    rows,
    units,
    psus,
    enumerators,
    unit: new Uint16Array(next(2 * rows)),
    psu: new Uint16Array(next(2 * rows)),
    enumerator: new Uint16Array(next(2 * rows)),
    line: new Uint32Array(next(4 * rows)),
    started: new Uint32Array(next(4 * rows)),
    seconds: new Int32Array(next(4 * rows)),
    instance: new Uint32Array(next(8 * rows)),
    answers: new Uint8Array(next(bytes.length - at)),
  };
}

/** Pages that fit into an item: one that does not is halved. */
function packed(page: ResponsePage): Packed[] {
  const { rows, units, psus, enumerators } = page;
  const columns = packPage(page);
  if (columns.length <= MAX_COLUMN_BYTES || rows === 1)
    return [{ rows, units: [...units], psus: [...psus], enumerators: [...enumerators], columns }];
  const half = Math.floor(rows / 2);
  return [...packed(sliceOfPage(page, 0, half)), ...packed(sliceOfPage(page, half, rows))];
}

const estimatesSchema = z.object({
  counted: surveyFiguresSchema,
  all: surveyFiguresSchema,
  flags: z.array(flagSchema),
  clusters: clusterTotalsSchema.nullable(),
});
const partSchema = z.object({ json: z.instanceof(Uint8Array) });

/** Answers of surveys in the survey table: pages, tallies, what was wrong with rows, and estimates. */
export class ResponseStore {
  readonly #table: RecordsTable;

  constructor(table: RecordsTable) {
    this.#table = table;
  }

  /** Writes a page from number `from` on and answers the next number and the write units; repeatable, and counted only once a batch names it. */
  async writePage(round: string, uploadId: string, from: number, page: ResponsePage): Promise<{ next: number; units: number }> {
    const items = packed(page);
    const units = await this.#table.putAll(items.map((item, i) => ({ key: keys.page(round, uploadId, from + i), item })));
    return { next: from + items.length, units };
  }

  /** Pages of a batch, the first `count` of them. */
  async pages(round: string, uploadId: string, count: number): Promise<ResponsePage[]> {
    const found = await this.#table.query(keys.page(round, uploadId, 0).pk, 'PAGE#', pageSchema);
    if (found.length < count) throw new Error(`batch ${uploadId} has ${found.length} of ${count} pages`);
    return found.slice(0, count).map(unpackPage);
  }

  async writeTallies(round: string, uploadId: string, tallies: readonly UnitTally[]): Promise<number> {
    return await this.#table.putAll(tallies.map((tally) => ({ key: keys.tally(round, uploadId, tally.unit), item: tally })));
  }

  async writeReport(round: string, uploadId: string, findings: readonly DescribedFinding[]): Promise<number> {
    const item = { json: zstdCompressSync(JSON.stringify(findings)) };
    return await this.#table.putAll([{ key: keys.batchReport(round, uploadId), item }]);
  }

  /** What was wrong with the rows of a file; undefined where nothing is known of it. */
  async report(round: string, uploadId: string): Promise<DescribedFinding[] | undefined> {
    const part = await this.#table.get(keys.batchReport(round, uploadId), partSchema);
    return part === undefined ? undefined : z.array(findingSchema).parse(JSON.parse(zstdDecompressSync(part.json).toString('utf8')));
  }

  /** Presses of one file by device and hour, so many an item that it stays far below 400 kB. */
  async writePresses(round: string, uploadId: string, hours: Iterable<PressHour>): Promise<void> {
    let [part, rows]: [number, unknown[]] = [0, []];
    const write = async (): Promise<void> => {
      const json = zstdCompressSync(JSON.stringify(rows));
      await this.#table.putAll([{ key: keys.pressPart(round, uploadId, part), item: { json } }]);
      part += 1;
      rows = [];
    };
    for (const { device, hour, counts, bursts } of hours) {
      rows.push([device, hour, bursts, ...counts]);
      if (rows.length === PRESS_ROWS) await write();
    }
    if (rows.length > 0) await write();
  }

  async presses(round: string, uploadId: string): Promise<PressHour[]> {
    const parts = await this.#table.query(keys.pressPart(round, uploadId, 0).pk, 'PART#', partSchema);
    return parts.flatMap(({ json }) =>
      (JSON.parse(zstdDecompressSync(json).toString('utf8')) as [string, number, number, ...number[]][]).map(
        ([device, hour, bursts, ...counts]) => ({ device, hour, counts, bursts }),
      ),
    );
  }

  /** Writes estimates under a number of their own, in parts that fit into items. */
  async writeEstimates(round: string, instrument: string, number: number, estimates: StoredEstimates): Promise<void> {
    const json = zstdCompressSync(JSON.stringify(estimates));
    const parts = Array.from({ length: Math.ceil(json.length / PART_BYTES) }, (_, i) => ({
      key: keys.estimatesPart(round, instrument, number, i),
      item: { json: json.subarray(i * PART_BYTES, (i + 1) * PART_BYTES) },
    }));
    await this.#table.putAll(parts);
  }

  async estimates(round: string, instrument: string, number: number): Promise<z.infer<typeof estimatesSchema>> {
    const { pk, sk } = keys.estimatesPart(round, instrument, number, 0);
    const parts = await this.#table.query(pk, sk.slice(0, sk.lastIndexOf('#') + 1), partSchema);
    return estimatesSchema.parse(JSON.parse(zstdDecompressSync(Buffer.concat(parts.map(({ json }) => json))).toString('utf8')));
  }
}

/** Figures with every answer, and those that count: without what a person decided to leave out. */
export interface StoredEstimates {
  readonly counted: SurveyFigures;
  readonly all: SurveyFigures;
  /** What was flagged when they were computed. */
  readonly flags: readonly QualityFlag[];
  /** Of the answers that count; null of a sample without errors. */
  readonly clusters: ClusterTotals | null;
}
