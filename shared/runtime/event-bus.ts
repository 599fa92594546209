import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE, UPLOAD_RECEIVED, type UploadReceived } from '../contracts/events.ts';
import { RELEASE_SOURCE, RELEASE_WANTED, type ReleaseWanted } from '../contracts/publication.ts';

export interface EventBus {
  /** Throws unless the bus took the event: the caller's message is then retried, and the event is published again. */
  readonly publish: (detail: UploadReceived['detail']) => Promise<void>;
  readonly wantRelease: (detail: ReleaseWanted['detail']) => Promise<void>;
}

export function connectEventBus(busName: string): EventBus {
  const client = new EventBridgeClient({});
  const put = async (Source: string, DetailType: string, detail: object): Promise<void> => {
    const entry = { EventBusName: busName, Source, DetailType, Detail: JSON.stringify(detail) };
    const { FailedEntryCount = 0, Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount > 0) throw new Error(`EventBridge refused the event: ${Entries[0]?.ErrorCode}`);
  };
  return {
    publish: async (detail) => await put(EVENT_SOURCE, UPLOAD_RECEIVED, detail),
    wantRelease: async (detail) => await put(RELEASE_SOURCE, RELEASE_WANTED, detail),
  };
}
