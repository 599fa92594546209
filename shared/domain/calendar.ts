import * as z from 'zod';
import { type Bilingual, bilingualSchema, decimalTextSchema } from './text-schemas.ts';

export const STAGES = ['self-assessment', 'survey', 'appraisal', 'explanation', 'publication'] as const;
export const stageNameSchema = z.enum(STAGES);
export type StageName = z.infer<typeof stageNameSchema>;

/** An instant in UTC, "2024-01-31T10:00:00Z"; compared as milliseconds, so that "…00.000Z" is the same instant. */
export const instantSchema = z.iso.datetime();

const opensBefore = ({ opensAt, deadlineAt }: { opensAt: string; deadlineAt: string }): boolean =>
  Date.parse(opensAt) < Date.parse(deadlineAt);
const windowSchema = z
  .strictObject({
    opensAt: instantSchema,
    deadlineAt: instantSchema,
    /** Absent: that of the round's rules. */
    graceMinutes: z.int().min(0).max(1440).optional(),
  })
  .refine(opensBefore, 'mở trước thời hạn / a window opens before its deadline');
export type StageWindow = z.infer<typeof windowSchema>;

const publicationSchema = z
  .strictObject({
    /** Nothing is requested before. */
    opensAt: instantSchema,
    deadlineAt: instantSchema,
    /** Nothing goes live before; absent: the opening. */
    embargoUntil: instantSchema.optional(),
  })
  .refine(opensBefore, 'mở trước thời hạn / a window opens before its deadline')
  .refine(
    ({ opensAt, deadlineAt, embargoUntil = opensAt }) =>
      Date.parse(opensAt) <= Date.parse(embargoUntil) && Date.parse(embargoUntil) <= Date.parse(deadlineAt),
    'thời điểm cho phép công bố nằm giữa lúc mở và thời hạn / the embargo ends between opening and deadline',
  );

/** Days on which offices are closed beside every Saturday and Sunday, and Saturdays and Sundays on which they work instead. */
export const officeDaysSchema = z
  .strictObject({
    /** The decision or notice that sets them. */
    source: bilingualSchema,
    closed: z.array(z.strictObject({ day: z.iso.date(), name: bilingualSchema })).max(400),
    worked: z.array(z.iso.date()).max(100).default([]),
  })
  .superRefine(({ closed, worked }, context) => {
    const days = [...closed.map(({ day }) => day), ...worked];
    for (const day of new Set(days.filter((day, i) => days.indexOf(day) !== i)))
      context.addIssue({ code: 'custom', path: ['closed'], message: `${day} stands twice` });
    for (const [i, day] of worked.entries())
      if (![0, 6].includes(weekdayOf(day))) context.addIssue({ code: 'custom', path: ['worked', i], message: `${day} is no weekend` });
  });
export type OfficeDays = z.infer<typeof officeDaysSchema>;

/** All stages of a round with their windows. The survey runs beside the others; they follow each other. */
export const calendarSchema = z
  .strictObject({
    /** Viet Nam has kept UTC+7 without daylight saving since 1975; days and working days are meant in it. */
    timeZone: z.literal('Asia/Ho_Chi_Minh').default('Asia/Ho_Chi_Minh'),
    'self-assessment': windowSchema,
    survey: windowSchema,
    appraisal: windowSchema,
    explanation: windowSchema,
    publication: publicationSchema,
    /** Absent: only Saturdays and Sundays are no working days. */
    officeDays: officeDaysSchema.optional(),
  })
  .superRefine((calendar, context) => {
    const order = ['self-assessment', 'appraisal', 'explanation', 'publication'] as const;
    order.slice(1).forEach((stage, i) => {
      const before = order[i] ?? 'self-assessment';
      if (Date.parse(calendar[stage].opensAt) < Date.parse(calendar[before].deadlineAt)) {
        context.addIssue({
          code: 'custom',
          path: [stage, 'opensAt'],
          message: `${stage} mở trước thời hạn của ${before} / ${stage} opens before the deadline of ${before}`,
        });
      }
    });
    if (Date.parse(calendar.survey.deadlineAt) > Date.parse(calendar.publication.opensAt)) {
      context.addIssue({
        code: 'custom',
        path: ['survey', 'deadlineAt'],
        message: 'điều tra kết thúc sau khi mở công bố / the survey ends after publication opens',
      });
    }
    for (const stage of STAGES) {
      const reason = closedReason(calendar, calendar[stage].deadlineAt);
      if (reason !== undefined)
        context.addIssue({ code: 'custom', path: [stage, 'deadlineAt'], message: `a deadline on ${reason.en} / hạn rơi vào ${reason.vi}` });
    }
  });
