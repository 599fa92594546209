import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Activity } from '../../local/activity.ts';
import { Assembly } from '../../local/assembly.ts';
import { Clock } from '../../local/clock.ts';
import { DynamoDb } from '../../local/dynamodb.ts';
import { State } from '../../local/state.ts';
import { tables } from '../../local/template.ts';
import { type AuditEvent, CHAIN_START, firstBrokenLink } from '../../shared/domain/audit-chain.ts';
import { STAGES } from '../../shared/domain/calendar.ts';
import type { Cell } from '../../shared/domain/cell.ts';
import { decimal } from '../../shared/domain/rational.ts';
import { UPLOAD_KINDS } from '../../shared/domain/round.ts';
import type { Points } from '../../shared/domain/scores.ts';
import { contentHashOf, mergeVersion, type Statement, type SubmissionVersion, type SubmittedItem } from '../../shared/domain/submission.ts';
import { ConflictError, RejectedError } from '../../shared/errors.ts';
import { CELLS_AT_ONCE, CellStore } from '../../shared/storage/cell-store.ts';
import { CentralScoreStore } from '../../shared/storage/central-score-store.ts';
import { IdempotencyStore } from '../../shared/storage/idempotency-store.ts';
import { keys } from '../../shared/storage/keys.ts';
import { RecordsTable, retryConflicts } from '../../shared/storage/records-table.ts';
import { ReleaseStore } from '../../shared/storage/release-store.ts';
import { RoundStore } from '../../shared/storage/round-store.ts';
import { SubmissionStore } from '../../shared/storage/submission-store.ts';
import { type Arrival, type UploadRecord, UploadStore, type Verdict } from '../../shared/storage/upload-store.ts';
import { ASSEMBLY } from '../doubles/assembly.ts';
import { exampleRound } from '../doubles/test-cloud.ts';
import { newDirectory } from '../doubles/workflow.ts';

let dynamo: DynamoDb;
let client: DynamoDBClient;
let state: State;
let tableName: string;
let table: RecordsTable;

beforeAll(async () => {
  const directory = newDirectory();
  state = new State(directory);
  const definitions = tables(new Assembly(ASSEMBLY));
  dynamo = await DynamoDb.start(directory, definitions, new Clock(state, new Activity(), Date.now()));
  client = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  tableName = definitions.find(({ timeToLive }) => timeToLive === 'expiresAt')?.name ?? '';
  table = new RecordsTable(DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }), tableName);
});
afterAll(async () => {
  client.destroy();
  await dynamo.stop();
  state.close();
});

const event = (action = 'test', details: Record<string, unknown> = {}): AuditEvent => ({
  at: '2024-01-31T10:00:00.000Z',
  actor: 'somebody',
  action,
  details,
});
const numbered = z.object({ n: z.int() });
const versioned = z.object({ n: z.int(), version: z.int() });
let names = 0;
/** A partition, or a round, that no other test has touched. */
function fresh(): string {
  names += 1;
  return `test-${names}`;
}

describe('RecordsTable', () => {
  it('gives back what it wrote, and undefined for what it did not', async () => {
    const key = { pk: fresh(), sk: 'A' };
    expect(await table.create(key, { n: 1 })).toBe(true);
    expect(await table.get(key, numbered)).toEqual({ n: 1 });
    expect(await table.get({ ...key, sk: 'B' }, numbered)).toBeUndefined();
  });

  it('creates an item once', async () => {
    const key = { pk: fresh(), sk: 'A' };
    expect([await table.create(key, { n: 1 }), await table.create(key, { n: 2 })]).toEqual([true, false]);
    expect(await table.get(key, numbered)).toEqual({ n: 1 });
  });

  it('refuses to read an item of another shape', async () => {
    const key = { pk: fresh(), sk: 'A' };
    await table.create(key, { n: 'one' });
    await expect(table.get(key, numbered)).rejects.toThrow(z.ZodError);
    await expect(table.query(key.pk, '', numbered)).rejects.toThrow(z.ZodError);
  });

  it('reads all pages of a query, in the order of the sort keys', async () => {
    const pk = fresh();
    const filler = 'x'.repeat(30_000);
    const sks = Array.from({ length: 60 }, (_, n) => ({ key: { pk, sk: `A#${String(n).padStart(3, '0')}` }, item: { n, filler } }));
    await table.putAll(sks);
    expect(sks.length * filler.length).toBeGreaterThan(1_500_000);
    expect((await table.query(pk, 'A#', numbered)).map(({ n }) => n)).toEqual(sks.map(({ item }) => item.n));
  });

  it('finds by the beginning of the sort key, or everything of a partition', async () => {
    const pk = fresh();
    await table.putAll(['A#1', 'A#2', 'AB', 'B#1'].map((sk, n) => ({ key: { pk, sk }, item: { n } })));
    expect(await table.query(pk, 'A#', numbered)).toEqual([{ n: 0 }, { n: 1 }]);
    expect(await table.query(pk, '', numbered)).toHaveLength(4);
  });

  it('writes 60 items in batches, and the same again', async () => {
    const pk = fresh();
    const entries = Array.from({ length: 60 }, (_, n) => ({ key: { pk, sk: String(n).padStart(2, '0') }, item: { n } }));
    await table.putAll(entries);
    await table.putAll(entries);
    expect((await table.query(pk, '', numbered)).map(({ n }) => n)).toEqual(entries.map(({ item }) => item.n));
  });

  it('writes nothing for no items', async () => {
    await expect(table.putAll([])).resolves.toBe(0);
  });
});

