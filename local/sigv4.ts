import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { sha256 } from '../shared/domain/hash.ts';
import { AwsError } from './aws-error.ts';
import { readTarget } from './request-target.ts';

/** Who may sign: access key -> secret. Functions get keys of their own with a session token, people use the documented pair. */
export interface Credentials {
  readonly find: (accessKey: string) => { readonly secret: string; readonly sessionToken: string | undefined } | undefined;
}

export interface SignedRequest {
  readonly method: string;
  /** Raw path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A signature's age is accepted within 15 minutes of the moved clock or of the machine's. */
const MAX_SKEW = 15 * 60_000;

const hmac = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();

export function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
}

/** 20240131T100000Z to ms; NaN for anything else. */
export function parseAmzDate(text: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return y === undefined ? Number.NaN : Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
}

export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** RFC 3986 as AWS wants it: everything but unreserved characters is encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Canonical query: each name and value encoded once more from its decoded form, sorted, without the signature itself. */
function canonicalQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [encode(decodeURIComponent(name.replaceAll('+', ' '))), encode(decodeURIComponent(value.replaceAll('+', ' ')))] as const;
    })
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalPath(path: string, service: string): string {
  const segments = path.split('/').map((segment) => encode(decodeURIComponent(segment)));
  // S3 signs the path as it is sent; every other service signs it encoded once more.
  return (service === 's3' ? segments : segments.map(encode)).join('/');
}

export interface Signature {
  readonly accessKey: string;
  readonly date: string;
  readonly scope: { readonly day: string; readonly region: string; readonly service: string };
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly payloadHash: string;
  /** Presigned addresses: seconds of life. */
  readonly expires: number | undefined;
}

function readScope(credential: string): { accessKey: string; scope: Signature['scope'] } {
  const parts = credential.split('/');
  const [day = '', region = '', service = ''] = parts.slice(-4);
  return { accessKey: parts.slice(0, -4).join('/'), scope: { day, region, service } };
}

/** Reads the signature of a request, from the Authorization header or from the query; undefined for an anonymous one. */
export function readSignature({ url, headers }: SignedRequest): Signature | undefined {
  const query = readTarget(url).searchParams;
  const authorization = headers.authorization;
  if (authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
    const part = (name: string): string => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? '';
    return {
      ...readScope(part('Credential')),
      date: String(headers['x-amz-date'] ?? ''),
      signedHeaders: part('SignedHeaders').split(';'),
      signature: part('Signature'),
      payloadHash: String(headers['x-amz-content-sha256'] ?? ''),
      expires: undefined,
    };
  }
  if (query.get('X-Amz-Algorithm') === 'AWS4-HMAC-SHA256') {
    return {
      ...readScope(query.get('X-Amz-Credential') ?? ''),
      date: query.get('X-Amz-Date') ?? '',
      signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
      signature: query.get('X-Amz-Signature') ?? '',
      payloadHash: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
      expires: Number(query.get('X-Amz-Expires') ?? Number.NaN),
    };
  }
  return undefined;
}

/**
 * Checks a request's signature version 4. `bodyHash` is the SHA-256 of the body where the caller has it. Throws AwsError
 * with the codes that S3 uses.
 */
export function verifySignature(request: SignedRequest, credentials: Credentials, now: number, bodyHash?: string): Signature {
  const signature = readSignature(request);
  if (signature === undefined) throw new AwsError('AccessDenied', 'Access Denied', 403);
  const known = credentials.find(signature.accessKey);
  if (known === undefined)
    throw new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
  const signedAt = parseAmzDate(signature.date);
  const near = (clock: number): boolean =>
    signature.expires === undefined
      ? Math.abs(clock - signedAt) <= MAX_SKEW
      : signedAt - MAX_SKEW <= clock && clock <= signedAt + signature.expires * 1000;
  if (!near(now) && !near(Date.now())) {
    if (signature.expires !== undefined) throw new AwsError('AccessDenied', 'Request has expired', 403);
    throw new AwsError('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', 403);
  }
  const token = request.headers['x-amz-security-token'] ?? readTarget(request.url).searchParams.get('X-Amz-Security-Token') ?? undefined;
  if (token !== known.sessionToken) throw new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.', 403);

  const { day, region, service } = signature.scope;
  const [path = '/', query = ''] = request.url.split('?', 2);
  const payloadHash = signature.payloadHash === '' ? (bodyHash ?? '') : signature.payloadHash;
  const canonicalRequest = [
    request.method,
    canonicalPath(path, service),
    canonicalQuery(query),
    ...signature.signedHeaders.map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    signature.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', signature.date, `${day}/${region}/${service}/aws4_request`, sha256(canonicalRequest)].join('\n');
  const expected = hmac(signingKey(known.secret, day, region, service), toSign).toString('hex');
  if (!signature.date.startsWith(day) || !sameText(expected, signature.signature)) {
    throw new AwsError('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.', 403);
  }
  if (bodyHash !== undefined && /^[0-9a-f]{64}$/.test(payloadHash) && payloadHash !== bodyHash) {
    throw new AwsError('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.", 400);
  }
  return signature;
}