export type Calendar = z.infer<typeof calendarSchema>;

const WEEKEND: readonly Bilingual[] = [{ vi: 'Chủ nhật', en: 'a Sunday' }, ...Array<Bilingual>(5), { vi: 'thứ Bảy', en: 'a Saturday' }];

/** Why offices are closed on the day (in Viet Nam) of an instant; undefined on a working day. */
export function closedReason({ officeDays }: Pick<Calendar, 'officeDays'>, instant: string): Bilingual | undefined {
  const day = dayOf(Date.parse(instant));
  const holiday = officeDays?.closed.find((entry) => entry.day === day);
  if (holiday !== undefined) return { vi: `${holiday.name.vi} (${day})`, en: `${holiday.name.en} (${day})` };
  if (officeDays?.worked.includes(day) === true) return undefined;
  const weekend = WEEKEND[weekdayOf(day)];
  return weekend === undefined ? undefined : { vi: `${weekend.vi} ${day}`, en: `${weekend.en}, ${day}` };
}

/** The same time of day, so many working days earlier, in ms. With 0 it is the instant itself, whatever day that is. */
export function workingDaysBefore(calendar: Pick<Calendar, 'officeDays'>, instant: number, days: number): number {
  let [at, left] = [instant, days];
  while (left > 0) {
    at -= DAY;
    if (closedReason(calendar, new Date(at).toISOString()) === undefined) left -= 1;
  }
  return at;
}

/** A moved deadline: for all units, or for the named ones. */
export const extensionSchema = z.strictObject({
  deadlineAt: instantSchema,
  units: z.array(z.string()).optional(),
  decisionNumber: z.string(),
  reason: z.string(),
  decidedBy: z.string(),
  decidedAt: instantSchema,
});
export type Extension = z.infer<typeof extensionSchema>;

