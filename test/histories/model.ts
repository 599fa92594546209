import { createHash } from 'node:crypto';

// What must have become of a year, worked out from the plain list of what happened. It shares no code with what it judges.
// Instants are milliseconds; `seq` orders everything that was written; `began` is the seq at which the work for it began.

/** A moved window, an extension or a reopening that was made. */
export interface Decision {
  readonly stage: string;
  readonly kind: 'moved' | 'extended' | 'reopened';
  readonly opensAt?: number | undefined;
  readonly deadlineAt: number;
  readonly units?: readonly string[] | undefined;
  readonly seq: number;
}

export interface SentFile {
  readonly id: string;
  readonly unit: string;
  /** What it claims for every item; null: it is no form. */
  readonly points: string | null;
  readonly arrivedAt: number;
  readonly receipt?: { readonly onTime: boolean; readonly receivedAt: number; readonly began: number; readonly seq: number } | undefined;
  readonly verdict?: { readonly status: string; readonly isTooLate: boolean; readonly began: number; readonly seq: number } | undefined;
}

export interface Counting {
  readonly points: string | null;
  readonly daysLate: number;
}

export interface StageEvent {
  readonly stage: string;
  readonly what: 'opened' | 'closing' | 'closed' | 'reopened';
  readonly at: number;
  readonly seq: number;
}

export interface Link {
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
  readonly [name: string]: unknown;
}

export interface Year {
  readonly windows: Readonly<Record<string, { readonly opensAt: number; readonly deadlineAt: number; readonly graceMs: number }>>;
  readonly late: { readonly rule: string; readonly days: number };
  readonly units: readonly string[];
  readonly decisions: readonly Decision[];
  readonly files: readonly SentFile[];
  readonly refusedAddresses: readonly { readonly unit: string; readonly at: number; readonly began: number; readonly ended: number }[];
  readonly events: readonly StageEvent[];
  /** What the execution in charge no longer waits for: a stage that closes, or the freeze. */
  readonly passed: readonly { readonly milestone: string; readonly seq: number }[];
  readonly frozenSeq: number;
  /** What counts for each unit: in the records at the end, and in what was frozen. */
  readonly counting: Readonly<Record<string, Counting>>;
  readonly frozen: Readonly<Record<string, Counting>>;
  readonly chains: Readonly<Record<string, readonly Link[]>>;
}

const DAY = 86_400_000;
const ENTRY = 'self-assessment';
const BEFORE: Readonly<Record<string, string>> = { appraisal: ENTRY, explanation: 'appraisal', publication: 'explanation' };
const iso = (ms: number): string => new Date(ms).toISOString();

/** The last instant at which a file of the unit is on time, by the decisions made before `seq`; without a unit: the latest of all. */
export function limitOf(year: Pick<Year, 'windows' | 'decisions'>, stage: string, unit?: string, seq = Number.POSITIVE_INFINITY): number {
  const window = year.windows[stage];
  if (window === undefined) throw new Error(stage);
  const made = year.decisions.filter((decision) => decision.stage === stage && decision.seq < seq);
  const base = made.findLast(({ kind }) => kind === 'moved')?.deadlineAt ?? window.deadlineAt;
  const own = made.filter(({ units }) => unit === undefined || units === undefined || units.includes(unit));
  return Math.max(base, ...own.map(({ deadlineAt }) => deadlineAt)) + window.graceMs;
}

function faultsOfFile(year: Year, { id, unit, points, arrivedAt, receipt, verdict }: SentFile): string[] {
  if (receipt === undefined || verdict === undefined) return [`${id}: no ${receipt === undefined ? 'receipt' : 'verdict'}`];
  const isLate = (seq: number): boolean => arrivedAt > limitOf(year, ENTRY, unit, seq);
  const faults: string[] = [];
  if (receipt.receivedAt !== arrivedAt) faults.push(`received ${iso(receipt.receivedAt)}, arrived ${iso(arrivedAt)}`);
  // An extension made while the receipt was being written may be seen or not.
  if (!receipt.onTime && !isLate(receipt.began)) faults.push(`on time at ${iso(arrivedAt)} and marked late`);
  if (receipt.onTime && isLate(receipt.seq)) faults.push(`late at ${iso(arrivedAt)} and marked on time`);
  if (verdict.isTooLate && (year.late.rule !== 'refuse' || !isLate(verdict.began))) faults.push('refused as late without a rule');
  if (!verdict.isTooLate && year.late.rule === 'refuse' && isLate(verdict.seq)) faults.push('late and not refused');
  if (!verdict.isTooLate && verdict.status !== (points === null ? 'rejected' : 'accepted')) faults.push(`ended as ${verdict.status}`);
  return faults.map((fault) => `${id} of ${unit}: ${fault}`);
}

/** The last file on time counts; else the last late one, where the rule counts late ones and while it takes them. */
function expectedFor(year: Year, unit: string): Counting {
  const limit = limitOf(year, ENTRY, unit);
  const forms = year.files.filter((file) => file.unit === unit && file.points !== null && file.verdict?.isTooLate !== true);
  forms.sort((a, b) => a.arrivedAt - b.arrivedAt || (a.id < b.id ? -1 : 1));
  const onTime = forms.findLast(({ arrivedAt }) => arrivedAt <= limit);
  if (onTime !== undefined) return { points: onTime.points, daysLate: 0 };
  const taken = year.late.rule === 'count-with-deduction' ? year.late.days * DAY : 0;
  const late = forms.findLast(({ arrivedAt }) => arrivedAt <= limit + taken);
  return { points: late?.points ?? null, daysLate: late === undefined ? 0 : Math.ceil((late.arrivedAt - limit) / DAY) };
}

