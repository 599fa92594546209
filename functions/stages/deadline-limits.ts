import { type Calendar, closedReason, deadlineFor, lastMomentOf, type StageName, sayInstant } from '../../shared/domain/calendar.ts';
import { ROUND_WIDE } from '../../shared/domain/round.ts';
import { RejectedError } from '../../shared/errors.ts';
import type { StageRecord } from '../../shared/storage/round-store.ts';

const FOLLOWING: Readonly<Record<StageName, StageName | undefined>> = {
  'self-assessment': 'appraisal',
  appraisal: 'explanation',
  explanation: 'publication',
  survey: 'publication',
  publication: undefined,
};

const said = (ms: number): { limit: string; limitText: string } => ({ limit: new Date(ms).toISOString(), limitText: sayInstant(ms) });

/** Offices have to be open on the day of a deadline. */
export function refuseClosedDay(calendar: Calendar, deadlineAt: string): void {
  const closed = closedReason(calendar, deadlineAt);
  if (closed !== undefined) throw new RejectedError('deadline-not-a-working-day', { why: closed.vi, whyEn: closed.en });
}

/** A stage that has not opened yet would otherwise open after its own deadline: that one has to be moved first. */
export function refuseBeyondNextStage(stages: readonly StageRecord[], stage: StageName, deadlineAt: string): void {
  const next = FOLLOWING[stage];
  if (next === undefined) return;
  const following = stages.find((entry) => entry.stage === next);
  const publication = stages.find((entry) => entry.stage === 'publication');
  if (following === undefined || publication === undefined) return;
  const isAhead = following.status === 'planned' && next !== 'publication';
  const limit = isAhead ? deadlineFor(following, ROUND_WIDE) : Date.parse(publication.opensAt);
  // It closes with grace and late days, and what follows must still have some of its window then.
  const own = stages.find((entry) => entry.stage === stage);
  const after = own === undefined ? 0 : lastMomentOf({ ...own, deadlineAt, extensions: [] });
  if (Date.parse(deadlineAt) >= limit || (isAhead && after >= limit))
    throw new RejectedError('deadline-after-next-stage', { stage: isAhead ? next : 'publication', ...said(limit) });
}

/** A stage opens after the latest deadlines of those before it. */
export function refuseBeforeEarlierStages(stages: readonly StageRecord[], stage: StageName, opensAt: string): void {
  for (const before of stages.filter((entry) => FOLLOWING[entry.stage] === stage)) {
    const latest = lastMomentOf({ ...before, graceMinutes: 0, late: undefined });
    if (Date.parse(opensAt) < latest) throw new RejectedError('opening-before-earlier-stage', { stage: before.stage, ...said(latest) });
  }
}
