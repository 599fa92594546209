import type * as z from 'zod';
import type { noticesDueSchema } from '../../../shared/contracts/events.ts';
import type { Contact, NoticeKind } from '../../../shared/contracts/rounds.ts';
import { deadlineFor, sayInstant } from '../../../shared/domain/calendar.ts';
import { type NoticeValues, noticeText } from '../../../shared/domain/notice-text.ts';
import { dueReminder, nextReminder } from '../../../shared/domain/reminders.ts';
import { type Clock, instantOf } from '../../../shared/runtime/clock.ts';
import type { DeadlineSchedules } from '../../../shared/runtime/deadline-schedules.ts';
import type { Mailer } from '../../../shared/runtime/mailer.ts';
import type { Contacts } from '../../../shared/storage/notice-store.ts';
import type { ReleaseStore } from '../../../shared/storage/release-store.ts';
import type { PresentRound, RoundStore, StageRecord } from '../../../shared/storage/round-store.ts';
import type { SettlementStore } from '../../../shared/storage/settlement-store.ts';
import { dutiesOf, type ProgressSources, progressOf } from '../measure-progress.ts';

export interface Dependencies extends ProgressSources {
  readonly rounds: RoundStore;
  readonly settlements: SettlementStore;
  readonly releases: ReleaseStore;
  readonly mailer: Mailer;
  readonly schedules: Pick<DeadlineSchedules, 'remind'>;
  readonly clock: Clock;
}

/** A notice that is due. Its id follows from what it is about, so that the same one is never sent twice. */
interface DueNotice {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly unit: string;
  readonly stage?: StageRecord['stage'];
  readonly more: Partial<NoticeValues>;
}

/** Stages in which units have something to do. */
const STAGES_OF_UNITS = ['self-assessment', 'explanation'] as const;

function openings(definition: PresentRound, stages: readonly StageRecord[]): DueNotice[] {
  return stages.flatMap((record) => {
    const stage = STAGES_OF_UNITS.find((name) => name === record.stage);
    if (stage === undefined || record.status !== 'open' || record.openedAt === undefined) return [];
    const { openedAt } = record;
    // Opened again for some units: only they are told.
    const again = record.reopenings.findLast(({ approvedAt }) => approvedAt === openedAt)?.units;
    const told = definition.units.filter(({ code }) => again === undefined || again.includes(code));
    return told.map(({ code: unit }): DueNotice => {
      const deadline = deadlineFor(record, unit);
      const more = { stage, deadline, deadlineText: sayInstant(deadline) };
      return { id: `opening.${stage}.${Date.parse(openedAt)}.${unit}`, kind: 'opening', unit, stage, more };
    });
  });
}

async function reminders(
  definition: PresentRound,
  stages: readonly StageRecord[],
  known: ReadonlySet<string>,
  now: number,
  sources: ProgressSources,
): Promise<DueNotice[]> {
  const record = stages.find(({ stage }) => stage === 'self-assessment');
  if (record?.status !== 'open') return [];
  const due: DueNotice[] = [];
  for (const { code: unit } of definition.units) {
    const reminder = dueReminder(definition, record, unit, now);
    if (reminder === undefined) continue;
    const { deadline, days } = reminder;
    const kind = days <= definition.rules.reminders.escalateFrom ? 'escalation' : 'reminder';
    const id = `${kind}.self-assessment.${deadline}.${days}.${unit}`;
    if (known.has(id)) continue;
    const progress = await progressOf(definition, unit, sources);
    if (progress.state === 'complete') continue;
    const said = { deadline, deadlineText: sayInstant(deadline), workingDays: days, missing: dutiesOf(progress) };
    const more = { stage: 'self-assessment' as const, ...said };
    due.push({ id, kind, unit, stage: 'self-assessment', more });
  }
  return due;
}

async function settled(definition: PresentRound, stages: readonly StageRecord[], settlements: SettlementStore): Promise<DueNotice[]> {
  if (stages.find(({ stage }) => stage === 'appraisal')?.status !== 'closed') return [];
  const due: DueNotice[] = [];
  for (const { code: unit } of definition.units) {
    const settlement = await settlements.ofUnit(definition.round, unit);
    if (settlement === undefined) continue;
    due.push({ id: `settled.${settlement.hash.slice(0, 16)}.${unit}`, kind: 'settled', unit, stage: 'appraisal', more: {} });
  }
  return due;
}

const DAY_MS = 86_400_000;

