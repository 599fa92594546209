import type * as z from 'zod';
import type { ReadingRequest, ReadingRow, readingSchema } from '../../shared/contracts/assessment.ts';
import { isAssigned } from '../../shared/domain/assignment.ts';
import { type Cell, type Judgement, judgementProblem } from '../../shared/domain/cell.ts';
import { exemptionOf, type Item, readingAgency } from '../../shared/domain/criteria-set.ts';
import { closedLock, frozenLock, notOpenLock } from '../../shared/domain/lock.ts';
import { decimal, toDecimal } from '../../shared/domain/rational.ts';
import type { RoundDefinition } from '../../shared/domain/round.ts';
import { successorOf } from '../../shared/domain/units.ts';
import { RejectedError } from '../../shared/errors.ts';
import { type Clock, instantOf } from '../../shared/runtime/clock.ts';
import type { AssignmentStore } from '../../shared/storage/assignment-store.ts';
import { CELLS_AT_ONCE, type CellStore } from '../../shared/storage/cell-store.ts';
import { retryConflicts } from '../../shared/storage/records-table.ts';
import type { PresentRound, RoundRecord, RoundStore, StageRecord } from '../../shared/storage/round-store.ts';
import type { SubmissionStore } from '../../shared/storage/submission-store.ts';
import { itemOfUnit } from './see-unit.ts';

export interface ReadingDependencies {
  readonly rounds: RoundStore;
  readonly submissions: SubmissionStore;
  readonly cells: CellStore;
  readonly assignments: AssignmentStore;
  readonly clock: Clock;
}

/** Who reads: a person of an agency, who may also belong to an assessed unit. */
export interface Reader {
  readonly sub: string;
  readonly agency: string;
  readonly unit?: string | undefined;
}

/** The round's head while nothing is frozen and no freeze is under way: no judgement may slip in beside it. */
export async function unfrozenRound(round: string, { rounds, clock }: Pick<ReadingDependencies, 'rounds' | 'clock'>): Promise<RoundRecord> {
  const head = await rounds.get(round);
  if (head.frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(head.frozen));
  if (head.freezingUntil !== undefined && clock() < Date.parse(head.freezingUntil)) throw new RejectedError('changed-meanwhile');
  return head;
}

/**
 * Readings may be set and changed while the appraisal is open. Afterwards only what a cell still lacks is taken, until the
 * freeze: otherwise a round with a hole could never be frozen. Units have seen what was settled by then; it changes by
 * an explanation and its decision, and in no other way.
 */
export function refuseOutsideAppraisal(appraisal: StageRecord, isMissing: boolean): void {
  const { status } = appraisal;
  if (status === 'planned') {
    throw new RejectedError('stage-not-open', notOpenLock(appraisal));
  }
  if (status === 'closed' && !isMissing) {
    throw new RejectedError('stage-closed', closedLock(appraisal));
  }
}

/** The lead agency reads; where the lead is itself the assessed unit, the alternate does. Nobody reads the own unit. */
export function refuseOtherReaders(
  item: Item,
  unit: string,
  reader: Reader,
  assigned: Awaited<ReturnType<AssignmentStore['get']>>['assignments'],
  { unitChanges }: PresentRound,
): void {
  const { agency, sub } = reader;
  if (successorOf(agency, unitChanges) === unit || reader.unit === unit) throw new RejectedError('own-unit', { agency, unit });
  const wanted = readingAgency(item, unit);
  if (wanted !== undefined && agency !== wanted) throw new RejectedError('item-of-another-agency', { item: item.code, unit, wanted });
  if (!isAssigned(assigned, sub, agency, unit, item.code)) throw new RejectedError('not-assigned', { item: item.code, unit });
}

/** What a person says of a cell, and who says it when. */
export function judgementOf({ points, reason, reasonCode, facts }: ReadingRequest, { agency, sub }: Reader, at: string): Judgement {
  return {
    points: toDecimal(decimal(points)),
    reason,
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(facts === undefined ? {} : { facts }),
    agency,
    readBy: sub,
    at,
  };
}

/** What a person says of a cell, held against the item and the claim. Throws the reason why it cannot stand. */
export function judge(
  item: Item,
  { criteriaSet }: RoundDefinition,
  claimed: string | undefined,
  request: ReadingRequest,
  reader: Reader,
  at: string,
): Judgement {
  const judgement = judgementOf(request, reader, at);
  const problem = judgementProblem(item, criteriaSet.pointDecimals, claimed, judgement);
  if (problem !== undefined) throw new RejectedError(problem.code, problem.values);
  return judgement;
}

/** The points that a unit claims: item -> decimal text. Items that are not claimed are not there. */
export async function claimsOf(round: string, unit: string, submissions: SubmissionStore): Promise<ReadonlyMap<string, string>> {
  const { lines } = await submissions.countingLines(round, unit);
  return new Map(lines.flatMap(({ item, points }) => (points === null ? [] : [[item, points] as const])));
}

const isSame = (a: Judgement, b: Judgement): boolean =>
  a.points === b.points && a.reason === b.reason && a.reasonCode === b.reasonCode && JSON.stringify(a.facts) === JSON.stringify(b.facts);

