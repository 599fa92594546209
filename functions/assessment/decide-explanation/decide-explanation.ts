import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { decisionRequestSchema, readingSchema } from '../../../shared/contracts/assessment.ts';
import { readersOf, settledPoints } from '../../../shared/domain/cell.ts';
import { compare, decimal } from '../../../shared/domain/rational.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { instantOf } from '../../../shared/runtime/clock.ts';
import type { EvidenceStore } from '../../../shared/storage/evidence-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import { refuseGround } from '../explanation-grounds.ts';
import { answerOf, claimsOf, judge, judgementOf, type ReadingDependencies, refuseOtherReaders, unfrozenRound } from '../read-cells.ts';
import { itemOfUnit } from '../see-unit.ts';

export interface Dependencies extends ReadingDependencies {
  readonly evidence: EvidenceStore;
}

/**
 * Another reader than those before decides on an explanation, with a reason. The points change only on a ground of the
 * set; left as they are, no ground is needed. Once, and until the freeze.
 */
export async function decideExplanation(
  { caller, path, body, correlationId }: ApiRequest<{ round: string; unit: string; item: string }, z.infer<typeof decisionRequestSchema>>,
  dependencies: Dependencies,
): Promise<z.infer<typeof readingSchema>> {
  const { rounds, submissions, cells, assignments, evidence, clock } = dependencies;
  const { round, unit } = path;
  const { sub, agency } = caller;
  if (agency === undefined) throw new RejectedError('not-allowed');
  const definition = await rounds.definition(round);
  const item = itemOfUnit(definition, unit, path.item);
  const reader = { sub, agency, unit: caller.unit };
  refuseOtherReaders(item, unit, reader, (await assignments.get(round)).assignments, definition);
  const claimed = (await claimsOf(round, unit, submissions)).get(item.code);
  const documents = await evidence.ofUnit(round, unit);
  return await retryConflicts(async () => {
    const head = await unfrozenRound(round, dependencies);
    const cell = await cells.find(round, unit, item.code);
    const settled = settledPoints(item, cell);
    if (cell?.explanation === undefined || settled === undefined) throw new RejectedError('nothing-explained', { item: item.code, unit });
    if (cell.decision !== undefined) {
      const { agency: decidedBy, at: since } = cell.decision;
      throw new RejectedError('explanation-decided', { item: item.code, unit, decidedBy, since });
    }
    if (readersOf(cell).includes(sub)) throw new RejectedError('another-reader-needed', { item: item.code, unit });
    const at = instantOf(clock());
    const isUnchanged = compare(decimal(body.points), settled) === 0;
    // The mean of two readings may lie between the steps of the rule, and stays where nothing moves it.
    const decision = isUnchanged ? judgementOf(body, reader, at) : judge(item, definition, claimed, body, reader, at);
    const { explanation } = cell;
    if (!isUnchanged) {
      const named = documents.filter(({ uploadId }) => explanation.evidence.includes(uploadId));
      refuseGround(definition, item, body.ground ?? explanation.ground, named);
    }
    const ground = body.ground ?? explanation.ground;
    const decided = { ...cell, decision: { ...decision, ...(ground === undefined ? {} : { ground }) } };
    const details = { unit, item: item.code, ...decided.decision, correlationId };
    await cells.save(head, unit, [decided], { at, actor: sub, action: 'explanation-decided', details });
    return answerOf(unit, item, decision, cell.version + 1);
  });
}
