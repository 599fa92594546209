import { type Deadlines, deadlineFor, workingDaysBefore } from './calendar.ts';
import type { RoundDefinition } from './round.ts';

/** The instants, in ms, at which a unit is reminded of a deadline, the earliest first. */
function reminderInstants({ calendar, rules }: RoundDefinition, deadline: number): { days: number; at: number }[] {
  return [...rules.reminders.beforeDeadline]
    .sort((a, b) => b - a)
    .map((days) => ({ days, at: workingDaysBefore(calendar, deadline, days) }));
}

/** The last reminder that is due for a unit at `now` (ms); undefined before the first one and from the deadline on. */
export function dueReminder(
  definition: RoundDefinition,
  stage: Deadlines,
  unit: string,
  now: number,
): { readonly deadline: number; readonly days: number } | undefined {
  const deadline = deadlineFor(stage, unit);
  if (now >= deadline) return undefined;
  const due = reminderInstants(definition, deadline).findLast(({ at }) => at <= now);
  return due === undefined ? undefined : { deadline, days: due.days };
}

/** The next instant, in ms, at which any unit is to be reminded; undefined where none is left. */
export function nextReminder(definition: RoundDefinition, stage: Deadlines, now: number): number | undefined {
  const deadlines = new Set(definition.units.map(({ code }) => deadlineFor(stage, code)));
  const ahead = [...deadlines].flatMap((deadline) => reminderInstants(definition, deadline)).flatMap(({ at }) => (at > now ? [at] : []));
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}
