import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE, UPLOAD_RECEIVED, type UploadReceived } from '../contracts/events.ts';

export interface EventBus {
  /** Throws unless the bus took the event: the caller's message is then retried, and the event is published again. */
  readonly publish: (detail: UploadReceived['detail']) => Promise<void>;
}

export function connectEventBus(busName: string): EventBus {
  const client = new EventBridgeClient({});
  return {
    async publish(detail) {
      const entry = { EventBusName: busName, Source: EVENT_SOURCE, DetailType: UPLOAD_RECEIVED, Detail: JSON.stringify(detail) };
      const { FailedEntryCount = 0, Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
      if (FailedEntryCount > 0) throw new Error(`EventBridge refused the event: ${Entries[0]?.ErrorCode}`);
    },
  };
}
