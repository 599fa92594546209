import type { Caller } from '../../shared/contracts/caller.ts';
import { RejectedError } from '../../shared/errors.ts';
import type { PresentRound } from '../../shared/storage/round-store.ts';

/** A unit's own affairs: for itself, for coordinators and operators; for everybody else they do not exist. */
export function refuseForeignUnit(caller: Caller, unit: string, { units }: PresentRound): void {
  const isMinistry = caller.groups.includes('coordinator') || caller.groups.includes('operator');
  if (!units.some(({ code }) => code === unit) || !(isMinistry || caller.unit === unit))
    throw new RejectedError('not-found', { what: unit });
}