function faultsOfStage(year: Year, stage: string): string[] {
  const faults: string[] = [];
  const events = year.events.filter((event) => event.stage === stage);
  const story = events.map(({ what }) => what).join(' ');
  if (!/^opened closing closed( reopened closing closed)*$/.test(story)) faults.push(`went ${story}`);
  // Days for late files are for what units owe.
  const days = stage === ENTRY && year.late.rule !== 'refuse' ? year.late.days : 0;
  for (const { what, at, seq } of events) {
    const moved = year.decisions.findLast((decision) => decision.stage === stage && decision.opensAt !== undefined && decision.seq < seq);
    const opensAt = moved?.opensAt ?? year.windows[stage]?.opensAt ?? 0;
    if (what === 'opened' && at < opensAt) faults.push(`opened at ${iso(at)}, before ${iso(opensAt)}`);
    const before = year.events.findLast((event) => event.stage === BEFORE[stage] && event.seq < seq);
    if (what === 'opened' && BEFORE[stage] !== undefined && before?.what !== 'closed') faults.push(`opened before ${BEFORE[stage]} closed`);
    const earliest = limitOf(year, stage, undefined, seq) + days * DAY;
    if ((what === 'closing' || what === 'closed') && at < earliest) faults.push(`${what} at ${iso(at)}, before ${iso(earliest)}`);
    if (what !== 'closed' || stage !== ENTRY) continue;
    // What came between a closing and a reopening was late when it came: a reopening may cover it, and nobody waits for it any more.
    const wasLate = (arrivedAt: number): boolean =>
      events.some((one, i) => {
        const again = events.slice(i).find((later) => later.what === 'reopened')?.at ?? Number.POSITIVE_INFINITY;
        return one.what === 'closing' && one.at <= arrivedAt && arrivedAt < again;
      });
    const waiting = year.files.filter(
      ({ arrivedAt, verdict }) => arrivedAt < earliest && !wasLate(arrivedAt) && (verdict?.seq ?? seq) >= seq,
    );
    faults.push(...waiting.filter(({ arrivedAt }) => arrivedAt < at).map(({ id }) => `closed while ${id} had no verdict`));
  }
  const atFreeze = events.findLast(({ seq }) => seq < year.frozenSeq)?.what;
  if (atFreeze !== 'closed' || events.some(({ what, seq }) => what === 'reopened' && seq > year.frozenSeq))
    faults.push(`${atFreeze} when the round was frozen`);
  return faults.map((fault) => `${stage}: ${fault}`);
}

/** RFC 8785 for what chains hold: members in the order of their UTF-16 code units, everything else as JSON.stringify writes it. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

function faultsOfChain(name: string, links: readonly Link[]): string[] {
  return links.flatMap(({ hash, ...body }, i) => {
    const isNext = body.seq === i + 1 && body.prevHash === (links[i - 1]?.hash ?? '0'.repeat(64));
    const isTrue = createHash('sha256').update(canonical(body)).digest('hex') === hash;
    return isNext && isTrue ? [] : [`chain ${name}: link ${i + 1} does not follow`];
  });
}

/** Everything that is not as it must be; nothing where the year is sound. */
export function faultsOf(year: Year): string[] {
  const units = year.units.flatMap((unit) => {
    const expected = expectedFor(year, unit);
    return [['counting', year.counting[unit]] as const, ['frozen', year.frozen[unit]] as const].flatMap(([where, found]) =>
      found?.points === expected.points && found.daysLate === expected.daysLate
        ? []
        : [`${unit}: ${where} ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`],
    );
  });
  const addresses = year.refusedAddresses.flatMap(({ unit, at, began, ended }) => {
    const events = year.events.filter(({ stage }) => stage === ENTRY);
    const last = events.findLast(({ seq }) => seq < began)?.what;
    const isQuiet = !events.some(({ seq }) => seq >= began && seq <= ended);
    // An address lasts a second at least.
    const isDue = isQuiet && (last === 'opened' || last === 'reopened') && at + 1000 <= limitOf(year, ENTRY, unit, began);
    return isDue ? [`${unit} got no address at ${iso(at)}`] : [];
  });
  const passed = year.passed.flatMap(({ milestone, seq }) => {
    const last = year.events.findLast((event) => event.stage === milestone && event.seq < seq)?.what;
    const isReached = milestone === 'freeze' ? year.frozenSeq >= 0 && year.frozenSeq < seq : last === 'closed';
    return isReached || milestone === 'publication' ? [] : [`the workflow went on although ${milestone} was ${last ?? 'not reached'}`];
  });
  return [
    ...passed,
    ...year.files.flatMap((file) => faultsOfFile(year, file)),
    ...units,
    ...addresses,
    ...[ENTRY, 'survey', 'appraisal', 'explanation'].flatMap((stage) => faultsOfStage(year, stage)),
    ...Object.entries(year.chains).flatMap(([name, links]) => faultsOfChain(name, links)),
  ];
}
