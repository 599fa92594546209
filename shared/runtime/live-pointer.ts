import '@aws-sdk/signature-v4a';
import {
  CloudFrontKeyValueStoreClient,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  PutKeyCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { type LiveReleases, liveReleasesSchema, NOTHING_LIVE } from '../domain/live-releases.ts';

/** The CloudFront KeyValueStore value that says which releases are public. */
export interface LivePointer {
  readonly read: () => Promise<LiveReleases>;
  /** Changes the value; tries again if another change came between, so that concurrent publishers cannot interleave. */
  readonly change: (next: (live: LiveReleases) => LiveReleases) => Promise<LiveReleases>;
}

export const LIVE_KEY = 'live';
const ATTEMPTS = 5;
const named = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

export function connectLivePointer(storeArn: string): LivePointer {
  const client = new CloudFrontKeyValueStoreClient({});
  async function read(): Promise<LiveReleases> {
    try {
      const { Value } = await client.send(new GetKeyCommand({ KvsARN: storeArn, Key: LIVE_KEY }));
      return liveReleasesSchema.parse(JSON.parse(Value ?? ''));
    } catch (error) {
      if (named(error, 'ResourceNotFoundException')) return NOTHING_LIVE;
      throw error;
    }
  }
  return {
    read,
    async change(next) {
      for (let attempt = 1; ; attempt += 1) {
        const { ETag } = await client.send(new DescribeKeyValueStoreCommand({ KvsARN: storeArn }));
        const changed = next(await read());
        try {
          await client.send(new PutKeyCommand({ KvsARN: storeArn, Key: LIVE_KEY, Value: JSON.stringify(changed), IfMatch: ETag }));
          return changed;
        } catch (error) {
          if (!named(error, 'ConflictException') || attempt === ATTEMPTS) throw error;
        }
      }
    },
  };
}
