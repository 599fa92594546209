import type { ApiRequest } from '../../../shared/contracts/api.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import type { Cell } from '../../../shared/domain/cell.ts';
import { freeze, type SettledRecords } from '../../../shared/domain/freeze.ts';
import type { RoundDefinition } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { RoundWorkflow } from '../../../shared/runtime/round-workflow.ts';
import type { AdjustmentStore } from '../../../shared/storage/adjustment-store.ts';
import type { CellStore } from '../../../shared/storage/cell-store.ts';
import type { CentralScoreStore } from '../../../shared/storage/central-score-store.ts';
import type { EvidenceRecord, EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import type { FileStore } from '../../../shared/storage/file-store.ts';

import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import type { SurveyStore } from '../../../shared/storage/survey-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly submissions: SubmissionStore;
  readonly cells: CellStore;
  readonly documents: EvidenceStore;
  readonly adjustments: AdjustmentStore;
  readonly centralScores: CentralScoreStore;
  readonly surveys: SurveyStore;
  readonly evidence: FileStore;
  readonly workflow: Pick<RoundWorkflow, 'complete'>;
  readonly clock: Clock;
}

/** Longer than an API call can take. */
const LEASE_MS = 60_000;

/** Hashes of the documents that prove each item; one that was removed proves nothing any more. */
function hashesByItem(documents: readonly EvidenceRecord[]): Map<string, string[]> {
  const hashes = new Map<string, string[]>();
  for (const { sha256, proofs, removal } of documents) {
    if (removal?.approvedBy !== undefined) continue;
    for (const { item } of proofs) hashes.set(item, [...(hashes.get(item) ?? []), sha256]);
  }
  return hashes;
}

/** What the estimates of each instrument give, as long as nothing came after them. */
async function surveyPoints({ round, instruments }: RoundDefinition, surveys: SurveyStore): Promise<SettledRecords['survey']> {
  const points = new Map<string, Map<string, string | null>>();
  for (const { id } of instruments) {
    const head = await surveys.estimatesHead(round, id);
    if (head === undefined || head.basis !== (await surveys.basis(round, id))) continue;
    for (const [unit, items] of Object.entries(head.points))
      points.set(unit, new Map([...(points.get(unit) ?? []), ...Object.entries(items)]));
  }
  return points;
}

async function settledRecords(definition: RoundDefinition, stores: Dependencies): Promise<SettledRecords> {
  const { round } = definition;
  const claims = new Map<string, Map<string, string>>();
  const cells = new Map<string, Map<string, Cell>>();
  const evidence = new Map<string, Map<string, string[]>>();
  const adjustments: SettledRecords['adjustments'] = [];
  for (const { code: unit } of definition.units) {
    const { lines } = await stores.submissions.countingLines(round, unit);
    claims.set(unit, new Map(lines.flatMap(({ item, points }) => (points === null ? [] : [[item, points] as const]))));
    cells.set(unit, await stores.cells.ofUnit(round, unit));
    evidence.set(unit, hashesByItem(await stores.documents.ofUnit(round, unit)));
    for (const { code, points, decisionNumber } of await stores.adjustments.ofUnit(round, unit))
      adjustments.push({ unit, code, points, decisionNumber });
  }
  const central = await stores.centralScores.head(round);
  return {
    claims,
    cells,
    evidence,
    adjustments,
    survey: await surveyPoints(definition, stores.surveys),
    central: central === undefined ? new Map() : await stores.centralScores.rows(round, central.uploadId),
  };
}

/**
 * Fixes what enters the computation and lets the workflow go on. Refused while a stage of entry is open or a cell has no
 * settled points; the answer names each such cell. The frozen content is written under its own hash, where nothing can
 * change it.
 */
export async function freezeRound(
  { caller, path: { round }, correlationId }: ApiRequest<{ round: string }, object | undefined>,
  dependencies: Dependencies,
): Promise<{ round: string; hash: string }> {
  const { rounds, evidence, workflow, clock } = dependencies;
  const stillOpen = (await rounds.stages(round)).filter(({ stage, status }) => stage !== 'publication' && status !== 'closed');
  if (stillOpen.length > 0) throw new RejectedError('stages-not-over', { stages: stillOpen.map(({ stage }) => stage).join(', ') });

  // From here on no reading is taken: what is read below is what is frozen. The lease ends by itself if this call dies.
  const leased = await retryConflicts(async () => {
    const record = await rounds.get(round);
    if (record.frozen !== undefined) throw new RejectedError('already-frozen', { hash: record.frozen.hash });
    const now = clock();
    const event = { at: instantOf(now), actor: caller.sub, action: 'freeze-begun', details: { correlationId } };
    await rounds.saveRound({ ...record, freezingUntil: instantOf(now + LEASE_MS) }, event);
    return await rounds.get(round);
  });
  const { freezingUntil: _, ...unleased } = leased;
  const definition = await rounds.definition(round);
  const result = freeze(definition, await settledRecords(definition, dependencies));
  if ('open' in result) {
    const details = { open: result.open.length, correlationId };
    await rounds.saveRound(unleased, { at: instantOf(clock()), actor: caller.sub, action: 'freeze-refused', details });
    throw new RejectedError('points-missing', { count: String(result.open.length) }, result.open);
  }

  const { content, hash } = result;
  const key = `frozen/${round}/${hash}.json`;
  await evidence.writeOnce(key, new TextEncoder().encode(canonicalJson(content)), 'application/json');
  const details = { hash, correlationId };
  await rounds.saveRound(
    { ...unleased, frozen: { hash, key } },
    { at: instantOf(clock()), actor: caller.sub, action: 'round-frozen', details },
  );
  // The waiting task may have stored its token between the read above and the write: read it again.
  const { freezeToken } = await rounds.get(round);
  if (freezeToken !== undefined) await workflow.complete(freezeToken);
  return { round, hash };
}
