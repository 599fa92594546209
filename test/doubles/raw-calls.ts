import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { ListBucketsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { signingKey } from '../../local/sigv4.ts';
import { sha256 } from '../../shared/domain/hash.ts';
import type { TestCloud } from './test-cloud.ts';

export interface RawAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** A request whose path is sent as it stands: fetch would tidy up dots and slashes before anybody saw them. */
export async function rawRequest(
  base: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  return await new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, path, method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, location: response.headers.location, body: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

/** The store as an operator's tool sees it, with the documented pair or another one. */
export function s3Of(cloud: TestCloud, credentials = { accessKeyId: 'test', secretAccessKey: 'test' }): S3Client {
  return new S3Client({ endpoint: cloud.awsUrl, region: 'ap-southeast-1', forcePathStyle: true, credentials, maxAttempts: 1 });
}

export async function bucketNames(s3: S3Client): Promise<string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  return Buckets.map(({ Name = '' }) => Name);
}

/** The one bucket with this word in its name. */
export async function bucketNamed(s3: S3Client, word: string): Promise<string> {
  const [name, ...more] = (await bucketNames(s3)).filter((bucket) => bucket.toLowerCase().includes(word));
  if (name === undefined || more.length > 0) throw new Error(`not one bucket named ${word}`);
  return name;
}

export interface StoredVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
}

/** Every version of every file in every bucket. */
export async function everythingStored(s3: S3Client): Promise<StoredVersion[]> {
  const found: StoredVersion[] = [];
  for (const bucket of await bucketNames(s3)) {
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    for (const { Key = '', VersionId = '', Size = -1 } of Versions) found.push({ bucket, key: Key, versionId: VersionId, size: Size });
  }
  return found;
}

/** Sends a form as a browser does: fields in their order, then the file; `fileFirst` turns that round. */
export async function postForm(
  url: string,
  fields: readonly (readonly [name: string, value: string])[],
  bytes: Uint8Array,
  options: { fileFirst?: boolean; fileField?: string } = {},
): Promise<{ status: number; code: string }> {
  const form = new FormData();
  const appendFile = (): void => form.append(options.fileField ?? 'file', new Blob([new Uint8Array(bytes)]), 'tep');
  if (options.fileFirst === true) appendFile();
  for (const [name, value] of fields) form.append(name, value);
  if (options.fileFirst !== true) appendFile();
  const response = await fetch(url, { method: 'POST', body: form });
  const [, code = ''] = /<Code>([^<]*)<\/Code>/.exec(await response.text()) ?? [];
  return { status: response.status, code };
}

/** A presigned GET of the store, signed at the given instant with the documented pair. */
export function presignedGet(cloud: TestCloud, bucket: string, key: string, signedAt: number, seconds: number): URL {
  const url = new URL(`${cloud.awsUrl}/${bucket}/${key}`);
  const date = `${new Date(signedAt).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const day = date.slice(0, 8);
  const scope = `${day}/ap-southeast-1/s3/aws4_request`;
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `test/${scope}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(seconds),
    'X-Amz-SignedHeaders': 'host',
  });
  const canonical = ['GET', url.pathname, query.toString(), `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  query.set(
    'X-Amz-Signature',
    createHmac('sha256', signingKey('test', day, 'ap-southeast-1', 's3'))
      .update(toSign)
      .digest('hex'),
  );
  url.search = query.toString();
  return url;
}
