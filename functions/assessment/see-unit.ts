import type { Caller } from '../../shared/contracts/caller.ts';
import { type Item, itemsOf } from '../../shared/domain/criteria-set.ts';
import type { RoundDefinition } from '../../shared/domain/round.ts';
import { RejectedError } from '../../shared/errors.ts';

/** Coordinators and publishers see every unit. */
export function seesAllUnits(caller: Caller): boolean {
  return caller.groups.includes('coordinator') || caller.groups.includes('publisher');
}

/** A unit's records are its own and the ministry's; for everybody else they do not exist. */
export function refuseOtherUnits(caller: Caller, unit: string, { units }: RoundDefinition): void {
  const exists = units.some(({ code }) => code === unit);
  if (!exists || !(seesAllUnits(caller) || caller.unit === unit)) throw new RejectedError('not-found', { what: unit });
}

/** The unit's item, or RejectedError `not-found`. */
export function itemOfUnit({ units, criteriaSet }: RoundDefinition, unit: string, code: string): Item {
  if (!units.some((entry) => entry.code === unit)) throw new RejectedError('not-found', { what: unit });
  const item = itemsOf(criteriaSet).find((entry) => entry.code === code);
  if (item === undefined) throw new RejectedError('not-found', { what: code });
  return item;
}
