import type { UnitStep } from '../../../shared/contracts/events.ts';
import { settledPoints } from '../../../shared/domain/cell.ts';
import { exemptionOf, itemsOf } from '../../../shared/domain/criteria-set.ts';
import { hashOf } from '../../../shared/domain/hash.ts';
import { toDecimal } from '../../../shared/domain/rational.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { CellStore } from '../../../shared/storage/cell-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SettlementStore } from '../../../shared/storage/settlement-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly cells: CellStore;
  readonly settlements: SettlementStore;
  readonly clock: Clock;
}

/**
 * Notes what stands settled for one unit when the appraisal has closed, so that the unit can be told. Nothing enters the
 * computation from here. Doing it again with the same points changes nothing.
 */
export async function settleUnit(step: UnitStep, { rounds, cells, settlements, clock }: Dependencies): Promise<{ settled: number }> {
  const { round, unit } = step;
  await rounds.getFor(step);
  const { criteriaSet, units } = await rounds.definition(round);
  if (!units.some(({ code }) => code === unit)) throw new RejectedError('not-found', { what: unit });
  const items = itemsOf(criteriaSet).filter((item) => item.method === 'appraised' && exemptionOf(item, unit) === undefined);
  return await retryConflicts(async () => {
    const known = await cells.ofUnit(round, unit);
    const points = items.flatMap((item) => {
      const settled = settledPoints(item, known.get(item.code));
      return settled === undefined ? [] : [{ item: item.code, points: toDecimal(settled) }];
    });
    const hash = hashOf(points);
    const earlier = await settlements.ofUnit(round, unit);
    if (earlier?.hash === hash) return { settled: points.length };
    const at = instantOf(clock());
    const settlement = { unit, appraised: items.length, settled: points.length, hash, at, version: earlier?.version ?? 0 };
    const details = { unit, appraised: items.length, settled: points.length, hash, generation: step.generation };
    await settlements.save(round, settlement, { at, actor: 'settle-unit', action: 'unit-settled', details });
    return { settled: points.length };
  });
}
