import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { adjustmentRequestSchema, adjustmentViewSchema } from '../../../shared/contracts/assessment.ts';
import { compare, decimal, parseSignedDecimal, toDecimal, ZERO } from '../../../shared/domain/rational.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { AdjustmentStore } from '../../../shared/storage/adjustment-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { unfrozenRound } from '../read-cells.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly adjustments: AdjustmentStore;
  readonly clock: Clock;
}

/** Points for or against a unit as a whole, by a numbered decision, within what the set allows; never inside an item. */
export async function adjustUnit(
  { caller, path, body, correlationId }: ApiRequest<{ round: string; unit: string; code: string }, z.infer<typeof adjustmentRequestSchema>>,
  dependencies: Dependencies,
): Promise<z.infer<typeof adjustmentViewSchema>> {
  const { rounds, adjustments, clock } = dependencies;
  const { round, unit, code } = path;
  const { criteriaSet, units } = await rounds.definition(round);
  if (!units.some((entry) => entry.code === unit)) throw new RejectedError('not-found', { what: unit });
  const rule = criteriaSet.adjustments?.find((entry) => entry.code === code);
  if (rule === undefined)
    throw new RejectedError('adjustment-unknown', { codes: criteriaSet.adjustments?.map((entry) => entry.code).join(', ') ?? '–' });
  const points = parseSignedDecimal(body.points) ?? ZERO;
  const cap = decimal(rule.cap);
  const [least, most] = rule.kind === 'bonus' ? [ZERO, cap] : [{ n: -cap.n, d: cap.d }, ZERO];
  if (compare(points, least) < 0 || compare(points, most) > 0) {
    throw new RejectedError('adjustment-out-of-range', { code, kind: rule.kind, least: toDecimal(least), most: toDecimal(most) });
  }
  return await retryConflicts(async () => {
    const head = await unfrozenRound(round, dependencies);
    const earlier = (await adjustments.ofUnit(round, unit)).find((entry) => entry.code === code);
    const { decisionNumber, reason } = body;
    const view = { unit, code, points: toDecimal(points), decisionNumber, reason };
    const details = { ...view, before: earlier?.points ?? null, correlationId };
    const event = { at: instantOf(clock()), actor: caller.sub, action: 'unit-adjusted', details };
    await adjustments.save(head, { ...view, decidedBy: caller.sub, version: earlier?.version ?? 0 }, event);
    return { ...view, version: (earlier?.version ?? 0) + 1 };
  });
}
