import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { CellView, explanationRequestSchema } from '../../../shared/contracts/assessment.ts';
import { deadlineFor, lastMomentFor, sayInstant } from '../../../shared/domain/calendar.ts';
import { settledPoints } from '../../../shared/domain/cell.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { refuseGround } from '../explanation-grounds.ts';
import { unfrozenRound } from '../read-cells.ts';
import { itemOfUnit } from '../see-unit.ts';
import { type ViewingDependencies, viewCells } from '../view-cells.ts';

export interface Dependencies extends ViewingDependencies {
  readonly clock: Clock;
}

/** The window that the unit itself has, extensions included. */
async function refuseOutsideWindow(round: string, unit: string, now: number, rounds: RoundStore): Promise<void> {
  const stage = await rounds.stage(round, 'explanation');
  const deadline = deadlineFor(stage, unit);
  if (stage.status === 'open' && now <= lastMomentFor(stage, unit)) return;
  const { opensAt } = stage;
  throw new RejectedError('stage-of-explanation', {
    opensAt,
    opensAtText: sayInstant(Date.parse(opensAt)),
    deadline: instantOf(deadline),
    deadlineText: sayInstant(deadline),
  });
}

/** A unit answers the settled points of an item with a text, a ground and documents, while its window is open. */
export async function giveExplanation(
  {
    caller,
    path,
    body,
    correlationId,
  }: ApiRequest<{ round: string; unit: string; item: string }, z.infer<typeof explanationRequestSchema>>,
  dependencies: Dependencies,
): Promise<CellView> {
  const { rounds, cells, evidence, clock } = dependencies;
  const { round, unit } = path;
  if (caller.unit !== unit) throw new RejectedError('not-found', { what: unit });
  const definition = await rounds.definition(round);
  const item = itemOfUnit(definition, unit, path.item);
  if (item.method !== 'appraised') throw new RejectedError('item-not-appraised', { item: item.code, method: item.method });
  await refuseOutsideWindow(round, unit, clock(), rounds);
  const documents = (await evidence.ofUnit(round, unit)).filter(
    ({ removal, proofs }) => removal?.approvedBy === undefined && proofs.some((proof) => proof.item === item.code),
  );
  const missing = body.evidence.find((uploadId) => !documents.some((document) => document.uploadId === uploadId));
  if (missing !== undefined) throw new RejectedError('evidence-unknown', { uploadId: missing, item: item.code });
  refuseGround(
    definition,
    item,
    body.ground,
    documents.filter(({ uploadId }) => body.evidence.includes(uploadId)),
  );

  await retryConflicts(async () => {
    const head = await unfrozenRound(round, dependencies);
    const cell = await cells.find(round, unit, item.code);
    if (cell === undefined || settledPoints(item, cell) === undefined)
      throw new RejectedError('nothing-settled', { item: item.code, unit });
    if (cell.decision !== undefined) {
      const { agency: decidedBy, at: since } = cell.decision;
      throw new RejectedError('explanation-decided', { item: item.code, unit, decidedBy, since });
    }
    const at = instantOf(clock());
    const { text, ground } = body;
    const explanation = { text, ...(ground === undefined ? {} : { ground }), evidence: body.evidence, by: caller.sub, at };
    const details = { unit, item: item.code, ...explanation, before: cell.explanation?.text ?? null, correlationId };
    await cells.save(head, unit, [{ ...cell, explanation }], { at, actor: caller.sub, action: 'explanation-given', details });
  });
  const [view] = await viewCells(caller, round, unit, item.code, dependencies);
  if (view === undefined) throw new RejectedError('not-found', { what: item.code });
  return view;
}
