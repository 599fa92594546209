import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { extensionRequestSchema, RoundView } from '../../../shared/contracts/rounds.ts';
import { deadlineFor, type Extension, lastMomentOf, type StageName, sayInstant } from '../../../shared/domain/calendar.ts';
import { closedLock } from '../../../shared/domain/lock.ts';
import { ROUND_WIDE } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { DeadlineSchedules } from '../../../shared/runtime/deadline-schedules.ts';
import type { RoundWorkflow } from '../../../shared/runtime/round-workflow.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { PresentRound, RoundStore, StageRecord } from '../../../shared/storage/round-store.ts';
import { refuseBeforeEarlierStages, refuseBeyondNextStage, refuseClosedDay } from '../deadline-limits.ts';
import { startAnew, withoutTokens } from '../start-anew.ts';
import { viewRound } from '../view-round.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly schedules: DeadlineSchedules;
  readonly workflow: Pick<RoundWorkflow, 'stop' | 'start'>;
  readonly clock: Clock;
}

type Request = ApiRequest<{ round: string; stage: StageName }, z.infer<typeof extensionRequestSchema>>;

/** With 500 units and a long reason each, as many still fit into the stage's record of 400 kB. */
const MOST_EXTENSIONS = 30;

function refuseUnknownUnits({ units }: PresentRound, named: readonly string[]): void {
  const unknown = named.filter((unit) => !units.some(({ code }) => code === unit));
  if (unknown.length > 0) throw new RejectedError('not-found', { what: unknown.join(', ') });
}

function decisionOf({ caller, body }: Request, now: string): Extension {
  const { units, opensAt: _, ...decision } = body;
  return { ...decision, ...(units === undefined ? {} : { units }), decidedBy: caller.sub, decidedAt: now };
}

/** A stage that has not opened: its window moves as a whole, earlier or later. */
function moved(current: StageRecord, request: Request, stages: readonly StageRecord[], now: number): StageRecord {
  const { opensAt = current.opensAt, deadlineAt } = request.body;
  const deadline = Date.parse(deadlineAt);
  if (Date.parse(opensAt) >= deadline)
    throw new RejectedError('bad-request', {}, [{ at: 'body.opensAt', message: 'not before the deadline' }]);
  if (Date.parse(opensAt) <= now) throw new RejectedError('opening-not-ahead', { now: instantOf(now), nowText: sayInstant(now) });
  if (opensAt !== current.opensAt) refuseBeforeEarlierStages(stages, current.stage, opensAt);
  const inForce = lastMomentOf({ ...current, deadlineAt, graceMinutes: 0, late: undefined });
  if (inForce > deadline)
    throw new RejectedError('deadline-not-later', { deadline: instantOf(inForce), deadlineText: sayInstant(inForce) });
  return { ...current, opensAt, deadlineAt, extensions: [...current.extensions, decisionOf(request, instantOf(now))] };
}

/** An open stage, or one for named units: only later. */
function extended(current: StageRecord, request: Request, now: number): StageRecord {
  const { units, deadlineAt, opensAt } = request.body;
  if (opensAt !== undefined)
    throw new RejectedError('stage-opened-already', { stage: current.stage, since: current.openedAt ?? current.opensAt });
  const inForce = Math.max(...(units ?? [ROUND_WIDE]).map((unit) => deadlineFor(current, unit)));
  if (Date.parse(deadlineAt) <= inForce)
    throw new RejectedError('deadline-not-later', { deadline: instantOf(inForce), deadlineText: sayInstant(inForce) });
  return { ...current, extensions: [...current.extensions, decisionOf(request, instantOf(now))] };
}

/**
 * Moves a stage's deadline by a numbered decision: later while it is open, for all units or for named ones (the stage closes
 * at its latest deadline, and a file that came late is on time where the new deadline covers it); earlier as well, and its
 * opening with it, only before it opens.
 */
export async function extendDeadline(request: Request, { rounds, releases, schedules, workflow, clock }: Dependencies): Promise<RoundView> {
  const { caller, path, body, correlationId } = request;
  const { round } = path;
  const definition = await rounds.definition(round);
  refuseUnknownUnits(definition, body.units ?? []);
  const { before, after } = await retryConflicts(async () => {
    const stages = await rounds.stages(round);
    const current = stages.find(({ stage }) => stage === path.stage);
    if (current === undefined) throw new RejectedError('not-found', { what: path.stage });
    // Only a release closes it; what can be moved is its opening, before it opens.
    const isPlanOfPublication = current.status === 'planned' && body.units === undefined && body.opensAt !== undefined;
    if (current.stage === 'publication' && !isPlanOfPublication) throw new RejectedError('no-fixed-deadline');
    if (current.status === 'closing' || current.status === 'closed') throw new RejectedError('stage-closed', closedLock(current));
    refuseClosedDay(definition.calendar, body.deadlineAt);
    refuseBeyondNextStage(stages, path.stage, body.deadlineAt);
    if (current.extensions.length >= MOST_EXTENSIONS) throw new RejectedError('too-many-extensions', { limit: String(MOST_EXTENSIONS) });
    const isPlan = current.status === 'planned' && body.units === undefined;
    const next = isPlan ? moved(current, request, stages, clock()) : extended(current, request, clock());
    const action = isPlan ? 'window-moved' : 'deadline-extended';
    const details = { stage: path.stage, ...body, correlationId };
    const event = { at: instantOf(clock()), actor: caller.sub, action, details };
    // A workflow that waits for the old opening would sleep through an earlier one: a further execution looks again.
    if (Date.parse(next.opensAt) < Date.parse(current.opensAt)) await rounds.saveBoth(withoutTokens(await rounds.get(round)), next, event);
    else await rounds.saveStage(round, next, event);
    return { before: current, after: next };
  });
  const record = await rounds.get(round);
  if (Date.parse(after.opensAt) < Date.parse(before.opensAt)) await startAnew(record, workflow);
  // A planned stage gets its schedule when it opens, from the record.
  if (after.status === 'open') await schedules.set({ round, stage: path.stage }, lastMomentOf(after));
  return viewRound(caller, { definition, record, stages: await rounds.stages(round), releases: await releases.list(round), now: clock() });
}
