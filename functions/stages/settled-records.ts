import type { Cell } from '../../shared/domain/cell.ts';
import type { SettledRecords } from '../../shared/domain/freeze.ts';
import type { RoundDefinition } from '../../shared/domain/round.ts';
import type { ErrorSources } from '../../shared/domain/uncertainty.ts';
import type { AdjustmentStore } from '../../shared/storage/adjustment-store.ts';
import type { CellStore } from '../../shared/storage/cell-store.ts';
import type { CentralScoreStore } from '../../shared/storage/central-score-store.ts';
import type { EvidenceRecord, EvidenceStore } from '../../shared/storage/evidence-store.ts';
import type { ResolutionStore } from '../../shared/storage/resolution-store.ts';
import type { SubmissionStore } from '../../shared/storage/submission-store.ts';
import type { SurveyStore } from '../../shared/storage/survey-store.ts';

/** Where everything stands that the points of a round follow from. */
export interface PointSources {
  readonly submissions: SubmissionStore;
  readonly cells: CellStore;
  readonly documents: EvidenceStore;
  readonly adjustments: AdjustmentStore;
  readonly centralScores: CentralScoreStore;
  readonly surveys: SurveyStore;
  readonly resolutions: ResolutionStore;
}

/** Hashes of the documents that prove each item. */
function hashesByItem(documents: readonly EvidenceRecord[]): Map<string, string[]> {
  const hashes = new Map<string, string[]>();
  for (const { sha256, proofs } of documents) for (const { item } of proofs) hashes.set(item, [...(hashes.get(item) ?? []), sha256]);
  return hashes;
}

/** What the estimates of each instrument give, as long as nothing came after them. */
async function surveyPoints(
  { round, instruments }: RoundDefinition,
  surveys: SurveyStore,
): Promise<Pick<SettledRecords, 'survey' | 'surveyErrors'>> {
  const points = new Map<string, ReadonlyMap<string, ReadonlyMap<string, string | null>>>();
  const errors: ErrorSources['surveys'] = [];
  for (const { id } of instruments) {
    const head = await surveys.estimatesHead(round, id);
    if (head === undefined || head.basis !== (await surveys.basis(round, id))) continue;
    points.set(id, new Map(Object.entries(head.points).map(([unit, items]) => [unit, new Map(Object.entries(items))])));
    for (const [unit, { se, df }] of Object.entries(head.errors)) errors.push({ instrument: id, unit, se, df });
  }
  return { survey: points, surveyErrors: errors };
}

/** Reads everything that is settled of a round. */
export async function settledRecords(definition: RoundDefinition, sources: PointSources): Promise<SettledRecords> {
  const { round } = definition;
  const submitted = new Set<string>();
  const daysLate = new Map<string, number>();
  const claims = new Map<string, Map<string, string>>();
  const cells = new Map<string, Map<string, Cell>>();
  const evidence = new Map<string, Map<string, string[]>>();
  const adjustments: SettledRecords['adjustments'] = [];
  for (const { code: unit } of definition.units) {
    const { counting, lines } = await sources.submissions.countingLines(round, unit);
    if (counting !== undefined) {
      submitted.add(unit);
      daysLate.set(unit, counting.daysLate);
    }
    claims.set(unit, new Map(lines.flatMap(({ item, points }) => (points === null ? [] : [[item, points] as const]))));
    cells.set(unit, await sources.cells.ofUnit(round, unit));
    evidence.set(unit, hashesByItem(await sources.documents.proving(round, unit)));
    for (const { code, points, decisionNumber } of await sources.adjustments.ofUnit(round, unit))
      adjustments.push({ unit, code, points, decisionNumber });
  }
  const central = await sources.centralScores.head(round);
  return {
    submitted,
    daysLate,
    claims,
    cells,
    evidence,
    adjustments,
    ...(await surveyPoints(definition, sources.surveys)),
    central: central === undefined ? new Map() : await sources.centralScores.rows(round, central.uploadId),
    decisions: await sources.resolutions.decided(round),
  };
}
