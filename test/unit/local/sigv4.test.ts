import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/aws-error.ts';
import { type Credentials, parseAmzDate, type SignedRequest, verifySignature } from '../../../local/sigv4.ts';
import { sha256 } from '../../../shared/domain/hash.ts';

/** The hash that the SDK's signer asks for. */
class Sha256 {
  #parts: Uint8Array[] = [];
  readonly #key: Uint8Array | string | undefined;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#key =
      key instanceof ArrayBuffer
        ? new Uint8Array(key)
        : ArrayBuffer.isView(key)
          ? new Uint8Array(key.buffer, key.byteOffset, key.byteLength)
          : key;
  }

  update(part: Uint8Array): void {
    this.#parts.push(part);
  }

  async digest(): Promise<Uint8Array> {
    const hash = this.#key === undefined ? createHash('sha256') : createHmac('sha256', this.#key);
    for (const part of this.#parts) hash.update(part);
    return hash.digest();
  }

  reset(): void {
    this.#parts = [];
  }
}

const NOW = Date.parse('2024-01-31T10:00:00Z');
const BODY = '{"a":1}';
const KNOWN: Credentials = {
  find: (accessKey) => {
    if (accessKey === 'test') return { secret: 'test', sessionToken: undefined };
    return accessKey === 'ASIAFUNCTION' ? { secret: 'of the function', sessionToken: 'session' } : undefined;
  },
};
const PERSON = { accessKeyId: 'test', secretAccessKey: 'test' };
const FUNCTION = { accessKeyId: 'ASIAFUNCTION', secretAccessKey: 'of the function', sessionToken: 'session' };

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: string;
}
const ask = (more: Partial<Asked> = {}): Asked => ({
  method: 'POST',
  path: '/a/b',
  query: {},
  headers: { host: '127.0.0.1:4566', 'content-type': 'application/json', 'x-amz-target': 'AWSStepFunctions.StartExecution' },
  body: BODY,
  ...more,
});

function signerOf(service: string, credentials = PERSON as typeof PERSON & { sessionToken?: string }): SignatureV4 {
  return new SignatureV4({ service, region: 'ap-southeast-1', credentials, sha256: Sha256, uriEscapePath: service !== 's3' });
}

function asSent({
  method,
  path,
  query,
  headers,
}: {
  method: string;
  path: string;
  query?: Record<string, unknown>;
  headers: Record<string, string>;
}): SignedRequest {
  const pairs = Object.entries(query ?? {}).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])) as IncomingHttpHeaders;
  return { method, url: pairs.length === 0 ? path : `${path}?${pairs.join('&')}`, headers: lower };
}

async function signed(service: string, asked = ask(), at = NOW, credentials?: Parameters<typeof signerOf>[1]): Promise<SignedRequest> {
  const url = { protocol: 'http:', hostname: '127.0.0.1', port: 4566 };
  return asSent(await signerOf(service, credentials).sign({ ...url, ...asked }, { signingDate: new Date(at) }));
}

