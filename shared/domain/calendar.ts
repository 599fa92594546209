import * as z from 'zod';

export const STAGES = ['self-assessment', 'survey', 'appraisal', 'explanation', 'publication'] as const;
export const stageNameSchema = z.enum(STAGES);
export type StageName = z.infer<typeof stageNameSchema>;

/** An instant in UTC, "2024-01-31T10:00:00Z"; compared as milliseconds, so that "…00.000Z" is the same instant. */
export const instantSchema = z.iso.datetime();

const windowSchema = z
  .strictObject({ opensAt: instantSchema, deadlineAt: instantSchema })
  .refine(({ opensAt, deadlineAt }) => Date.parse(opensAt) < Date.parse(deadlineAt), 'a window opens before its deadline');
export type StageWindow = z.infer<typeof windowSchema>;

/** All stages of a round with their windows. The survey runs beside self-assessment and appraisal; the others follow each other. */
export const calendarSchema = z
  .strictObject({
    'self-assessment': windowSchema,
    survey: windowSchema,
    appraisal: windowSchema,
    explanation: windowSchema,
    publication: windowSchema,
  })
  .superRefine((calendar, context) => {
    const order = ['self-assessment', 'appraisal', 'explanation', 'publication'] as const;
    order.slice(1).forEach((stage, i) => {
      const before = order[i] ?? 'self-assessment';
      if (Date.parse(calendar[stage].opensAt) < Date.parse(calendar[before].deadlineAt)) {
        context.addIssue({ code: 'custom', path: [stage, 'opensAt'], message: `${stage} opens before the deadline of ${before}` });
      }
    });
    // The workflow opens the survey right after self-assessment, before it waits for that to close.
    const surveyOpens = Date.parse(calendar.survey.opensAt);
    const { opensAt, deadlineAt } = calendar['self-assessment'];
    if (surveyOpens < Date.parse(opensAt) || surveyOpens > Date.parse(deadlineAt)) {
      context.addIssue({ code: 'custom', path: ['survey', 'opensAt'], message: 'the survey opens outside the window of self-assessment' });
    }
    if (Date.parse(calendar.survey.deadlineAt) > Date.parse(calendar.publication.opensAt)) {
      context.addIssue({ code: 'custom', path: ['survey', 'deadlineAt'], message: 'the survey ends after publication opens' });
    }
  });
export type Calendar = z.infer<typeof calendarSchema>;

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
}

const MINUTE = 60_000;

/** The deadline in force for a unit, without grace, in ms: the latest of the calendar's and every extension that covers it. */
export function deadlineFor(stage: Deadlines, unit: string): number {
  const extensions = stage.extensions.filter(({ units }) => units === undefined || units.includes(unit));
  return Math.max(Date.parse(stage.deadlineAt), ...extensions.map(({ deadlineAt }) => Date.parse(deadlineAt)));
}

/** The last instant, in ms, at which a file of the unit arrives on time: deadline in force + grace. */
export function lastMomentFor(stage: Deadlines, unit: string): number {
  return deadlineFor(stage, unit) + stage.graceMinutes * MINUTE;
}

/** The instant, in ms, from which the whole stage may close: the latest deadline of any unit + grace. */
export function lastMomentOf(stage: Deadlines): number {
  const all = [stage.deadlineAt, ...stage.extensions.map(({ deadlineAt }) => deadlineAt)];
  return Math.max(...all.map((instant) => Date.parse(instant))) + stage.graceMinutes * MINUTE;
}

/** On time is a fact of the file's arrival and the deadline in force, never of the stage's status when the file is processed. */
export function isOnTime(stage: Deadlines, unit: string, receivedAt: string): boolean {
  return Date.parse(receivedAt) <= lastMomentFor(stage, unit);
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
