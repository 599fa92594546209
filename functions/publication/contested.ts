import type { CellStore } from '../../shared/storage/cell-store.ts';
import type { ComplaintStore } from '../../shared/storage/complaint-store.ts';
import type { PresentRound } from '../../shared/storage/round-store.ts';

/** Cells that the council has to conclude on: explained before the first release, complained about and answered. */
export async function contestedCells(
  definition: PresentRound,
  cells: CellStore,
  complaints: ComplaintStore,
): Promise<{ unit: string; item: string }[]> {
  const contested = new Map<string, { unit: string; item: string }>();
  for (const { code: unit } of definition.units)
    for (const [item, { explanation }] of await cells.ofUnit(definition.round, unit))
      if (explanation !== undefined) contested.set(`${unit}\n${item}`, { unit, item });
  for (const { unit, item, answer } of await complaints.list(definition.round))
    if (answer !== undefined) contested.set(`${unit}\n${item}`, { unit, item });
  return [...contested].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}
