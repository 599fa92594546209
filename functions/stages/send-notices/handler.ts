import { noticesDueSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { schedulesFromEnvironment } from '../../../shared/runtime/deadline-schedules.ts';
import { connectMailer } from '../../../shared/runtime/mailer.ts';
import { stepHandler } from '../../../shared/runtime/step-handler.ts';
import { envSchema } from './env.ts';
import { sendNotices } from './send-notices.ts';

export const handler = stepHandler(
  { chapter: 'stages', name: 'send-notices' },
  noticesDueSchema,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    mailer: connectMailer(env.SENDER),
    schedules: schedulesFromEnvironment(env),
    clock: systemClock,
  }),
  sendNotices,
);