describe('a commit', () => {
  it('appends a link of the audit chain, whose links verify', async () => {
    const chain = fresh();
    for (let n = 1; n <= 5; n += 1) expect((await table.commit(chain, event('step', { n }), [])).seq).toBe(n);
    const links = await table.auditChain(chain);
    expect(links.map(({ details }) => details.n)).toEqual([1, 2, 3, 4, 5]);
    expect(links[0]?.prevHash).toBe(CHAIN_START);
    expect(firstBrokenLink(links)).toBeUndefined();
    expect(firstBrokenLink(links.map((link, i) => (i === 2 ? { ...link, details: { n: 30 } } : link)))).toBe(2);
  });

  it('of 20 at the same time lands each, one link after the other', async () => {
    const chain = fresh();
    const made = await Promise.all(Array.from({ length: 20 }, (_, n) => table.commit(chain, event('crowd', { n }), [])));
    const links = await table.auditChain(chain);
    expect(links.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(new Set(links.map(({ details }) => details.n)).size).toBe(20);
    expect(made.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(links.map(({ seq }) => seq));
    expect(firstBrokenLink(links)).toBeUndefined();
  });

  it('counts the version of a replaced record up', async () => {
    const [chain, key] = [fresh(), { pk: fresh(), sk: 'A' }];
    await table.commit(chain, event(), [{ kind: 'create', key, item: { n: 1, version: 1 } }]);
    await table.commit(chain, event(), [{ kind: 'replace', key, item: { n: 2, version: 1 } }]);
    expect(await table.get(key, versioned)).toEqual({ n: 2, version: 2 });
  });

  it.each(['stale', 'missing'])('under a %s version is a conflict and writes nothing', async (kind) => {
    const [chain, key, other] = [fresh(), { pk: fresh(), sk: 'A' }, { pk: fresh(), sk: 'B' }];
    if (kind === 'stale') {
      await table.create(key, { n: 1, version: 2 });
    }
    const writes = [
      { kind: 'create', key: other, item: { n: 9 } },
      { kind: 'replace', key, item: { n: 2, version: 1 } },
    ] as const;
    await expect(table.commit(chain, event(), writes)).rejects.toThrow(ConflictError);
    expect(await table.get(key, versioned)).toEqual(kind === 'stale' ? { n: 1, version: 2 } : undefined);
    expect(await table.get(other, numbered)).toBeUndefined();
    expect(await table.auditChain(chain)).toEqual([]);
  });

  it('that creates what is there is a conflict and writes nothing', async () => {
    const [chain, key] = [fresh(), { pk: fresh(), sk: 'A' }];
    await table.create(key, { n: 1 });
    await expect(table.commit(chain, event(), [{ kind: 'create', key, item: { n: 2 } }])).rejects.toThrow(ConflictError);
    expect(await table.get(key, numbered)).toEqual({ n: 1 });
    expect(await table.auditChain(chain)).toEqual([]);
  });

  it('that only checks a record writes nothing to it, and is a conflict under another version', async () => {
    const [chain, key] = [fresh(), { pk: fresh(), sk: 'A' }];
    await table.create(key, { n: 1, version: 4 });
    await table.commit(chain, event(), [{ kind: 'check', key, version: 4 }]);
    expect(await table.get(key, versioned)).toEqual({ n: 1, version: 4 });
    await expect(table.commit(chain, event(), [{ kind: 'check', key, version: 3 }])).rejects.toThrow(ConflictError);
    expect(await table.auditChain(chain)).toHaveLength(1);
  });

  it('deletes what is there and what is not', async () => {
    const [chain, key] = [fresh(), { pk: fresh(), sk: 'A' }];
    await table.create(key, { n: 1 });
    for (let n = 0; n < 2; n += 1) await table.commit(chain, event(), [{ kind: 'delete', key }]);
    expect(await table.get(key, numbered)).toBeUndefined();
  });

  it('of ten that replace one record at the same time lets exactly one through', async () => {
    const key = { pk: fresh(), sk: 'A' };
    await table.create(key, { n: 0, version: 1 });
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => table.commit(fresh(), event(), [{ kind: 'replace', key, item: { n, version: 1 } }])),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ConflictError);
  });
});

