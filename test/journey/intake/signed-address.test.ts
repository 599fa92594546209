import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, postFile } from '../../../cli/api-client.ts';
import { type Receipt, receiptFactsSchema, type SignedAddress, signedAddressSchema } from '../../../shared/contracts/uploads.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { UPLOAD_KINDS } from '../../../shared/domain/round.ts';
import { bucketNamed, everythingStored, postForm, presignedGet, rawRequest, s3Of } from '../../doubles/raw-calls.ts';
import { COORDINATOR, DEADLINE, fetchForm, fill, OPENING, ofUnit, refusalOf, rest, smallRound } from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = 'dia-chi-2023';
const KIND = 'self-assessment';
const UPLOADS = `/api/rounds/${ROUND}/uploads`;
const LAST_MOMENT = Date.parse(DEADLINE) + 10 * 60_000;

const DOCUMENT = { title: 'Quyết định phê duyệt kế hoạch', items: [{ item: '1.1', pages: '1-3' }] };
const EVIDENCE = { kind: 'evidence', contentType: 'application/pdf', document: DOCUMENT };

let cloud: TestCloud;
let s3: S3Client;
let incoming: string;
let bytes: Buffer;
let otherBytes: Buffer;

const fileOf = (content: Uint8Array) => ({ round: ROUND, kind: KIND, fileName: 'BCT.xlsx', bytes: content }) as const;
const request = (more: object = {}) => ({
  kind: KIND,
  fileName: 'BCT.xlsx',
  size: bytes.length,
  sha256: sha256(bytes),
  contentType: UPLOAD_KINDS[KIND].contentTypes[0],
  ...more,
});
const unit = (): Promise<ApiClient> => cloud.as(ofUnit('BCT'));
const fieldsOf = (address: SignedAddress): [string, string][] => Object.entries(address.fields);
const base64OfHash = (content: Uint8Array): string => Buffer.from(sha256(content), 'hex').toString('base64');

beforeAll(async () => {
  cloud = await startTestCloud();
  s3 = s3Of(cloud);
  incoming = await bucketNamed(s3, 'incoming');
  await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', smallRound(ROUND));
  bytes = fill(await fetchForm(cloud, ROUND, 'BCT'), { G7: 60.5 });
  otherBytes = Buffer.from(bytes);
  otherBytes.writeUInt8(otherBytes.readUInt8(100) ^ 1, 100);
});
afterAll(async () => {
  s3.destroy();
  await cloud.end();
});

describe('the request for an address, before the stage opens', () => {
  it('is refused with the opening time', async () => {
    const { status, problem } = await refusalOf((await unit()).call('POST', UPLOADS, request()));
    expect([status, problem?.code]).toEqual([409, 'stage-not-open']);
    expect(problem?.detailEn).toContain(OPENING);
    expect(problem?.detail).toContain('08:00, thứ Ba 02/01/2024 (giờ Việt Nam)');
  });
});

