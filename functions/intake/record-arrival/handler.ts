import { objectCreatedSchema } from '../../../shared/contracts/events.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { connectFiles, connectRecords } from '../../../shared/runtime/connect-storage.ts';
import { connectEventBus } from '../../../shared/runtime/event-bus.ts';
import { queueHandler } from '../../../shared/runtime/queue-handler.ts';
import { connectSigner } from '../../../shared/runtime/signing-key.ts';
import { envSchema } from './env.ts';
import { recordArrival } from './record-arrival.ts';

export const handler = queueHandler(
  { chapter: 'intake', name: 'record-arrival' },
  objectCreatedSchema,
  envSchema,
  (env) => ({
    ...connectRecords(env.RECORDS_TABLE),
    incoming: connectFiles(env.INCOMING_BUCKET),
    signer: connectSigner(env.SIGNING_KEY),
    bus: connectEventBus(env.EVENT_BUS),
    clock: systemClock,
  }),
  recordArrival,
);