/** What the rules below need to know of a stage's deadlines. */
export interface Deadlines {
  readonly deadlineAt: string;
  readonly graceMinutes: number;
  readonly extensions: readonly Extension[];
  /** What becomes of late files; absent: kept where they come, taken no longer than the grace. */
  readonly late?: LateRule | undefined;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** What becomes of a file that arrives after the deadline in force for its unit and the grace. */
export const lateRuleSchema = z.discriminatedUnion('rule', [
  /** No address after the deadline; a file whose sending ended after it is refused. */
  z.strictObject({ rule: z.literal('refuse') }),
  /** Taken for so many days, kept, marked late; it counts only once an extension covers it. */
  z.strictObject({ rule: z.literal('keep-and-do-not-count'), forDays: z.int().min(0).max(60).default(0) }),
  /** Taken for so many days and counted; the unit loses points for each day begun, at most so many. */
  z.strictObject({
    rule: z.literal('count-with-deduction'),
    forDays: z.int().min(1).max(60),
    pointsPerDay: decimalTextSchema,
    atMost: decimalTextSchema,
  }),
]);
export type LateRule = z.infer<typeof lateRuleSchema>;

/** How long after deadline and grace late files are still taken, in ms. */
function lateEntry({ late }: Deadlines): number {
  return late === undefined || late.rule === 'refuse' ? 0 : late.forDays * DAY;
}

/** Days begun between the deadline in force (with its grace) and the arrival; 0 for a file on time. */
export function daysLate(stage: Deadlines, unit: string, receivedAt: string): number {
  return Math.max(0, Math.ceil((Date.parse(receivedAt) - lastMomentFor(stage, unit)) / DAY));
}

/** The deadline in force for a unit, without grace, in ms: the latest of the calendar's and every extension that covers it. */
export function deadlineFor(stage: Deadlines, unit: string): number {
  const extensions = stage.extensions.filter(({ units }) => units === undefined || units.includes(unit));
  return Math.max(Date.parse(stage.deadlineAt), ...extensions.map(({ deadlineAt }) => Date.parse(deadlineAt)));
}

/** The last instant, in ms, at which a file of the unit arrives on time: deadline in force + grace. */
export function lastMomentFor(stage: Deadlines, unit: string): number {
  return deadlineFor(stage, unit) + stage.graceMinutes * MINUTE;
}

/** The last instant, in ms, at which a file of the unit is taken at all, on time or late. */
export function lastEntryFor(stage: Deadlines, unit: string): number {
  return lastMomentFor(stage, unit) + lateEntry(stage);
}

/** The instant, in ms, from which the whole stage may close: the latest deadline of any unit + grace + what the late rule adds. */
export function lastMomentOf(stage: Deadlines): number {
  const all = [stage.deadlineAt, ...stage.extensions.map(({ deadlineAt }) => deadlineAt)];
  return Math.max(...all.map((instant) => Date.parse(instant))) + stage.graceMinutes * MINUTE + lateEntry(stage);
}

/** On time is a fact of the file's arrival and the deadline in force, never of the stage's status when the file is processed. */
export function isOnTime(stage: Deadlines, unit: string, receivedAt: string): boolean {
  return Date.parse(receivedAt) <= lastMomentFor(stage, unit);
}

/** Does a file count by the deadlines as they are now: on time, covered by an extension since, or late where late ones count? */
export function doesCount(stage: Deadlines, unit: string, receivedAt: string): boolean {
  if (isOnTime(stage, unit, receivedAt)) return true;
  return stage.late?.rule === 'count-with-deduction' && Date.parse(receivedAt) <= lastEntryFor(stage, unit);
}

/** Viet Nam has kept UTC+7 without daylight saving since 1975. */
const VIET_NAM_OFFSET = 7 * 60 * MINUTE;
const WEEKDAYS_VI = ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'];

/** Calendar parts of an instant as clocks in Viet Nam show it. */
function inVietNam(instant: number): { date: string; time: string; weekday: number } {
  const local = new Date(instant + VIET_NAM_OFFSET);
  const [year, month, day] = local.toISOString().slice(0, 10).split('-');
  return { date: `${day}/${month}/${year}`, time: local.toISOString().slice(11, 16), weekday: local.getUTCDay() };
}

/** 0 for a Sunday. Takes a day, "2024-04-17". */
function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** The day in Viet Nam as data, "2024-04-17". Takes milliseconds. */
export function dayOf(instant: number): string {
  return new Date(instant + VIET_NAM_OFFSET).toISOString().slice(0, 10);
}

/** "17:00, thứ Tư 31/01/2024 (giờ Việt Nam)". Takes milliseconds. */
export function sayInstant(instant: number): string {
  const { date, time, weekday } = inVietNam(instant);
  return `${time}, ${WEEKDAYS_VI[weekday]} ${date} (giờ Việt Nam)`;
}

const MONTHS_EN = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The day in Viet Nam, "17/04/2024" or "17 April 2024". Takes milliseconds. */
export function sayDay(instant: number, language: 'vi' | 'en'): string {
  const { date } = inVietNam(instant);
  const [day, month, year] = date.split('/').map(Number);
  return language === 'vi' ? date : `${day} ${MONTHS_EN[(month ?? 1) - 1]} ${year}`;
}
