import type { Caller } from '../../shared/contracts/caller.ts';
import { type Item, itemsOf } from '../../shared/domain/criteria-set.ts';
import { replacedLock } from '../../shared/domain/lock.ts';
import { successorOf } from '../../shared/domain/units.ts';
import { RejectedError } from '../../shared/errors.ts';
import type { PresentRound } from '../../shared/storage/round-store.ts';

/** Coordinators and publishers see every unit. */
export function seesAllUnits(caller: Caller): boolean {
  return caller.groups.includes('coordinator') || caller.groups.includes('publisher');
}

/** Is it a unit of the round, now or before another one took its place? */
export function isUnitOf({ units, formerUnits }: PresentRound, unit: string): boolean {
  return [...units, ...formerUnits].some(({ code }) => code === unit);
}

/** Does the caller act for the unit, or for the one that took its place? */
export function actsFor(caller: Caller, unit: string, { unitChanges }: PresentRound): boolean {
  return caller.unit !== undefined && (caller.unit === unit || caller.unit === successorOf(unit, unitChanges));
}

/** A unit's records are its own, its successor's and the ministry's; for everybody else they do not exist. */
export function refuseOtherUnits(caller: Caller, unit: string, definition: PresentRound): void {
  if (!isUnitOf(definition, unit) || !(seesAllUnits(caller) || actsFor(caller, unit, definition)))
    throw new RejectedError('not-found', { what: unit });
}

/** Records of a unit that another one has taken the place of can be read and not changed. */
export function refuseFormerUnit(unit: string, { unitChanges }: PresentRound): void {
  const lock = replacedLock(unit, unitChanges);
  if (lock !== undefined) throw new RejectedError('unit-replaced', lock);
}

/** The unit's item, or RejectedError `not-found`. */
export function itemOfUnit(definition: PresentRound, unit: string, code: string): Item {
  const { units, criteriaSet } = definition;
  refuseFormerUnit(unit, definition);
  if (!units.some((entry) => entry.code === unit)) throw new RejectedError('not-found', { what: unit });
  const item = itemsOf(criteriaSet).find((entry) => entry.code === code);
  if (item === undefined) throw new RejectedError('not-found', { what: code });
  return item;
}