/** Every unit is told of every release, and until when it may complain. */
async function released({ round, units, rules }: PresentRound, releases: ReleaseStore): Promise<DueNotice[]> {
  return (await releases.list(round)).flatMap(({ release, status, publishedAt }) => {
    if (status !== 'published' || publishedAt === undefined) return [];
    const deadline = Date.parse(publishedAt) + rules.complaints.withinDays * DAY_MS;
    const more = { release, deadline, deadlineText: sayInstant(deadline) };
    return units.map(
      ({ code: unit }): DueNotice => ({ id: `released.${release}.${unit}`, kind: 'released', unit, stage: 'publication', more }),
    );
  });
}

/** Who gets a notice: the contacts, and the head as well where it is meant for it. */
function recipientsOf(contacts: Contacts | undefined, withHead: boolean): Contact[] {
  const all = [...(contacts?.contacts ?? []), ...(withHead && contacts?.head !== undefined ? [contacts.head] : [])];
  return all.filter(({ email }, i) => all.findIndex((other) => other.email.toLowerCase() === email.toLowerCase()) === i);
}

/** Records that the notice is in hand, then sends it: what dies in between is known as begun, and is not sent again. */
async function send(definition: PresentRound, { id, kind, unit, stage, more }: DueNotice, dependencies: Dependencies): Promise<void> {
  const { notices, mailer, clock } = dependencies;
  const { round, title, units } = definition;
  const recipients = recipientsOf(await notices.contacts(round, unit), kind === 'escalation');
  const place = { id, kind, unit, ...(stage === undefined ? {} : { stage }), at: instantOf(clock()), recipients: recipients.length };
  const status = recipients.length === 0 ? ('no-contact' as const) : ('sending' as const);
  if (!(await notices.begin(round, { ...place, status })) || recipients.length === 0) return;
  const unitName = units.find(({ code }) => code === unit)?.name ?? { vi: unit, en: unit };
  try {
    for (const { email, language } of recipients) {
      await mailer.send({ to: email, ...noticeText(kind, { round, roundTitle: title, unitName, ...more }, language) });
    }
    await notices.finish(round, { ...place, status: 'sent' });
  } catch (error) {
    // At most once: some of the addresses may have it. An operator sees the failure, and the round's notices by name.
    await notices.finish(round, { ...place, status: 'failed', error: error instanceof Error ? error.name : String(error) });
  }
}

async function sendFindings(definition: PresentRound, dependencies: Dependencies): Promise<void> {
  const { notices, uploads } = dependencies;
  for (const { uploadId, unit } of await notices.toTell(definition.round)) {
    const upload = await uploads.find(definition.round, uploadId);
    const findings = upload?.findings.filter(({ severity }) => severity === 'error').length ?? 0;
    await send(definition, { id: `findings.${uploadId}`, kind: 'findings', unit, more: { uploadId, findings } }, dependencies);
    await notices.told(definition.round, uploadId);
  }
}

/**
 * Every 15 minutes, and at each reminder's instant: works out from the records who is to be told what, and sends what was not
 * sent before. So nothing is missed where a call is lost, and nothing is sent twice where one comes twice.
 */
export async function sendNotices(due: z.infer<typeof noticesDueSchema>, dependencies: Dependencies): Promise<{ sent: number }> {
  const { rounds, notices, settlements, releases, schedules, clock } = dependencies;
  let sent = 0;
  for (const round of due.round === undefined ? await rounds.list() : [due.round]) {
    const stages = await rounds.stages(round);
    const isPublished = stages.find(({ stage }) => stage === 'publication')?.status === 'closed';
    const definition = await rounds.definition(round);
    const known = new Set((await notices.list(round)).map(({ id }) => id));
    const all = [
      ...(isPublished ? [] : openings(definition, stages)),
      ...(isPublished ? [] : await reminders(definition, stages, known, clock(), dependencies)),
      ...(isPublished ? [] : await settled(definition, stages, settlements)),
      ...(await released(definition, releases)),
    ].filter(({ id }) => !known.has(id));
    for (const notice of all) await send(definition, notice, dependencies);
    if (!isPublished) await sendFindings(definition, dependencies);
    sent += all.length;
    const record = stages.find(({ stage, status }) => stage === 'self-assessment' && status === 'open');
    const next = record === undefined ? undefined : nextReminder(definition, record, clock());
    if (next !== undefined) await schedules.remind({ round, stage: 'self-assessment' }, next);
  }
  return { sent };
}