/** A client that answers each command of a kind with what a test says. */
function faked(answer: (name: string, input: Record<string, unknown>, n: number) => object): { table: RecordsTable; sent: string[] } {
  const sent: string[] = [];
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }): Promise<object> => {
    const { name } = command.constructor;
    sent.push(name);
    return answer(name, command.input, sent.filter((one) => one === name).length);
  };
  return { table: new RecordsTable({ send } as unknown as DynamoDBDocumentClient, 'records'), sent };
}

const canceled = (...codes: string[]): Error =>
  Object.assign(new Error('canceled'), { name: 'TransactionCanceledException', CancellationReasons: codes.map((Code) => ({ Code })) });

describe('against a table that is busy', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  async function settled<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
    const all = Promise.allSettled([work]);
    await vi.runAllTimersAsync();
    return (await all)[0];
  }
  const twoItems = ['A', 'B'].map((sk) => ({ key: { pk: 'p', sk }, item: {} }));

  it('sends again exactly what a batch left unprocessed', async () => {
    const batches: unknown[][] = [];
    const { table: busy } = faked((_, { RequestItems }, n) => {
      const requests = (RequestItems as { records: unknown[] }).records;
      batches.push(requests);
      return n === 1 ? { UnprocessedItems: { records: requests.slice(1) } } : { UnprocessedItems: {} };
    });
    expect((await settled(busy.putAll(twoItems))).status).toBe('fulfilled');
    expect(batches.map((requests) => requests.length)).toEqual([2, 1]);
    expect(batches[1]).toEqual(batches[0]?.slice(1));
  });

  it('throws when a batch is never processed', async () => {
    const { table: busy, sent } = faked((_, { RequestItems }) => ({ UnprocessedItems: RequestItems as object }));
    const result = await settled(busy.putAll(twoItems));
    expect(result).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('unprocessed') } });
    expect(sent).toHaveLength(8);
  });

  it.each([
    ['TransactionConflict', ['TransactionConflict', 'None', 'None']],
    ['TransactionConflict on a record', ['None', 'None', 'TransactionConflict']],
    ['a chain whose head moved', ['ConditionalCheckFailed', 'ConditionalCheckFailed', 'None']],
    ['throttling', ['None', 'None', 'ThrottlingError']],
  ])('tries a transaction again after %s', async (_, codes) => {
    const { table: busy, sent } = faked((name, _input, n) => {
      if (name === 'TransactWriteCommand' && n <= 2) throw canceled(...codes);
      return {};
    });
    const key = { pk: 'p', sk: 'A' };
    expect((await settled(busy.commit('chain', event(), [{ kind: 'create', key, item: {} }]))).status).toBe('fulfilled');
    expect(sent.filter((name) => name === 'TransactWriteCommand')).toHaveLength(3);
    expect(sent.filter((name) => name === 'GetCommand')).toHaveLength(3);
  });

  it('does not try again what a record refuses', async () => {
    const { table: busy, sent } = faked((name) => {
      if (name === 'TransactWriteCommand') throw canceled('None', 'None', 'ConditionalCheckFailed');
      return {};
    });
    const result = await settled(busy.commit('chain', event(), [{ kind: 'create', key: { pk: 'p', sk: 'A' }, item: {} }]));
    expect(result).toMatchObject({ status: 'rejected', reason: { name: 'ConflictError' } });
    expect(sent.filter((name) => name === 'TransactWriteCommand')).toHaveLength(1);
  });

  it('gives up a chain that never comes to rest', async () => {
    const { table: busy } = faked((name) => {
      if (name === 'TransactWriteCommand') throw canceled('ConditionalCheckFailed', 'None');
      return {};
    });
    expect(await settled(busy.commit('chain', event(), []))).toMatchObject({ status: 'rejected', reason: { name: 'ConflictError' } });
  });

  it('hands on every other error at once', async () => {
    const { table: busy, sent } = faked(() => {
      throw Object.assign(new Error('no such table'), { name: 'ResourceNotFoundException' });
    });
    const works = [
      (): Promise<unknown> => busy.commit('chain', event(), []),
      (): Promise<unknown> => busy.create({ pk: 'p', sk: 'A' }, {}),
      (): Promise<unknown> => busy.putAll(twoItems),
    ];
    for (const work of works) {
      expect(await settled(work())).toMatchObject({ status: 'rejected', reason: { name: 'ResourceNotFoundException' } });
    }
    expect(sent).toHaveLength(3);
  });

  it('retryConflicts repeats a conflict seven times and nothing else', async () => {
    let tries = 0;
    const always = async (error: Error): Promise<void> => {
      tries += 1;
      throw error;
    };
    expect((await settled(retryConflicts(() => always(new ConflictError('x'))))).status).toBe('rejected');
    expect(tries).toBe(8);
    expect((await settled(retryConflicts(() => always(new RejectedError('not-found'))))).status).toBe('rejected');
    expect(tries).toBe(9);
  });
});

