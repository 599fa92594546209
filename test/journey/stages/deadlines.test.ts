import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RoundView, roundViewSchema } from '../../../shared/contracts/rounds.ts';
import type { Receipt } from '../../../shared/contracts/uploads.ts';
import type { RoundDefinition } from '../../../shared/domain/round.ts';
import {
  COORDINATOR,
  fetchForm,
  fill,
  OPENING,
  ofAgency,
  ofUnit,
  PUBLISHER,
  refusalOf,
  roundAs,
  smallRound,
  statusesIn,
  upload,
} from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = 'thoi-han-2023';
/** The calendar's deadline is 31 January; appraisal opens on 1 February. */
const COMMON = '2024-02-02T10:00:00Z';
const OF_BTP = '2024-02-05T10:00:00Z';

let cloud: TestCloud;

const stageOf = (view: RoundView, name: string): RoundView['stages'][number] => {
  const stage = view.stages.find((entry) => entry.stage === name);
  if (stage === undefined) throw new Error(`no stage ${name}`);
  return stage;
};
const view = async (person: Parameters<TestCloud['as']>[0] = COORDINATOR): Promise<RoundView> => roundAs(await cloud.as(person), ROUND);
/** A view without what moves by itself: the time that is left. */
const still = ({ progress: _, ...rest }: RoundView) => ({
  ...rest,
  stages: rest.stages.map(({ secondsLeft: _left, ...stage }) => stage),
});
const statuses = async (): Promise<Record<string, string>> => statusesIn(await view());

async function extend(body: object, stage = 'self-assessment', round = ROUND): Promise<RoundView> {
  const decision = { decisionNumber: '12/QĐ-BNV', reason: 'Sự cố đường truyền' };
  return roundViewSchema.parse(
    await (await cloud.as(COORDINATOR)).call('PUT', `/api/rounds/${round}/stages/${stage}/deadline`, { ...decision, ...body }),
  );
}
async function refused(call: Promise<unknown>): Promise<[number, string | undefined]> {
  const { status, problem } = await refusalOf(call);
  return [status, problem?.code];
}
async function submit(unit: string, points = 50): Promise<Receipt> {
  const form = fill(await fetchForm(cloud, ROUND, unit), { G7: points });
  return await upload(await cloud.as(ofUnit(unit)), ROUND, 'self-assessment', form);
}

beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.end());

