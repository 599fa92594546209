import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreementViewSchema, type CellView, cellsViewSchema, readingsAnswerSchema } from '../../../shared/contracts/assessment.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import { richForm, richRound, uploadDocument } from '../../doubles/rich-round.ts';
import {
  AFTER_ALL_ENTRY,
  APPRAISAL_OPENING,
  COORDINATOR,
  OPENING,
  ofUnit,
  PUBLICATION_OPENING,
  refusalOf,
  releaseAsked,
  SECOND_PUBLISHER,
  upload,
} from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const EXPLANATION_OPENING = '2024-03-01T01:00:00Z';
const reader = (agency: string, n: number) => ({ sub: `doc-${agency.toLowerCase()}-${n}.demo`, groups: ['appraiser'], agency });

describe('appraisal and explanation, through the front door', () => {
  let cloud: TestCloud;
  const definition = richRound('appraisal');
  const { round } = definition;
  const path = (unit: string, item: string, what: string): string => `/api/rounds/${round}/units/${unit}/items/${item}/${what}`;
  const judge = (points: string, more: object = {}): object => ({ points, reason: 'Đã đối chiếu tài liệu', ...more });
  const cut = (points: string): object => judge(points, { reasonCode: 'not-accepted' });

  async function cellsAs(person: { groups: string[] }, unit: string): Promise<Map<string, CellView>> {
    const { cells } = cellsViewSchema.parse(await (await cloud.as(person)).call('GET', `/api/rounds/${round}/units/${unit}/items`));
    return new Map(cells.map((cell) => [cell.item, cell]));
  }
  const refusedWith = async (call: Promise<unknown>): Promise<string | undefined> => (await refusalOf(call)).problem?.code;

  beforeAll(async () => {
    cloud = await startTestCloud();
    await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', definition);
    await cloud.moveTo(OPENING);
    for (const unit of ['BCT', 'BNV', 'BTP']) {
      await upload(await cloud.as(ofUnit(unit)), round, 'self-assessment', await richForm(definition, unit));
    }
    const figures =
      'unit,item,fact,value,source,date\nBCT,1.1,total,60,Thống kê của cơ quan,2023-12-31\nBTP,1.1,total,50,Thống kê của cơ quan,2023-12-31\n';
    const sent = await upload(await cloud.as(reader('BNV', 9)), round, 'reference-facts', Buffer.from(figures));
    expect(sent.status).toBe('accepted');
    await upload(await cloud.as(COORDINATOR), round, 'central-scores', Buffer.from('unit,item,points\nBCT,2.2,5\nBNV,2.2,5\nBTP,2.2,5\n'));
  });
  afterAll(() => cloud.end());

  it('refuses an assignment that leaves a cell without enough permitted readers, before the appraisal opens', async () => {
    const coordinator = await cloud.as(COORDINATOR);
    const assignments = [1, 2, 3].map((n) => ({ agency: 'BNV', reader: reader('BNV', n).sub }));
    const refusal = await refusalOf(coordinator.call('PUT', `/api/rounds/${round}/assignments`, { assignments }));
    expect(refusal.problem?.code).toBe('readers-missing');
    // The ministry's own cells: its alternate has nobody, the ministry included.
    expect(refusal.problem?.errors?.map((error) => [error.unit, error.item, error.agency, error.readers])).toEqual([
      ['BNV', '1.1', 'VPCP', 0],
      ['BNV', '1.2', 'VPCP', 0],
      ['BNV', '2.1', 'VPCP', 0],
    ]);
    const complete = [...assignments, ...[1, 2, 3].map((n) => ({ agency: 'VPCP', reader: reader('VPCP', n).sub, units: ['BNV'] }))];
    expect(await coordinator.call('PUT', `/api/rounds/${round}/assignments`, { assignments: complete })).toMatchObject({ uncovered: [] });
  });

  it('is closed to readings before it opens, and to people who are not assigned', async () => {
    expect(await refusedWith((await cloud.as(reader('BNV', 1))).call('PUT', path('BCT', '1.1', 'reading'), judge('1.41')))).toBe(
      'stage-not-open',
    );
    // Not by what the claim is, which is nobody's to learn yet.
    expect(await refusedWith((await cloud.as(reader('BNV', 1))).call('PUT', path('BCT', '1.1', 'reading'), judge('1')))).toBe(
      'stage-not-open',
    );
    await cloud.moveTo(APPRAISAL_OPENING);
    expect(await refusedWith((await cloud.as(reader('BNV', 8))).call('PUT', path('BCT', '1.1', 'reading'), judge('1.41')))).toBe(
      'not-assigned',
    );
  });

  it('lets nobody read the own unit, the ministry included', async () => {
    const own = { ...reader('BNV', 1), groups: ['appraiser', 'unit'], unit: 'BTP' };
    expect(await refusedWith((await cloud.as(reader('BNV', 1))).call('PUT', path('BNV', '1.1', 'reading'), judge('1.41')))).toBe(
      'own-unit',
    );
    expect(await refusedWith((await cloud.as(own)).call('PUT', path('BTP', '1.1', 'reading'), judge('1.41')))).toBe('own-unit');
    await (await cloud.as(reader('VPCP', 1))).call('PUT', path('BNV', '1.1', 'reading'), judge('1.41'));
    expect(await refusedWith((await cloud.as(reader('VPCP', 1))).call('PUT', path('BCT', '1.1', 'reading'), judge('1.41')))).toBe(
      'item-of-another-agency',
    );
  });

  it('shows agencies’ figures that differ to the unit and to the reader, and scores nothing by them', async () => {
    for (const person of [ofUnit('BCT'), reader('BNV', 1)]) {
      const cell = (await cellsAs(person, 'BCT')).get('1.1');
      expect(cell?.differences).toMatchObject([{ fact: 'total', value: '60', given: '50', agency: 'BNV' }]);
      expect(cell?.settled).toBeNull();
    }
    expect((await cellsAs(ofUnit('BTP'), 'BTP')).get('1.1')?.differences).toEqual([]);
  });

  it('holds points against maximum, grid, claim, facts and reason code', async () => {
    const appraiser = await cloud.as(reader('BNV', 1));
    const put = (item: string, body: object): Promise<unknown> => appraiser.call('PUT', path('BCT', item, 'reading'), body);
    expect(await refusedWith(put('1.2', judge('2.5')))).toBe('points-above-maximum');
    expect(await refusedWith(put('1.2', judge('0.75')))).toBe('points-off-grid');
    expect(await refusedWith(put('1.2', judge('2')))).toBe('points-above-claim');
    expect(await refusedWith(put('1.2', judge('1')))).toBe('reason-code-missing');
    expect(await refusedWith(put('1.1', judge('1.4', { facts: { done: '47', total: '60' }, reasonCode: 'agency-figure-differs' })))).toBe(
      'points-differ-from-facts',
    );
    await put('1.1', judge('1.175', { facts: { done: '47', total: '60' }, reasonCode: 'agency-figure-differs' }));
    expect((await cellsAs(reader('BNV', 1), 'BCT')).get('1.1')?.settled).toBe('1.175');
  });

  it('keeps blind readers apart until both are in, and lets neither follow the other', async () => {
    const [first, second] = [reader('BNV', 1), reader('BNV', 2)];
    await (await cloud.as(first)).call('PUT', path('BCT', '1.2', 'reading'), judge('1.5'));
    expect((await cellsAs(first, 'BCT')).get('1.2')?.readings).toHaveLength(1);
    expect((await cellsAs(second, 'BCT')).get('1.2')).toMatchObject({ readings: [], settled: null });
    expect((await cellsAs(ofUnit('BCT'), 'BCT')).get('1.2')).toMatchObject({ readings: [], settled: null });
    // Nor by a second hat: who reads the cell sees no more of it as a coordinator, and not by the chain either.
    const twoHats = { ...second, groups: ['appraiser', 'coordinator'] };
    expect((await cellsAs(twoHats, 'BCT')).get('1.2')).toMatchObject({ readings: [], settled: null });
    expect(await refusedWith((await cloud.as(twoHats)).call('GET', `/api/rounds/${round}/audit?unit=BCT`))).toBe('not-allowed');
    await (await cloud.as(second)).call('PUT', path('BCT', '1.2', 'reading'), cut('0.5'));
    const both = (await cellsAs(first, 'BCT')).get('1.2');
    expect(both?.readings.map(({ points }) => points)).toEqual(['1.5', '0.5']);
    expect(both?.readings.map(({ readBy }) => readBy)).toEqual([first.sub, undefined]);
    expect(await refusedWith((await cloud.as(first)).call('PUT', path('BCT', '1.2', 'reading'), cut('0.5')))).toBe('cell-read-already');
    expect(await refusedWith((await cloud.as(reader('BNV', 3))).call('PUT', path('BCT', '1.2', 'reading'), cut('1')))).toBe(
      'cell-read-already',
    );
  });

  it('has a third person decide between two readings that differ too much', async () => {
    expect((await cellsAs(COORDINATOR, 'BCT')).get('1.2')).toMatchObject({ needsAdjudication: true, settled: null });
    expect(await refusedWith((await cloud.as(reader('BNV', 1))).call('PUT', path('BCT', '1.2', 'adjudication'), cut('1')))).toBe(
      'another-reader-needed',
    );
    await (await cloud.as(reader('BNV', 3))).call('PUT', path('BCT', '1.2', 'adjudication'), cut('1'));
    expect((await cellsAs(COORDINATOR, 'BCT')).get('1.2')).toMatchObject({ settled: '1', adjudication: { readBy: reader('BNV', 3).sub } });
    // Who decided may correct it.
    await (await cloud.as(reader('BNV', 3))).call('PUT', path('BCT', '1.2', 'adjudication'), cut('1'));
    expect(await refusedWith((await cloud.as(reader('BNV', 3))).call('PUT', path('BCT', '1.1', 'adjudication'), cut('1')))).toBe(
      'no-adjudication-needed',
    );
  });

  it('takes many readings in one call, each by itself', async () => {
    const rows = [
      { unit: 'BCT', item: '2.1', ...judge('1') },
      { unit: 'BTP', item: '1.1', ...judge('1.41') },
      { unit: 'BTP', item: '1.2', ...judge('1.5') },
      { unit: 'BTP', item: '2.1', ...judge('1') },
      { unit: 'BNV', item: '2.1', ...judge('1') },
      { unit: 'XXX', item: '1.1', ...judge('1') },
    ];
    const answer = readingsAnswerSchema.parse(
      await (await cloud.as(reader('BNV', 1))).call('PUT', `/api/rounds/${round}/readings`, { rows }),
    );
    expect(answer.recorded).toBe(3);
    expect(answer.refused.map(({ unit, item, code }) => [unit, item, code])).toEqual([
      ['BTP', '2.1', 'item-not-self-scored'],
      ['BNV', '2.1', 'own-unit'],
      ['XXX', '1.1', 'not-found'],
    ]);
  });

  it('takes readings by workbook, with findings in the cells of rows that cannot stand', async () => {
    const appraiser = await cloud.as(reader('BNV', 2));
    const sheet = await readWorkbook(await appraiser.file(`/api/rounds/${round}/readings/workbook`));
    const units = new Set(sheet.content?.[0]?.rows.slice(1).map((row) => (row[0]?.kind === 'text' ? row[0].text : '')));
    expect(units).toEqual(new Set(['BCT', 'BTP']));
    const { writeXlsx } = await import('hucre/xlsx');
    const head = ['Đơn vị', 'Mã', '', '', '', 'Điểm', 'Mã lý do', 'Lý do'];
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Chấm thẩm định',
          rows: [
            head,
            ['BTP', '1.2', '', 2, 1.5, 1.5, '', 'Nhất trí'],
            ['BCT', '2.1', '', 1, 1, 0.5, '', 'Chưa đủ'],
            ['BTP', '1.1', '', 1.5, 1.41, null, '', ''],
            ['BTP', '2.1', '', 1, 1, 1, 'zzz', 'Mã lạ'],
            ['BCT', '1.1', '', 1.5, 1.41, 1.41, '', 'Nhất trí'],
            ['BCT', '1.1', '', 1.5, 1.41, 1, 'other', 'Hai dòng khác nhau'],
          ],
        },
        {
          name: '_key',
          rows: [
            ['round', round],
            ['agency', 'BNV'],
          ],
        },
      ],
    });
    const receipt = await upload(appraiser, round, 'readings', bytes);
    expect(receipt.status).toBe('accepted');
    expect(receipt.findings.map(({ code, cell, item }) => [code, cell, item]).sort()).toEqual([
      ['reading-refused', 'F3', '2.1'],
      ['reason-code-unknown', 'G5', '2.1'],
      ['row-twice', 'B7', '1.1'],
    ]);
    const refusal = receipt.findings.find(({ code }) => code === 'reading-refused')?.message;
    expect(refusal?.en).not.toMatch(/[đơưạ]/);
    expect(refusal?.vi).toMatch(/[đơưạ]/);
    expect((await cellsAs(COORDINATOR, 'BTP')).get('1.2')?.settled).toBe('1.5');
  });

  it('settles the rest, and says how far readers agree with the number of cells', async () => {
    await (await cloud.as(reader('VPCP', 1))).call('PUT', path('BNV', '1.2', 'reading'), judge('1.5'));
    await (await cloud.as(reader('VPCP', 2))).call('PUT', path('BNV', '1.2', 'reading'), cut('1'));
    await (await cloud.as(reader('VPCP', 1))).call('PUT', path('BNV', '2.1', 'reading'), judge('1'));
    const { criteria } = agreementViewSchema.parse(await (await cloud.as(COORDINATOR)).call('GET', `/api/rounds/${round}/agreement`));
    expect(criteria).toEqual([{ criterion: '1.2', n: 3, exact: 1 / 3, meanAbsoluteDifference: 0.5, icc: null }]);
    expect((await refusalOf((await cloud.as(ofUnit('BCT'))).call('GET', `/api/rounds/${round}/agreement`))).status).toBe(403);
  });

  it('shows a unit its own settled points and reasons once the appraisal is over, and nobody else’s', async () => {
    await cloud.moveTo(EXPLANATION_OPENING);
    const cell = (await cellsAs(ofUnit('BCT'), 'BCT')).get('1.2');
    expect(cell).toMatchObject({ settled: '1', claimed: { points: '1.5' } });
    expect(cell?.readings.every(({ reason, readBy }) => reason !== '' && readBy === undefined)).toBe(true);
    expect((await refusalOf((await cloud.as(ofUnit('BTP'))).call('GET', `/api/rounds/${round}/units/BCT/items`))).status).toBe(404);
    expect(await refusedWith((await cloud.as(reader('BNV', 1))).call('PUT', path('BCT', '1.1', 'reading'), cut('1')))).toBe('stage-closed');
  });

  it('takes an explanation on a ground of the set, with evidence of the year where that is wanted', async () => {
    const unit = await cloud.as(ofUnit('BCT'));
    const explain = (body: object): Promise<unknown> =>
      unit.call('PUT', path('BCT', '1.2', 'explanation'), { text: 'Số liệu tính đến 31/12', ...body });
    expect(await refusedWith(explain({ ground: 'because' }))).toBe('ground-unknown');
    expect(await refusedWith(explain({ ground: 'evidence-of-the-year' }))).toBe('ground-needs-evidence');
    const old = await uploadDocument(unit, round, { title: 'Báo cáo cũ', date: '2021-05-01', items: [{ item: '1.2' }] });
    expect(old.findings.map(({ code }) => code)).toContain('evidence-date-outside-year');
    expect(await refusedWith(explain({ ground: 'evidence-of-the-year', evidence: [old.uploadId] }))).toBe('ground-needs-evidence');
    const document = await uploadDocument(unit, round, {
      title: 'Quyết định',
      date: '2023-05-01',
      items: [{ item: '1.2', section: 'II', pages: '3-4' }],
    });
    await explain({ ground: 'evidence-of-the-year', evidence: [document.uploadId] });
    const other = (await cloud.as(ofUnit('BTP'))).call('PUT', path('BCT', '1.2', 'explanation'), { text: 'x', ground: 'time-frame' });
    expect((await refusalOf(other)).status).toBe(404);
  });

  it('has another reader than those before decide, with a reason', async () => {
    for (const n of [1, 2, 3]) {
      const again = (await cloud.as(reader('BNV', n))).call('PUT', path('BCT', '1.2', 'explanation/decision'), judge('1.5'));
      expect(await refusedWith(again)).toBe('another-reader-needed');
    }
    const coordinator = await cloud.as(COORDINATOR);
    const assignments = [1, 2, 3, 4].map((n) => ({ agency: 'BNV', reader: reader('BNV', n).sub }));
    const alternates = [1, 2, 3].map((n) => ({ agency: 'VPCP', reader: reader('VPCP', n).sub }));
    await coordinator.call('PUT', `/api/rounds/${round}/assignments`, { assignments: [...assignments, ...alternates] });
    await (await cloud.as(reader('BNV', 4))).call('PUT', path('BCT', '1.2', 'explanation/decision'), judge('1.5'));
    expect((await cellsAs(ofUnit('BCT'), 'BCT')).get('1.2')).toMatchObject({ settled: '1', final: '1.5', decision: { points: '1.5' } });
    // A colleague who comes second does not undo an adjudication.
    expect(await refusedWith((await cloud.as(reader('BNV', 4))).call('PUT', path('BCT', '1.2', 'adjudication'), cut('0.5')))).toBe(
      'cell-adjudicated-already',
    );
    // Once: neither another decision nor other words change it.
    expect(await refusedWith((await cloud.as(reader('BNV', 4))).call('PUT', path('BCT', '1.2', 'explanation/decision'), cut('1')))).toBe(
      'explanation-decided',
    );
    const words = { text: 'Nội dung khác hẳn nội dung đã được quyết định trước đó.', ground: 'time-frame' };
    expect(await refusedWith((await cloud.as(ofUnit('BCT'))).call('PUT', path('BCT', '1.2', 'explanation'), words))).toBe(
      'explanation-decided',
    );
    const unasked = (await cloud.as(reader('BNV', 4))).call('PUT', path('BTP', '1.2', 'explanation/decision'), judge('1.5'));
    expect(await refusedWith(unasked)).toBe('nothing-explained');
  });

  it('leaves the mean of two readings as it is, which lies between the steps of the rule', async () => {
    const words = { text: 'Đề nghị xem xét lại số liệu đến 31/12', ground: 'time-frame' };
    await (await cloud.as(ofUnit('BNV'))).call('PUT', path('BNV', '1.2', 'explanation'), words);
    const decide = async (points: string): Promise<unknown> =>
      (await cloud.as(reader('VPCP', 3))).call('PUT', path('BNV', '1.2', 'explanation/decision'), cut(points));
    expect(await refusedWith(decide('1.3'))).toBe('points-off-grid');
    await decide('1.25');
    expect((await cellsAs(ofUnit('BNV'), 'BNV')).get('1.2')).toMatchObject({ settled: '1.25', final: '1.25' });
  });

  it('adjusts a unit as a whole by a numbered decision, within what the set allows', async () => {
    const coordinator = await cloud.as(COORDINATOR);
    const adjust = (code: string, points: string): Promise<unknown> =>
      coordinator.call('PUT', `/api/rounds/${round}/units/BTP/adjustments/${code}`, { points, decisionNumber: '12/QĐ', reason: 'Ví dụ' });
    expect(await refusedWith(adjust('thuong', '-0.5'))).toBe('adjustment-out-of-range');
    expect(await refusedWith(adjust('tru', '-2.5'))).toBe('adjustment-out-of-range');
    expect(await refusedWith(adjust('khac', '1'))).toBe('adjustment-unknown');
    await adjust('tru', '-0.5');
  });

  it('freezes final points, evidence hashes, exemptions and adjustments, and publishes them on lines of their own', async () => {
    await cloud.moveTo(AFTER_ALL_ENTRY);
    await cloud.moveTo(PUBLICATION_OPENING);
    await (await cloud.as(COORDINATOR)).call('POST', `/api/rounds/${round}/freeze`, {});
    await cloud.moveTo(new Date(Date.parse(PUBLICATION_OPENING) + 60_000).toISOString());
    await releaseAsked(cloud, round);
    await (await cloud.as(SECOND_PUBLISHER)).call('POST', `/api/rounds/${round}/releases/1/approval`, {});
    const ranking = (await (await fetch(`${cloud.url}/${round}/ranking.json`)).json()) as {
      units: { unit: string; points: string; maxPoints: string; adjustments?: string }[];
    };
    const points = Object.fromEntries(ranking.units.map(({ unit, ...rest }) => [unit, [rest.points, rest.maxPoints, rest.adjustments]]));
    expect(points).toEqual({
      BCT: ['8.675', '10', undefined],
      BNV: ['8.66', '10', undefined],
      BTP: ['7.41', '9', '-0.5'],
    });
  });

  it('keeps an audit chain of each unit that verifies, with every change and its value before', async () => {
    const { links } = (await (await cloud.as(COORDINATOR)).call('GET', `/api/rounds/${round}/audit?unit=BCT`)) as {
      links: { action: string; details: Record<string, unknown> }[];
    };
    const actions = links.map(({ action }) => action);
    for (const action of [
      'upload-received',
      'self-assessment-recorded',
      'readings-recorded',
      'cell-adjudicated',
      'explanation-given',
      'explanation-decided',
      'document-accepted',
    ]) {
      expect(actions).toContain(action);
    }
    expect((await refusalOf((await cloud.as(ofUnit('BCT'))).call('GET', `/api/rounds/${round}/audit?unit=BCT`))).status).toBe(403);
  });
});