describe('RoundStore', () => {
  it('creates a round once, with its stages planned in the order of the year', async () => {
    const rounds = new RoundStore(table);
    const definition = { ...exampleRound(), round: fresh() };
    await rounds.create(definition, event());
    await expect(rounds.create(definition, event())).rejects.toThrow(ConflictError);
    expect(await rounds.get(definition.round)).toMatchObject({ generation: 1, version: 1 });
    expect(await rounds.original(definition.round)).toEqual(definition);
    expect(await rounds.definition(definition.round)).toEqual({ ...definition, unitChanges: [], formerUnits: [] });
    const stages = await rounds.stages(definition.round);
    expect(stages.map(({ stage, status }) => [stage, status])).toEqual(STAGES.map((stage) => [stage, 'planned']));
    expect(stages.map(({ opensAt }) => opensAt)).toEqual(STAGES.map((stage) => definition.calendar[stage].opensAt));
    expect(await rounds.list()).toContain(definition.round);
  });

  it('refuses an execution of an earlier generation', async () => {
    const rounds = new RoundStore(table);
    const round = fresh();
    await rounds.create({ ...exampleRound(), round }, event());
    await rounds.saveRound({ ...(await rounds.get(round)), generation: 2 }, event());
    await expect(rounds.getFor({ round, generation: 1 })).rejects.toThrow(RejectedError);
    expect((await rounds.getFor({ round, generation: 2 })).generation).toBe(2);
  });

  it('refuses a stage that was changed since it was read', async () => {
    const rounds = new RoundStore(table);
    const round = fresh();
    await rounds.create({ ...exampleRound(), round }, event());
    const stage = await rounds.stage(round, 'survey');
    await rounds.saveStage(round, { ...stage, status: 'open' }, event());
    await expect(rounds.saveStage(round, { ...stage, status: 'closed' }, event())).rejects.toThrow(ConflictError);
    expect((await rounds.stage(round, 'survey')).status).toBe('open');
  });

  it('knows nothing of a round that was never created', async () => {
    const rounds = new RoundStore(table);
    await expect(rounds.get('none')).rejects.toThrow(RejectedError);
    await expect(rounds.definition('none')).rejects.toThrow(RejectedError);
    await expect(rounds.stage('none', 'survey')).rejects.toThrow(RejectedError);
  });
});

const HASH = 'a'.repeat(64);
const upload = (round: string, uploadId: string): UploadRecord => ({
  uploadId,
  round,
  unit: 'BTP',
  kind: 'self-assessment',
  stage: 'self-assessment',
  contentType: UPLOAD_KINDS['self-assessment'].contentTypes[0],
  fileName: 'Tự chấm.xlsx',
  declaredSize: 1,
  declaredSha256: HASH,
  key: `incoming/${round}/BTP/self-assessment/${uploadId}/original`,
  expiresAt: '2024-01-31T10:10:00.000Z',
  issuedTo: 'somebody',
  status: 'issued',
  findings: [],
  findingCount: 0,
  version: 1,
});
const arrival = (versionId: string): Arrival => ({
  versionId,
  size: 1,
  sha256: HASH,
  receivedAt: '2024-01-31T10:00:00.000Z',
  onTime: true,
  signature: 'c2ln',
});

