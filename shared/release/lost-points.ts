import { type Item, itemsOf } from '../domain/criteria-set.ts';
import { compare, decimal, type Rational, subtract } from '../domain/rational.ts';
import type { ReleaseContent } from './release-content.ts';

interface LostPoints {
  readonly item: Item;
  readonly points: string;
  readonly claimed: string | null;
  readonly reasons: readonly string[];
  readonly documents: number;
  readonly missing: Rational;
}

/** Items on which a unit is below the maximum, the largest loss first; those that do not apply are not among them. */
export function lostPoints({ definition }: ReleaseContent, points: ReleaseContent['frozen']['points']): LostPoints[] {
  const items = new Map(itemsOf(definition.criteriaSet).map((item) => [item.code, item]));
  return points
    .flatMap(({ item: code, points: own, claimed, reasons, evidence }) => {
      const item = items.get(code);
      if (item === undefined || own === 'NA') return [];
      const missing = subtract(decimal(item.maxPoints), decimal(own));
      return missing.n === 0n ? [] : [{ item, points: own, claimed, reasons: [...new Set(reasons)], documents: evidence.length, missing }];
    })
    .sort((a, b) => compare(b.missing, a.missing) || (a.item.code < b.item.code ? -1 : 1));
}
