import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellsViewSchema, submissionViewSchema } from '../../../shared/contracts/assessment.ts';
import { roundViewSchema } from '../../../shared/contracts/rounds.ts';
import { richForm, richRound, soundClaims, uploadDocument } from '../../doubles/rich-round.ts';
import {
  AFTER_ALL_ENTRY,
  APPRAISAL_OPENING,
  COORDINATOR,
  OPENING,
  ofAgency,
  ofUnit,
  refusalOf,
  upload,
} from '../../doubles/small-round.ts';
import { SURVEYOR, smallAnswers, smallCsv, smallInstrument, smallMapping, smallSample } from '../../doubles/small-survey.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = 'sap-nhap-2023';
const base = richRound(ROUND);
/** The survey feeds the set's one survey item. */
const definition = { ...base, instruments: [{ ...smallInstrument, feeds: [{ item: '2.2', figure: 'dich-vu' }] }] };
const SUCCESSOR = {
  code: 'BCTP',
  name: { vi: 'Bộ Công thương và Tư pháp (minh họa)', en: 'Ministry of Trade and Justice (illustrative)' },
};
const CHANGE = {
  successor: SUCCESSOR,
  predecessors: ['BCT', 'BTP'],
  effectiveOn: '2024-01-15',
  decisionNumber: '60/NQ (minh họa)',
  reason: 'Sáp nhập (minh họa)',
};

