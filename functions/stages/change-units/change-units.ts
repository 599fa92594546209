import { ulid } from 'ulid';
import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { RoundView, unitChangeRequestSchema } from '../../../shared/contracts/rounds.ts';
import { dayOf, STAGES } from '../../../shared/domain/calendar.ts';
import { itemsOf, selfScoredItems } from '../../../shared/domain/criteria-set.ts';
import { frozenLock } from '../../../shared/domain/lock.ts';
import { inheritedItems } from '../../../shared/domain/merge-units.ts';
import { contentHashOf, type SubmissionVersion } from '../../../shared/domain/submission.ts';
import type { Bilingual } from '../../../shared/domain/text-schemas.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { AssignmentStore } from '../../../shared/storage/assignment-store.ts';
import type { CellStore } from '../../../shared/storage/cell-store.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import type { NoticeStore } from '../../../shared/storage/notice-store.ts';
import { retryConflicts, type Write } from '../../../shared/storage/records-table.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { PresentRound, RoundStore, StageRecord } from '../../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import type { UploadStore } from '../../../shared/storage/upload-store.ts';
import { viewRound } from '../view-round.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly uploads: UploadStore;
  readonly submissions: SubmissionStore;
  readonly evidence: EvidenceStore;
  readonly cells: CellStore;
  readonly assignments: AssignmentStore;
  readonly notices: NoticeStore;
  readonly clock: Clock;
}

type Body = z.infer<typeof unitChangeRequestSchema>;

/** How long after its address expired a file may still be without a receipt. */
const SETTLED_AFTER_MS = 15 * 60_000;

const impossible = ({ vi, en }: Bilingual): RejectedError => new RejectedError('unit-change-not-possible', { why: vi, whyEn: en });

async function refuseImpossible(definition: PresentRound, body: Body, { uploads, cells, clock }: Dependencies): Promise<void> {
  const { round, units, formerUnits } = definition;
  const { successor, predecessors, effectiveOn } = body;
  const unknown = predecessors.filter((code) => !units.some((unit) => unit.code === code));
  if (unknown.length > 0) throw new RejectedError('not-found', { what: unknown.join(', ') });
  const isTaken = units.some(({ code }) => code === successor.code) && !predecessors.includes(successor.code);
  if (isTaken || formerUnits.some(({ code }) => code === successor.code))
    throw impossible({ vi: `Mã ${successor.code} đã có trong kỳ.`, en: `The code ${successor.code} is in the round already.` });
  if (predecessors.length === 1 && predecessors[0] === successor.code)
    throw impossible({ vi: 'Đơn vị không thay thế chính mình.', en: 'A unit does not take its own place.' });
  if (dayOf(clock()) < effectiveOn)
    throw impossible({
      vi: `Thay đổi có hiệu lực từ ${effectiveOn}; ghi nhận từ ngày đó.`,
      en: `It takes effect on ${effectiveOn}; record it from then on.`,
    });
  if (predecessors.includes(successor.code) && (await cells.ofUnit(round, successor.code)).size > 0)
    throw impossible({
      vi: `Đơn vị cũ mang mã ${successor.code} đã có điểm thẩm định; dùng mã khác cho đơn vị mới trong kỳ này.`,
      en: `Items of the old unit ${successor.code} were read already; give the new one another code in this round.`,
    });
  for (const stage of STAGES) {
    const waiting: string[] = [];
    for (const { unit, uploadId, expiresAt } of await uploads.pending(round, stage)) {
      if (!predecessors.includes(unit)) continue;
      // What arrived at an address long dead has its receipt by now.
      const isAlive = clock() < Date.parse(expiresAt) + SETTLED_AFTER_MS;
      if (isAlive || (await uploads.find(round, uploadId))?.status === 'received') waiting.push(uploadId);
    }
    if (waiting.length > 0)
      throw impossible({
        vi: `Còn ${waiting.length} tệp hoặc địa chỉ nộp chưa xong; thử lại sau.`,
        en: `${waiting.length} upload(s) are not finished; try again later.`,
      });
  }
}

/**
 * The version that the successor begins with; undefined where no predecessor has one that counts. Where only some have, their
 * words and documents are kept and no item is claimed: what the others would have said is not assumed.
 */
async function inheritedVersion(
  definition: PresentRound,
  { successor: { code: unit }, predecessors }: Body,
  uploadId: string,
  { submissions }: Dependencies,
): Promise<{ version: SubmissionVersion; writes: Write[] } | undefined> {
  const { round, criteriaSet } = definition;
  const counting = await Promise.all(predecessors.map(async (code) => ({ unit: code, ...(await submissions.countingLines(round, code)) })));
  const versions = counting.flatMap(({ counting: chosen }) => (chosen === undefined ? [] : [chosen]));
  if (versions.length === 0) return undefined;
  const receivedAt =
    versions
      .map(({ version }) => version.receivedAt)
      .sort()
      .at(-1) ?? '';
  const own = await submissions.find(round, unit);
  const number = own.versions.length + 1;
  const owed = selfScoredItems(itemsOf(criteriaSet), unit).map(({ code }) => code);
  const parents = counting.map(({ unit: code, lines, counting: chosen }) => ({
    unit: code,
    lines,
    remarks: chosen?.version.remarks ?? { difficulties: '', proposals: '' },
  }));
  const items = inheritedItems(definition, parents, { uploadId, receivedAt, version: number }, owed);
  const join = (of: 'difficulties' | 'proposals'): string =>
    parents.flatMap(({ unit: code, remarks }) => (remarks[of] === '' ? [] : [`${code}: ${remarks[of]}`])).join('\n');
  const remarks = { difficulties: join('difficulties'), proposals: join('proposals') };
  const contentHash = contentHashOf({ round, unit, set: criteriaSet.id }, items, remarks);
  const open = items.filter(({ points }) => points === null).map(({ item }) => item);
  await submissions.writeLines(round, unit, uploadId, items);
  const version: SubmissionVersion = {
    number,
    uploadId,
    receivedAt,
    onTime: versions.every(({ daysLate }) => daysLate === 0),
    sha256: contentHash,
    contentHash,
    owed: owed.length,
    claimed: owed.length - open.length,
    questioned: open.sort(),
    remarks,
    inherited: true,
  };
  return { version, writes: submissions.addVersion(round, unit, own, version) };
}

