import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import type { Clock } from '../clock.ts';
import type { EventBuses } from '../event-bus.ts';
import type { State } from '../state.ts';
import { MalwareScanner, scanResultDetail } from './malware-scanner.ts';

export interface BucketDefinition {
  readonly name: string;
  readonly sendsEvents: boolean;
  /** Every object is scanned for malware, and the result is an event. */
  readonly isScanned: boolean;
  /** A retention in governance mode: a version is removed only by who bypasses it by name. */
  readonly isLocked: boolean;
}

export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
  readonly etag: string;
  /** Base64, where the writer sent or asked for it. */
  readonly sha256: string | undefined;
  readonly crc32: string | undefined;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedAt: number;
  readonly file: string;
}

/** Bytes that lie on disk with their digests, not yet an object. */
export interface Draft {
  readonly path: string;
  readonly size: number;
  readonly md5: string;
  /** Base64. */
  readonly sha256: string;
  readonly crc32: string;
  /** What the scanner found. */
  readonly threat: string | undefined;
}

export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksums: { readonly sha256: boolean; readonly crc32: boolean };
  /** What Object Created gives as its reason. */
  readonly reason: 'PutObject' | 'POST Object' | 'CopyObject';
}

/** Behind every key that begins with a prefix: a range that the index serves, where a comparison of substrings reads all rows. */
const LAST_CHARACTER = '\u{10ffff}';

/** Sends a file's bytes; one that cannot be read ends the connection, not the server. */
export function sendStream(stream: Readable, response: ServerResponse): void {
  pipeline(stream, response).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') console.error(error.message);
    response.destroy();
  });
}

/** Versioned objects: bytes as files, everything else in the state. Nothing is overwritten; a version can be removed by name. */
export class ObjectStore {
  readonly buckets: ReadonlyMap<string, BucketDefinition>;
  readonly #state: State;
  readonly #clock: Clock;
  readonly #events: EventBuses;
  readonly #files: string;
  readonly #drafts: string;

