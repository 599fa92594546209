import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submissionViewSchema } from '../../../shared/contracts/assessment.ts';
import { roundViewSchema } from '../../../shared/contracts/rounds.ts';
import type { Receipt } from '../../../shared/contracts/uploads.ts';
import type { LateRule } from '../../../shared/domain/calendar.ts';
import {
  AFTER_ALL_ENTRY,
  COORDINATOR,
  fetchForm,
  fill,
  OPENING,
  ofAgency,
  ofUnit,
  PUBLICATION_OPENING,
  PUBLISHER,
  refusalOf,
  releaseAsked,
  SECOND_PUBLISHER,
  smallRound,
  statusesIn,
  UNITS,
  upload,
} from '../../doubles/small-round.ts';
import { exampleRound, startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

/** Appraisal opens when late files are no longer taken. */
const round = (name: string, late: LateRule) => {
  const { calendar, rules } = exampleRound();
  const appraisal = { ...calendar.appraisal, opensAt: '2024-02-05T01:00:00Z' };
  return smallRound(name, { calendar: { ...calendar, appraisal }, rules: { ...rules, late } });
};
const KEEP = round('giu-lai-2023', { rule: 'keep-and-do-not-count', forDays: 2 });
const DEDUCT = round('tru-diem-2023', { rule: 'count-with-deduction', forDays: 2, pointsPerDay: '0.5', atMost: '0.75' });
const REFUSE = round('tu-choi-2023', { rule: 'refuse' });

let cloud: TestCloud;
const submit = async (name: string, unit: string, points: number): Promise<Receipt> => {
  const form = fill(await fetchForm(cloud, name, unit), { G7: points });
  return await upload(await cloud.as(ofUnit(unit)), name, 'self-assessment', form);
};
const counting = async (name: string, unit: string) => {
  const view = submissionViewSchema.parse(await (await cloud.as(COORDINATOR)).call('GET', `/api/rounds/${name}/units/${unit}/submission`));
  return view.versions.map(({ number, onTime }) => [number, onTime, view.counting?.version === number]);
};
const progressOf = async (name: string, unit: string) =>
  roundViewSchema
    .parse(await (await cloud.as(COORDINATOR)).call('GET', `/api/rounds/${name}`))
    .progress?.units.find((entry) => entry.unit === unit);

beforeAll(async () => {
  cloud = await startTestCloud();
  for (const definition of [KEEP, DEDUCT, REFUSE]) await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', definition);
  await cloud.moveTo(OPENING);
  for (const { round: name } of [KEEP, DEDUCT, REFUSE]) await submit(name, 'BCT', 40);
  // The deadline was 17:00 on 31 January; now it is one and a half days later.
  await cloud.moveTo('2024-02-01T22:00:00Z');
});
afterAll(() => cloud.end());

describe('a late file', () => {
  it('gets no address where the round refuses late files: the stage is closed', async () => {
    const view = roundViewSchema.parse(await (await cloud.as(COORDINATOR)).call('GET', `/api/rounds/${REFUSE.round}`));
    expect(statusesIn(view)['self-assessment']).toBe('closed');
    const file = { round: REFUSE.round, kind: 'self-assessment' as const, fileName: 'a.xlsx', bytes: Buffer.from('x') };
    expect((await refusalOf((await cloud.as(ofUnit('BTP'))).requestAddress(file))).problem?.code).toBe('stage-closed');
  });

  it('is kept, told as late, and does not count where the round says so', async () => {
    expect(await submit(KEEP.round, 'BCT', 41)).toMatchObject({ status: 'accepted', onTime: false });
    expect(await submit(KEEP.round, 'BTP', 42)).toMatchObject({ status: 'accepted', onTime: false });
    expect(await counting(KEEP.round, 'BCT')).toEqual([
      [1, true, true],
      [2, false, false],
    ]);
    expect(await counting(KEEP.round, 'BTP')).toEqual([[1, false, false]]);
  });

  it('counts once an extension covers it, and the receipt still says what was true when it came', async () => {
    const extension = { deadlineAt: '2024-02-02T10:00:00Z', units: ['BTP'], decisionNumber: '7/QĐ-BNV', reason: 'Mất điện' };
    await (await cloud.as(COORDINATOR)).call('PUT', `/api/rounds/${KEEP.round}/stages/self-assessment/deadline`, extension);
    expect(await counting(KEEP.round, 'BTP')).toEqual([[1, true, true]]);
    expect(await counting(KEEP.round, 'BCT')).toEqual([
      [1, true, true],
      [2, false, false],
    ]);
    expect((await progressOf(KEEP.round, 'BTP'))?.daysLate).toBe(0);
  });

  it('counts with a deduction where the round says so, only where nothing as complete came on time', async () => {
    await submit(DEDUCT.round, 'BCT', 41);
    await submit(DEDUCT.round, 'BTP', 42);
    expect(await counting(DEDUCT.round, 'BCT')).toEqual([
      [1, true, true],
      [2, false, false],
    ]);
    expect(await counting(DEDUCT.round, 'BTP')).toEqual([[1, false, true]]);
    expect((await progressOf(DEDUCT.round, 'BTP'))?.daysLate).toBe(2);
  });

  it('is taken no longer than the rule says, then the stage closes', async () => {
    await cloud.moveTo('2024-02-02T10:11:00Z');
    for (const { round: name } of [KEEP, DEDUCT]) {
      const file = { round: name, kind: 'self-assessment' as const, fileName: 'a.xlsx', bytes: Buffer.from('x') };
      expect((await refusalOf((await cloud.as(ofUnit('BNV'))).requestAddress(file))).status).toBe(409);
    }
  });

  it('takes points off on a line of its own, at most so many, down to the published index', async () => {
    const name = DEDUCT.round;
    const call = async (person: Parameters<TestCloud['as']>[0], method: 'PUT' | 'POST', path: string, body: object): Promise<unknown> =>
      await (await cloud.as(person)).call(method, `/api/rounds/${name}${path}`, body);
    const central = Buffer.from(`unit,item,points\n${UNITS.map((unit) => `${unit},2.1,10`).join('\n')}\n`);
    await upload(await cloud.as(COORDINATOR), name, 'central-scores', central);
    await cloud.moveTo('2024-02-05T01:00:00Z');
    for (const unit of UNITS)
      await call(ofAgency(unit === 'BNV' ? 'VPCP' : 'BNV'), 'PUT', `/units/${unit}/items/1.1/reading`, {
        points: '40',
        reason: 'Đã kiểm tra',
        reasonCode: 'other',
      });
    await cloud.moveTo(AFTER_ALL_ENTRY);
    await call(COORDINATOR, 'POST', '/resolutions', {
      matters: ['unit/BNV'],
      resolution: 'agency-figures',
      decisionNumber: '8/QĐ',
      reason: 'Theo số liệu',
    });
    await call(PUBLISHER, 'POST', '/resolutions/approval', { matters: ['unit/BNV'], decisionNumber: '8/QĐ' });
    await call(COORDINATOR, 'POST', '/freeze', {});
    await cloud.moveTo(PUBLICATION_OPENING);
    await releaseAsked(cloud, name);
    await call(SECOND_PUBLISHER, 'POST', '/releases/1/approval', {});
    const ranking = (await (await fetch(`${cloud.url}/${name}/ranking.json`)).json()) as {
      units: { unit: string; points: string; adjustments?: string }[];
    };
    // Two days begun at 0.5 a day, 0.75 at most.
    expect(ranking.units.map(({ unit, points, adjustments }) => [unit, points, adjustments])).toEqual([
      ['BCT', '50', undefined],
      ['BNV', '50', undefined],
      ['BTP', '49.25', '-0.75'],
    ]);
  });
});
