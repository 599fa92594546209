import * as z from 'zod';
import { instantSchema } from './calendar.ts';
import type { Finding } from './finding.ts';
import { hashOf } from './hash.ts';
import type { SelfAssessment } from './read-self-assessment.ts';
import type { ClaimedItem, Remarks } from './self-assessment-form.ts';
import { decimalTextSchema, peopleText } from './text-schemas.ts';
import { daySchema } from './units.ts';

/** Which file an item's claim came from; files that arrive out of order must not bring an older claim back. */
const originSchema = z.strictObject({ uploadId: z.string(), receivedAt: instantSchema, version: z.int() });

/** One item of one version. */
export const submittedItemSchema = z.strictObject({
  item: z.string(),
  /** Null: not claimed, because its cells could not be taken or its row is missing. */
  points: decimalTextSchema.nullable(),
  facts: z.record(z.string(), z.string()),
  evidence: z.string(),
  explanation: z.string(),
  /** Null: no file held this item yet. */
  from: originSchema.nullable(),
});
export type SubmittedItem = z.infer<typeof submittedItemSchema>;

export const remarksSchema = z.strictObject({ difficulties: z.string(), proposals: z.string() });

/** One immutable version of a unit's self-assessment. */
export const submissionVersionSchema = z.strictObject({
  number: z.int().min(1),
  uploadId: z.string(),
  /** Where its lines stand: written before the version is decided, by each attempt in a place of its own. Absent: under the upload. */
  lines: z.string().optional(),
  /** The latest file that is part of it. */
  receivedAt: instantSchema,
  onTime: z.boolean(),
  /** Of the file. */
  sha256: z.string(),
  /** Of what it says: the hash that the head of the unit names. */
  contentHash: z.string(),
  /** Items that the unit scores itself, and how many of them it claims. */
  owed: z.int(),
  claimed: z.int(),
  /** Items with a finding, which a correction window may change. */
  questioned: z.array(z.string()),
  remarks: remarksSchema,
  /** Made of the claims of units that this one took the place of: what stood under its code before says nothing about it. */
  inherited: z.literal(true).optional(),
});
export type SubmissionVersion = z.infer<typeof submissionVersionSchema>;

/** The head of the unit answers for one version, by its hash; a later version needs a statement of its own. */
export const statementRequestSchema = z.strictObject({
  contentHash: z
    .string()
    .regex(
      /^[0-9a-f]{64}$/,
      'mã băm của phiên bản, 64 chữ số thập lục phân viết thường / the hash of a version, 64 lower-case hexadecimal digits',
    ),
  name: peopleText(200),
  position: peopleText(200),
  date: daySchema,
  /** The signed report: an accepted upload of kind `signed-report`. */
  reportUploadId: z.ulid(),
});
export const statementSchema = z.strictObject({
  ...statementRequestSchema.shape,
  version: z.int(),
  reportSha256: z.string(),
  givenAt: instantSchema,
  onTime: z.boolean(),
});
export type Statement = z.infer<typeof statementSchema>;

/** Files of the same instant are ordered by their ids, so that any order of delivery gives the same result. */
export function comesAfter(a: { receivedAt: string; uploadId: string }, b: { receivedAt: string; uploadId: string }): boolean {
  const difference = Date.parse(a.receivedAt) - Date.parse(b.receivedAt);
  return difference > 0 || (difference === 0 && a.uploadId > b.uploadId);
}

/** The hash of what a version says, whichever files it came from. */
export function contentHashOf(
  place: { round: string; unit: string; set: string },
  items: readonly SubmittedItem[],
  remarks: Remarks,
): string {
  const claims = [...items]
    .sort((a, b) => (a.item < b.item ? -1 : 1))
    .map(({ item, points, facts, evidence, explanation }) => ({ item, points, facts, evidence, explanation }));
  return hashOf({ ...place, claims, remarks });
}

/** The version that a file makes together with what was there before it. */
export interface MergedVersion {
  readonly items: readonly SubmittedItem[];
  readonly remarks: Remarks;
  /** What the file replaces that came after it was downloaded, and what it was not allowed to change. */
  readonly findings: readonly Finding[];
  /** The latest arrival among its parts. */
  readonly latest: { readonly uploadId: string; readonly receivedAt: string };
}

const saysTheSame = (a: ClaimedItem, b: ClaimedItem): boolean =>
  a.points === b.points && a.evidence === b.evidence && a.explanation === b.explanation && hashOf(a.facts) === hashOf(b.facts);

/**
 * A file over the version before it: the fields in the file are replaced item by item, all others stay. An item that came
 * from a file received later stays as well. `mayChange` undefined: everything; otherwise only the items named (the
 * correction window). `owed`: the items that the unit has to claim, in the order of the set.
 */
