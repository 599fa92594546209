import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { accuracyViewSchema } from '../../../shared/contracts/assessment.ts';
import { finalPoints, reasonCodeOf, settledPoints } from '../../../shared/domain/cell.ts';
import { itemsOfField, maximumOf } from '../../../shared/domain/criteria-set.ts';
import { notOpenLock } from '../../../shared/domain/lock.ts';
import { decimal, type Rational, toDecimal } from '../../../shared/domain/rational.ts';
import { type Accuracy, accuracyOf, quartilesOf, type SettledClaim } from '../../../shared/domain/self-scoring-accuracy.ts';
import { RejectedError } from '../../../shared/errors.ts';
import type { CellStore } from '../../../shared/storage/cell-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../../shared/storage/submission-store.ts';
import { claimsOf } from '../read-cells.ts';
import { seesAllUnits } from '../see-unit.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly submissions: SubmissionStore;
  readonly cells: CellStore;
}

const percent = (value: Rational | undefined): string | null => (value === undefined ? null : toDecimal(value));

function viewAccuracy({ unit, field, n, cut, raised, byReason, ...rest }: Accuracy): z.infer<typeof accuracyViewSchema>['units'][number] {
  return {
    unit,
    field: field ?? null,
    n,
    claimed: toDecimal(rest.claimed),
    settled: toDecimal(rest.settled),
    final: toDecimal(rest.final),
    gapBefore: percent(rest.gapBefore),
    gapAfter: percent(rest.gapAfter),
    cut,
    raised,
    byReason,
    shareCut: rest.shareCut ?? null,
    meanGap: rest.meanGap ?? null,
  };
}

/** Every claim that has settled points. */
async function settledClaims(round: string, { rounds, submissions, cells }: Dependencies): Promise<SettledClaim[]> {
  const { units, criteriaSet } = await rounds.definition(round);
  const settled: SettledClaim[] = [];
  for (const { code: unit } of units) {
    const claims = await claimsOf(round, unit, submissions);
    const ofUnit = await cells.ofUnit(round, unit);
    for (const field of criteriaSet.fields) {
      for (const item of itemsOfField(field)) {
        const [claimed, cell] = [claims.get(item.code), ofUnit.get(item.code)];
        const [before, after] = [settledPoints(item, cell), finalPoints(item, cell)];
        if (claimed === undefined || before === undefined || after === undefined) continue;
        settled.push({
          unit,
          field: field.code,
          claimed: decimal(claimed),
          settled: before,
          final: after,
          maximum: maximumOf(item),
          reasonCode: reasonCodeOf(cell, 'settled'),
        });
      }
    }
  }
  return settled;
}

/**
 * How near units' self-scores came to what was settled. A unit sees its own figures and the quartiles of all without
 * names, once the appraisal is over; the ministry sees all.
 */
export async function showAccuracy(
  { caller, path: { round } }: ApiRequest<{ round: string }>,
  dependencies: Dependencies,
): Promise<z.infer<typeof accuracyViewSchema>> {
  const seesAll = seesAllUnits(caller);
  const { opensAt, status } = await dependencies.rounds.stage(round, 'explanation');
  if (!seesAll && status === 'planned') throw new RejectedError('stage-not-open', notOpenLock({ stage: 'explanation', opensAt }));
  const all = accuracyOf(await settledClaims(round, dependencies));
  const shown = seesAll ? all : all.filter(({ unit }) => unit === caller.unit);
  return { round, units: shown.map(viewAccuracy), quartiles: quartilesOf(all) ?? null };
}
