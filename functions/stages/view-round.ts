import type { Caller } from '../../shared/contracts/caller.ts';
import type { RoundProgress, RoundView } from '../../shared/contracts/rounds.ts';
import { deadlineFor, type StageName, sayInstant } from '../../shared/domain/calendar.ts';
import { ROUND_WIDE } from '../../shared/domain/round.ts';
import type { ReleaseRecord } from '../../shared/storage/release-store.ts';
import type { PresentRound, RoundRecord, StageRecord } from '../../shared/storage/round-store.ts';

/** Stages of entry that are not closed yet: the freeze waits for them. */
export function stagesNotOver(stages: readonly StageRecord[]): StageName[] {
  return stages.filter(({ stage, status }) => stage !== 'publication' && status !== 'closed').map(({ stage }) => stage);
}

/**
 * A round as its viewer may see it. A unit gets the deadlines in force for itself and no other unit's extensions; only
 * coordinators and publishers see releases that are not public. Never points, totals or ranks.
 */
export function viewRound(
  caller: Caller,
  parts: {
    readonly definition: PresentRound;
    readonly record: RoundRecord;
    readonly stages: readonly StageRecord[];
    readonly releases: readonly ReleaseRecord[];
    /** In ms. */
    readonly now: number;
    readonly progress?: RoundProgress | undefined;
  },
): RoundView {
  const { definition, record, stages, releases, now, progress } = parts;
  const seesAll = caller.groups.includes('coordinator') || caller.groups.includes('publisher');
  const unit = caller.unit ?? ROUND_WIDE;
  return {
    round: record.round,
    year: definition.year,
    level: definition.level,
    title: definition.title,
    rehearsal: definition.rehearsal,
    generation: record.generation,
    stages: stages.map((stage) => {
      const deadline = deadlineFor(stage, unit);
      return {
        stage: stage.stage,
        status: stage.status,
        opensAt: stage.opensAt,
        deadlineAt: new Date(deadline).toISOString(),
        deadlineText: sayInstant(deadline),
        graceMinutes: stage.graceMinutes,
        ...(stage.status === 'open' ? { secondsLeft: Math.max(0, Math.floor((deadline - now) / 1000)) } : {}),
        extensions: stage.extensions
          .filter(({ units }) => seesAll || units === undefined || units.includes(unit))
          .map(({ units, ...extension }) => ({ ...extension, ...(units === undefined ? {} : { units: seesAll ? units : [unit] }) })),
        ...(seesAll && stage.reopenings.length > 0 ? { reopenings: stage.reopenings } : {}),
      };
    }),
    frozen: record.frozen !== undefined,
    computed: record.computed !== undefined,
    releases: releases.filter(({ status }) => seesAll || status === 'published').map(({ release, status }) => ({ release, status })),
    unitChanges: [...definition.unitChanges],
    ...(progress === undefined ? {} : { progress }),
  };
}
