import type { Caller } from '../../shared/contracts/caller.ts';
import type { RoundProgress, UnitProgress } from '../../shared/contracts/rounds.ts';
import { settledPoints } from '../../shared/domain/cell.ts';
import { exemptionOf, itemsOf, selfScoredItems } from '../../shared/domain/criteria-set.ts';
import { writeCsv } from '../../shared/domain/csv.ts';
import type { Bilingual } from '../../shared/domain/text-schemas.ts';
import type { CellStore } from '../../shared/storage/cell-store.ts';
import type { EvidenceStore } from '../../shared/storage/evidence-store.ts';
import type { NoticeStore } from '../../shared/storage/notice-store.ts';
import type { PresentRound, RoundRecord, StageRecord } from '../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../shared/storage/submission-store.ts';
import type { UploadStore } from '../../shared/storage/upload-store.ts';

export interface ProgressSources {
  readonly submissions: SubmissionStore;
  readonly cells: CellStore;
  readonly evidence: EvidenceStore;
  readonly notices: NoticeStore;
  readonly uploads: UploadStore;
}

const UNITS_AT_ONCE = 12;

/** What the unit itself still has to bring. */
export function dutiesOf({ versions, owed, claimed, stated }: Pick<UnitProgress, 'versions' | 'owed' | 'claimed' | 'stated'>): Bilingual[] {
  const duties: Bilingual[] = [];
  if (owed > 0 && versions === 0) duties.push({ vi: 'chưa có bản tự chấm điểm', en: 'no self-assessment' });
  else if (claimed < owed) duties.push({ vi: `${owed - claimed} tiêu chí chưa tự chấm`, en: `${owed - claimed} item(s) not claimed` });
  if (owed > 0 && versions > 0 && !stated) duties.push({ vi: 'thủ trưởng chưa xác nhận', en: 'no statement of the head' });
  return duties;
}

function missingOf(progress: Omit<UnitProgress, 'missing' | 'state'>): Bilingual[] {
  const { appraised, settled, explained, decided, hasContacts } = progress;
  const missing = dutiesOf(progress);
  if (settled < appraised)
    missing.push({ vi: `${appraised - settled} tiêu chí chưa thẩm định xong`, en: `${appraised - settled} item(s) not settled` });
  if (decided < explained)
    missing.push({ vi: `${explained - decided} giải trình chưa quyết định`, en: `${explained - decided} explanation(s) not decided` });
  if (!hasContacts) missing.push({ vi: 'chưa có đầu mối nhận thông báo', en: 'no contacts' });
  return missing;
}

/** What one unit has done and what it still lacks. */
export async function progressOf(definition: PresentRound, unit: string, sources: ProgressSources): Promise<UnitProgress> {
  const { round, criteriaSet } = definition;
  const items = itemsOf(criteriaSet);
  const [{ counting, versions }, cells, documents, contacts] = await Promise.all([
    sources.submissions.find(round, unit),
    sources.cells.ofUnit(round, unit),
    sources.evidence.proving(round, unit),
    sources.notices.contacts(round, unit),
  ]);
  const appraised = items.filter((item) => item.method === 'appraised' && exemptionOf(item, unit) === undefined);
  const owed = selfScoredItems(items, unit).length;
  const all = [...cells.values()];
  const figures = {
    unit,
    versions: versions.length,
    owed,
    claimed: counting?.version.claimed ?? 0,
    stated: counting?.statement !== undefined,
    daysLate: counting?.daysLate ?? 0,
    documents: documents.length,
    appraised: appraised.length,
    settled: appraised.filter((item) => settledPoints(item, cells.get(item.code)) !== undefined).length,
    explained: all.filter(({ explanation }) => explanation !== undefined).length,
    decided: all.filter(({ explanation, decision }) => explanation !== undefined && decision !== undefined).length,
    hasContacts: contacts !== undefined,
  };
  const isComplete = owed === 0 || counting?.state === 'complete';
  return { ...figures, state: isComplete ? 'complete' : versions.length === 0 ? 'nothing' : 'incomplete', missing: missingOf(figures) };
}

/** The progress that a viewer may see: a unit its own, the ministry's people all; undefined for everybody else. */
export async function measureProgress(
  caller: Caller,
  { definition, record, stages }: { definition: PresentRound; record: RoundRecord; stages: readonly StageRecord[] },
  sources: ProgressSources,
): Promise<RoundProgress | undefined> {
  const seesAll = ['coordinator', 'publisher', 'operator'].some((group) => caller.groups.some((own) => own === group));
  const codes = definition.units.map(({ code }) => code).filter((code) => seesAll || code === caller.unit);
  if (codes.length === 0) return undefined;
  const units: UnitProgress[] = [];
  for (let from = 0; from < codes.length; from += UNITS_AT_ONCE) {
    units.push(...(await Promise.all(codes.slice(from, from + UNITS_AT_ONCE).map((code) => progressOf(definition, code, sources)))));
  }
  const states = { nothing: 0, incomplete: 0, complete: 0 };
  for (const { state } of units) states[state] += 1;
  if (!seesAll) return { states, units };
  const queue = await Promise.all(
    stages.map(async ({ stage }) => [stage, (await sources.uploads.pending(definition.round, stage)).length] as const),
  );
  const troubles = record.troubles.map(({ unit, step, error, at }) => ({ unit, step, error, at }));
  return { states, units, queue: Object.fromEntries(queue), troubles };
}

const COLUMNS = [
  'unit',
  'state',
  'versions',
  'owed',
  'claimed',
  'stated',
  'daysLate',
  'documents',
  'appraised',
  'settled',
  'explained',
  'decided',
  'hasContacts',
] as const;

/** The units' progress as CSV (UTF-8 with BOM); what is missing in Vietnamese. */
export function progressCsv({ units }: RoundProgress): Uint8Array {
  const rows = units.map((unit) => [...COLUMNS.map((column) => String(unit[column])), unit.missing.map(({ vi }) => vi).join('; ')]);
  return writeCsv([[...COLUMNS, 'missing'], ...rows]);
}
