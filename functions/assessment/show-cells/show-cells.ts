import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { cellsViewSchema } from '../../../shared/contracts/assessment.ts';
import { type ViewingDependencies, viewCells } from '../view-cells.ts';

/** Claimed, read, settled and final points of a unit's items, side by side with reasons, as far as the viewer may see. */
export async function showCells(
  { caller, path: { round, unit } }: ApiRequest<{ round: string; unit: string }>,
  dependencies: ViewingDependencies,
): Promise<z.infer<typeof cellsViewSchema>> {
  return { round, unit, cells: await viewCells(caller, round, unit, undefined, dependencies) };
}