describe('UploadStore', () => {
  const verdict: Verdict = { status: 'accepted', findings: [], findingCount: 0, event: event('decided'), writes: [] };
  async function issued(): Promise<{ uploads: UploadStore; round: string; record: UploadRecord }> {
    const [uploads, round] = [new UploadStore(table), fresh()];
    await uploads.issue(upload(round, 'U1'), event('issued'));
    return { uploads, round, record: (await uploads.find(round, 'U1')) as UploadRecord };
  }

  it('keeps an upload pending from the address to the verdict', async () => {
    const { uploads, round, record } = await issued();
    const pending = { uploadId: 'U1', unit: 'BTP', key: record.key, expiresAt: record.expiresAt };
    expect(await uploads.pending(round, 'self-assessment')).toEqual([pending]);
    expect(await uploads.pending(round, 'survey')).toEqual([]);
    expect(await uploads.arrive(record, arrival('v1'), event('arrived'))).toBe(true);
    expect(await uploads.pending(round, 'self-assessment')).toEqual([pending]);
    await uploads.decide((await uploads.find(round, 'U1')) as UploadRecord, verdict);
    expect(await uploads.pending(round, 'self-assessment')).toEqual([]);
    expect(await uploads.find(round, 'U1')).toMatchObject({ status: 'accepted', arrival: { versionId: 'v1' } });
  });

  it('records the first arrival only, whether the second one knows of it or not', async () => {
    const { uploads, round, record } = await issued();
    expect(await uploads.arrive(record, arrival('v1'), event())).toBe(true);
    expect(await uploads.arrive(record, arrival('v2'), event())).toBe(false);
    expect(await uploads.arrive((await uploads.find(round, 'U1')) as UploadRecord, arrival('v3'), event())).toBe(false);
    expect((await uploads.find(round, 'U1'))?.arrival?.versionId).toBe('v1');
  });

  it('takes one verdict', async () => {
    const { uploads, round, record } = await issued();
    await uploads.arrive(record, arrival('v1'), event());
    const received = (await uploads.find(round, 'U1')) as UploadRecord;
    await uploads.decide(received, verdict);
    await expect(uploads.decide(received, { ...verdict, status: 'rejected' })).rejects.toThrow(ConflictError);
    expect((await uploads.find(round, 'U1'))?.status).toBe('accepted');
  });

  it('makes nothing of a verdict visible whose further writes are refused', async () => {
    const { uploads, round, record } = await issued();
    await uploads.arrive(record, arrival('v1'), event());
    const received = (await uploads.find(round, 'U1')) as UploadRecord;
    const writes = [{ kind: 'replace', key: keys.submission(round, 'BTP'), item: { uploadId: 'U1', version: 3 } }] as const;
    await expect(uploads.decide(received, { ...verdict, writes })).rejects.toThrow(ConflictError);
    expect((await uploads.find(round, 'U1'))?.status).toBe('received');
    expect(await uploads.pending(round, 'self-assessment')).toHaveLength(1);
  });

  it('lets an address go without a verdict', async () => {
    const { uploads, round } = await issued();
    const [pending] = await uploads.pending(round, 'self-assessment');
    await uploads.abandon(round, 'self-assessment', pending as NonNullable<typeof pending>, event('expired'));
    expect(await uploads.pending(round, 'self-assessment')).toEqual([]);
    expect((await uploads.find(round, 'U1'))?.status).toBe('issued');
  });

  it('keeps the chain of its unit unbroken', async () => {
    const { uploads, round, record } = await issued();
    await uploads.arrive(record, arrival('v1'), event('arrived'));
    const links = await table.auditChain(keys.chain(round, 'BTP'));
    expect(links.map(({ action }) => action)).toEqual(['issued', 'arrived']);
    expect(firstBrokenLink(links)).toBeUndefined();
  });
});

