import type * as z from 'zod';
import type { ApiRequest } from '../../../shared/contracts/api.ts';
import type { extensionRequestSchema, RoundView } from '../../../shared/contracts/rounds.ts';
import { deadlineFor, type Extension, lastMomentOf, type StageName, sayInstant } from '../../../shared/domain/calendar.ts';
import { ROUND_WIDE } from '../../../shared/domain/round.ts';
import { RejectedError } from '../../../shared/errors.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { DeadlineSchedules } from '../../../shared/runtime/deadline-schedules.ts';
import { retryConflicts } from '../../../shared/storage/records-table.ts';
import type { RoundStore } from '../../../shared/storage/round-store.ts';
import { viewRound } from '../view-round.ts';

export interface Dependencies {
  readonly rounds: RoundStore;
  readonly schedules: DeadlineSchedules;
  readonly clock: Clock;
}

/** With 500 units and a long reason each, as many still fit into the stage's record of 400 kB. */
const MOST_EXTENSIONS = 30;

/** What comes next would otherwise open after its own deadline: it has to be extended first. Publication has an opening only. */
async function refuseBeyondNextStage(round: string, stage: StageName, deadlineAt: string, rounds: RoundStore): Promise<void> {
  const next = stage === 'self-assessment' ? 'appraisal' : stage === 'appraisal' ? 'explanation' : 'publication';
  const following = await rounds.stage(round, next);
  const limit = next === 'publication' ? Date.parse(following.opensAt) : deadlineFor(following, ROUND_WIDE);
  if (Date.parse(deadlineAt) >= limit) {
    throw new RejectedError('deadline-after-next-stage', { stage: next, limit: instantOf(limit), limitText: sayInstant(limit) });
  }
}

/** Moves a deadline later, for all units or for named ones, by a numbered decision. The stage closes at its latest deadline. */
export async function extendDeadline(
  { caller, path, body, correlationId }: ApiRequest<{ round: string; stage: StageName }, z.infer<typeof extensionRequestSchema>>,
  { rounds, schedules, clock }: Dependencies,
): Promise<RoundView> {
  const { round } = path;
  if (path.stage === 'publication') throw new RejectedError('no-fixed-deadline');
  const definition = await rounds.definition(round);
  const known = new Set(definition.units.map(({ code }) => code));
  const unknown = (body.units ?? []).filter((unit) => !known.has(unit));
  if (unknown.length > 0) throw new RejectedError('not-found', { what: unknown.join(', ') });
  await refuseBeyondNextStage(round, path.stage, body.deadlineAt, rounds);

  const { decisionNumber, reason } = body;
  const stage = await retryConflicts(async () => {
    const now = instantOf(clock());
    const current = await rounds.stage(round, path.stage);
    const inForce = Math.max(...(body.units ?? [ROUND_WIDE]).map((unit) => deadlineFor(current, unit)));
    const said = { deadline: instantOf(inForce), deadlineText: sayInstant(inForce) };
    if (current.status === 'closing' || current.status === 'closed')
      throw new RejectedError('stage-closed', { stage: path.stage, ...said });
    if (current.extensions.length >= MOST_EXTENSIONS) throw new RejectedError('too-many-extensions', { limit: String(MOST_EXTENSIONS) });
    if (Date.parse(body.deadlineAt) <= inForce) throw new RejectedError('deadline-not-later', said);
    const extension: Extension = {
      deadlineAt: body.deadlineAt,
      ...(body.units === undefined ? {} : { units: body.units }),
      decisionNumber,
      reason,
      decidedBy: caller.sub,
      decidedAt: now,
    };
    const extended = { ...current, extensions: [...current.extensions, extension] };
    await rounds.saveStage(round, extended, {
      at: now,
      actor: caller.sub,
      action: 'deadline-extended',
      details: { stage: path.stage, ...extension, correlationId },
    });
    return extended;
  });
  // A planned stage gets its schedule when it opens, from the record.
  if (stage.status === 'open') await schedules.set({ round, stage: path.stage }, lastMomentOf(stage));
  return viewRound(caller, { definition, record: await rounds.get(round), stages: await rounds.stages(round), releases: [] });
}