describe('opening a round', () => {
  const open = async (body: object): Promise<RoundView> =>
    roundViewSchema.parse(await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', body));

  it('answers with its planned stages', async () => {
    const opened = await open(smallRound(ROUND));
    expect(opened).toMatchObject({
      round: ROUND,
      year: 2023,
      level: 'ministry',
      rehearsal: false,
      frozen: false,
      computed: false,
      releases: [],
    });
    expect(opened.stages.map(({ stage, status }) => [stage, status])).toEqual(
      ['self-assessment', 'survey', 'appraisal', 'explanation', 'publication'].map((stage) => [stage, 'planned']),
    );
    expect(stageOf(opened, 'self-assessment')).toEqual({
      stage: 'self-assessment',
      status: 'planned',
      opensAt: '2024-01-02T01:00:00Z',
      deadlineAt: '2024-01-31T10:00:00.000Z',
      deadlineText: '17:00, thứ Tư 31/01/2024 (giờ Việt Nam)',
      graceMinutes: 10,
      extensions: [],
    });
  });

  it('is harmless when repeated with the same body, in whatever order its members stand', async () => {
    const before = await view();
    const turned = Object.fromEntries(Object.entries(smallRound(ROUND)).reverse());
    for (const body of [smallRound(ROUND), turned]) expect(still(await open(body))).toEqual(still(before));
    expect(cloud.state.get('SELECT COUNT(*) AS n FROM executions WHERE arn NOT IN (SELECT arn FROM forks)')?.n).toBe(1);
  });

  it('answers 201 to the repeat', async () => {
    const response = await fetch(`${cloud.url}/api/rounds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await cloud.token(COORDINATOR)}`, 'content-type': 'application/json' },
      body: JSON.stringify(smallRound(ROUND)),
    });
    expect([response.status, ((await response.json()) as RoundView).round]).toEqual([201, ROUND]);
  });

  it('is refused with another body under the same name, and changes nothing', async () => {
    const before = await view();
    const others = [
      smallRound(ROUND, { year: 2024 }),
      smallRound(ROUND, { rehearsal: true }),
      { ...smallRound(ROUND), units: smallRound(ROUND).units.slice(1) },
    ];
    for (const other of others) expect(await refused(open(other))).toEqual([409, 'round-exists']);
    expect(still(await view())).toEqual(still(before));
  });

  const base = (): RoundDefinition => smallRound('sai-2023');
  const windows = (change: object): object => ({ ...base(), calendar: { ...base().calendar, ...change } });

  it.each<[string, () => object, { at: string; message: string }[]]>([
    [
      'a deadline before its opening',
      () => windows({ appraisal: { opensAt: '2024-02-29T10:00:00Z', deadlineAt: '2024-02-01T01:00:00Z' } }),
      [{ at: 'body.calendar.appraisal', message: 'mở trước thời hạn / a window opens before its deadline' }],
    ],
    [
      'a deadline at its opening',
      () => windows({ appraisal: { opensAt: '2024-02-01T01:00:00Z', deadlineAt: '2024-02-01T01:00:00Z' } }),
      [{ at: 'body.calendar.appraisal', message: 'mở trước thời hạn / a window opens before its deadline' }],
    ],
    [
      'stages that overlap',
      () => windows({ appraisal: { opensAt: '2024-01-20T01:00:00Z', deadlineAt: '2024-03-04T10:00:00Z' } }),
      [
        {
          at: 'body.calendar.appraisal.opensAt',
          message: 'appraisal mở trước thời hạn của self-assessment / appraisal opens before the deadline of self-assessment',
        },
        {
          at: 'body.calendar.explanation.opensAt',
          message: 'explanation mở trước thời hạn của appraisal / explanation opens before the deadline of appraisal',
        },
      ],
    ],
    [
      'a survey that outlasts the opening of publication',
      () => windows({ survey: { opensAt: '2024-01-02T01:00:00Z', deadlineAt: '2024-04-02T10:00:00Z' } }),
      [
        {
          at: 'body.calendar.survey.deadlineAt',
          message: 'điều tra kết thúc sau khi mở công bố / the survey ends after publication opens',
        },
      ],
    ],
    [
      'a unit that stands twice, and the set of another level',
      () => ({ ...base(), level: 'province', units: [...base().units, ...base().units.slice(0, 1)] }),
      [
        { at: 'body.criteriaSet.level', message: 'the set is for the level ministry' },
        { at: 'body.units', message: 'unit BCT stands twice' },
      ],
    ],
  ])('is refused with 400 for %s, and says where', async (_, body, errors) => {
    const { status, problem } = await refusalOf(open(body()));
    expect([status, problem?.code, problem?.errors]).toEqual([400, 'bad-request', errors]);
  });

  it.each<[string, () => object, string]>([
    ['no units', () => ({ ...base(), units: [] }), 'body.units'],
    [
      'a unit whose code begins with an underscore',
      () => ({ ...base(), units: [{ code: '_round', name: { vi: 'x', en: 'x' } }] }),
      'body.units.0.code',
    ],
    ['a name in capitals', () => ({ ...base(), round: 'Sai-2023' }), 'body.round'],
    ['a name that leaves its place', () => ({ ...base(), round: '../sai' }), 'body.round'],
    [
      'a local time',
      () => windows({ survey: { opensAt: '2024-01-02T08:00:00', deadlineAt: '2024-03-15T10:00:00Z' } }),
      'body.calendar.survey.opensAt',
    ],
    ['a stage that is missing', () => windows({ appraisal: undefined }), 'body.calendar.appraisal'],
    ['a grace of two days', () => ({ ...base(), rules: { ...base().rules, graceMinutes: 2880 } }), 'body.rules.graceMinutes'],
    ['an unknown late rule', () => ({ ...base(), rules: { ...base().rules, late: 'count' } }), 'body.rules.late'],
    ['a member that nobody knows', () => ({ ...base(), published: true }), 'body'],
    ['the name of an address of the API', () => ({ ...base(), round: 'api' }), 'body.round'],
    ['the name of the folder of releases', () => ({ ...base(), round: 'releases' }), 'body.round'],
  ])('is refused with 400 for %s', async (_, body, at) => {
    const { status, problem } = await refusalOf(open(body()));
    expect([status, problem?.code]).toEqual([400, 'bad-request']);
    expect(problem?.errors?.map((error) => error.at)).toContain(at);
  });

  it('is refused with 400 for a body that is no JSON or none at all', async () => {
    for (const body of ['{', '[]', 'null', '']) {
      const response = await fetch(`${cloud.url}/api/rounds`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await cloud.token(COORDINATOR)}`, 'content-type': 'application/json' },
        body,
      });
      expect([body, response.status]).toEqual([body, 400]);
    }
  });

  it('left nothing behind where it was refused', async () => {
    expect(await refused((await cloud.as(COORDINATOR)).call('GET', '/api/rounds/sai-2023'))).toEqual([404, 'not-found']);
  });
});

describe('an extension', () => {
  beforeAll(async () => {
    await cloud.moveTo(OPENING);
    expect(await statuses()).toEqual({
      'self-assessment': 'open',
      survey: 'open',
      appraisal: 'planned',
      explanation: 'planned',
      publication: 'planned',
    });
  });

  it.each<[string, () => Promise<unknown>, number, string]>([
    ['to an earlier instant', () => extend({ deadlineAt: '2024-01-30T10:00:00Z' }), 422, 'deadline-not-later'],
    ['to the deadline in force', () => extend({ deadlineAt: '2024-01-31T10:00:00.000Z' }), 422, 'deadline-not-later'],
    ['beyond the opening of publication', () => extend({ deadlineAt: '2024-04-01T01:00:00Z' }), 422, 'deadline-after-next-stage'],
    ['of the publication itself', () => extend({ deadlineAt: '2024-05-01T01:00:00Z' }, 'publication'), 422, 'no-fixed-deadline'],
    ['for an unknown unit', () => extend({ deadlineAt: COMMON, units: ['BTP', 'BYT'] }), 404, 'not-found'],
    ['for no unit', () => extend({ deadlineAt: COMMON, units: [] }), 400, 'bad-request'],
    ['of an unknown stage', () => extend({ deadlineAt: COMMON }, 'review'), 400, 'bad-request'],
    ['of an unknown round', () => extend({ deadlineAt: COMMON }, 'survey', 'khong-co'), 404, 'not-found'],
    ['without a number', () => extend({ deadlineAt: COMMON, decisionNumber: ' ' }), 400, 'bad-request'],
    ['without a reason', () => extend({ deadlineAt: COMMON, reason: '' }), 400, 'bad-request'],
    ['in local time', () => extend({ deadlineAt: '2024-02-02T17:00:00+07:00' }), 400, 'bad-request'],
    ['in the name of somebody else', () => extend({ deadlineAt: COMMON, decidedBy: 'bo-truong' }), 400, 'bad-request'],
  ])('is refused %s', async (_, call, status, code) => {
    expect(await refused(call())).toEqual([status, code]);
  });

  it('names the unknown unit, and the deadline in force', async () => {
    expect((await refusalOf(extend({ deadlineAt: COMMON, units: ['BTP', 'BYT'] }))).problem?.detailEn).toContain('BYT');
    const { problem } = await refusalOf(extend({ deadlineAt: '2024-01-30T10:00:00Z' }));
    expect(problem?.detail).toBe('Hạn hiện hành là 17:00, thứ Tư 31/01/2024 (giờ Việt Nam).');
    expect((await view()).stages.flatMap(({ extensions }) => extensions)).toEqual([]);
  });

  it('for all and then for one unit is recorded with its decision', async () => {
    const at = cloud.clock.now();
    await extend({ deadlineAt: COMMON });
    const extended = await extend({ deadlineAt: OF_BTP, units: ['BTP'], decisionNumber: '13/QĐ-BNV' });
    const [first, second, ...more] = stageOf(extended, 'self-assessment').extensions;
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      deadlineAt: COMMON,
      decisionNumber: '12/QĐ-BNV',
      reason: 'Sự cố đường truyền',
      decidedBy: COORDINATOR.sub,
    });
    expect(first).not.toHaveProperty('units');
    expect(second).toMatchObject({ deadlineAt: OF_BTP, decisionNumber: '13/QĐ-BNV', units: ['BTP'] });
    expect(Date.parse(second?.decidedAt ?? '')).toBeGreaterThanOrEqual(at);
    expect(still(await view())).toEqual(still(extended));
  });

  it('is measured against the deadline of the units it names', async () => {
    expect(await refused(extend({ deadlineAt: OF_BTP, units: ['BTP'] }))).toEqual([422, 'deadline-not-later']);
    expect(await refused(extend({ deadlineAt: COMMON, units: ['BCT'] }))).toEqual([422, 'deadline-not-later']);
    expect(await refused(extend({ deadlineAt: COMMON }))).toEqual([422, 'deadline-not-later']);
  });

  it('for one unit is not seen by another', async () => {
    const ofBct = stageOf(await view(ofUnit('BCT')), 'self-assessment');
    expect(ofBct.deadlineAt).toBe('2024-02-02T10:00:00.000Z');
    expect(ofBct.deadlineText).toBe('17:00, thứ Sáu 02/02/2024 (giờ Việt Nam)');
    expect(ofBct.extensions.map(({ deadlineAt }) => deadlineAt)).toEqual([COMMON]);
    expect(JSON.stringify(ofBct)).not.toContain('BTP');
    const ofBtp = stageOf(await view(ofUnit('BTP')), 'self-assessment');
    expect(ofBtp.deadlineAt).toBe('2024-02-05T10:00:00.000Z');
    expect(ofBtp.extensions.map(({ deadlineAt, units }) => [deadlineAt, units])).toEqual([
      [COMMON, undefined],
      [OF_BTP, ['BTP']],
    ]);
    for (const person of [ofAgency('BNV'), { groups: ['operator'] }, ofUnit('BYT'), { groups: ['unit'] }]) {
      expect(stageOf(await view(person), 'self-assessment').extensions.map(({ deadlineAt }) => deadlineAt)).toEqual([COMMON]);
    }
    expect(stageOf(await view(PUBLISHER), 'self-assessment').extensions).toHaveLength(2);
  });

  it('for several units shows each of them only its own name', async () => {
    await extend({ deadlineAt: '2024-03-20T10:00:00Z', units: ['BCT', 'BTP'] }, 'explanation');
    expect(stageOf(await view(ofUnit('BCT')), 'explanation').extensions.map(({ units }) => units)).toEqual([['BCT']]);
    expect(stageOf(await view(ofUnit('BNV')), 'explanation').extensions).toEqual([]);
    expect(stageOf(await view(), 'explanation').extensions.map(({ units }) => units)).toEqual([['BCT', 'BTP']]);
  });

  it('leaves the round what it was when it is opened again', async () => {
    const opened = (await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', smallRound(ROUND))) as RoundView;
    expect(opened.stages).toEqual((await view()).stages);
  });
});

describe('the calendar’s deadline, once it was extended', () => {
  it('passes without closing the stage, and appraisal waits although its opening has come', async () => {
    await cloud.moveTo('2024-02-01T02:00:00Z');
    expect(await statuses()).toMatchObject({ 'self-assessment': 'open', appraisal: 'planned' });
    expect(await submit('BCT')).toMatchObject({ status: 'accepted', onTime: true });
    const reading = (await cloud.as(ofAgency('BNV'))).call('PUT', `/api/rounds/${ROUND}/units/BCT/items/1.1/reading`, {
      points: '50',
      reason: 'x',
    });
    expect(await refused(reading)).toEqual([409, 'stage-not-open']);
  });
});

describe('the extended deadline of all', () => {
  it('has a grace in which a file is on time', async () => {
    await cloud.moveTo('2024-02-02T10:05:00Z');
    const receipt = await submit('BNV');
    expect(receipt).toMatchObject({ status: 'accepted', onTime: true });
    expect(Date.parse(receipt.receivedAt ?? '')).toBeGreaterThan(Date.parse(COMMON));
  });

  it('closes for the units that have no other, and stays open for the one that has', async () => {
    await cloud.moveTo('2024-02-02T10:11:00Z');
    expect(await statuses()).toMatchObject({ 'self-assessment': 'open', appraisal: 'planned' });
    for (const unit of ['BCT', 'BNV']) expect([unit, ...(await refused(submit(unit)))]).toEqual([unit, 409, 'stage-closed']);
    expect(await submit('BTP')).toMatchObject({ unit: 'BTP', status: 'accepted', onTime: true });
  });

  it('keeps appraisal waiting for the unit that has longer', async () => {
    await cloud.moveTo('2024-02-05T09:00:00Z');
    expect(await statuses()).toMatchObject({ 'self-assessment': 'open', appraisal: 'planned' });
  });
});

describe('the latest deadline', () => {
  it('has its grace: the named unit is on time in it, the others stay refused', async () => {
    await cloud.moveTo('2024-02-05T10:08:00Z');
    expect(await statuses()).toMatchObject({ 'self-assessment': 'open' });
    expect(await submit('BTP', 51)).toMatchObject({ status: 'accepted', onTime: true });
    expect(await refused(submit('BCT'))).toEqual([409, 'stage-closed']);
  });

  it('closes the stage after its grace, and appraisal opens', async () => {
    await cloud.moveTo('2024-02-05T10:12:00Z');
    expect(await statuses()).toMatchObject({ 'self-assessment': 'closed', survey: 'open', appraisal: 'open', explanation: 'planned' });
    expect(await refused(submit('BTP'))).toEqual([409, 'stage-closed']);
    const reading = await (await cloud.as(ofAgency('BNV'))).call('PUT', `/api/rounds/${ROUND}/units/BCT/items/1.1/reading`, {
      points: '50',
      reason: 'x',
    });
    expect(reading).toMatchObject({ version: 1 });
  });

  it('cannot be extended any more', async () => {
    expect(await refused(extend({ deadlineAt: '2024-02-20T10:00:00Z' }))).toEqual([409, 'stage-closed']);
    expect(await refused(extend({ deadlineAt: '2024-02-20T10:00:00Z', units: ['BTP'] }))).toEqual([409, 'stage-closed']);
    expect(stageOf(await view(), 'self-assessment').extensions).toHaveLength(2);
  });
});

describe('the stages after it', () => {
  it('close by the calendar, but for the one that a named extension keeps open', async () => {
    await cloud.moveTo('2024-03-15T10:30:00Z');
    expect(await statuses()).toEqual({
      'self-assessment': 'closed',
      survey: 'closed',
      appraisal: 'closed',
      explanation: 'open',
      publication: 'planned',
    });
    await cloud.moveTo('2024-03-20T10:12:00Z');
    expect(await statuses()).toMatchObject({ explanation: 'closed', publication: 'planned' });
  });

  it('leave nothing queued', () => {
    expect(cloud.state.all('SELECT queue FROM messages')).toEqual([]);
    expect(cloud.state.get('SELECT status FROM executions')?.status).toBe('RUNNING');
  });
});