/** Documents of the predecessors prove the same items of the successor; the locked bytes stay where they are. */
async function inheritEvidence(round: string, { successor: { code }, predecessors }: Body, evidence: EvidenceStore): Promise<number> {
  const documents = (await Promise.all(predecessors.filter((unit) => unit !== code).map((unit) => evidence.ofUnit(round, unit)))).flat();
  await evidence.inherit(round, code, documents);
  return documents.length;
}

/** Who was written to for a predecessor is written to for the successor, until that one says otherwise. */
async function inheritContacts(
  round: string,
  { successor: { code }, predecessors }: Body,
  actor: string,
  dependencies: Dependencies,
): Promise<void> {
  const { notices, clock } = dependencies;
  if ((await notices.contacts(round, code)) !== undefined) return;
  const all = (await Promise.all(predecessors.map((unit) => notices.contacts(round, unit)))).flatMap((found) => found ?? []);
  const [head, ...otherHeads] = all.flatMap((found) => found.head ?? []);
  const contacts = [...all.flatMap((found) => found.contacts), ...otherHeads];
  const once = contacts.filter(({ email }, i) => contacts.findIndex((other) => other.email.toLowerCase() === email.toLowerCase()) === i);
  if (once.length === 0) return;
  const details = { unit: code, contacts: once.length, from: predecessors };
  await notices.saveContacts(
    round,
    code,
    { contacts: once.slice(0, 10), ...(head === undefined ? {} : { head }), version: 0 },
    { at: instantOf(clock()), actor, action: 'contacts-inherited', details },
  );
}

/** Deadlines that were moved for a predecessor are moved for the successor. */
function inheritExtensions(stages: readonly StageRecord[], { successor: { code }, predecessors }: Body): StageRecord[] {
  return stages.flatMap((stage) => {
    const extensions = stage.extensions.map((extension) =>
      extension.units === undefined || !extension.units.some((unit) => predecessors.includes(unit))
        ? extension
        : { ...extension, units: [...new Set([...extension.units, code])] },
    );
    return extensions.every((extension, i) => extension === stage.extensions[i]) ? [] : [{ ...stage, extensions }];
  });
}

/** Whoever reads a predecessor's cells reads the successor's. */
async function inheritDuties(
  round: string,
  { successor: { code }, predecessors }: Body,
  actor: string,
  { assignments, clock }: Dependencies,
): Promise<void> {
  const { assignments: rows, version } = await assignments.get(round);
  const next = rows.map((row) =>
    row.units === undefined || row.units.includes(code) || !row.units.some((unit) => predecessors.includes(unit))
      ? row
      : { ...row, units: [...row.units, code] },
  );
  if (next.every((row, i) => row === rows[i])) return;
  await assignments.save(round, next, version, {
    at: instantOf(clock()),
    actor,
    action: 'duties-inherited',
    details: { unit: code, from: predecessors },
  });
}

/**
 * Records that units were merged, or became another one, inside the round. What the successor inherits is written first,
 * repeatably; then one transaction puts it in the place of its predecessors, whose records can only be read from then on.
 */
export async function changeUnits(
  { caller, path: { round }, body, correlationId }: ApiRequest<{ round: string }, Body>,
  dependencies: Dependencies,
): Promise<RoundView> {
  const { rounds, releases, evidence, clock } = dependencies;
  await retryConflicts(async () => {
    const head = await rounds.get(round);
    if (head.frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(head.frozen));
    const definition = await rounds.definition(round);
    await refuseImpossible(definition, body, dependencies);
    const inherited = await inheritedVersion(definition, body, ulid(clock()), dependencies);
    const documents = await inheritEvidence(round, body, evidence);
    await inheritContacts(round, body, caller.sub, dependencies);
    await inheritDuties(round, body, caller.sub, dependencies);
    const stages = inheritExtensions(await rounds.stages(round), body);
    const change = { number: definition.unitChanges.length + 1, ...body };
    const details = { ...change, version: inherited?.version.contentHash ?? null, documents, correlationId };
    const event = { at: instantOf(clock()), actor: caller.sub, action: 'units-changed', details };
    await rounds.changeUnits(head, change, stages, inherited?.writes ?? [], event);
  });
  const parts = { definition: await rounds.definition(round), record: await rounds.get(round), stages: await rounds.stages(round) };
  return viewRound(caller, { ...parts, releases: await releases.list(round), now: clock() });
}
