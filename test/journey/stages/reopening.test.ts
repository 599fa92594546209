import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RoundView, roundViewSchema } from '../../../shared/contracts/rounds.ts';
import { firstBrokenLink } from '../../../shared/domain/audit-chain.ts';
import {
  APPRAISAL_OPENING,
  COORDINATOR,
  fetchForm,
  fill,
  OPENING,
  ofAgency,
  ofUnit,
  PUBLISHER,
  refusalOf,
  rest,
  smallRound,
  statusesIn,
  UNITS,
  upload,
} from '../../doubles/small-round.ts';
import { exampleRound, startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = 'mo-lai-2023';
const OPERATOR = { sub: 'van-hanh.demo', groups: ['operator'] };

let cloud: TestCloud;
const call = async (
  person: Parameters<TestCloud['as']>[0],
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<unknown> => await (await cloud.as(person)).call(method, `/api/rounds/${ROUND}${path}`, body);
const view = async (person: Parameters<TestCloud['as']>[0] = COORDINATOR): Promise<RoundView> =>
  roundViewSchema.parse(await call(person, 'GET', ''));
const codeOf = async (calling: Promise<unknown>): Promise<[number, string | undefined]> => {
  const { status, problem } = await refusalOf(calling);
  return [status, problem?.code];
};
const executions = (): string[] =>
  cloud.state
    .all("SELECT name, status FROM executions WHERE name LIKE ? AND arn NOT LIKE '%/%' ORDER BY started_at, rowid", `${ROUND}-%`)
    .map(({ name, status }) => `${String(name).slice(ROUND.length + 1)} ${String(status)}`);
const submit = async (unit: string, points: number) =>
  await upload(await cloud.as(ofUnit(unit)), ROUND, 'self-assessment', fill(await fetchForm(cloud, ROUND, unit), { G7: points }));
const decision = { decisionNumber: '21/QĐ-BNV', reason: 'Sự cố đường truyền' };
const move = (stage: string, body: object) => call(COORDINATOR, 'PUT', `/stages/${stage}/deadline`, { ...decision, ...body });
const reopen = (person: Parameters<TestCloud['as']>[0], body: object = {}, stage = 'self-assessment') =>
  call(person, 'POST', `/stages/${stage}/reopening`, { ...decision, deadlineAt: '2024-02-07T10:00:00Z', units: ['BTP'], ...body });

beforeAll(async () => {
  cloud = await startTestCloud();
  await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', smallRound(ROUND, { calendar: exampleRound().calendar }));
});
afterAll(() => cloud.end());

describe('a window that has not opened', () => {
  it('moves forward with its opening, and the workflow opens it then', async () => {
    const moved = { opensAt: '2023-12-18T01:00:00Z', deadlineAt: '2024-01-30T10:00:00Z' };
    const after = roundViewSchema.parse(await move('self-assessment', moved));
    expect(after.generation).toBe(2);
    await cloud.moveTo('2023-12-18T01:00:00Z');
    expect(statusesIn(await view())).toMatchObject({ 'self-assessment': 'open', survey: 'planned' });
    expect(executions()).toEqual(['g1 ABORTED', 'g2 RUNNING']);
    const stage = (await view()).stages[0];
    expect(stage).toMatchObject({ deadlineAt: '2024-01-30T10:00:00.000Z', extensions: [{ decisionNumber: '21/QĐ-BNV' }] });
  });

  it.each<[string, string, object, number, string]>([
    [
      'once it has opened',
      'self-assessment',
      { opensAt: '2024-01-02T01:00:00Z', deadlineAt: '2024-01-31T10:00:00Z' },
      409,
      'stage-opened-already',
    ],
    ['to an earlier deadline once it has opened', 'self-assessment', { deadlineAt: '2024-01-29T10:00:00Z' }, 422, 'deadline-not-later'],
    ['to a Saturday', 'self-assessment', { deadlineAt: '2024-02-03T10:00:00Z' }, 422, 'deadline-not-a-working-day'],
    ['to a day of Tết', 'self-assessment', { deadlineAt: '2024-02-12T10:00:00Z' }, 422, 'deadline-not-a-working-day'],
    ['into the past', 'appraisal', { opensAt: '2023-12-01T01:00:00Z', deadlineAt: '2024-02-29T10:00:00Z' }, 422, 'opening-not-ahead'],
    [
      'before the stage before it is over',
      'appraisal',
      { opensAt: '2024-01-29T01:00:00Z', deadlineAt: '2024-02-29T10:00:00Z' },
      422,
      'opening-before-earlier-stage',
    ],
    [
      'to open after its deadline',
      'appraisal',
      { opensAt: '2024-03-01T01:00:00Z', deadlineAt: '2024-02-29T10:00:00Z' },
      400,
      'bad-request',
    ],
    ['of the publication without its opening', 'publication', { deadlineAt: '2024-04-19T10:00:00Z' }, 422, 'no-fixed-deadline'],
  ])('does not move %s', async (_, stage, body, status, code) => {
    expect(await codeOf(move(stage, body))).toEqual([status, code]);
  });

  it('names the holiday in both languages', async () => {
    const { problem } = await refusalOf(move('self-assessment', { deadlineAt: '2024-02-12T10:00:00Z' }));
    expect([problem?.detail, problem?.detailEn]).toEqual([
      expect.stringContaining('Tết Nguyên đán (2024-02-12)'),
      expect.stringContaining('Lunar New Year (2024-02-12)'),
    ]);
  });

  it('moves later as well, and the publication with its opening', async () => {
    const published = roundViewSchema.parse(
      await move('publication', { opensAt: '2024-04-02T01:00:00Z', deadlineAt: '2024-04-17T10:00:00Z' }),
    );
    expect(published.stages.at(-1)?.opensAt).toBe('2024-04-02T01:00:00Z');
    expect(published.generation).toBe(2);
  });
});

describe('a closed stage', () => {
  beforeAll(async () => {
    await cloud.moveTo(OPENING);
    await submit('BCT', 40);
    await submit('BNV', 50);
    await cloud.moveTo(APPRAISAL_OPENING);
    expect(statusesIn(await view())).toMatchObject({ 'self-assessment': 'closed', appraisal: 'open' });
  });

  it('answers 409, points to reopening, and says whose deadline it was, since when', async () => {
    const { status, problem } = await refusalOf(
      (await cloud.as(ofUnit('BTP'))).requestAddress({
        round: ROUND,
        kind: 'self-assessment',
        fileName: 'a.xlsx',
        bytes: Buffer.from('x'),
      }),
    );
    expect([status, problem?.code]).toEqual([409, 'stage-closed']);
    expect(problem?.lock).toMatchObject({
      decidedBy: '21/QĐ-BNV',
      since: expect.stringMatching(/^2024-01-30T10:1[01]:/),
      opensEn: expect.stringContaining('a publisher open the stage again together'),
    });
    expect(await codeOf(move('self-assessment', { deadlineAt: '2024-02-07T10:00:00Z' }))).toEqual([409, 'stage-closed']);
  });

  it.each<[string, object, string, number, string]>([
    ['to a deadline that is past', { deadlineAt: '2024-01-31T10:00:00Z' }, 'self-assessment', 422, 'deadline-not-ahead'],
    ['to a holiday', { deadlineAt: '2024-02-09T10:00:00Z' }, 'self-assessment', 422, 'deadline-not-a-working-day'],
    ['beyond the publication', { deadlineAt: '2024-04-02T01:00:00Z' }, 'self-assessment', 422, 'deadline-after-next-stage'],
    ['for an unknown unit', { units: ['BYT'] }, 'self-assessment', 404, 'not-found'],
    ['while it is open', {}, 'appraisal', 409, 'stage-not-closed'],
    ['of the publication', {}, 'publication', 422, 'no-fixed-deadline'],
  ])('is not opened again %s', async (_, body, stage, status, code) => {
    expect(await codeOf(reopen(COORDINATOR, body, stage))).toEqual([status, code]);
  });

  it('is opened again by a coordinator and a publisher who send the same, and by nobody alone', async () => {
    expect(statusesIn(roundViewSchema.parse(await reopen(COORDINATOR)))).toMatchObject({ 'self-assessment': 'closed' });
    expect(await codeOf(reopen(COORDINATOR))).toEqual([403, 'other-role-needed']);
    expect(await codeOf(reopen({ sub: 'dieu-phoi-2.demo', groups: ['coordinator'] }))).toEqual([403, 'other-role-needed']);
    for (const person of [ofUnit('BTP'), ofAgency('BNV'), OPERATOR]) expect(await codeOf(reopen(person))).toEqual([403, 'not-allowed']);
    // Another decision is another request: it takes the place of the one that waits.
    await reopen(PUBLISHER, { decisionNumber: '22/QĐ-BNV' });
    expect(await codeOf(reopen(PUBLISHER, { decisionNumber: '22/QĐ-BNV' }))).toEqual([403, 'other-role-needed']);
    const opened = roundViewSchema.parse(await reopen(COORDINATOR, { decisionNumber: '22/QĐ-BNV' }));
    expect([opened.generation, statusesIn(opened)]).toEqual([3, expect.objectContaining({ 'self-assessment': 'open', appraisal: 'open' })]);
    expect(opened.stages[0]?.reopenings).toMatchObject([{ requestedBy: PUBLISHER.sub, approvedBy: COORDINATOR.sub, units: ['BTP'] }]);
    expect((await view(ofUnit('BTP'))).stages[0]).not.toHaveProperty('reopenings');
    await rest(cloud);
    expect(executions()).toEqual(['g1 ABORTED', 'g2 ABORTED', 'g3 RUNNING']);
  });

  it('takes files of the unit that it was opened for, on time, and closes once more at that deadline', async () => {
    const receipt = await submit('BTP', 60);
    expect(receipt).toMatchObject({ status: 'accepted', onTime: true });
    const { problem } = await refusalOf(
      (await cloud.as(ofUnit('BCT'))).requestAddress({
        round: ROUND,
        kind: 'self-assessment',
        fileName: 'a.xlsx',
        bytes: Buffer.from('x'),
      }),
    );
    expect(problem?.code).toBe('stage-closed');
    await cloud.moveTo('2024-02-07T10:11:00Z');
    expect(statusesIn(await view())).toMatchObject({ 'self-assessment': 'closed', appraisal: 'open' });
    const { links } = (await call(COORDINATOR, 'GET', '/audit')) as { links: { action: string; details: { stage?: string } }[] };
    const of = (action: string): number =>
      links.filter((link) => link.action === action && link.details.stage === 'self-assessment').length;
    expect([of('stage-opened'), of('stage-reopened'), of('stage-closing'), of('stage-closed')]).toEqual([1, 1, 2, 2]);
    expect(firstBrokenLink(links as unknown as Parameters<typeof firstBrokenLink>[0])).toBeUndefined();
  });
});

describe('an execution that is lost', () => {
  it('is followed by another one that takes over where the records stand, at an operator’s word', async () => {
    expect(await codeOf(call(ofUnit('BTP'), 'POST', '/resume', { reason: 'x' }))).toEqual([403, 'not-allowed']);
    expect(await codeOf(call(PUBLISHER, 'POST', '/resume', { reason: 'x' }))).toEqual([403, 'not-allowed']);
    expect(await codeOf(call(OPERATOR, 'POST', '/resume', {}))).toEqual([400, 'bad-request']);
    const resumed = roundViewSchema.parse(await call(OPERATOR, 'POST', '/resume', { reason: 'Quy trình dừng' }));
    expect(resumed.generation).toBe(4);
    for (const unit of UNITS)
      await call(ofAgency(unit === 'BNV' ? 'VPCP' : 'BNV'), 'PUT', `/units/${unit}/items/1.1/reading`, {
        points: '30',
        reason: 'Đã kiểm tra',
        reasonCode: 'other',
      });
    await cloud.moveTo('2024-03-01T01:00:00Z');
    expect(statusesIn(await view())).toMatchObject({ appraisal: 'closed', explanation: 'open' });
    expect(executions().at(-1)).toBe('g4 RUNNING');
  });

  it('leaves a round whose progress says where it stands, for whom, and nothing of points', async () => {
    const { progress } = await view();
    expect(progress?.states).toEqual({ nothing: 0, incomplete: 3, complete: 0 });
    expect(progress?.units[0]).toMatchObject({ unit: 'BCT', claimed: 1, owed: 1, stated: false, appraised: 1, settled: 1 });
    expect(progress?.units[0]?.missing.map(({ en }) => en)).toEqual(['no statement of the head', 'no contacts']);
    expect(progress?.queue).toEqual({ 'self-assessment': 0, survey: 0, appraisal: 0, explanation: 0, publication: 0 });
    expect((await view(ofUnit('BTP'))).progress?.units.map(({ unit }) => unit)).toEqual(['BTP']);
    expect((await view(ofAgency('BNV'))).progress).toBeUndefined();
    expect((await view(OPERATOR)).progress?.units).toHaveLength(3);
    const csv = Buffer.from(await (await cloud.as(COORDINATOR)).file(`/api/rounds/${ROUND}?progress=csv`)).toString('utf8');
    expect(csv.split('\r\n')).toHaveLength(5);
    expect(csv).toContain('BTP,incomplete,1,1,1,false');
    expect(await codeOf(call(ofAgency('BNV'), 'GET', '?progress=csv'))).toEqual([403, 'not-allowed']);
  });
});