let cloud: TestCloud;
const call = async (
  person: Parameters<TestCloud['as']>[0],
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<unknown> => await (await cloud.as(person)).call(method, `/api/rounds/${ROUND}${path}`, body);
const codeOf = async (calling: Promise<unknown>): Promise<[number, string | undefined]> => {
  const { status, problem } = await refusalOf(calling);
  return [status, problem?.code];
};
const claims = (done: string, total: string, points: string) => soundClaims({ '1.1': { points, facts: { done, total } } });

beforeAll(async () => {
  cloud = await startTestCloud();
  await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', definition);
  await cloud.moveTo(OPENING);
  const send = async (unit: string, form: Uint8Array) =>
    expect((await upload(await cloud.as(ofUnit(unit)), ROUND, 'self-assessment', form)).recordedAs?.claimed).toBeGreaterThan(0);
  await send('BCT', await richForm(definition, 'BCT', claims('47', '50', '1.41')));
  await send('BTP', await richForm(definition, 'BTP', claims('90', '150', '0.9')));
  const document = { title: 'Báo cáo 12', items: [{ item: '1.1' }] };
  expect((await uploadDocument(await cloud.as(ofUnit('BTP')), ROUND, document)).status).toBe('accepted');
  await call(ofUnit('BCT'), 'PUT', '/units/BCT/contacts', {
    contacts: [{ role: 'Đầu mối (demo)', email: 'a@bct.example', language: 'vi' }],
  });
  const extension = { deadlineAt: '2024-02-02T10:00:00Z', units: ['BTP'], decisionNumber: '9/QĐ', reason: 'mưa lũ' };
  await call(COORDINATOR, 'PUT', '/stages/self-assessment/deadline', extension);
  await call(COORDINATOR, 'PUT', `/surveys/${smallInstrument.id}/mappings/1`, smallMapping);
  await call(COORDINATOR, 'PUT', `/surveys/${smallInstrument.id}/sample`, smallSample);
});
afterAll(() => cloud.end());

describe('a change of units', () => {
  it.each<[string, object, number, string]>([
    ['of an unknown unit', { predecessors: ['BCT', 'BYT'] }, 404, 'not-found'],
    ['into a code that another unit has', { successor: { ...SUCCESSOR, code: 'BNV' } }, 422, 'unit-change-not-possible'],
    ['before it takes effect', {}, 422, 'unit-change-not-possible'],
    [
      'into itself',
      { successor: { ...SUCCESSOR, code: 'BCT' }, predecessors: ['BCT'], effectiveOn: '2024-01-01' },
      422,
      'unit-change-not-possible',
    ],
    ['without a decision', { decisionNumber: '' }, 400, 'bad-request'],
  ])('is refused %s', async (_, body, status, code) => {
    expect(await codeOf(call(COORDINATOR, 'POST', '/unit-changes', { ...CHANGE, ...body }))).toEqual([status, code]);
  });

  it('waits for files that are under way', async () => {
    await cloud.moveTo('2024-01-15T01:00:00Z');
    const address = await (await cloud.as(ofUnit('BTP'))).requestAddress({
      round: ROUND,
      kind: 'self-assessment',
      fileName: 'a.xlsx',
      bytes: Buffer.from('x'),
    });
    const { problem } = await refusalOf(call(COORDINATOR, 'POST', '/unit-changes', CHANGE));
    expect([problem?.code, problem?.detailEn]).toEqual(['unit-change-not-possible', '1 upload(s) are not finished; try again later.']);
    expect(address.uploadId).toBeDefined();
  });

  it('puts the successor in the place of its predecessors', async () => {
    // The address that nothing came to is dead by then.
    await cloud.moveTo('2024-01-16T01:00:00Z');
    const view = roundViewSchema.parse(await call(COORDINATOR, 'POST', '/unit-changes', CHANGE));
    expect(view.unitChanges).toMatchObject([{ number: 1, successor: SUCCESSOR, predecessors: ['BCT', 'BTP'] }]);
    const shown = roundViewSchema.parse(await call(COORDINATOR, 'GET', ''));
    expect(shown.progress?.units.map(({ unit }) => unit)).toEqual(['BNV', 'BCTP']);
  });

  it('lets it inherit claims: numerators and denominators added, points by the rule, the rest only where both agree', async () => {
    const view = submissionViewSchema.parse(await call(ofUnit('BCTP'), 'GET', '/units/BCTP/submission'));
    expect(view.versions).toHaveLength(1);
    const { cells } = cellsViewSchema.parse(await call(ofUnit('BCTP'), 'GET', '/units/BCTP/items'));
    const of = (item: string) => cells.find((cell) => cell.item === item)?.claimed;
    // 47/50 and 90/150: 137/200 = 68.5 % of 1.5 points.
    expect(of('1.1')).toMatchObject({ points: '1.0275', facts: { done: '137', total: '200' } });
    expect(of('1.1')?.evidence).toBe('BCT: Báo cáo số 1/BC ngày 05/12/2023\nBTP: Báo cáo số 1/BC ngày 05/12/2023');
    expect(of('1.2')).toMatchObject({ points: '1.5' });
    // The item did not apply to BTP: what BCT says stands alone.
    expect(of('2.1')).toMatchObject({ points: '1', facts: { answer: 'yes' } });
  });

  it('lets it inherit documents, contacts and moved deadlines', async () => {
    const { evidence } = (await call(ofUnit('BCTP'), 'GET', '/units/BCTP/evidence')) as { evidence: { title: string }[] };
    expect(evidence.map(({ title }) => title)).toEqual(['Báo cáo 12']);
    expect(await call(ofUnit('BCTP'), 'GET', '/units/BCTP/contacts')).toMatchObject({ contacts: [{ email: 'a@bct.example' }] });
    const view = roundViewSchema.parse(await call(ofUnit('BCTP'), 'GET', ''));
    expect(view.stages[0]?.deadlineAt).toBe('2024-02-02T10:00:00.000Z');
  });

  it('leaves the predecessors read-only: for themselves and the successor to read, for nobody to change', async () => {
    for (const person of [ofUnit('BTP'), ofUnit('BCTP'), COORDINATOR])
      expect(submissionViewSchema.parse(await call(person, 'GET', '/units/BTP/submission')).versions).toHaveLength(1);
    expect(await codeOf(call(ofUnit('BNV'), 'GET', '/units/BTP/submission'))).toEqual([404, 'not-found']);
    const { problem } = await refusalOf(
      (await cloud.as(ofUnit('BTP'))).requestAddress({
        round: ROUND,
        kind: 'self-assessment',
        fileName: 'c.xlsx',
        bytes: Buffer.from('z'),
      }),
    );
    expect(problem).toMatchObject({ code: 'unit-replaced', lock: { decidedBy: '60/NQ (minh họa)', since: '2024-01-15' } });
    expect(problem?.detailEn).toContain('became BCTP');
    const paper = { items: ['1.1'], number: '1', date: '2023-05-05', issuer: 'x', noticeAccepted: true };
    expect(await codeOf(call(ofUnit('BTP'), 'POST', '/units/BTP/papers', paper))).toEqual([409, 'unit-replaced']);
    await cloud.moveTo(APPRAISAL_OPENING);
    await cloud.moveTo('2024-02-05T01:00:00Z');
    const reading = { points: '1', reason: 'x', reasonCode: 'other' };
    expect(await codeOf(call(ofAgency('BNV'), 'PUT', '/units/BTP/items/1.1/reading', reading))).toEqual([409, 'unit-replaced']);
    await call(ofAgency('BNV'), 'PUT', '/units/BCTP/items/1.1/reading', { points: '1.0275', reason: 'Đã kiểm tra' });
  });

  it('makes the successor a domain over the places of its predecessors, which keep strata and weights', async () => {
    const details = { survey: { instrument: smallInstrument.id, mapping: 1 } };
    await upload(await cloud.as(SURVEYOR), ROUND, 'survey', smallCsv(smallAnswers('mot')), 'phieu.csv', details);
    await call(COORDINATOR, 'POST', `/surveys/${smallInstrument.id}/estimates`, {});
    const view = (await call(COORDINATOR, 'GET', `/surveys/${smallInstrument.id}`)) as {
      estimates: { counted: { units: { unit: string; n: number }[] } };
    };
    const units = view.estimates.counted.units;
    expect(units.map(({ unit }) => unit)).toEqual(['BCTP', 'BNV']);
    const asked = smallAnswers('mot').filter(({ unit }) => unit !== 'BNV').length;
    expect(units[0]?.n).toBe(asked);
  });

  it('is refused once the points are frozen', async () => {
    for (const [item, reader, points] of [
      ['1.2', 'a', '1.5'],
      ['1.2', 'b', '1.5'],
      ['2.1', 'a', '1'],
    ] as const)
      await call({ ...ofAgency('BNV'), sub: `${reader}.demo` }, 'PUT', `/units/BCTP/items/${item}/reading`, {
        points,
        reason: 'Đã kiểm tra',
      });
    for (const [item, reader, points] of [
      ['1.1', 'a', '1'],
      ['1.2', 'a', '1'],
      ['1.2', 'b', '1'],
      ['2.1', 'a', '1'],
    ] as const)
      await call({ ...ofAgency('VPCP'), sub: `${reader}.vpcp.demo` }, 'PUT', `/units/BNV/items/${item}/reading`, {
        points,
        reason: 'Theo số liệu',
      });
    await cloud.moveTo(AFTER_ALL_ENTRY);
    const silent = {
      matters: ['unit/BNV'],
      resolution: 'agency-figures',
      decisionNumber: '61/QĐ',
      reason: 'Thẩm định theo số liệu của cơ quan',
    };
    await call(COORDINATOR, 'POST', '/resolutions', silent);
    await call({ sub: 'cong-bo-1.demo', groups: ['publisher'] }, 'POST', '/resolutions/approval', {
      matters: ['unit/BNV'],
      decisionNumber: '61/QĐ',
    });
    await call(COORDINATOR, 'POST', '/freeze', {});
    expect(
      await codeOf(
        call(COORDINATOR, 'POST', '/unit-changes', { ...CHANGE, predecessors: ['BNV'], successor: { ...SUCCESSOR, code: 'BNV2' } }),
      ),
    ).toEqual([409, 'already-frozen']);
  });
});