describe('the request for an address, while the stage is open', () => {
  beforeAll(() => cloud.moveTo(OPENING));

  it.each<[string, object, number, string]>([
    ['a file of one byte too much', { size: 10_000_001 }, 413, 'file-too-large'],
    ['a CSV as self-assessment', { contentType: 'text/csv' }, 415, 'wrong-content-type'],
    ['a content type with a parameter', { contentType: `${UPLOAD_KINDS[KIND].contentTypes[0]}; x=1` }, 415, 'wrong-content-type'],
    ['an unknown kind', { kind: 'other' }, 400, 'bad-request'],
    ['a kind that only objects have', { kind: 'constructor' }, 400, 'bad-request'],
    ['a negative size', { size: -1 }, 400, 'bad-request'],
    ['a size in text', { size: '10' }, 400, 'bad-request'],
    ['a hash of 63 digits', { sha256: 'a'.repeat(63) }, 400, 'bad-request'],
    ['a hash in capitals', { sha256: 'A'.repeat(64) }, 400, 'bad-request'],
    ['no file name', { fileName: '' }, 400, 'bad-request'],
    ['a unit of its own choice', { unit: 'BNV' }, 400, 'bad-request'],
    ['a key of its own choice', { key: 'incoming/x' }, 400, 'bad-request'],
    ['a kind that the coordinator sends', { kind: 'central-scores', contentType: 'text/csv' }, 403, 'not-allowed'],
    ['figures of an agency', { kind: 'reference-facts', contentType: 'text/csv' }, 403, 'not-allowed'],
    ['readings of an agency', { kind: 'readings' }, 403, 'not-allowed'],
    ['a workbook as signed report', { kind: 'signed-report' }, 415, 'wrong-content-type'],
    ['a report of one byte too much', { kind: 'signed-report', contentType: 'application/pdf', size: 50_000_001 }, 413, 'file-too-large'],
    ['evidence that nobody describes', { kind: 'evidence', contentType: 'application/pdf' }, 422, 'document-details'],
    ['a form described as a document', { document: DOCUMENT }, 422, 'document-details'],
    ['evidence for no item', { ...EVIDENCE, document: { ...DOCUMENT, items: [] } }, 400, 'bad-request'],
    [
      'evidence for one item twice',
      { ...EVIDENCE, document: { ...DOCUMENT, items: [{ item: '1.1' }, { item: '1.1' }] } },
      400,
      'bad-request',
    ],
    [
      'evidence for an item of the survey',
      { ...EVIDENCE, document: { ...DOCUMENT, items: [{ item: '2.1' }] } },
      422,
      'item-not-self-scored',
    ],
    ['evidence for an unknown item', { ...EVIDENCE, document: { ...DOCUMENT, items: [{ item: '9.9' }] } }, 422, 'item-not-self-scored'],
    ['evidence as a web page', { ...EVIDENCE, contentType: 'text/html' }, 415, 'wrong-content-type'],
  ])('is refused for %s', async (_, change, status, code) => {
    const refusal = await refusalOf((await unit()).call('POST', UPLOADS, request(change)));
    expect([refusal.status, refusal.problem?.code]).toEqual([status, code]);
  });

  it('is refused for a round that is not there', async () => {
    const refusal = await refusalOf((await unit()).call('POST', '/api/rounds/khong-co/uploads', request()));
    expect([refusal.status, refusal.problem?.code]).toEqual([404, 'not-found']);
  });

  it('gives an address of ten minutes for the unit of the token, at the largest size too', async () => {
    const before = cloud.clock.now();
    const address = signedAddressSchema.parse(await (await unit()).call('POST', UPLOADS, request({ size: 10_000_000 })));
    expect(address.url).toBe(`${cloud.awsUrl}/${incoming}`);
    expect(address.fields.key).toBe(`incoming/${ROUND}/BCT/${KIND}/${address.uploadId}/original`);
    expect(Date.parse(address.expiresAt)).toBeGreaterThanOrEqual(before + 600_000);
    expect(Date.parse(address.expiresAt)).toBeLessThanOrEqual(cloud.clock.now() + 600_000);
    const receipt = await (await unit()).receipt(ROUND, address.uploadId);
    expect(receipt).toEqual({
      round: ROUND,
      unit: 'BCT',
      kind: KIND,
      uploadId: address.uploadId,
      fileName: 'BCT.xlsx',
      status: 'issued',
      findings: [],
      findingCount: 0,
    });
  });

  it('is of the unit’s own folder for its documents too', async () => {
    const address = signedAddressSchema.parse(await (await unit()).call('POST', UPLOADS, request({ ...EVIDENCE, size: 50_000_000 })));
    expect(address.fields.key).toBe(`incoming/${ROUND}/BCT/evidence/${address.uploadId}/original`);
    expect(address.fields['Content-Type']).toBe('application/pdf');
    expect(await (await unit()).receipt(ROUND, address.uploadId)).toMatchObject({ kind: 'evidence', status: 'issued' });
  });

  it('keeps the file’s name out of the key', async () => {
    const name = '../../BNV/self-assessment/x/original';
    const address = signedAddressSchema.parse(await (await unit()).call('POST', UPLOADS, request({ fileName: name })));
    expect(address.fields.key).toBe(`incoming/${ROUND}/BCT/${KIND}/${address.uploadId}/original`);
    expect(JSON.stringify(address)).not.toContain('BNV');
  });
});