export function mergeVersion(
  owed: readonly string[],
  base: { readonly items: readonly SubmittedItem[]; readonly remarks: Remarks } | undefined,
  file: { readonly content: SelfAssessment; readonly uploadId: string; readonly receivedAt: string; readonly number: number },
  mayChange: ReadonlySet<string> | undefined,
): MergedVersion {
  const findings: Finding[] = [];
  const at = { file: true } as const;
  const origin = { uploadId: file.uploadId, receivedAt: file.receivedAt, version: file.number };
  const merged = new Map(base?.items.map((item) => [item.item, item]));
  for (const claim of file.content.items) {
    const { item } = claim;
    const earlier = merged.get(item);
    const before = earlier?.from ?? undefined;
    if (before !== undefined && comesAfter(before, origin)) continue;
    if (earlier !== undefined && saysTheSame(earlier, claim)) {
      // Said again: a file in between that arrives late must not change it.
      merged.set(item, { ...earlier, from: origin });
      continue;
    }
    if (mayChange !== undefined && earlier !== undefined && !mayChange.has(item)) {
      findings.push({ code: 'cell-not-open-for-correction', at, item, values: { item } });
      continue;
    }
    if (earlier !== undefined && before !== undefined && before.version > file.content.base) {
      const values = { item, found: claim.points ?? '–', before: earlier.points ?? '–', version: String(before.version) };
      findings.push({ code: 'item-changed-since', at, item, values });
    }
    merged.set(item, { ...claim, from: origin });
  }
  const nothing = { points: null, facts: {}, evidence: '', explanation: '', from: null };
  const items = owed.map((item) => merged.get(item) ?? { item, ...nothing });
  const remarks = file.content.remarks ?? base?.remarks ?? { difficulties: '', proposals: '' };
  const latest = items.reduce((last, { from }) => (from !== null && comesAfter(from, last) ? from : last), origin);
  return { items, remarks, findings, latest: { uploadId: latest.uploadId, receivedAt: latest.receivedAt } };
}

/** Which version counts, and as what. */
export interface CountingVersion {
  readonly version: SubmissionVersion;
  readonly statement: Statement | undefined;
  /** incomplete: a statement or a claim is missing; items without claim are "not claimed", never 0. */
  readonly state: 'complete' | 'incomplete';
  /** Days begun after the deadline in force; 0 on time. Above 0 only where the round's rule counts late files. */
  readonly daysLate: number;
}

/** What the deadlines as they are now say of an instant of entry: undefined where it does not count, else the days it is late. */
export type Lateness = (instant: string) => number | undefined;

/**
 * The last version that is complete: every item claimed, and the head of the unit answers for it. If none is, the last that
 * claims every item; failing that, the last one counts for the items that it claims. At each of the three, one on time goes
 * before any late one, which counts only where the round's rule or an extension says so.
 */
export function countingVersion(
  versions: readonly SubmissionVersion[],
  statements: readonly Statement[],
  lateness: Lateness,
): CountingVersion | undefined {
  const stated = (version: SubmissionVersion): { version: SubmissionVersion; statement: Statement | undefined; daysLate: number }[] => {
    const late = version.onTime ? 0 : lateness(version.receivedAt);
    if (late === undefined) return [];
    const given = statements.flatMap((statement) => {
      const days = statement.contentHash !== version.contentHash ? undefined : statement.onTime ? 0 : lateness(statement.givenAt);
      return days === undefined ? [] : [{ statement, days }];
    });
    const { statement, days } = given.findLast((entry) => entry.days === 0) ?? given.at(-1) ?? { statement: undefined, days: 0 };
    return [{ version, statement, daysLate: Math.max(late, days) }];
  };
  const first = versions.findLast(({ inherited }) => inherited === true)?.number ?? 0;
  const counting = versions
    .filter(({ number }) => number >= first)
    .sort((a, b) => (a.receivedAt === b.receivedAt ? a.number - b.number : comesAfter(a, b) ? 1 : -1))
    .flatMap(stated);
  const isWhole = ({ version: { claimed, owed } }: (typeof counting)[number]): boolean => claimed === owed;
  const last = (wanted: (entry: (typeof counting)[number]) => boolean): (typeof counting)[number] | undefined =>
    counting.findLast((entry) => wanted(entry) && entry.daysLate === 0) ?? counting.findLast(wanted);
  const complete = last((entry) => isWhole(entry) && entry.statement !== undefined);
  if (complete !== undefined) return { ...complete, state: 'complete' };
  const chosen = last(isWhole) ?? last(() => true);
  return chosen === undefined ? undefined : { ...chosen, state: 'incomplete' };
}
