import { type Deadlines, deadlineFor, type Extension, type StageName, sayInstant } from './calendar.ts';
import { ROUND_WIDE } from './round.ts';
import { successorOf, type UnitChange } from './units.ts';

/** What is known of a stage by which something is locked. */
interface LockedStage extends Deadlines {
  readonly stage: StageName;
  readonly opensAt: string;
  readonly closedAt?: string | undefined;
}

/** Values of a refusal's text: what it names, whose decision it is, and since when. */
export type LockValues = Readonly<Record<string, string>>;

const CALENDAR = 'lịch của kỳ đánh giá / the calendar of the round';

const decisionOf = (extension: Extension | undefined): string => extension?.decisionNumber ?? CALENDAR;

/** A stage that takes nothing more of this unit: by its deadline in force, whose decision that is, since when. */
export function closedLock(stage: LockedStage, unit: string = ROUND_WIDE): LockValues {
  const deadline = deadlineFor(stage, unit);
  const covering = stage.extensions.filter(({ units }) => units === undefined || units.includes(unit));
  return {
    stage: stage.stage,
    deadline: new Date(deadline).toISOString(),
    deadlineText: sayInstant(deadline),
    decidedBy: decisionOf(covering.find(({ deadlineAt }) => Date.parse(deadlineAt) === deadline)),
    since: stage.closedAt ?? new Date(deadline).toISOString(),
  };
}

/** A stage whose time has not come. */
export function notOpenLock({ stage, opensAt }: Pick<LockedStage, 'stage' | 'opensAt'>): LockValues {
  return { stage, opensAt, opensAtText: sayInstant(Date.parse(opensAt)), decidedBy: CALENDAR };
}

/** A round whose points are frozen. */
export function frozenLock({ hash, by, at }: { hash: string; by?: string | undefined; at?: string | undefined }): LockValues {
  return { hash, ...(by === undefined ? {} : { decidedBy: by }), ...(at === undefined ? {} : { since: at }) };
}

/** A unit that another one has taken the place of; undefined while it stands for itself. */
export function replacedLock(unit: string, changes: readonly UnitChange[]): LockValues | undefined {
  const change = changes.find(({ successor, predecessors }) => predecessors.includes(unit) && successor.code !== unit);
  if (change === undefined) return undefined;
  return { unit, successor: successorOf(unit, changes), decidedBy: change.decisionNumber, since: change.effectiveOn };
}