  constructor(state: State, clock: Clock, events: EventBuses, buckets: readonly BucketDefinition[]) {
    this.#state = state;
    this.#clock = clock;
    this.#events = events;
    this.buckets = new Map(buckets.map((bucket) => [bucket.name, bucket]));
    this.#files = join(state.directory, 'objects');
    this.#drafts = join(state.directory, 'drafts');
    mkdirSync(this.#files, { recursive: true });
    mkdirSync(this.#drafts, { recursive: true });
    for (const left of readdirSync(this.#drafts)) rmSync(join(this.#drafts, left));
  }

  /** Writes a stream to disk and takes its digests on the way. */
  async draft(content: Readable): Promise<Draft> {
    const path = join(this.#drafts, randomUUID());
    const [md5, sha256] = [createHash('md5'), createHash('sha256')];
    const scanner = new MalwareScanner();
    let [size, crc] = [0, 0];
    content.on('data', (chunk: Buffer) => {
      md5.update(chunk);
      sha256.update(chunk);
      scanner.feed(chunk);
      crc = crc32(chunk, crc);
      size += chunk.length;
    });
    try {
      await pipeline(content, createWriteStream(path));
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    }
    const crcBytes = Buffer.alloc(4);
    crcBytes.writeUInt32BE(crc);
    const digests = { md5: md5.digest('hex'), sha256: sha256.digest('base64'), crc32: crcBytes.toString('base64') };
    return { path, size, ...digests, threat: scanner.threat };
  }

  discard(draft: Draft | undefined): void {
    if (draft !== undefined && existsSync(draft.path)) rmSync(draft.path);
  }

  /** Makes a draft an object, and its event a message, in one transaction. Undefined if `ifNoneMatch` and there is one. */
  commit(draft: Draft, object: NewObject, ifNoneMatch: boolean): StoredObject | undefined {
    const file = randomUUID();
    return this.#state.transaction(() => {
      if (ifNoneMatch && this.latest(object.bucket, object.key) !== undefined) return undefined;
      renameSync(draft.path, join(this.#files, file));
      const versionId = createHash('sha256').update(`${file}`).digest('base64url').slice(0, 32);
      const modifiedAt = this.#clock.now();
      this.#state.run(
        `INSERT INTO objects (bucket, key, version_id, size, etag, sha256, crc32, content_type, metadata, modified_at, file)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        object.bucket,
        object.key,
        versionId,
        draft.size,
        draft.md5,
        object.checksums.sha256 ? draft.sha256 : null,
        object.checksums.crc32 ? draft.crc32 : null,
        object.contentType,
        JSON.stringify(object.metadata),
        modifiedAt,
        file,
      );
      if (this.buckets.get(object.bucket)?.sendsEvents) {
        const sequencer = String(this.#state.get('SELECT MAX(seq) AS seq FROM objects')?.seq).padStart(16, '0');
        this.#events.publish(
          'aws.s3',
          'Object Created',
          {
            version: '0',
            bucket: { name: object.bucket },
            object: { key: object.key, size: draft.size, etag: draft.md5, 'version-id': versionId, sequencer },
            'request-id': randomUUID(),
            requester: 'local',
            'source-ip-address': '127.0.0.1',
            reason: object.reason,
          },
          [`arn:aws:s3:::${object.bucket}`],
        );
      }
      const stored = this.version(object.bucket, object.key, versionId);
      if (stored !== undefined && this.buckets.get(object.bucket)?.isScanned) {
        const detail = scanResultDetail(stored, draft.threat);
        this.#events.publish('aws.guardduty', 'GuardDuty Malware Protection Object Scan Result', detail, [`arn:aws:s3:::${object.bucket}`]);
      }
      return stored;
    });
  }

  /** Removes one version and its bytes. */
  remove({ bucket, key, versionId, file }: StoredObject): void {
    this.#state.run('DELETE FROM objects WHERE bucket = ? AND key = ? AND version_id = ?', bucket, key, versionId);
    rmSync(join(this.#files, file), { force: true });
  }

  #parse(row: Record<string, unknown> | undefined): StoredObject | undefined {
    if (row === undefined) return undefined;
    return {
      bucket: String(row.bucket),
      key: String(row.key),
      versionId: String(row.version_id),
      size: Number(row.size),
      etag: String(row.etag),
      sha256: row.sha256 === null ? undefined : String(row.sha256),
      crc32: row.crc32 === null ? undefined : String(row.crc32),
      contentType: String(row.content_type),
      metadata: JSON.parse(String(row.metadata)) as Record<string, string>,
      modifiedAt: Number(row.modified_at),
      file: String(row.file),
    };
  }

  latest(bucket: string, key: string): StoredObject | undefined {
    return this.#parse(this.#state.get('SELECT * FROM objects WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1', bucket, key));
  }

  version(bucket: string, key: string, versionId: string): StoredObject | undefined {
    return this.#parse(this.#state.get('SELECT * FROM objects WHERE bucket = ? AND key = ? AND version_id = ?', bucket, key, versionId));
  }

  /** Newest versions of keys after `after`, in key order. */
  list(bucket: string, prefix: string, after: string, limit: number): StoredObject[] {
    const rows = this.#state.all(
      `SELECT * FROM objects o WHERE bucket = ? AND key >= ? AND key < ? AND key > ?
       AND seq = (SELECT MAX(seq) FROM objects WHERE bucket = o.bucket AND key = o.key) ORDER BY key LIMIT ?`,
      bucket,
      prefix,
      prefix + LAST_CHARACTER,
      after,
      limit,
    );
    return rows.flatMap((row) => this.#parse(row) ?? []);
  }

  /** All versions, newest first within a key. */
  versions(bucket: string, prefix: string, limit: number): StoredObject[] {
    const rows = this.#state.all(
      'SELECT * FROM objects WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key, seq DESC LIMIT ?',
      bucket,
      prefix,
      prefix + LAST_CHARACTER,
      limit,
    );
    return rows.flatMap((row) => this.#parse(row) ?? []);
  }

  stream({ file }: StoredObject, start: number, end: number): Readable {
    return createReadStream(join(this.#files, file), { start, end });
  }

  async bytes({ file }: StoredObject): Promise<Buffer> {
    return await readFile(join(this.#files, file));
  }
}
