import type { Caller } from '../../shared/contracts/caller.ts';
import type { RoundView } from '../../shared/contracts/rounds.ts';
import { deadlineFor, sayInstant } from '../../shared/domain/calendar.ts';
import { ROUND_WIDE, type RoundDefinition } from '../../shared/domain/round.ts';
import type { ReleaseRecord } from '../../shared/storage/release-store.ts';
import type { RoundRecord, StageRecord } from '../../shared/storage/round-store.ts';

/**
 * A round as its viewer may see it. A unit gets the deadlines in force for itself and no other unit's extensions; only
 * coordinators and publishers see releases that are not public. Never points, totals or ranks.
 */
export function viewRound(
  caller: Caller,
  parts: {
    readonly definition: RoundDefinition;
    readonly record: RoundRecord;
    readonly stages: readonly StageRecord[];
    readonly releases: readonly ReleaseRecord[];
  },
): RoundView {
  const { definition, record, stages, releases } = parts;
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
        extensions: stage.extensions
          .filter(({ units }) => seesAll || units === undefined || units.includes(unit))
          .map(({ units, ...extension }) => ({ ...extension, ...(units === undefined ? {} : { units: seesAll ? units : [unit] }) })),
      };
    }),
    frozen: record.frozen !== undefined,
    computed: record.computed !== undefined,
    releases: releases.filter(({ status }) => seesAll || status === 'published').map(({ release, status }) => ({ release, status })),
  };
}
