import * as z from 'zod';
import { DelimitedText, delimiterOf } from './delimited-text.ts';
import { type Finding, type FindingCode, WHOLE_FILE } from './finding.ts';
import { readSurveyTime } from './survey-time.ts';
import { bilingualSchema, codeSchema } from './text-schemas.ts';
import { foldedText } from './vietnamese-text.ts';

const scaleSchema = z.strictObject({
  code: codeSchema,
  name: bilingualSchema,
  /** From worst to best: what the file writes for it (any of these), and what it is worth in percent. */
  levels: z
    .array(z.strictObject({ values: z.array(z.string().min(1).max(40)).min(1), worth: z.number().min(0).max(100) }))
    .min(2)
    .max(10),
});

/** Which buttons there are, whose they are, and what a press means. Scales differ between makers, so each device names its own. */
export const buttonsSchema = z
  .strictObject({
    scales: z.array(scaleSchema).min(1),
    devices: z
      .array(z.strictObject({ device: z.string().min(1).max(100), unit: codeSchema, scale: codeSchema }))
      .min(1)
      .max(20_000),
    /** Tickets that a unit served in a month: what presses are held against. */
    tickets: z
      .array(z.strictObject({ unit: codeSchema, month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), count: z.int().min(1) }))
      .default([]),
    /** A press that comes after as many as these within so many seconds is in a burst: somebody plays. */
    burst: z.strictObject({ seconds: z.int().min(1).max(3600), presses: z.int().min(1).max(1000) }).default({ seconds: 10, presses: 3 }),
  })
  .superRefine(({ scales, devices, tickets }, context) => {
    const known = new Set(scales.map(({ code }) => code));
    const tell = (path: (string | number)[], message: string): void => void context.addIssue({ code: 'custom', path, message });
    for (const [i, { code, levels }] of scales.entries()) {
      if (scales.findIndex((other) => other.code === code) < i) tell(['scales', i, 'code'], `scale ${code} stands twice`);
      const values = levels.flatMap((level) => level.values);
      if (new Set(values).size < values.length) tell(['scales', i, 'levels'], 'a value stands twice');
    }
    const served = tickets.map(({ unit, month }) => `${unit} ${month}`);
    for (const [i, name] of served.entries()) if (served.indexOf(name) < i) tell(['tickets', i], `${name} stands twice`);
    const seen = new Set<string>();
    for (const [i, { device, scale }] of devices.entries()) {
      if (!known.has(scale)) context.addIssue({ code: 'custom', path: ['devices', i, 'scale'], message: `no scale ${scale}` });
      if (seen.has(device)) context.addIssue({ code: 'custom', path: ['devices', i, 'device'], message: `device ${device} stands twice` });
      seen.add(device);
    }
  });
export type Buttons = z.infer<typeof buttonsSchema>;

/**
 * How a file of presses looks. `table`: delimited text with a header; stars of a queue tablet are such a table. `json`: objects with the same three names, one a line or in a list.
 * `happyornot-results`: `[{"ts": hour, "data": [n0, n1, n2, n3]}]`, worst first; `happyornot-raw`: `{"ts", "r"}`; both of one device, which the file does not name.
 */
export const pressSourceSchema = z
  .strictObject({
    format: z.enum(['table', 'json', 'happyornot-results', 'happyornot-raw']),
    device: z.string().min(1).max(100).optional(),
    columns: z.strictObject({ device: z.string().min(1), time: z.string().min(1), value: z.string().min(1) }).optional(),
  })
  .refine(
    ({ format, device }) => format.startsWith('happyornot') === (device !== undefined),
    'files of HappyOrNot belong to one device, others name it',
  )
  .refine(({ format, columns }) => columns === undefined || format === 'table' || format === 'json', 'columns belong to tables and JSON');
export type PressSource = z.infer<typeof pressSourceSchema>;

/** Presses of one device in one hour; levels from worst to best. `bursts` are those among them that came too fast. */
export interface PressHour {
  readonly device: string;
  /** Hours since 1970. */
  readonly hour: number;
  readonly counts: readonly number[];
  readonly bursts: number;
}

