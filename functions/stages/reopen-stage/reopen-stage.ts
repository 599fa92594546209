import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { RoundView, reopeningRequestSchema } from '../../../shared/contracts/rounds.ts';
import { lastMomentOf, type StageName, sayInstant } from '../../../shared/domain/calendar.ts';
import { frozenLock } from '../../../shared/domain/lock.ts';
import type { RoundDefinition } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { DeadlineSchedules } from '../../../shared/runtime/deadline-schedules.ts';
import type { RoundWorkflow } from '../../../shared/runtime/round-workflow.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { RoundStore, StageRecord } from '../../../shared/storage/round-store.ts';
import { refuseBeyondNextStage, refuseClosedDay } from '../deadline-limits.ts';
import { startAnew, withoutTokens } from '../start-anew.ts';
import { viewRound } from '../view-round.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly releases: ReleaseStore;
  readonly schedules: DeadlineSchedules;
  readonly workflow: RoundWorkflow;
  readonly clock: Clock;
}

type Body = z.infer<typeof reopeningRequestSchema>;

/** The new deadline lies ahead, on a working day, before what follows. */
function refuseDeadline(
  { deadlineAt, units }: Body,
  definition: RoundDefinition,
  stages: readonly StageRecord[],
  stage: StageName,
  now: number,
): void {
  const unknown = (units ?? []).filter((unit) => !definition.units.some(({ code }) => code === unit));
  if (unknown.length > 0) throw new RejectedError('not-found', { what: unknown.join(', ') });
  refuseClosedDay(definition.calendar, deadlineAt);
  if (Date.parse(deadlineAt) <= now) throw new RejectedError('deadline-not-ahead', { now: instantOf(now), nowText: sayInstant(now) });
  refuseBeyondNextStage(stages, stage, deadlineAt);
}

const isSame = (a: Body, b: Body): boolean =>
  a.decisionNumber === b.decisionNumber &&
  a.reason === b.reason &&
  Date.parse(a.deadlineAt) === Date.parse(b.deadlineAt) &&
  [...(a.units ?? [])].sort().join() === [...(b.units ?? [])].sort().join();

/**
 * Opens a closed stage again, with a deadline and by a decision. It takes a coordinator and a publisher, two persons, each
 * with the same call: the first asks, the second agrees. A further execution then takes over where the records stand.
 */
export async function reopenStage(
  { caller, path, body, correlationId }: ApiRequest<{ round: string; stage: StageName }, Body>,
  { rounds, releases, schedules, workflow, clock }: Dependencies,
): Promise<RoundView> {
  const { round } = path;
  if (path.stage === 'publication') throw new RejectedError('no-fixed-deadline');
  const definition = await rounds.definition(round);
  const opened = await retryConflicts(async (): Promise<StageRecord | undefined> => {
    const head = await rounds.get(round);
    if (head.frozen !== undefined) throw new RejectedError('already-frozen', frozenLock(head.frozen));
    if (head.freezingUntil !== undefined && clock() < Date.parse(head.freezingUntil)) throw new RejectedError('changed-meanwhile');
    const current = await rounds.stage(round, path.stage);
    if (current.status !== 'closed') throw new RejectedError('stage-not-closed', { stage: path.stage, status: current.status });
    refuseDeadline(body, definition, await rounds.stages(round), path.stage, clock());
    const at = instantOf(clock());
    const waiting = current.reopenings.at(-1);
    const details = { stage: path.stage, ...body, correlationId };
    if (waiting === undefined || waiting.approvedBy !== undefined || !isSame(waiting, body)) {
      const requestedAs = caller.groups.includes('coordinator') ? ('coordinator' as const) : ('publisher' as const);
      const asked = { ...body, requestedBy: caller.sub, requestedAt: at, requestedAs };
      const kept = current.reopenings.filter(({ approvedBy }) => approvedBy !== undefined);
      await rounds.saveStage(
        round,
        { ...current, reopenings: [...kept, asked] },
        { at, actor: caller.sub, action: 'stage-reopening-requested', details },
      );
      return undefined;
    }
    const other = waiting.requestedAs === 'coordinator' ? 'publisher' : 'coordinator';
    if (waiting.requestedBy === caller.sub || !caller.groups.includes(other)) {
      throw new RejectedError('other-role-needed', { role: other, decidedBy: waiting.requestedBy, since: waiting.requestedAt });
    }
    const { closedAt: _closedAt, taskToken: _taskToken, ...closed } = current;
    const { requestedBy, requestedAt, requestedAs: _, approvedBy: _a, approvedAt: _b, ...extension } = waiting;
    const reopened: StageRecord = {
      ...closed,
      status: 'open',
      openedAt: at,
      extensions: [...current.extensions, { ...extension, decidedBy: requestedBy, decidedAt: requestedAt }],
      reopenings: [...current.reopenings.slice(0, -1), { ...waiting, approvedBy: caller.sub, approvedAt: at }],
    };
    await rounds.saveBoth(withoutTokens(head), reopened, { at, actor: caller.sub, action: 'stage-reopened', details });
    return reopened;
  });
  const record = await rounds.get(round);
  if (opened !== undefined) {
    await schedules.set({ round, stage: path.stage }, lastMomentOf(opened));
    await startAnew(record, workflow);
  }
  return viewRound(caller, { definition, record, stages: await rounds.stages(round), releases: await releases.list(round), now: clock() });
}
