import { ulid } from 'ulid';
import type { UploadReceived } from '../../../shared/contracts/events.ts';
import { severityOf } from '../../../shared/contracts/findings.ts';
import { verdictOf } from '../../../shared/contracts/verdicts.ts';
import { isOnTime } from '../../../shared/domain/calendar.ts';
import { itemsOf, selfScoredItems } from '../../../shared/domain/criteria-set.ts';
import { type Finding, WHOLE_FILE } from '../../../shared/domain/finding.ts';
import { readSelfAssessment, type SelfAssessment } from '../../../shared/domain/read-self-assessment.ts';
import type { RoundDefinition } from '../../../shared/domain/round.ts';
import { comesAfter, contentHashOf, mergeVersion, type SubmissionVersion } from '../../../shared/domain/submission.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SubmissionRecord, SubmissionStore } from '../../../shared/storage/submission-store.ts';
import type { UploadRecord, UploadStore } from '../../../shared/storage/upload-store.ts';
import { provedItems } from '../proved-items.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly uploads: UploadStore;
  readonly submissions: SubmissionStore;
  readonly evidence: EvidenceStore;
  readonly incoming: FileStore;
  readonly clock: Clock;
}

type Detail = UploadReceived['detail'];

/**
 * What a file is laid over: the last version that was on time, for a file on time; for a late one the last that was received
 * before it. Late claims never become part of a version that counts, and an extension may cover a late file and not the next.
 */
function baseFor(record: SubmissionRecord, file: { onTime: boolean; receivedAt: string }): SubmissionVersion | undefined {
  if (file.onTime) return record.versions.filter(({ onTime }) => onTime).at(-1);
  // Of the same instant as well: the merge then keeps what comes after by its id.
  const before = record.versions.filter(({ receivedAt }) => Date.parse(receivedAt) <= Date.parse(file.receivedAt));
  return before.sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt) || a.number - b.number).at(-1);
}

/** In the correction window only items with findings may change; undefined outside it. */
async function openItems(
  detail: Detail,
  definition: RoundDefinition,
  record: SubmissionRecord,
  rounds: RoundStore,
): Promise<Set<string> | undefined> {
  if (!detail.onTime || isOnTime(await rounds.stage(detail.round, 'self-assessment'), detail.unit, detail.receivedAt)) return undefined;
  return new Set(
    record.counting?.version.questioned ?? selfScoredItems(itemsOf(definition.criteriaSet), detail.unit).map(({ code }) => code),
  );
}

/** The version that the file makes of the unit's self-assessment. */
async function nextVersion(
  detail: Detail,
  definition: RoundDefinition,
  content: SelfAssessment,
  questioned: readonly string[],
  record: SubmissionRecord,
  { rounds, submissions }: Dependencies,
): Promise<{ version: SubmissionVersion; findings: readonly Finding[] }> {
  const { round, unit, uploadId, sha256, receivedAt, onTime } = detail;
  const mayChange = await openItems(detail, definition, record, rounds);
  const base = mayChange === undefined ? baseFor(record, { onTime, receivedAt }) : record.counting?.version;
  const before =
    base === undefined ? undefined : { items: await submissions.lines(round, unit, base), remarks: base.remarks, number: base.number };
  const owed = selfScoredItems(itemsOf(definition.criteriaSet), unit).map(({ code }) => code);
  const number = record.versions.length + 1;
  const merged = mergeVersion(owed, before, { content, uploadId, receivedAt, number }, mayChange);
  const contentHash = contentHashOf({ round, unit, set: definition.criteriaSet.id }, merged.items, merged.remarks);
  const findings = [...merged.findings];
  const twin = record.versions.findLast((version) => version.contentHash === contentHash && version.onTime === onTime);
  if (twin !== undefined && twin.number === base?.number) {
    findings.push({ code: 'same-file-again', at: WHOLE_FILE, values: { version: String(twin.number) } });
  } else if (twin !== undefined) {
    findings.push({
      code: 'older-content-again',
      at: WHOLE_FILE,
      values: { version: String(twin.number), latest: String(record.versions.length) },
    });
  }
  const lines = ulid();
  await submissions.writeLines(round, unit, lines, merged.items);
  const fileItems = new Set(content.items.map(({ item }) => item));
  const open = merged.items.filter(({ points }) => points === null).map(({ item }) => item);
  const stillQuestioned = [...(base?.questioned.filter((item) => !fileItems.has(item)) ?? []), ...questioned, ...open];
  const latest = comesAfter(merged.latest, { receivedAt, uploadId }) ? merged.latest.receivedAt : receivedAt;
  const version: SubmissionVersion = {
    number,
    uploadId,
    lines,
    receivedAt: latest,
    onTime,
    sha256,
    contentHash,
    owed: owed.length,
    claimed: merged.items.filter(({ points }) => points !== null).length,
    questioned: [...new Set(stillQuestioned)].sort(),
    remarks: merged.remarks,
  };
  return { version, findings };
}

/**
 * Reads a unit's filled form, whole or in part, into the next version of its self-assessment. What is wrong in its cells
 * is reported and leaves the item unclaimed; only a file that is not this unit's form is refused. A late file becomes a
 * late version, which is kept and does not count.
 */
export async function recordSelfAssessment({ detail }: UploadReceived, dependencies: Dependencies): Promise<void> {
  const { rounds, uploads, submissions, evidence, incoming, clock } = dependencies;
  const { round, unit, uploadId, key, versionId, sha256, onTime, correlationId } = detail;
  const isWaiting = async (): Promise<UploadRecord | undefined> => {
    const upload = await uploads.find(round, uploadId);
    return upload?.status === 'received' && upload.arrival?.versionId === versionId ? upload : undefined;
  };
  if ((await isWaiting()) === undefined) return;

  const definition = await rounds.definition(round);
  const workbook = await readWorkbook(await incoming.read(key, versionId));
  const expected = { round, unit, set: definition.criteriaSet, proved: await provedItems(round, unit, evidence) };
  const form = workbook.content === undefined ? undefined : readSelfAssessment(workbook.content, expected);
  const found = [...workbook.findings, ...(form?.findings ?? [])];
  const content = form?.content;
  const questioned = found.flatMap(({ code, item }) => (item !== undefined && severityOf(code) !== 'note' ? [item] : []));

  await retryConflicts(async () => {
    const upload = await isWaiting();
    if (upload === undefined) return;
    const record = await submissions.find(round, unit);
    const next = content === undefined ? undefined : await nextVersion(detail, definition, content, questioned, record, dependencies);
    const findings = [...found, ...(next?.findings ?? [])];
    const { number: version, contentHash, owed, claimed } = next?.version ?? {};
    await uploads.decide(upload, {
      ...verdictOf(findings, content !== undefined),
      ...(version === undefined || contentHash === undefined || owed === undefined || claimed === undefined
        ? {}
        : { recordedAs: { version, contentHash, owed, claimed } }),
      event: {
        at: instantOf(clock()),
        actor: 'record-self-assessment',
        action: content === undefined ? 'self-assessment-rejected' : 'self-assessment-recorded',
        details: {
          uploadId,
          sha256,
          onTime,
          version: version ?? null,
          contentHash: contentHash ?? null,
          findings: findings.length,
          correlationId,
        },
      },
      writes: next === undefined ? [] : submissions.addVersion(round, unit, record, next.version),
    });
  });
}