/** The cell with this reading in it. The same reading again is no change; a third person has no place in a double reading. */
function withReading(
  item: Item,
  unit: string,
  earlier: Cell | undefined,
  reading: Judgement,
): { cell: Cell; isNew: boolean; isMissing: boolean } {
  const cell = earlier ?? { unit, item: item.code, readings: [], version: 0 };
  const { readings } = cell;
  // A single reading has one place, whoever of the agency fills it; two blind ones have a place for each person.
  const place = item.readings === undefined ? 0 : readings.findIndex(({ readBy }) => readBy === reading.readBy);
  const before = readings[place];
  if (before !== undefined && before.readBy === reading.readBy && isSame(before, reading)) return { cell, isNew: false, isMissing: true };
  // Once both are in, each has seen the other's: neither may follow it.
  if (item.readings !== undefined && readings.length >= 2)
    throw new RejectedError('cell-read-already', { item: item.code, unit, since: readings.at(-1)?.at ?? '' });
  if (before !== undefined) return { cell: { ...cell, readings: readings.with(place, reading) }, isNew: true, isMissing: false };
  return { cell: { ...cell, readings: [...readings, reading] }, isNew: true, isMissing: true };
}

export interface RefusedRow {
  readonly unit: string;
  readonly item: string;
  readonly error: RejectedError;
}

/** Readings of one unit, in as few transactions as they fit into; a row that cannot stand is left out and named. */
async function readUnit(
  definition: PresentRound,
  unit: string,
  rows: readonly ReadingRow[],
  reader: Reader,
  correlationId: string,
  dependencies: ReadingDependencies,
): Promise<{ saved: Cell[]; refused: RefusedRow[] }> {
  const { rounds, submissions, cells, assignments, clock } = dependencies;
  const { round } = definition;
  return await retryConflicts(async () => {
    const head = await unfrozenRound(round, dependencies);
    const appraisal = await rounds.stage(round, 'appraisal');
    const { assignments: assigned } = await assignments.get(round);
    const claims = await claimsOf(round, unit, submissions);
    const earlier = rows.length === 1 && rows[0] !== undefined ? undefined : await cells.ofUnit(round, unit);
    const at = instantOf(clock());
    const saved: Cell[] = [];
    const changed: { cell: Cell; reading: Judgement; before: string | null }[] = [];
    const refused: RefusedRow[] = [];
    for (const row of rows) {
      try {
        const item = itemOfUnit(definition, unit, row.item);
        refuseOtherReaders(item, unit, reader, assigned, definition);
        // Before anything of the claim is told.
        refuseOutsideAppraisal(appraisal, true);
        if (item.method !== 'appraised') throw new RejectedError('item-not-appraised', { item: item.code, method: item.method });
        if (exemptionOf(item, unit) !== undefined) throw new RejectedError('item-not-self-scored', { item: item.code, unit });
        const reading = judge(item, definition, claims.get(item.code), row, reader, at);
        const before = earlier === undefined ? await cells.find(round, unit, item.code) : earlier.get(item.code);
        const { cell, isNew, isMissing } = withReading(item, unit, before, reading);
        refuseOutsideAppraisal(appraisal, isMissing);
        const places = before?.readings ?? [];
        const replaced = item.readings === undefined ? places[0] : places.find(({ readBy }) => readBy === reader.sub);
        if (isNew) changed.push({ cell, reading, before: replaced?.points ?? null });
        else saved.push(cell);
      } catch (error) {
        if (!(error instanceof RejectedError)) throw error;
        refused.push({ unit, item: row.item, error });
      }
    }
    for (let from = 0; from < changed.length; from += CELLS_AT_ONCE) {
      const part = changed.slice(from, from + CELLS_AT_ONCE);
      const readings = part.map(({ cell, reading, before }) => ({ item: cell.item, ...reading, before }));
      const event = { at, actor: reader.sub, action: 'readings-recorded', details: { unit, readings, correlationId } };
      await cells.save(
        head,
        unit,
        part.map(({ cell }) => cell),
        event,
      );
      saved.push(...part.map(({ cell }) => ({ ...cell, version: cell.version + 1 })));
    }
    return { saved, refused };
  });
}

/** Records readings of any number of units and items by one person. */
export async function readCells(
  definition: PresentRound,
  rows: readonly ReadingRow[],
  reader: Reader,
  correlationId: string,
  dependencies: ReadingDependencies,
): Promise<{ saved: Cell[]; refused: RefusedRow[] }> {
  const ofUnits = Map.groupBy(rows, ({ unit }) => unit);
  const saved: Cell[] = [];
  const refused: RefusedRow[] = [];
  for (const [unit, ofUnit] of ofUnits) {
    const result = await readUnit(definition, unit, ofUnit, reader, correlationId, dependencies);
    saved.push(...result.saved);
    refused.push(...result.refused);
  }
  return { saved, refused };
}

/** What a judgement that was recorded is answered with. */
export function answerOf(
  unit: string,
  item: Item,
  { points, reason, reasonCode, agency }: Judgement,
  version: number,
): z.infer<typeof readingSchema> {
  return { unit, item: item.code, points, reason, ...(reasonCode === undefined ? {} : { reasonCode }), agency, version };
}
