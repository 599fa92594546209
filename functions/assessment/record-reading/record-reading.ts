import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { readingRequestSchema, readingSchema } from '../../../shared/contracts/rounds.ts';
import { sayInstant } from '../../../shared/domain/calendar.ts';
import { type Item, itemsOf, maximumOf } from '../../../shared/domain/criteria-set.ts';
import { compare, decimal, toDecimal } from '../../../shared/domain/rational.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { ReadingStore } from '../../../shared/storage/reading-store.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore, StageRecord } from '../../../shared/storage/round-store.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly readings: ReadingStore;
  readonly clock: Clock;
}

/**
 * Points may be set from the opening of the appraisal until the explanations are answered. Afterwards only a cell that
 * nobody has read may still get its first reading: otherwise a round with a hole could never be frozen.
 */
function refuseOutsideAppraisal(stages: readonly StageRecord[], isFirstReading: boolean): void {
  const appraisal = stages.find(({ stage }) => stage === 'appraisal');
  const explanation = stages.find(({ stage }) => stage === 'explanation');
  if (appraisal === undefined || explanation === undefined) throw new RejectedError('not-found', { what: 'appraisal' });
  if (appraisal.status === 'planned') {
    throw new RejectedError('stage-not-open', {
      stage: 'appraisal',
      opensAt: appraisal.opensAt,
      opensAtText: sayInstant(Date.parse(appraisal.opensAt)),
    });
  }
  if (explanation.status === 'closed' && !isFirstReading) {
    const { deadlineAt } = explanation;
    throw new RejectedError('stage-closed', {
      stage: 'explanation',
      deadline: deadlineAt,
      deadlineText: sayInstant(Date.parse(deadlineAt)),
    });
  }
}

/** The lead agency reads; where the lead is itself the assessed unit, the alternate does. Nobody reads the own unit. */
function refuseOtherAgencies(item: Item, unit: string, agency: string): void {
  if (agency === unit) throw new RejectedError('own-unit', { agency, unit });
  if (item.agencies === undefined) return;
  const wanted = item.agencies.lead === unit ? item.agencies.alternate : item.agencies.lead;
  if (agency !== wanted) throw new RejectedError('item-of-another-agency', { item: item.code, unit, wanted });
}

export async function recordReading(
  { caller, path, body, correlationId }: ApiRequest<{ round: string; unit: string; item: string }, z.infer<typeof readingRequestSchema>>,
  { rounds, readings, clock }: Dependencies,
): Promise<z.infer<typeof readingSchema>> {
  const { round, unit } = path;
  const { agency } = caller;
  if (agency === undefined) throw new RejectedError('not-allowed');
  const definition = await rounds.definition(round);
  const item = itemsOf(definition.criteriaSet).find(({ code }) => code === path.item);
  if (!definition.units.some(({ code }) => code === unit)) throw new RejectedError('not-found', { what: unit });
  if (item === undefined) throw new RejectedError('not-found', { what: path.item });
  if (caller.unit === unit) throw new RejectedError('own-unit', { agency, unit });
  refuseOtherAgencies(item, unit, agency);
  if (item.method !== 'appraised') throw new RejectedError('item-not-appraised', { item: item.code, method: item.method });
  if (compare(decimal(body.points), maximumOf(item)) > 0) {
    throw new RejectedError('points-above-maximum', { item: item.code, maximum: item.maxPoints });
  }

  const reading = { unit, item: item.code, points: toDecimal(decimal(body.points)), reason: body.reason, agency };
  const version = await retryConflicts(async () => {
    const [head, earlier] = [await rounds.get(round), await readings.find(round, unit, item.code)];
    if (head.frozen !== undefined) throw new RejectedError('already-frozen', { hash: head.frozen.hash });
    if (head.freezingUntil !== undefined && clock() < Date.parse(head.freezingUntil)) throw new RejectedError('changed-meanwhile');
    refuseOutsideAppraisal(await rounds.stages(round), earlier === undefined);
    // The same reading again, by an impatient click or a repeated request, is the same reading.
    const isRepeat = earlier?.readBy === caller.sub && earlier.points === reading.points && earlier.reason === reading.reason;
    if (isRepeat) return earlier.version;
    return await readings.save(head, { ...reading, readBy: caller.sub }, earlier, {
      at: instantOf(clock()),
      actor: caller.sub,
      action: 'reading-recorded',
      details: { ...reading, before: earlier?.points ?? null, correlationId },
    });
  });
  return { ...reading, version };
}