describe('the Idempotency-Key', () => {
  const withKey = async (key: string, body: object, person = ofUnit('BCT')): Promise<SignedAddress> =>
    signedAddressSchema.parse(await (await cloud.as(person)).call('POST', UPLOADS, body, { 'idempotency-key': key }));

  it('brings the same address back', async () => {
    const first = await withKey('khoa-1', request());
    expect(await withKey('khoa-1', request())).toEqual(first);
    expect((await withKey('khoa-2', request())).uploadId).not.toBe(first.uploadId);
  });

  it('is refused with another body', async () => {
    await withKey('khoa-3', request());
    const refusal = await refusalOf(withKey('khoa-3', request({ fileName: 'khac.xlsx' })));
    expect([refusal.status, refusal.problem?.code]).toEqual([422, 'idempotency-key-reused']);
  });

  it('belongs to one person', async () => {
    const first = await withKey('khoa-4', request());
    const other = await withKey('khoa-4', request(), ofUnit('BNV'));
    expect(other.uploadId).not.toBe(first.uploadId);
    expect(other.fields.key).toContain('/BNV/');
  });

  it('does not keep a refusal', async () => {
    const refusal = await refusalOf(withKey('khoa-5', request({ size: 10_000_001 })));
    expect(refusal.status).toBe(413);
    expect((await withKey('khoa-5', request())).fields.key).toContain('/BCT/');
  });

  it('gives one address to the same request sent twice at once', async () => {
    const [first, second] = await Promise.all([withKey('khoa-6', request()), withKey('khoa-6', request())]);
    expect(second).toEqual(first);
  });

  it('never gives one file’s address to another file that is asked for at the same time', async () => {
    const bodies = [request(), request({ sha256: sha256('khác') })];
    for (const key of ['khoa-7', 'khoa-8', 'khoa-9']) {
      const answers = await Promise.allSettled(bodies.map((body) => withKey(key, body)));
      const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.uploadId] : []));
      expect(given).toHaveLength(new Set(given).size);
    }
  });
});

/** What a sender changes: the address, the fields, the bytes. */
interface Sent {
  url: string;
  fields: [string, string][];
  bytes: Uint8Array;
  fileFirst?: boolean;
  fileField?: string;
}
const set =
  (name: string, change: (value: string) => string) =>
  (sent: Sent): Sent => ({ ...sent, fields: sent.fields.map(([field, value]) => [field, field === name ? change(value) : value]) });
const add =
  (name: string, value: string) =>
  (sent: Sent): Sent => ({ ...sent, fields: [...sent.fields, [name, value]] });
const rewritePolicy = (change: (policy: { expiration: string; conditions: unknown[] }) => object) =>
  set('Policy', (policy) =>
    Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(policy, 'base64').toString()) as never))).toString('base64'),
  );

