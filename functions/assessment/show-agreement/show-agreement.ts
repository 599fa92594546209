import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { agreementViewSchema } from '../../../shared/contracts/assessment.ts';
import { agreementOf, type ReadingPair } from '../../../shared/domain/agreement.ts';
import type { CellStore } from '../../../shared/storage/cell-store.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly cells: CellStore;
}

/** How far two blind readings agree, per criterion. Readers are not named. */
export async function showAgreement(
  { path: { round } }: ApiRequest<{ round: string }>,
  { rounds, cells }: Dependencies,
): Promise<z.infer<typeof agreementViewSchema>> {
  const { criteriaSet, units } = await rounds.definition(round);
  const criterionOf = new Map(
    criteriaSet.fields.flatMap(({ criteria }) =>
      criteria.flatMap((criterion) =>
        ('subCriteria' in criterion ? criterion.subCriteria : [criterion]).map((item) => [item.code, criterion.code] as const),
      ),
    ),
  );
  const pairs: ReadingPair[] = [];
  for (const { code: unit } of units) {
    for (const { item, readings } of (await cells.ofUnit(round, unit)).values()) {
      const [a, b] = readings;
      if (a === undefined || b === undefined) continue;
      pairs.push({ criterion: criterionOf.get(item) ?? item, readers: [a.readBy, b.readBy], points: [Number(a.points), Number(b.points)] });
    }
  }
  return {
    round,
    criteria: agreementOf(pairs).map(({ exact, meanAbsoluteDifference, icc, ...rest }) => ({
      ...rest,
      exact: exact ?? null,
      meanAbsoluteDifference: meanAbsoluteDifference ?? null,
      icc: icc ?? null,
    })),
  };
}