describe('the files that count', () => {
  const files = [
    { uploadId: 'U1', receivedAt: '2024-01-31T10:00:00Z', sha256: HASH },
    { uploadId: 'U2', receivedAt: '2024-01-31T10:00:01Z', sha256: HASH },
    { uploadId: 'U3', receivedAt: '2024-01-31T10:00:01.000Z', sha256: HASH },
    { uploadId: 'U0', receivedAt: '2024-01-31T09:00:00Z', sha256: HASH },
  ];
  type File = (typeof files)[number];
  const remarks = { difficulties: '', proposals: '' };
  const OWED = ['1.1', '1.2'];

  /** Lays a whole form over what is there, as the use case does; its points are the number in its upload's id. */
  async function submit(submissions: SubmissionStore, round: string, file: File): Promise<void> {
    const { uploadId, receivedAt, sha256 } = file;
    const record = await submissions.find(round, 'BTP');
    const last = record.versions.at(-1);
    const before = last && { items: await submissions.lines(round, 'BTP', last), remarks };
    const claims = OWED.map((item) => ({ item, points: uploadId.slice(1), facts: {}, evidence: '', explanation: '' }));
    const number = record.versions.length + 1;
    const content = { base: 0, fields: ['1'], items: claims, remarks };
    const { items, latest } = mergeVersion(OWED, before, { content, uploadId, receivedAt, number }, undefined);
    const contentHash = contentHashOf({ round, unit: 'BTP', set: 's' }, items, remarks);
    await submissions.writeLines(round, 'BTP', uploadId, items);
    await table.commit(
      keys.chain(round, 'BTP'),
      event(),
      submissions.addVersion(round, 'BTP', record, {
        ...version(number, uploadId),
        receivedAt: latest.receivedAt,
        sha256,
        contentHash,
      }),
    );
  }

  const version = (number: number, uploadId: string, more: Partial<SubmissionVersion> = {}): SubmissionVersion => ({
    number,
    uploadId,
    receivedAt: '2024-01-31T10:00:00Z',
    onTime: true,
    sha256: HASH,
    contentHash: String(number).repeat(64),
    owed: 2,
    claimed: 2,
    questioned: [],
    remarks,
    ...more,
  });
  const statement = (of: SubmissionVersion): Statement => ({
    contentHash: of.contentHash,
    name: 'Nguyễn Văn A',
    position: 'Bộ trưởng',
    date: '2024-01-31',
    reportUploadId: '01HK3TYGATGC3PPYQNWA2SJ0RG',
    version: of.number,
    reportSha256: HASH,
    givenAt: '2024-01-31T10:00:00Z',
    onTime: true,
  });
  async function withVersions(...versions: SubmissionVersion[]): Promise<{ submissions: SubmissionStore; round: string }> {
    const [submissions, round] = [new SubmissionStore(table), fresh()];
    for (const one of versions) {
      const record = await submissions.find(round, 'BTP');
      await table.commit(keys.chain(round, 'BTP'), event(), submissions.addVersion(round, 'BTP', record, one));
    }
    return { submissions, round };
  }

  it('are the latest received ones, and of the same instant those with the later id, in whatever order they are decided', async () => {
    const rounds = new RoundStore(table);
    const submissions = new SubmissionStore(table);
    const centralScores = new CentralScoreStore(table);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(files, { minLength: 1 }), async (order) => {
        const round = fresh();
        await rounds.create({ ...exampleRound(), round }, event());
        for (const file of order) {
          await submit(submissions, round, file);
          const central = await centralScores.head(round);
          await table.commit(keys.chain(round), event(), centralScores.moveHead(await rounds.get(round), central, file));
        }
        const last = [...order].sort(
          (a, b) => Date.parse(b.receivedAt) - Date.parse(a.receivedAt) || (a.uploadId < b.uploadId ? 1 : -1),
        )[0];
        const { counting, lines } = await submissions.countingLines(round, 'BTP');
        expect(counting).toMatchObject({ state: 'incomplete', version: { receivedAt: last?.receivedAt } });
        expect(lines.map(({ item, points, from }) => [item, points, from?.uploadId])).toEqual(
          OWED.map((item) => [item, last?.uploadId.slice(1), last?.uploadId]),
        );
        expect((await centralScores.head(round))?.uploadId).toBe(last?.uploadId);
      }),
      { numRuns: 30 },
    );
  });

  it('are not added twice by two verdicts that read the same versions', async () => {
    const { submissions, round } = await withVersions(version(1, 'U1'));
    const record = await submissions.find(round, 'BTP');
    const add = (uploadId: string) =>
      table.commit(keys.chain(round, 'BTP'), event(), submissions.addVersion(round, 'BTP', record, version(2, uploadId)));
    await add('U2');
    await expect(add('U3')).rejects.toThrow(ConflictError);
    expect((await submissions.find(round, 'BTP')).versions.map(({ uploadId }) => uploadId)).toEqual(['U1', 'U2']);
  });

  it('are not added twice as the first one either', async () => {
    const [submissions, round] = [new SubmissionStore(table), fresh()];
    const record = await submissions.find(round, 'BTP');
    expect(record).toEqual({ head: undefined, versions: [], statements: [], counting: undefined });
    const add = (uploadId: string) =>
      table.commit(keys.chain(round, 'BTP'), event(), submissions.addVersion(round, 'BTP', record, version(1, uploadId)));
    await add('U1');
    await expect(add('U2')).rejects.toThrow(ConflictError);
  });

  it('keep their versions in order, also beyond nine', async () => {
    const versions = Array.from({ length: 11 }, (_, i) => version(i + 1, `U${i + 1}`));
    const { submissions, round } = await withVersions(...versions);
    const found = await submissions.find(round, 'BTP');
    expect(found.versions).toEqual(versions);
    expect(found.head).toMatchObject({ versions: 11, statements: 0 });
    expect(found.counting?.version.number).toBe(11);
  });

  it('count as complete once the head of the unit has answered for them', async () => {
    const [first, second] = [version(1, 'U1'), version(2, 'U2')];
    const { submissions, round } = await withVersions(first, second);
    const record = await submissions.find(round, 'BTP');
    expect(record.counting).toMatchObject({ version: second, state: 'incomplete' });
    await submissions.addStatement(round, 'BTP', record, statement(first), event('statement'));
    const after = await submissions.find(round, 'BTP');
    expect(after.statements).toEqual([statement(first)]);
    expect(after.counting).toEqual({ version: first, statement: statement(first), state: 'complete', daysLate: 0 });
    expect(after.head).toMatchObject({ versions: 2, statements: 1 });
    const links = await table.auditChain(keys.chain(round, 'BTP'));
    expect(links.at(-1)?.action).toBe('statement');
    expect(firstBrokenLink(links)).toBeUndefined();
  });

  it('take no statement that was given before another file came', async () => {
    const { submissions, round } = await withVersions(version(1, 'U1'));
    const record = await submissions.find(round, 'BTP');
    await table.commit(keys.chain(round, 'BTP'), event(), submissions.addVersion(round, 'BTP', record, version(2, 'U2')));
    await expect(submissions.addStatement(round, 'BTP', record, statement(version(1, 'U1')), event())).rejects.toThrow(ConflictError);
    expect((await submissions.find(round, 'BTP')).statements).toEqual([]);
  });

  it('have the lines of their upload, and no other upload’s', async () => {
    const submissions = new SubmissionStore(table);
    const round = fresh();
    const line = (item: string, points: string | null): SubmittedItem => ({
      item,
      points,
      facts: { done: '1', total: '2' },
      evidence: 'QĐ 12',
      explanation: 'vì sao',
      from: { uploadId: 'U1', receivedAt: '2024-01-31T10:00:00Z', version: 1 },
    });
    await submissions.writeLines(round, 'BTP', 'U1', [line('1.1', '1'), line('1.2', null)]);
    await submissions.writeLines(round, 'BTP', 'U10', [line('1.1', '2')]);
    await submissions.writeLines(round, 'BNV', 'U1', [line('1.1', '3')]);
    expect(await submissions.lines(round, 'BTP', { uploadId: 'U1' })).toEqual([line('1.1', '1'), line('1.2', null)]);
    expect(await submissions.countingLines(round, 'BTP')).toEqual({ counting: undefined, lines: [] });
  });
});

