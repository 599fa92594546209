import * as z from 'zod';
import type { IndexResult, Measure } from './par-index.ts';
import { toDecimal } from './rational.ts';

const measureSchema = z.strictObject({
  points: z.string(),
  maxPoints: z.string(),
  index: z.string().nullable(),
  rank: z.int().nullable(),
});

/** The computed index as JSON: decimals are text, exact; a quotient that does not terminate has 20 decimals, half up. */
export const computedIndexSchema = z.strictObject({
  level: z.string(),
  mean: z.string().nullable(),
  units: z.array(
    z.strictObject({
      unit: z.string(),
      ...measureSchema.shape,
      group: z.string().nullable(),
      /** Signed; only where a unit has adjustments. */
      adjustments: z.string().optional(),
      fields: z.array(z.strictObject({ code: z.string(), ...measureSchema.shape })),
    }),
  ),
});
export type ComputedIndex = z.infer<typeof computedIndexSchema>;

function measureJson({ points, maxPoints, index, rank }: Measure): z.infer<typeof measureSchema> {
  return {
    points: toDecimal(points),
    maxPoints: toDecimal(maxPoints),
    index: index === undefined ? null : toDecimal(index),
    rank: rank ?? null,
  };
}

export function computedIndex(level: string, result: IndexResult): ComputedIndex {
  return {
    level,
    mean: result.mean === undefined ? null : toDecimal(result.mean),
    units: result.units.map((unit) => ({
      unit: unit.unit,
      ...measureJson(unit),
      group: unit.group ?? null,
      ...(unit.adjustments === undefined ? {} : { adjustments: toDecimal(unit.adjustments) }),
      fields: unit.fields.map((field) => ({ code: field.code, ...measureJson(field) })),
    })),
  };
}