export interface PressSummary {
  readonly rows: number;
  readonly presses: number;
  readonly bursts: number;
  readonly rowProblems: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly isRefused: boolean;
}

const KEPT_FINDINGS = 1000;
const MAX_ERROR_SHARE = 0.05;
const HOUR = 3600;
const WEEK = 168;
/** Weeks of all devices together: twelve thousand devices of a quarter. A clock that was never set takes a week of its own, a hostile file not all memory. */
const MOST_WEEKS = 160_000;
const LONGEST_OBJECT = 1_000_000;
const [DOUBLE_QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];
/** Nobody presses a button three hundred times a second. */
const MOST_AN_HOUR = 1_000_000;
/** Viet Nam has no summer time: its months and hours begin seven hours before those of UTC. */
const OFFSET = 7 * HOUR;

/** Counts of one device, a week a block: `levels + 1` numbers an hour, the last for bursts. */
class DeviceCounts {
  readonly name: string;
  readonly levels: ReadonlyMap<string, number>;
  readonly width: number;
  readonly #weeks = new Map<number, Uint32Array>();
  /** Times of the latest presses, as many as make a burst; a ring. */
  readonly #latest: Float64Array;
  #at = 0;

  constructor(name: string, levels: ReadonlyMap<string, number>, count: number, burst: number) {
    this.name = name;
    this.levels = levels;
    this.width = count + 1;
    this.#latest = new Float64Array(burst).fill(Number.NEGATIVE_INFINITY);
  }

  get weeks(): number {
    return this.#weeks.size;
  }

  add(hour: number, level: number, count: number): void {
    const week = Math.floor(hour / WEEK);
    let counts = this.#weeks.get(week);
    if (counts === undefined) {
      counts = new Uint32Array(WEEK * this.width);
      this.#weeks.set(week, counts);
    }
    (counts[(hour - week * WEEK) * this.width + level] as number) += count;
  }