describe('the other stores', () => {
  it('give back central scores exactly, with NA as NA', async () => {
    const centralScores = new CentralScoreStore(table);
    const round = fresh();
    const scores = new Map<string, Map<string, Points>>([
      ['BTP', new Map([['7.1', decimal('61.865')]])],
      ['BNV', new Map<string, Points>([['7.1', 'NA']])],
    ]);
    await centralScores.writeRows(round, 'U1', scores);
    expect(await centralScores.rows(round, 'U1')).toEqual(scores);
    expect(await centralScores.rows(round, 'U2')).toEqual(new Map());
  });

  it('move the central scores that count only while the round stands as it was read', async () => {
    const [rounds, centralScores] = [new RoundStore(table), new CentralScoreStore(table)];
    const round = fresh();
    await rounds.create({ ...exampleRound(), round }, event());
    const read = await rounds.get(round);
    await rounds.saveRound({ ...read, frozen: { hash: HASH, key: 'frozen' } }, event());
    const writes = centralScores.moveHead(read, undefined, { uploadId: 'U1', receivedAt: '2024-01-31T10:00:00Z', sha256: HASH });
    await expect(table.commit(keys.chain(round), event(), writes)).rejects.toThrow(ConflictError);
    expect(await centralScores.head(round)).toBeUndefined();
  });

  it('replace a cell under its version, and only while the round stands as it was read', async () => {
    const [rounds, cells] = [new RoundStore(table), new CellStore(table)];
    const round = fresh();
    await rounds.create({ ...exampleRound(), round }, event());
    const head = await rounds.get(round);
    const cell = (points: string, version: number): Cell => ({
      unit: 'BTP',
      item: '1.1',
      readings: [{ points, reason: 'đủ', agency: 'BNV', readBy: 'x', at: '2024-02-01T01:00:00Z' }],
      version,
    });
    const save = (one: Cell) => cells.save(head, 'BTP', [one], event());
    expect(await cells.find(round, 'BTP', '1.1')).toBeUndefined();
    await save(cell('1', 0));
    expect(await cells.find(round, 'BTP', '1.1')).toEqual(cell('1', 1));
    await save(cell('2', 1));
    await expect(save(cell('3', 1))).rejects.toThrow(ConflictError);
    await expect(save(cell('3', 0))).rejects.toThrow(ConflictError);
    await rounds.saveRound({ ...head, frozen: { hash: HASH, key: 'frozen' } }, event());
    await expect(save(cell('3', 2))).rejects.toThrow(ConflictError);
    expect(await cells.ofUnit(round, 'BTP')).toEqual(new Map([['1.1', cell('2', 2)]]));
    expect(await cells.ofUnit(round, 'BNV')).toEqual(new Map());
  });

  it('write as many cells at once as they say, all or none', async () => {
    const [rounds, cells] = [new RoundStore(table), new CellStore(table)];
    const round = fresh();
    await rounds.create({ ...exampleRound(), round }, event());
    const head = await rounds.get(round);
    const many = Array.from({ length: CELLS_AT_ONCE }, (_, n): Cell => ({ unit: 'BTP', item: `1.${n}`, readings: [], version: 0 }));
    const other: Cell = { unit: 'BTP', item: '1.0', readings: [], version: 0 };
    await cells.save(head, 'BTP', [other], event());
    await expect(cells.save(head, 'BTP', many, event())).rejects.toThrow(ConflictError);
    expect([...(await cells.ofUnit(round, 'BTP')).keys()]).toEqual(['1.0']);
    await cells.save(head, 'BTP', [{ ...other, version: 1 }, ...many.slice(1)], event());
    expect((await cells.ofUnit(round, 'BTP')).size).toBe(CELLS_AT_ONCE);
    expect(firstBrokenLink(await table.auditChain(keys.chain(round, 'BTP')))).toBeUndefined();
  });

  it('list releases by number, also beyond nine', async () => {
    const releases = new ReleaseStore(table);
    const round = fresh();
    for (const release of [2, 10, 1]) {
      await releases.create(
        { round, release, status: 'requested', manifestSha256: HASH, preparedBy: 'x', preparedAt: '2024-04-01T00:00:00Z', version: 1 },
        event(),
      );
    }
    expect((await releases.list(round)).map(({ release }) => release)).toEqual([1, 2, 10]);
    await expect(releases.create({ ...(await releases.get(round, 1)) }, event())).rejects.toThrow(ConflictError);
    await expect(releases.get(round, 3)).rejects.toThrow(RejectedError);
  });

  it('let the first stored answer to a repeated request stand, for a day', async () => {
    const idempotency = new IdempotencyStore(table);
    const hash = fresh();
    const now = Date.parse('2024-01-31T10:00:00Z');
    const answer = (body: string) => ({ requestHash: HASH, statusCode: 201, body });
    expect(await idempotency.store(hash, answer('first'), now)).toEqual(answer('first'));
    expect(await idempotency.store(hash, answer('second'), now)).toEqual(answer('first'));
    const kept = await table.get(keys.idempotency(hash), z.object({ expiresAt: z.int() }));
    expect(kept?.expiresAt).toBe(now / 1000 + 86_400);
  });
});

describe('every stored item', () => {
  it('carries the version of its shape', async () => {
    const items: Record<string, { N?: string; S?: string }>[] = [];
    let start: ScanCommand['input']['ExclusiveStartKey'];
    do {
      const page = await client.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey: start }));
      items.push(...((page.Items ?? []) as typeof items));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    expect(items.length).toBeGreaterThan(200);
    expect(items.filter(({ schemaVersion }) => schemaVersion?.N !== '1').map(({ pk, sk }) => `${pk?.S} ${sk?.S}`)).toEqual([]);
  });
});