describe('a signed address', () => {
  let address: SignedAddress;
  const sentAsSigned = (): Sent => ({ url: address.url, fields: fieldsOf(address), bytes });

  /** Sends what a change makes of the right form; nothing of it may be kept anywhere. */
  async function refused(change: (sent: Sent) => Sent): Promise<{ status: number; code: string }> {
    const before = await everythingStored(s3);
    const sent = change(sentAsSigned());
    const answer = await postForm(sent.url, sent.fields, sent.bytes, sent);
    expect(await everythingStored(s3)).toEqual(before);
    expect((await (await unit()).receipt(ROUND, address.uploadId)).status).toBe('issued');
    return answer;
  }

  beforeAll(async () => {
    address = await (await unit()).requestAddress(fileOf(bytes));
  });

  it.each<[string, (sent: Sent) => Sent, string]>([
    ['another unit’s key', set('key', (key) => key.replace('/BCT/', '/BNV/')), 'AccessDenied'],
    ['a key that goes on', set('key', (key) => `${key}/more`), 'AccessDenied'],
    ['another content type', set('Content-Type', () => 'text/html'), 'AccessDenied'],
    ['another checksum', set('x-amz-checksum-sha256', () => base64OfHash(otherBytes)), 'AccessDenied'],
    [
      'another checksum with its bytes',
      (sent) => ({ ...set('x-amz-checksum-sha256', () => base64OfHash(otherBytes))(sent), bytes: otherBytes }),
      'AccessDenied',
    ],
    ['another checksum algorithm', set('x-amz-checksum-algorithm', () => 'CRC32'), 'AccessDenied'],
    ['another upload’s id', set('x-amz-meta-upload-id', () => '01HJZZZZZZZZZZZZZZZZZZZZZZ'), 'AccessDenied'],
    ['an added access list', add('acl', 'public-read'), 'AccessDenied'],
    ['an added redirect', add('success_action_redirect', 'https://example.org/'), 'AccessDenied'],
    ['an added metadata field', add('x-amz-meta-more', '1'), 'AccessDenied'],
    ['an added storage class', add('x-amz-storage-class', 'GLACIER'), 'AccessDenied'],
    ['a second key', add('key', 'incoming/x'), 'AccessDenied'],
    [
      'a policy that allows any size',
      rewritePolicy((policy) => ({ ...policy, conditions: policy.conditions.filter((c) => !Array.isArray(c)) })),
      'SignatureDoesNotMatch',
    ],
    ['a policy that lives longer', rewritePolicy((policy) => ({ ...policy, expiration: '2999-01-01T00:00:00Z' })), 'SignatureDoesNotMatch'],
    ['a policy without conditions', rewritePolicy((policy) => ({ ...policy, conditions: [] })), 'SignatureDoesNotMatch'],
    ['a policy that is no JSON', set('Policy', () => Buffer.from('x').toString('base64')), 'SignatureDoesNotMatch'],
    [
      'a signature with another digit',
      set('X-Amz-Signature', (text) => (text.startsWith('0') ? '1' : '0') + text.slice(1)),
      'SignatureDoesNotMatch',
    ],
    ['a signature in capitals', set('X-Amz-Signature', (text) => `A${text.slice(1).toUpperCase()}`), 'SignatureDoesNotMatch'],
    ['an empty signature', set('X-Amz-Signature', () => ''), 'SignatureDoesNotMatch'],
    ['a signature of letters that take two bytes', set('X-Amz-Signature', (text) => 'đ'.repeat(text.length)), 'SignatureDoesNotMatch'],
    ['an unknown access key', set('X-Amz-Credential', (text) => text.replace(/^[^/]+/, 'AKIAUNKNOWN')), 'InvalidAccessKeyId'],
    ['the operator’s access key', set('X-Amz-Credential', (text) => text.replace(/^[^/]+/, 'test')), 'SignatureDoesNotMatch'],
    ['the scope of another day', set('X-Amz-Credential', (text) => text.replace(/\/\d{8}\//, '/20200101/')), 'SignatureDoesNotMatch'],
    ['another session token', set('X-Amz-Security-Token', () => 'x'), 'InvalidToken'],
    ['another algorithm', set('X-Amz-Algorithm', () => 'none'), 'AccessDenied'],
    ['the file before the fields', (sent) => ({ ...sent, fileFirst: true }), 'AccessDenied'],
  ])('refuses %s with 403 and keeps nothing', async (_, change, code) => {
    expect(await refused(change)).toEqual({ status: 403, code });
  });

  it.each<[string, (sent: Sent) => Sent, string]>([
    ['a smaller file', (sent) => ({ ...sent, bytes: bytes.subarray(1) }), 'EntityTooSmall'],
    ['an empty file', (sent) => ({ ...sent, bytes: Buffer.alloc(0) }), 'EntityTooSmall'],
    ['a larger file', (sent) => ({ ...sent, bytes: Buffer.concat([bytes, Buffer.from('x')]) }), 'EntityTooLarge'],
    ['a file larger by a megabyte', (sent) => ({ ...sent, bytes: Buffer.concat([bytes, Buffer.alloc(1_000_000)]) }), 'EntityTooLarge'],
    ['a file with one other bit', (sent) => ({ ...sent, bytes: otherBytes }), 'BadDigest'],
    ['a file under another field’s name', (sent) => ({ ...sent, fileField: 'tep' }), 'InvalidArgument'],
  ])('refuses %s with 400 and keeps nothing', async (_, change, code) => {
    expect(await refused(change)).toEqual({ status: 400, code });
  });

  it('refuses a form from which any signed field is missing, and keeps nothing', async () => {
    // The bucket stands in the address itself; the form's field of that name adds nothing.
    const names = Object.keys(address.fields).filter((name) => name !== 'bucket');
    expect(names.length).toBeGreaterThanOrEqual(10);
    for (const name of names) {
      const answer = await refused((sent) => ({ ...sent, fields: sent.fields.filter(([field]) => field !== name) }));
      expect([name, answer.status]).toEqual([name, 403]);
    }
  });

  it('refuses every other bucket and keeps nothing', async () => {
    const others = ['evidence', 'site'];
    for (const word of others) {
      const bucket = await bucketNamed(s3, word);
      const url = `${cloud.awsUrl}/${bucket}`;
      expect(await refused((sent) => ({ ...sent, url }))).toEqual({ status: 403, code: 'AccessDenied' });
      expect(await refused((sent) => set('bucket', () => bucket)({ ...sent, url }))).toEqual({ status: 403, code: 'AccessDenied' });
    }
  });

  it('refuses the bytes as a PUT', async () => {
    const key = `${new URL(address.url).pathname}/${address.fields.key}`;
    expect((await rawRequest(cloud.awsUrl, key, { method: 'PUT', body: 'x' })).status).toBe(403);
    expect((await everythingStored(s3)).filter((stored) => stored.bucket === incoming)).toEqual([]);
  });
});

describe('a file that is as signed', () => {
  let address: SignedAddress;
  let receipt: Receipt;
  let publicKey: KeyObject;
  let sentAt: number;

  beforeAll(async () => {
    publicKey = createPublicKey(readFileSync(join(cloud.directory, 'keys', 'signing.pub.pem')));
    address = await (await unit()).requestAddress(fileOf(bytes));
    sentAt = cloud.clock.now();
    expect(await postForm(address.url, fieldsOf(address), bytes)).toEqual({ status: 204, code: '' });
    receipt = await (await unit()).waitForReceipt(ROUND, address.uploadId);
  });

  it('gets a receipt that names what arrived', async () => {
    const [stored] = (await everythingStored(s3)).filter(({ key }) => key === address.fields.key);
    expect(receipt).toMatchObject({
      round: ROUND,
      unit: 'BCT',
      kind: KIND,
      uploadId: address.uploadId,
      fileName: 'BCT.xlsx',
      status: 'accepted',
      size: bytes.length,
      sha256: sha256(bytes),
      versionId: stored?.versionId,
      onTime: true,
      findings: [],
      findingCount: 0,
    });
    expect(Date.parse(receipt.receivedAt ?? '')).toBeGreaterThanOrEqual(Math.floor(sentAt / 1000) * 1000);
    expect(Date.parse(receipt.receivedAt ?? '')).toBeLessThanOrEqual(cloud.clock.now());
  });

  it('is kept byte for byte', async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: incoming, Key: address.fields.key, VersionId: receipt.versionId }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  });

  it('has a receipt signed by the environment’s key over its facts, and over nothing else', () => {
    const facts = receiptFactsSchema.parse(
      Object.fromEntries(Object.keys(receiptFactsSchema.shape).map((name) => [name, receipt[name as keyof Receipt]])),
    );
    const signature = Buffer.from(receipt.signature ?? '', 'base64');
    const isSigned = (document: object): boolean => verify('sha256', Buffer.from(canonicalJson(document)), publicKey, signature);
    expect(isSigned(facts)).toBe(true);
    for (const change of [
      { unit: 'BNV' },
      { onTime: false },
      { size: facts.size + 1 },
      { sha256: sha256(otherBytes) },
      { receivedAt: OPENING },
    ]) {
      expect([change, isSigned({ ...facts, ...change })]).toEqual([change, false]);
    }
  });

  it('may come a second time: the version is kept, the receipt stays as it was', async () => {
    expect((await postForm(address.url, fieldsOf(address), bytes)).status).toBe(204);
    await rest(cloud);
    const stored = (await everythingStored(s3)).filter(({ key }) => key === address.fields.key);
    expect(stored).toHaveLength(2);
    expect(stored.map(({ versionId }) => versionId)).toContain(receipt.versionId);
    expect(await (await unit()).receipt(ROUND, address.uploadId)).toEqual(receipt);
    expect(cloud.state.get('SELECT COUNT(*) AS n FROM messages')?.n).toBe(0);
  });

  it('may be sent with a field that browsers use to be ignored', async () => {
    const another = await (await unit()).requestAddress(fileOf(bytes));
    expect((await postForm(another.url, [...fieldsOf(another), ['x-ignore-me', '1']], bytes)).status).toBe(204);
  });
});

describe('the store', () => {
  let path: string;
  let key: string;

  beforeAll(async () => {
    key = (await everythingStored(s3)).find(({ bucket }) => bucket === incoming)?.key ?? '';
    path = `/${incoming}/${key}`;
  });

  it.each<[string, () => [path: string, method?: string]]>([
    ['a GET of a file', () => [path]],
    ['a HEAD of a file', () => [path, 'HEAD']],
    ['a PUT of a file', () => [`/${incoming}/incoming/x`, 'PUT']],
    ['a DELETE of a file', () => [path, 'DELETE']],
    ['a list of buckets', () => ['/']],
    ['a list of files', () => [`/${incoming}?list-type=2`]],
    ['a list of versions', () => [`/${incoming}?versions`]],
    ['a DELETE of many', () => [`/${incoming}?delete`, 'POST']],
    [
      'a GET that only claims to be signed',
      () => [`${path}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/20240102/x/s3/aws4_request`],
    ],
  ])('refuses %s from nobody with 403', async (_, call) => {
    const before = await everythingStored(s3);
    const [target, method = 'GET'] = call();
    const answer = await rawRequest(cloud.awsUrl, target, { method });
    expect(answer.status).toBe(403);
    expect(answer.body).not.toContain(key);
    expect(await everythingStored(s3)).toEqual(before);
  });

  it('answers a path that cannot be decoded with 400 or 403', async () => {
    expect([400, 403]).toContain((await rawRequest(cloud.awsUrl, `/${incoming}/%zz`)).status);
  });

  it('refuses a wrong secret and an unknown access key', async () => {
    const wrong = s3Of(cloud, { accessKeyId: 'test', secretAccessKey: 'wrong' });
    const unknown = s3Of(cloud, { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'test' });
    const put = new PutObjectCommand({ Bucket: incoming, Key: 'incoming/x', Body: 'x' });
    await expect(wrong.send(put)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch', $metadata: { httpStatusCode: 403 } });
    await expect(wrong.send(new GetObjectCommand({ Bucket: incoming, Key: key }))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    await expect(unknown.send(put)).rejects.toMatchObject({ name: 'InvalidAccessKeyId', $metadata: { httpStatusCode: 403 } });
    expect((await everythingStored(s3)).some((stored) => stored.key === 'incoming/x')).toBe(false);
    wrong.destroy();
    unknown.destroy();
  });

  it('serves a presigned GET as it was signed, and nothing else by it', async () => {
    const url = presignedGet(cloud, incoming, key, cloud.clock.now(), 60);
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);

    const longer = new URL(url);
    longer.searchParams.set('X-Amz-Expires', '3600');
    const otherFile = new URL(url);
    otherFile.pathname = otherFile.pathname.replace('/BCT/', '/BNV/');
    const otherVersion = new URL(url);
    otherVersion.searchParams.set('versionId', 'x');
    for (const changed of [longer, otherFile, otherVersion]) expect((await fetch(changed)).status).toBe(403);
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  it('refuses a presigned GET after its time', async () => {
    const signedAt = cloud.clock.now();
    const url = presignedGet(cloud, incoming, key, signedAt, 60);
    expect((await fetch(url)).status).toBe(200);
    await cloud.moveTo(new Date(signedAt + 61_000).toISOString());
    expect((await fetch(url)).status).toBe(403);
  });
});

describe('time', () => {
  it('ends an address: after it the right file is refused and not kept', async () => {
    const address = await (await unit()).requestAddress(fileOf(bytes));
    await cloud.moveTo(new Date(Date.parse(address.expiresAt) + 1000).toISOString());
    const before = await everythingStored(s3);
    expect(await postForm(address.url, fieldsOf(address), bytes)).toEqual({ status: 403, code: 'AccessDenied' });
    await expect(postFile(address, fileOf(bytes))).rejects.toThrow('Policy expired');
    expect(await everythingStored(s3)).toEqual(before);
    expect((await (await unit()).receipt(ROUND, address.uploadId)).status).toBe('issued');
  });

  it('lets no address live beyond the deadline and its grace', async () => {
    await cloud.moveTo(new Date(LAST_MOMENT - 60_000).toISOString());
    const address = await (await unit()).requestAddress(fileOf(bytes));
    const policy = JSON.parse(Buffer.from(address.fields.Policy ?? '', 'base64').toString()) as { expiration: string };
    expect(Date.parse(address.expiresAt)).toBeLessThanOrEqual(LAST_MOMENT);
    expect(Date.parse(address.expiresAt)).toBeGreaterThan(LAST_MOMENT - 60_000);
    expect(Date.parse(policy.expiration)).toBeLessThanOrEqual(LAST_MOMENT);
    await cloud.moveTo(new Date(LAST_MOMENT + 1000).toISOString());
    expect(await postForm(address.url, fieldsOf(address), bytes)).toEqual({ status: 403, code: 'AccessDenied' });
  });

  it('closes the stage: no more addresses, and the refusal names the deadline', async () => {
    await cloud.moveTo(new Date(LAST_MOMENT + 120_000).toISOString());
    const { status, problem } = await refusalOf((await unit()).call('POST', UPLOADS, request()));
    expect([status, problem?.code]).toEqual([409, 'stage-closed']);
    expect(problem?.detail).toContain('17:00, thứ Tư 31/01/2024 (giờ Việt Nam)');
    expect(problem?.detailEn).toContain('2024-01-31T10:00:00.000Z');
  });
});