  /** Has it been pressed as often as makes a burst in the seconds before? In whatever order the rows come: presses far away are near nothing. */
  isBurst(at: number, seconds: number): boolean {
    const ring = this.#latest;
    let near = true;
    for (let i = 0; i < ring.length; i += 1) {
      const gap = at - (ring[i] as number);
      if (!(gap >= 0 && gap <= seconds)) near = false;
    }
    ring[this.#at] = at;
    this.#at = (this.#at + 1) % ring.length;
    return near;
  }

  *hours(): Generator<PressHour> {
    for (const [week, counts] of [...this.#weeks].sort(([a], [b]) => a - b)) {
      for (let i = 0; i < WEEK; i += 1) {
        const own = counts.subarray(i * this.width, (i + 1) * this.width);
        if (own.every((count) => count === 0)) continue;
        yield { device: this.name, hour: week * WEEK + i, counts: [...own.subarray(0, -1)], bursts: own[this.width - 1] as number };
      }
    }
  }
}

/** Where objects begin and end in text that comes in pieces: braces inside texts are no braces. */
class ObjectScanner {
  readonly #onObject: (text: string) => void;
  #text = '';
  /** Where the scan stands, and the object that has begun; -1 outside. */
  #at = 0;
  #start = -1;
  #depth = 0;
  #isInText = false;

  /** `onObject` is called with '' for an end that nothing began. */
  constructor(onObject: (text: string) => void) {
    this.#onObject = onObject;
  }

  /** False where an object is longer than any press can be. */
  push(piece: string): boolean {
    const text = this.#text + piece;
    let i = this.#at;
    for (; i < text.length; i += 1) {
      const letter = text.charCodeAt(i);
      if (this.#isInText) {
        // What a backslash stands before may lie in the next piece.
        if (letter === BACKSLASH) i += 1;
        else if (letter === DOUBLE_QUOTE) this.#isInText = false;
      } else if (letter === DOUBLE_QUOTE && this.#depth > 0) this.#isInText = true;
      else if (letter === OPEN) {
        if (this.#depth === 0) this.#start = i;
        this.#depth += 1;
      } else if (letter === CLOSE && this.#depth === 0) this.#onObject('');
      else if (letter === CLOSE) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        this.#onObject(text.slice(this.#start, i + 1));
        this.#start = -1;
      }
    }
    const kept = this.#start < 0 ? text.length : this.#start;
    this.#at = i - kept;
    this.#text = text.slice(kept);
    if (this.#start >= 0) this.#start = 0;
    return this.#text.length <= LONGEST_OBJECT;
  }

  get isComplete(): boolean {
    return this.#depth === 0;
  }
}

/** Reads presses from a stream and counts them by device, hour and level. Presses are no people: there is nobody to tell twice from once, and no sample. */
export class PressReader {
  readonly #source: PressSource;
  readonly #burst: Buttons['burst'];
  readonly #devices: ReadonlyMap<string, DeviceCounts>;
  readonly #findings: Finding[] = [];
  readonly #problems: Record<string, number> = {};
  readonly #names: { device: string; time: string; value: string };
  readonly #times = new Map<string, number>();
  #head: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #text: DelimitedText | undefined;
  readonly #objects = new ObjectScanner((text) => {
    this.#rows += 1;
    this.#line = this.#rows;
    if (!this.#isBroken) this.#object(text);
  });
  #columns: { device: number; time: number; value: number; count: number } | undefined;
  #line = 0;
  readonly #decoder = new TextDecoder();
  #isBroken = false;
  #weeks = 0;
  #rows = 0;
  #presses = 0;
  #bursts = 0;

  constructor({ scales, devices, burst }: Buttons, source: PressSource) {
    this.#source = source;
    this.#burst = burst;
    this.#names = source.columns ?? { device: 'device', time: 'time', value: 'value' };
    const levelsOf = new Map(
      scales.map(({ code, levels }) => [
        code,
        {
          count: levels.length,
          of: new Map(levels.flatMap(({ values }, i) => values.map((value) => [value.normalize('NFC'), i] as const))),
        },
      ]),
    );
    this.#devices = new Map(
      devices.map(({ device, scale }) => {
        const levels = levelsOf.get(scale);
        return [device.normalize('NFC'), new DeviceCounts(device, levels?.of ?? new Map(), levels?.count ?? 0, burst.presses)];
      }),
    );
    if (source.device !== undefined && !this.#devices.has(source.device)) this.#fail({ code: 'press-device-unknown', at: WHOLE_FILE });
  }

  note(finding: Finding): void {
    this.#findings.push(finding);
  }

  fail(finding: Finding): void {
    this.#fail(finding);
  }

  /** UTF-8. */
  push(chunk: Uint8Array): void {
    if (this.#isBroken) return;
    if (this.#source.format !== 'table') {
      this.#pushJson(this.#decoder.decode(chunk, { stream: true }));
      return;
    }
    if (this.#text === undefined) {
      const head = new Uint8Array(this.#head.length + chunk.length);
      head.set(this.#head);
      head.set(chunk, this.#head.length);
      this.#head = head;
      if (head.length >= 65_536 || head.includes(0x0a) || head.includes(0x0d)) this.#begin();
      return;
    }
    this.#text.push(chunk);
  }

  /** The header decides on the delimiter. */
  #begin(): void {
    this.#text = new DelimitedText(delimiterOf(new TextDecoder().decode(this.#head.subarray(0, 65_536))), (record) => this.#record(record));
    this.#text.push(this.#head);
    this.#head = new Uint8Array(0);
  }

  end(): PressSummary {
    if (this.#source.format === 'table' && this.#text === undefined && this.#head.length > 0) this.#begin();
    this.#text?.end();
    if (this.#source.format !== 'table' && !this.#isBroken) {
      this.#pushJson(this.#decoder.decode());
      // A file that was cut off: what else it held nobody knows.
      if (!this.#objects.isComplete)
        this.#fail({ code: 'presses-shape', at: WHOLE_FILE, values: { message: 'a last object is not complete' } });
    }
    if (this.#rows === 0 && !this.#isBroken) this.#fail({ code: 'file-empty', at: WHOLE_FILE });
    const wrong = Object.values(this.#problems).reduce((sum, count) => sum + count, 0);
    const isOverLimit = wrong > MAX_ERROR_SHARE * this.#rows;
    if (isOverLimit && !this.#isBroken) {
      const values = { wrong: String(wrong), rows: String(this.#rows), limit: String(100 * MAX_ERROR_SHARE) };
      this.#findings.unshift({ code: 'rows-refused', at: WHOLE_FILE, values });
    }
    return {
      rows: this.#rows,
      presses: this.#presses,
      bursts: this.#bursts,
      rowProblems: this.#problems,
      findings: this.#findings,
      isRefused: this.#isBroken || isOverLimit,
    };
  }

  /** What was counted, by device and hour. */
  *hours(): Generator<PressHour> {
    for (const device of this.#devices.values()) yield* device.hours();
  }

  #fail(finding: Finding): void {
    this.#isBroken = true;
    this.#findings.push(finding);
  }

  #reject(code: FindingCode, values?: Record<string, string>): void {
    this.#problems[code] = (this.#problems[code] ?? 0) + 1;
    if (this.#findings.length < KEPT_FINDINGS)
      this.#findings.push({ code, at: { line: this.#line }, ...(values === undefined ? {} : { values }) });
  }

  #record(record: DelimitedText): void {
    if (this.#isBroken) return;
    this.#line = record.line;
    if (this.#columns === undefined) {
      const headings = Array.from({ length: record.count }, (_, i) => foldedText(record.text(i)));
      const find = (name: string): number => {
        const at = headings.indexOf(foldedText(name));
        if (at < 0)
          this.#fail({ code: 'column-missing', at: { line: record.line }, values: { column: name, columns: String(record.count) } });
        return at;
      };
      const { device, time, value } = this.#names;
      this.#columns = { device: find(device), time: find(time), value: find(value), count: record.count };
      return;
    }
    this.#rows += 1;
    const { device, time, value, count } = this.#columns;
    if (record.problem !== undefined && record.count === 0) this.#fail({ code: 'csv-quote', at: { line: record.line } });
    else if (record.problem !== undefined) this.#reject('csv-quote');
    else if (record.count !== count) this.#reject('csv-columns', { found: String(record.count), wanted: String(count) });
    else this.#press(record.text(device), record.text(time), record.text(value));
  }

  /** Objects one after another, whatever stands between them: a list and one a line read alike. */
  #pushJson(text: string): void {
    if (!this.#objects.push(text)) this.#fail({ code: 'presses-shape', at: WHOLE_FILE, values: { message: 'no objects' } });
  }

  #object(text: string): void {
    let entry: Record<string, unknown>;
    try {
      entry = JSON.parse(text) as Record<string, unknown>;
    } catch {
      this.#reject('presses-shape', { message: 'not JSON' });
      return;
    }
    const { format, device: ownDevice = '' } = this.#source;
    if (format === 'happyornot-results') this.#hour(ownDevice, entry);
    else if (format === 'happyornot-raw') this.#press(ownDevice, String(entry.ts), String(entry.r));
    else {
      const { device, time, value } = this.#names;
      this.#press(String(entry[device]), String(entry[time]), String(entry[value]));
    }
  }

  /** Counts of an hour, the worst level first. */
  #hour(name: string, { ts, data }: Record<string, unknown>): void {
    const device = this.#devices.get(name);
    const at = this.#timeOf(String(ts));
    const counts = Array.isArray(data) ? (data as unknown[]) : [];
    if (at === undefined) this.#reject('press-time-unclear');
    else if (
      device === undefined ||
      counts.length !== device.width - 1 ||
      !counts.every((count) => Number.isSafeInteger(count) && Number(count) >= 0 && Number(count) <= MOST_AN_HOUR)
    )
      this.#reject('press-level-unknown');
    else {
      for (const [level, count] of counts.entries()) {
        this.#add(device, Math.floor(at / HOUR), level, Number(count));
        this.#presses += Number(count);
      }
    }
  }

  /** A minute's text is parsed once: presses come many a minute, and in order. */
  #timeOf(text: string): number | undefined {
    const minute = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
    if (minute === null) return readSurveyTime(text);
    const key = `${minute[1]}${minute[3] ?? ''}`;
    let base = this.#times.get(key);
    if (base === undefined) {
      base = readSurveyTime(`${minute[1]}:00${minute[3] ?? ''}`);
      if (base === undefined) return undefined;
      if (this.#times.size > 10_000) this.#times.clear();
      this.#times.set(key, base);
    }
    const second = Number(minute[2]);
    return second < 60 ? base + second : undefined;
  }

  #press(name: string, time: string, value: string): void {
    const device = this.#devices.get(name) ?? this.#devices.get(name.normalize('NFC').trim());
    if (device === undefined) {
      this.#reject('press-device-unknown');
      return;
    }
    const at = this.#timeOf(time.trim());
    if (at === undefined) {
      this.#reject('press-time-unclear');
      return;
    }
    const level = device.levels.get(value) ?? device.levels.get(value.normalize('NFC').trim());
    if (level === undefined) {
      this.#reject('press-level-unknown');
      return;
    }
    const hour = Math.floor(at / HOUR);
    this.#add(device, hour, level, 1);
    this.#presses += 1;
    if (!device.isBurst(at, this.#burst.seconds)) return;
    this.#add(device, hour, device.width - 1, 1);
    this.#bursts += 1;
  }

  #add(device: DeviceCounts, hour: number, level: number, count: number): void {
    const before = device.weeks;
    device.add(hour, level, count);
    this.#weeks += device.weeks - before;
    if (this.#weeks > MOST_WEEKS && !this.#isBroken)
      this.#fail({ code: 'presses-shape', at: WHOLE_FILE, values: { message: `more than ${MOST_WEEKS} weeks of devices` } });
  }
}

export interface PressMonth {
  readonly unit: string;
  readonly scale: string;
  /** "2024-01", by the clock of Viet Nam. */
  readonly month: string;
  readonly counts: number[];
  readonly presses: number;
  readonly bursts: number;
  /** Mean worth of the presses in percent, bursts included. */
  readonly mean: number | null;
  readonly tickets: number | null;
  /** Presses over tickets. */
  readonly coverage: number | null;
}

export const monthOf = (hour: number): string => new Date((hour * HOUR + OFFSET) * 1000).toISOString().slice(0, 7);

/** Presses by unit, scale and month. */
export function pressMonths({ scales, devices, tickets }: Buttons, hours: Iterable<PressHour>): PressMonth[] {
  const deviceOf = new Map(devices.map((entry) => [entry.device, entry]));
  const sums = new Map<string, { unit: string; scale: string; month: string; counts: number[]; bursts: number }>();
  for (const { device, hour, counts, bursts } of hours) {
    const known = deviceOf.get(device);
    if (known === undefined) continue;
    const { unit, scale } = known;
    const month = monthOf(hour);
    const key = `${unit}\n${scale}\n${month}`;
    const sum = sums.get(key) ?? { unit, scale, month, counts: counts.map(() => 0), bursts: 0 };
    sums.set(key, sum);
    for (const [level, count] of counts.entries()) sum.counts[level] = (sum.counts[level] ?? 0) + count;
    sum.bursts += bursts;
  }
  const all = [...sums.values()].sort((a, b) => (`${a.unit} ${a.month} ${a.scale}` < `${b.unit} ${b.month} ${b.scale}` ? -1 : 1));
  // Tickets are the unit's, whatever scale its devices have.
  const pressesOf = new Map<string, number>();
  for (const { unit, month, counts } of all) {
    const key = `${unit}\n${month}`;
    pressesOf.set(key, (pressesOf.get(key) ?? 0) + counts.reduce((sum, count) => sum + count, 0));
  }
  return all.map((entry): PressMonth => {
    const { unit, scale, month, counts } = entry;
    const presses = counts.reduce((sum, count) => sum + count, 0);
    const levels = scales.find(({ code }) => code === scale)?.levels ?? [];
    const worth = counts.reduce((sum, count, level) => sum + count * (levels[level]?.worth ?? 0), 0);
    const served = tickets.find((ticket) => ticket.unit === unit && ticket.month === month)?.count ?? null;
    return {
      ...entry,
      presses,
      mean: presses === 0 ? null : worth / presses,
      tickets: served,
      coverage: served === null ? null : (pressesOf.get(`${unit}\n${month}`) ?? 0) / served,
    };
  });
}