async function presigned(seconds: number, at = NOW): Promise<SignedRequest> {
  // S3's own presigner leaves the body out of the signature in this way.
  const headers = { host: '127.0.0.1:4566', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const url = { protocol: 'http:', hostname: '127.0.0.1', port: 4566, path: '/bucket/key', query: {} };
  return asSent(await signerOf('s3').presign({ ...url, method: 'GET', headers }, { signingDate: new Date(at), expiresIn: seconds }));
}

/** The code of the refusal, or undefined. */
function refused(request: SignedRequest, now = NOW, body: string | undefined = BODY): string | undefined {
  try {
    verifySignature(request, KNOWN, now, body === undefined ? undefined : sha256(body));
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
}

describe('a signed request', () => {
  it.each<[string, Partial<Asked>]>([
    ['as it is', {}],
    ['with a query', { query: { groupName: 'par dev/deadlines', a: 'ế+&=', empty: '' } }],
    ['with names that sort by their code points', { query: { b: '1', a: '2', B: '3', 'a-b': '4' } }],
    ['with an encoded path', { path: '/schedules/2023-ministry.survey%20x/%E1%BA%BF' }],
    ['with blanks in a header', { headers: { host: 'h', 'x-amz-meta-name': '  two   blanks  ' } }],
    ['without a body', { method: 'GET', body: '' }],
    ['at the root', { path: '/' }],
  ])('is taken: %s', async (_, more) => {
    for (const service of ['states', 's3', 'scheduler']) {
      const asked = ask(more);
      expect([service, refused(await signed(service, asked), NOW, asked.body)]).toEqual([service, undefined]);
    }
  });

  it('says who signed it, and for what', async () => {
    const { accessKey, scope } = verifySignature(await signed('states'), KNOWN, NOW, sha256(BODY));
    expect([accessKey, scope]).toEqual(['test', { day: '20240131', region: 'ap-southeast-1', service: 'states' }]);
  });

  it('of a function carries its session token', async () => {
    const request = await signed('states', ask(), NOW, FUNCTION);
    expect(refused(request)).toBeUndefined();
    expect(refused({ ...request, headers: { ...request.headers, 'x-amz-security-token': 'other' } })).toBe('InvalidToken');
    const { 'x-amz-security-token': _, ...without } = request.headers;
    expect(refused({ ...request, headers: without })).toBe('InvalidToken');
  });

  it.each<[string, (request: SignedRequest) => SignedRequest]>([
    ['method', (request) => ({ ...request, method: 'PUT' })],
    ['path', (request) => ({ ...request, url: request.url.replace('/a/b', '/a/c') })],
    ['query', (request) => ({ ...request, url: request.url.replace('x=1', 'x=2') })],
    ['query, by a further name', (request) => ({ ...request, url: `${request.url}&y=1` })],
    ['header', (request) => ({ ...request, headers: { ...request.headers, 'x-amz-target': 'AWSStepFunctions.StopExecution' } })],
    ['host', (request) => ({ ...request, headers: { ...request.headers, host: 'elsewhere' } })],
    ['date', (request) => ({ ...request, headers: { ...request.headers, 'x-amz-date': '20240131T100001Z' } })],
    [
      'signature',
      (request) => ({
        ...request,
        headers: { ...request.headers, authorization: String(request.headers.authorization).replace(/.$/, 'g') },
      }),
    ],
    [
      'region of the scope',
      (request) => ({
        ...request,
        headers: { ...request.headers, authorization: String(request.headers.authorization).replace('ap-southeast-1', 'us-east-1') },
      }),
    ],
  ])('is refused after a change of its %s', async (_, change) => {
    for (const service of ['states', 's3']) {
      const request = await signed(service, ask({ query: { x: '1' } }));
      expect(refused(request)).toBeUndefined();
      expect(refused(change(request))).toBe('SignatureDoesNotMatch');
    }
  });

  it('is refused after a change of its body', async () => {
    expect(refused(await signed('s3'), NOW, `${BODY} `)).toBe('XAmzContentSHA256Mismatch');
    const request = await signed('states');
    const { 'x-amz-content-sha256': _, ...headers } = request.headers;
    expect(['SignatureDoesNotMatch', 'XAmzContentSHA256Mismatch']).toContain(refused({ ...request, headers }, NOW, `${BODY} `));
  });

  it('is refused with the key of another, an unknown key, or none', async () => {
    const forged = await signed('states', ask(), NOW, { accessKeyId: 'test', secretAccessKey: 'guessed' });
    expect(refused(forged)).toBe('SignatureDoesNotMatch');
    expect(refused(await signed('states', ask(), NOW, { accessKeyId: 'nobody', secretAccessKey: 'x' }))).toBe('InvalidAccessKeyId');
    expect(refused(asSent(ask()))).toBe('AccessDenied');
  });

  it('is taken within a quarter of an hour of the moved clock, on either side', async () => {
    const request = await signed('states');
    for (const minutes of [-15, -1, 1, 15]) expect([minutes, refused(request, NOW + minutes * 60_000)]).toEqual([minutes, undefined]);
    for (const minutes of [-16, 16, 1440])
      expect([minutes, refused(request, NOW + minutes * 60_000)]).toEqual([minutes, 'RequestTimeTooSkewed']);
  });

  it('is taken when it was signed by the machine’s own time, wherever the clock was moved to', async () => {
    expect(refused(await signed('states', ask(), Date.now()), NOW)).toBeUndefined();
  });
});

describe('a presigned address', () => {
  it('is taken while it lives', async () => {
    const request = await presigned(600);
    expect(refused(request, NOW, undefined)).toBeUndefined();
    expect(refused(request, NOW + 600_000, undefined)).toBeUndefined();
    expect(refused(request, NOW + 601_000, undefined)).toBe('AccessDenied');
  });

  it.each<[string, (url: string) => string]>([
    ['path', (url) => url.replace('/bucket/key', '/bucket/other')],
    ['time of life', (url) => url.replace('X-Amz-Expires=600', 'X-Amz-Expires=6000')],
    ['signature', (url) => url.replace(/(X-Amz-Signature=.)./, '$1g')],
  ])('is refused after a change of its %s', async (_, change) => {
    const request = await presigned(600);
    expect(change(request.url)).not.toBe(request.url);
    expect(refused({ ...request, url: change(request.url) }, NOW, undefined)).toBe('SignatureDoesNotMatch');
  });
});

describe('a request of the SDK’s own client', () => {
  it('is taken', async () => {
    const sent: SignedRequest[] = [];
    const client = new S3Client({
      region: 'ap-southeast-1',
      credentials: PERSON,
      endpoint: 'http://127.0.0.1:4566',
      forcePathStyle: true,
      maxAttempts: 1,
    });
    client.middlewareStack.add(
      () => async (args) => {
        sent.push(asSent(args.request as Parameters<typeof asSent>[0]));
        throw new Error('not sent');
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(client.send(new ListObjectVersionsCommand({ Bucket: 'b', Prefix: 'incoming/ế x' }))).rejects.toThrow('not sent');
    expect(sent).toHaveLength(1);
    expect(refused(sent[0] as SignedRequest, NOW, '')).toBeUndefined();
  });
});

describe('a date of a signature', () => {
  it.each<[string, number]>([
    ['20240131T100000Z', NOW],
    ['20240131T100000', Number.NaN],
    ['2024-01-31T10:00:00Z', Number.NaN],
    ['', Number.NaN],
  ])('%j is %d', (text, ms) => {
    expect(parseAmzDate(text)).toBe(ms);
  });
});
