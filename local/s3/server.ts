import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import busboy from '@fastify/busboy';
import { sha256 } from '../../shared/domain/hash.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import { readTarget } from '../request-target.ts';
import { type Credentials, verifySignature } from '../sigv4.ts';
import { type Draft, type NewObject, type ObjectStore, type StoredObject, sendStream } from './object-store.ts';
import { type FormFields, verifyPostPolicy } from './post-policy.ts';

const XML_ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const xml = (text: string): string => text.replace(/[&<>"]/g, (character) => XML_ESCAPES[character] ?? character);
const HEADER = '<?xml version="1.0" encoding="UTF-8"?>';
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
/** Bodies of PUT are taken whole; S3 itself wants larger files in parts, which nothing here sends. */
const MAX_PUT_BYTES = 100_000_000;
const MAX_FIELDS_BYTES = 20_000;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_PUT_BYTES) throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Undoes `aws-chunked`: chunks with their sizes, then trailing headers. */
function unchunk(body: Buffer): { content: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const size = end < 0 ? Number.NaN : Number.parseInt(body.subarray(at, end).toString('latin1'), 16);
    if (Number.isNaN(size) || end + 2 + size > body.length) throw new AwsError('IncompleteBody', 'The chunked body is broken.');
    if (size === 0) {
      const lines = body
        .subarray(end + 2)
        .toString('latin1')
        .split('\r\n')
        .filter((line) => line.includes(':'));
      const trailers = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
      return { content: Buffer.concat(chunks), trailers: Object.fromEntries(trailers) as Record<string, string> };
    }
    chunks.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** S3's REST API over an object store: what the pipeline, the AWS CLI and boto3 use to put, get and list; everything else is refused by name. */
export class S3Server {
  readonly #objects: ObjectStore;
  readonly #credentials: Credentials;
  readonly #clock: Clock;

  constructor(objects: ObjectStore, credentials: Credentials, clock: Clock) {
    this.#objects = objects;
    this.#credentials = credentials;
    this.#clock = clock;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (error) {
      const refusal = error instanceof URIError ? new AwsError('InvalidURI', "Couldn't parse the specified URI.") : error;
      if (!(refusal instanceof AwsError)) throw error;
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const body = `${HEADER}<Error><Code>${xml(refusal.code)}</Code><Message>${xml(refusal.message)}</Message></Error>`;
      // What is left of a refused body is not read: the connection ends with the answer.
      response.writeHead(refusal.status, { 'content-type': 'application/xml', connection: 'close' });
      response.end(request.method === 'HEAD' ? undefined : body);
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const { pathname, searchParams } = readTarget(url);
    const [, bucket = '', ...rest] = pathname.split('/');
    const key = rest.map(decodeURIComponent).join('/');
    const method = request.method ?? 'GET';
    if (method === 'POST' && key === '' && String(request.headers['content-type']).startsWith('multipart/form-data')) {
      this.#bucket(bucket);
      await this.#postObject(bucket, request, response);
      return;
    }
    const body = method === 'PUT' || method === 'POST' ? await bodyOf(request) : Buffer.alloc(0);
    verifySignature({ method, url, headers: request.headers }, this.#credentials, this.#clock.now(), sha256(body));
    if (bucket === '' && method === 'GET') return this.#listBuckets(response);
    this.#bucket(bucket);
    if (key === '') return this.#onBucket(method, bucket, searchParams, response);
    if (method === 'PUT' && searchParams.size <= 1 && request.headers['x-amz-copy-source'] === undefined) {
      return await this.#putObject(bucket, key, request, body, response);
    }
    if (method === 'PUT' && searchParams.size <= 1) return await this.#copyObject(bucket, key, request, response);
    if (method === 'DELETE' && searchParams.get('versionId') !== null)
      return this.#deleteVersion(bucket, key, searchParams, request, response);
    if (method === 'GET' || method === 'HEAD') return this.#getObject(method, bucket, key, searchParams, request, response);
    throw AwsError.notImplemented('S3', `${method} ${pathname}`);
  }

  #bucket(name: string): void {
    if (!this.#objects.buckets.has(name)) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  }

  #answer(response: ServerResponse, body: string): void {
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(HEADER + body);
  }

  #listBuckets(response: ServerResponse): void {
    const buckets = [...this.#objects.buckets.keys()].map(
      (name) => `<Bucket><Name>${xml(name)}</Name><CreationDate>2024-01-01T00:00:00.000Z</CreationDate></Bucket>`,
    );
    this.#answer(
      response,
      `<ListAllMyBucketsResult ${NAMESPACE}><Owner><ID>local</ID></Owner><Buckets>${buckets.join('')}</Buckets></ListAllMyBucketsResult>`,
    );
  }

  #onBucket(method: string, bucket: string, query: URLSearchParams, response: ServerResponse): void {
    const prefix = query.get('prefix') ?? '';
    const limit = Math.min(1000, Number(query.get('max-keys') ?? 1000));
    const entry = (object: StoredObject): string =>
      `<Key>${xml(object.key)}</Key><LastModified>${new Date(object.modifiedAt).toISOString()}</LastModified><ETag>&quot;${object.etag}&quot;</ETag><Size>${object.size}</Size><StorageClass>STANDARD</StorageClass>`;
    if (method === 'HEAD') {
      response.writeHead(200);
      response.end();
    } else if (method === 'GET' && query.has('location')) {
      this.#answer(response, `<LocationConstraint ${NAMESPACE}/>`);
    } else if (method === 'GET' && query.has('versions')) {
      const found = this.#objects.versions(bucket, prefix, limit);
      const seen = new Set<string>();
      const versions = found.map((object) => {
        const isLatest = !seen.has(object.key);
        seen.add(object.key);
        return `<Version>${entry(object)}<VersionId>${object.versionId}</VersionId><IsLatest>${isLatest}</IsLatest></Version>`;
      });
      this.#answer(
        response,
        `<ListVersionsResult ${NAMESPACE}><Name>${bucket}</Name><IsTruncated>false</IsTruncated>${versions.join('')}</ListVersionsResult>`,
      );
    } else if (method === 'GET' && query.get('list-type') === '2') {
      const token = query.get('continuation-token');
      const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString('utf8');
      const { objects, prefixes, next } = this.#page(bucket, prefix, query.get('delimiter') ?? '', after, limit);
      const more = next === undefined ? '' : `<NextContinuationToken>${Buffer.from(next).toString('base64url')}</NextContinuationToken>`;
      const contents = objects.map((object) => `<Contents>${entry(object)}</Contents>`).join('');
      const common = prefixes.map((name) => `<CommonPrefixes><Prefix>${xml(name)}</Prefix></CommonPrefixes>`).join('');
      this.#answer(
        response,
        `<ListBucketResult ${NAMESPACE}><Name>${bucket}</Name><Prefix>${xml(prefix)}</Prefix><KeyCount>${objects.length + prefixes.length}</KeyCount><MaxKeys>${limit}</MaxKeys><IsTruncated>${next !== undefined}</IsTruncated>${more}${contents}${common}</ListBucketResult>`,
      );
    } else {
      throw AwsError.notImplemented('S3', `${method} on a bucket with ?${query}`);
    }
  }

  /** One page of keys; with a delimiter, keys that share what stands before it become one prefix. `next` is the key to go on after. */
  #page(bucket: string, prefix: string, delimiter: string, start: string, limit: number) {
    const objects: StoredObject[] = [];
    const prefixes: string[] = [];
    let after = start;
    while (objects.length + prefixes.length < limit) {
      const [object] = this.#objects.list(bucket, prefix, after, 1);
      if (object === undefined) return { objects, prefixes, next: undefined };
      const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
      if (cut < 0) {
        objects.push(object);
        after = object.key;
      } else {
        const common = object.key.slice(0, cut + delimiter.length);
        prefixes.push(common);
        // Past every key that begins with the prefix.
        after = `${common}\uffff`;
      }
    }
    const hasMore = this.#objects.list(bucket, prefix, after, 1).length > 0;
    return { objects, prefixes, next: hasMore ? after : undefined };
  }

  async #putObject(bucket: string, key: string, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const isChunked = String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
    const { content, trailers } = isChunked ? unchunk(body) : { content: body, trailers: {} as Record<string, string> };
    const draft = await this.#objects.draft(Readable.from([content]));
    try {
      const given = (name: string): string | undefined => trailers[name] ?? (headers[name] as string | undefined);
      const checksums = this.#check(draft, given);
      const metadata = Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) => (name.startsWith('x-amz-meta-') ? [[name.slice(11), String(value)]] : [])),
      );
      if (headers['if-match'] !== undefined || ![undefined, '*'].includes(headers['if-none-match'])) {
        throw AwsError.notImplemented('S3', 'this conditional write');
      }
      const object: NewObject = {
        bucket,
        key,
        contentType: headers['content-type'] ?? 'binary/octet-stream',
        metadata,
        checksums,
        reason: 'PutObject',
      };
      const stored = this.#objects.commit(draft, object, headers['if-none-match'] === '*');
      if (stored === undefined)
        throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
      response.writeHead(200, this.#headersOf(stored, true));
      response.end();
    } finally {
      this.#objects.discard(draft);
    }
  }

  async #copyObject(bucket: string, key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const [, sourceBucket = '', sourceKey = '', versionId] =
      /^\/?([^/]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(String(headers['x-amz-copy-source'])) ?? [];
    this.#bucket(sourceBucket);
    const name = decodeURIComponent(sourceKey);
    const source =
      versionId === undefined ? this.#objects.latest(sourceBucket, name) : this.#objects.version(sourceBucket, name, versionId);
    if (source === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    if (headers['x-amz-metadata-directive'] === 'REPLACE') throw AwsError.notImplemented('S3', 'copy with other metadata');
    const draft = await this.#objects.draft(source.size === 0 ? Readable.from([]) : this.#objects.stream(source, 0, source.size - 1));
    try {
      const { contentType, metadata } = source;
      const checksums = {
        sha256: source.sha256 !== undefined || headers['x-amz-checksum-algorithm'] === 'SHA256',
        crc32: source.crc32 !== undefined,
      };
      const copy = this.#objects.commit(draft, { bucket, key, contentType, metadata, checksums, reason: 'CopyObject' }, false);
      if (copy === undefined) throw new Error('an unconditional copy was refused');
      const sum = copy.sha256 === undefined ? '' : `<ChecksumSHA256>${copy.sha256}</ChecksumSHA256>`;
      const times = `<LastModified>${new Date(copy.modifiedAt).toISOString()}</LastModified><ETag>&quot;${copy.etag}&quot;</ETag>`;
      response.setHeader('x-amz-version-id', copy.versionId);
      this.#answer(response, `<CopyObjectResult ${NAMESPACE}>${times}${sum}</CopyObjectResult>`);
    } finally {
      this.#objects.discard(draft);
    }
  }

  #deleteVersion(bucket: string, key: string, query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const object = this.#objects.version(bucket, key, query.get('versionId') ?? '');
    if (object !== undefined) {
      const mayBypass = request.headers['x-amz-bypass-governance-retention'] === 'true';
      if (this.#objects.buckets.get(bucket)?.isLocked && !mayBypass) {
        throw new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
      }
      this.#objects.remove(object);
    }
    response.writeHead(204);
    response.end();
  }

  /** Compares the digests that the writer gave with those of the bytes. */
  #check(draft: Draft, given: (name: string) => string | undefined): NewObject['checksums'] {
    const bad = (name: string): AwsError => new AwsError('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
    const [sha, crc, md5] = [given('x-amz-checksum-sha256'), given('x-amz-checksum-crc32'), given('content-md5')];
    if (sha !== undefined && sha !== draft.sha256) throw bad('SHA256');
    if (crc !== undefined && crc !== draft.crc32) throw bad('CRC32');
    if (md5 !== undefined && Buffer.from(md5, 'base64').toString('hex') !== draft.md5) throw bad('Content-MD5');
    return { sha256: sha !== undefined || given('x-amz-checksum-algorithm') === 'SHA256', crc32: crc !== undefined };
  }

  #headersOf(object: StoredObject, withChecksums: boolean): Record<string, string> {
    const metadata = Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
    return {
      etag: `"${object.etag}"`,
      'x-amz-version-id': object.versionId,
      ...(Object.fromEntries(metadata) as Record<string, string>),
      ...(withChecksums && object.sha256 !== undefined ? { 'x-amz-checksum-sha256': object.sha256 } : {}),
      ...(withChecksums && object.crc32 !== undefined ? { 'x-amz-checksum-crc32': object.crc32 } : {}),
    };
  }

  #getObject(
    method: string,
    bucket: string,
    key: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const versionId = query.get('versionId');
    const object = versionId === null ? this.#objects.latest(bucket, key) : this.#objects.version(bucket, key, versionId);
    if (object === undefined) {
      if (versionId !== null && this.#objects.latest(bucket, key) !== undefined)
        throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404);
      throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    }
    const withChecksums = request.headers['x-amz-checksum-mode'] === 'ENABLED';
    const range = readRange(request.headers.range, object.size);
    const headers = {
      ...this.#headersOf(object, withChecksums && range === undefined),
      'content-type': object.contentType,
      'last-modified': new Date(object.modifiedAt).toUTCString(),
      'accept-ranges': 'bytes',
    };
    const { start, end } = range ?? { start: 0, end: object.size - 1 };
    const length = { 'content-length': String(end - start + 1) };
    if (range === undefined) response.writeHead(200, { ...headers, ...length });
    else response.writeHead(206, { ...headers, ...length, 'content-range': `bytes ${start}-${end}/${object.size}` });
    if (method === 'HEAD' || object.size === 0) response.end();
    else sendStream(this.#objects.stream(object, start, end), response);
  }

  /** A browser's upload: fields first, then the file, judged by the signed policy before a byte of it is kept. */
  async #postObject(bucket: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const stored = await new Promise<StoredObject>((resolve, reject) => {
      const fields = new Map<string, string>();
      let sawFile = false;
      let form: ReturnType<typeof busboy.default>;
      try {
        form = busboy.default({
          headers: request.headers as { 'content-type': string },
          limits: { fieldSize: MAX_FIELDS_BYTES, fields: 50, files: 1 },
        });
      } catch {
        reject(new AwsError('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.'));
        return;
      }
      form.on('field', (name, value) => {
        if (!sawFile) fields.set(name.toLowerCase(), value);
      });
      form.on('file', (name, file) => {
        sawFile = true;
        if (name !== 'file') {
          file.resume();
          reject(new AwsError('InvalidArgument', 'POST requires exactly one file upload per request.'));
          return;
        }
        request.on('aborted', () => file.destroy(new AwsError('IncompleteBody', 'The request ended before its body.')));
        this.#keepPosted(bucket, fields, file).then(resolve, (error: unknown) => {
          file.resume();
          reject(error);
        });
      });
      form.on('finish', () => {
        if (!sawFile) reject(new AwsError('InvalidArgument', 'POST requires exactly one file upload per request.'));
      });
      form.on('error', () =>
        reject(new AwsError('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.')),
      );
      request.on('aborted', () => reject(new AwsError('IncompleteBody', 'The request ended before its body.')));
      request.pipe(form);
    });
    const status = 204;
    response.writeHead(status, { ...this.#headersOf(stored, true), location: `/${bucket}/${encodeURIComponent(stored.key)}` });
    response.end();
  }

  async #keepPosted(bucket: string, fields: FormFields, file: Readable): Promise<StoredObject> {
    const { size } = verifyPostPolicy(bucket, fields, this.#credentials, this.#clock.now());
    const key = fields.get('key') ?? '';
    if (key === '') throw new AwsError('InvalidArgument', "Bucket POST must contain a field named 'key'.");
    let draft: Draft | undefined;
    try {
      const limited = new PassThrough();
      let received = 0;
      file.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (size !== undefined && received > size.max)
          limited.destroy(new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size'));
      });
      file.on('error', (error) => limited.destroy(error));
      file.pipe(limited);
      draft = await this.#objects.draft(limited);
      if (size !== undefined && draft.size < size.min)
        throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
      const checksums = this.#check(draft, (name) => fields.get(name));
      const metadata = Object.fromEntries(
        [...fields].flatMap(([name, value]) => (name.startsWith('x-amz-meta-') ? [[name.slice(11), value]] : [])),
      );
      const contentType = fields.get('content-type') ?? 'binary/octet-stream';
      const stored = this.#objects.commit(draft, { bucket, key, contentType, metadata, checksums, reason: 'POST Object' }, false);
      if (stored === undefined) throw new Error('an unconditional write was refused');
      return stored;
    } finally {
      this.#objects.discard(draft);
    }
  }
}

function readRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  if (start > end) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
}
