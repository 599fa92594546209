import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { gateViewSchema, ledgerViewSchema, previewSchema, roundViewSchema } from '../../../shared/contracts/rounds.ts';
import { firstBrokenLink } from '../../../shared/domain/audit-chain.ts';
import { criteriaSetSchema } from '../../../shared/domain/criteria-set.ts';
import { type LedgerEntry, ledgerEntrySchema } from '../../../shared/domain/ledger.ts';
import { richForm } from '../../doubles/rich-round.ts';
import {
  AFTER_ALL_ENTRY,
  APPRAISAL_OPENING,
  COORDINATOR,
  OPENING,
  ofAgency,
  ofUnit,
  PUBLICATION_OPENING,
  PUBLISHER,
  refusalOf,
  releaseAsked,
  SECOND_PUBLISHER,
  smallRound,
  upload,
} from '../../doubles/small-round.ts';
import { SURVEYOR, smallAnswers, smallCsv, smallInstrument, smallMapping, smallSample } from '../../doubles/small-survey.ts';
import { exampleRound, startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = 'cua-chot-2023';
const EMBARGO = '2024-04-10T03:00:00Z';
const ITEMS = Array.from({ length: 16 }, (_, i) => `1.${i + 1}`);
const name = (text: string) => ({ vi: text, en: text });
/** Sixteen appraised items and one that the survey feeds. */
const SET = criteriaSetSchema.parse({
  ...exampleRound().criteriaSet,
  id: 'cua-chot',
  fields: [
    {
      code: '1',
      name: name('Thẩm định'),
      criteria: ITEMS.map((code) => ({
        ...{ code, name: name(`Tiêu chí ${code}`), maxPoints: '4', method: 'appraised' },
        ...{ rule: { type: 'manual', step: '0.5' }, agencies: { lead: 'VPCP', alternate: 'TTCP' } },
      })),
    },
    {
      code: '2',
      name: name('Điều tra'),
      criteria: [
        { code: '2.1', name: name('Hài lòng'), maxPoints: '36', method: 'survey', rule: { type: 'survey-share', instrument: 'hai-long' } },
      ],
    },
  ],
});
/** BCT and BYT submit, BNV and BTP say nothing; nobody in BYT was asked. */
const UNITS = ['BCT', 'BNV', 'BTP', 'BYT'];
const definition = smallRound(ROUND, {
  criteriaSet: SET,
  units: exampleRound().units.filter(({ code }) => UNITS.includes(code)),
  instruments: [smallInstrument],
  calendar: {
    ...exampleRound().calendar,
    publication: { opensAt: PUBLICATION_OPENING, embargoUntil: EMBARGO, deadlineAt: '2024-04-17T10:00:00Z' },
  },
});
const unread = (unit: string): string[] => ITEMS.slice(1).map((item) => `item/${unit}/${item}`);

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
const gate = async (): Promise<z.infer<typeof gateViewSchema>> => gateViewSchema.parse(await call(COORDINATOR, 'GET', '/gate'));
const decide = async (matters: string[], resolution: string, decisionNumber: string, reason: string): Promise<void> => {
  await call(COORDINATOR, 'POST', '/resolutions', { matters, resolution, decisionNumber, reason });
  await call(PUBLISHER, 'POST', '/resolutions/approval', { matters, decisionNumber });
};

beforeAll(async () => {
  cloud = await startTestCloud();
  await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', definition);
  await cloud.moveTo(OPENING);
  for (const unit of ['BCT', 'BYT']) {
    const claims = new Map(
      ITEMS.map(
        (item) =>
          [item, { item, points: '3', facts: {}, evidence: 'Báo cáo 1/BC', explanation: 'Chưa đạt mức tối đa vì còn việc' }] as const,
      ),
    );
    const receipt = await upload(await cloud.as(ofUnit(unit)), ROUND, 'self-assessment', await richForm(definition, unit, claims));
    expect([receipt.status, receipt.recordedAs?.claimed]).toEqual(['accepted', 16]);
  }
  const survey = `/surveys/${smallInstrument.id}`;
  await call(COORDINATOR, 'PUT', `${survey}/mappings/1`, smallMapping);
  await call(COORDINATOR, 'PUT', `${survey}/sample`, smallSample);
  const details = { survey: { instrument: smallInstrument.id, mapping: 1 } };
  await upload(await cloud.as(SURVEYOR), ROUND, 'survey', smallCsv(smallAnswers('mot')), 'phieu.csv', details);
  await cloud.moveTo(APPRAISAL_OPENING);
  for (const unit of ['BCT', 'BYT'])
    await call(ofAgency('VPCP'), 'PUT', `/units/${unit}/items/1.1/reading`, { points: '3', reason: 'Đã kiểm tra' });
  await call(COORDINATOR, 'POST', `${survey}/estimates`, {});
});
afterAll(() => cloud.end());

describe('the gate before the freeze', () => {
  it('lists two silent units, thirty unread items and the unit without survey, each with what may become of it', async () => {
    const { open, matters, stagesNotOver } = await gate();
    expect(stagesNotOver).toEqual(['survey', 'appraisal', 'explanation']);
    expect(open).toBe(33);
    expect(matters.map(({ id }) => id).sort()).toEqual(
      [...unread('BCT'), ...unread('BYT'), 'survey/hai-long/BYT', 'unit/BNV', 'unit/BTP'].sort(),
    );
    expect(matters.find(({ id }) => id === 'unit/BNV')).toMatchObject({
      state: 'open',
      missing: 'submission',
      choices: ['agency-figures', 'zero', 'unranked'],
    });
    expect(matters.find(({ id }) => id === 'survey/hai-long/BYT')).toMatchObject({
      missing: 'survey-below-minimum',
      choices: ['unranked'],
    });
  });

  it('is seen by coordinators and publishers only', async () => {
    expect((await gate()).matters).toEqual(gateViewSchema.parse(await call(PUBLISHER, 'GET', '/gate')).matters);
    for (const person of [ofUnit('BCT'), ofAgency('VPCP'), SURVEYOR, { sub: 'van-hanh.demo', groups: ['operator'] }])
      expect(await codeOf(call(person, 'GET', '/gate'))).toEqual([403, 'not-allowed']);
  });

  it('keeps the freeze away while one is open, names each, and says what would open it', async () => {
    await cloud.moveTo(AFTER_ALL_ENTRY);
    const { status, problem } = await refusalOf(call(COORDINATOR, 'POST', '/freeze', {}));
    expect([status, problem?.code, problem?.errors?.length]).toEqual([409, 'points-missing', 33]);
    expect(problem?.errors).toContainEqual({ id: 'unit/BTP', kind: 'unit-without-submission', unit: 'BTP', missing: 'submission' });
    expect(problem?.lock).toMatchObject({ opensEn: expect.stringContaining('/resolutions') });
  });

  it('shows a publisher the index as it stands, once asked by name, and nobody else', async () => {
    for (const person of [COORDINATOR, ofUnit('BCT'), ofAgency('VPCP')])
      expect(await codeOf(call(person, 'POST', '/preview', {}))).toEqual([403, 'not-allowed']);
    const preview = previewSchema.parse(await call(PUBLISHER, 'POST', '/preview', {}));
    expect([preview.open, preview.seenBy, preview.index.units.map(({ rank }) => rank)]).toEqual([
      33,
      PUBLISHER.sub,
      [null, null, null, null],
    ]);
    const audit = (await call(COORDINATOR, 'GET', '/audit')) as { links: Parameters<typeof firstBrokenLink>[0] };
    expect(audit.links.filter(({ action }) => action === 'preview-seen').map(({ actor }) => actor)).toEqual([PUBLISHER.sub]);
  });
});

describe('a matter', () => {
  const proposal = { matters: ['unit/BNV'], resolution: 'zero', decisionNumber: '41/QĐ-BNV', reason: 'Không nộp báo cáo' };

  it.each<[string, object, number, string]>([
    ['in a way that is none of its own', { resolution: 'self-score' }, 422, 'resolution-not-possible'],
    ['of an unknown unit', { matters: ['unit/BXD'] }, 404, 'not-found'],
    ['of an unknown item', { matters: ['item/BCT/9.9'] }, 404, 'not-found'],
    ['of an unknown survey', { matters: ['survey/khac/BCT'] }, 404, 'not-found'],
    ['without a decision', { decisionNumber: '' }, 400, 'bad-request'],
    ['twice in one call', { matters: ['unit/BNV', 'unit/BNV'] }, 400, 'bad-request'],
  ])('is not resolved %s', async (_, change, status, code) => {
    expect(await codeOf(call(COORDINATOR, 'POST', '/resolutions', { ...proposal, ...change }))).toEqual([status, code]);
  });

  it('needs a coordinator, then a publisher, another person, and the same decision', async () => {
    const approval = { matters: ['unit/BNV'], decisionNumber: '41/QĐ-BNV' };
    expect(await codeOf(call(PUBLISHER, 'POST', '/resolutions', proposal))).toEqual([403, 'not-allowed']);
    expect(await codeOf(call(PUBLISHER, 'POST', '/resolutions/approval', approval))).toEqual([404, 'not-found']);
    const both = { sub: 'hai-vai.demo', groups: ['coordinator', 'publisher'] };
    expect(await call(both, 'POST', '/resolutions', proposal)).toMatchObject({ state: 'proposed' });
    expect((await gate()).matters.find(({ id }) => id === 'unit/BNV')).toMatchObject({ state: 'proposed', resolution: 'zero' });
    expect(await codeOf(call(both, 'POST', '/resolutions/approval', approval))).toEqual([403, 'second-person-needed']);
    expect(await codeOf(call(COORDINATOR, 'POST', '/resolutions/approval', approval))).toEqual([403, 'not-allowed']);
    const other = { ...approval, decisionNumber: '42/QĐ-BNV' };
    expect(await codeOf(call(PUBLISHER, 'POST', '/resolutions/approval', other))).toEqual([409, 'decision-differs']);
    expect((await gate()).open).toBe(33);
    expect(await call(PUBLISHER, 'POST', '/resolutions/approval', approval)).toMatchObject({ state: 'resolved' });
    expect((await gate()).open).toBe(32);
  });

  it('is resolved in bulk, and one that came out otherwise meanwhile needs nothing', async () => {
    await decide(['unit/BTP'], 'unranked', '42/QĐ-BNV', 'Sáp nhập trong năm');
    await decide(unread('BCT'), 'self-score', '43/QĐ-BNV', 'Công nhận điểm tự chấm');
    await decide(unread('BYT'), 'not-applicable', '44/QĐ-BNV', 'Không đủ căn cứ thẩm định');
    await decide(['survey/hai-long/BYT'], 'unranked', '45/QĐ-BNV', 'Không có phiếu điều tra');
    // A reading that comes after all goes before the decision.
    await call(ofAgency('VPCP'), 'PUT', '/units/BCT/items/1.2/reading', { points: '2', reason: 'Đọc bổ sung', reasonCode: 'not-accepted' });
    const { open, matters } = await gate();
    expect(open).toBe(0);
    expect(matters.every(({ state, by }) => state === 'resolved' && by === 'decision')).toBe(true);
    expect(matters.some(({ id }) => id === 'item/BCT/1.2')).toBe(false);
  });
});

describe('after the freeze', () => {
  it('nothing is resolved, previewed or reopened any more', async () => {
    await call(COORDINATOR, 'POST', '/freeze', {});
    const again = { matters: ['unit/BNV'], resolution: 'zero', decisionNumber: '1', reason: 'x' };
    expect(await codeOf(call(COORDINATOR, 'POST', '/resolutions', again))).toEqual([409, 'already-frozen']);
    expect(await codeOf(call(PUBLISHER, 'POST', '/preview', {}))).toEqual([409, 'already-frozen']);
    const reopening = { deadlineAt: '2024-03-20T10:00:00Z', decisionNumber: '1', reason: 'x' };
    const { problem } = await refusalOf(call(COORDINATOR, 'POST', '/stages/appraisal/reopening', reopening));
    expect(problem).toMatchObject({ code: 'already-frozen', lock: { decidedBy: COORDINATOR.sub, since: expect.any(String) } });
  });

  it('points change by an entry of two persons, with its effect on ranks', async () => {
    await cloud.moveTo(PUBLICATION_OPENING);
    const wanted = { unit: 'BCT', item: '1.2', points: '4', decisionNumber: '51/QĐ-BNV', reason: 'Sửa theo kết luận' };
    expect(await codeOf(call(PUBLISHER, 'POST', '/ledger', wanted))).toEqual([403, 'not-allowed']);
    expect(await codeOf(call(COORDINATOR, 'POST', '/ledger', { ...wanted, points: '4.5' }))).toEqual([422, 'points-above-maximum']);
    expect(await codeOf(call(COORDINATOR, 'POST', '/ledger', { ...wanted, points: '2' }))).toEqual([422, 'nothing-to-correct']);
    expect(await codeOf(call(COORDINATOR, 'POST', '/ledger', { ...wanted, item: '9' }))).toEqual([404, 'not-found']);
    const entry = ledgerEntrySchema.parse(await call(COORDINATOR, 'POST', '/ledger', wanted));
    expect(entry).toMatchObject({ number: 1, before: '2', after: '4' });
    expect(entry).not.toHaveProperty('effect');
    expect(await codeOf(call(COORDINATOR, 'POST', '/ledger/1/approval', {}))).toEqual([403, 'not-allowed']);
    const approved = ledgerEntrySchema.parse(await call(PUBLISHER, 'POST', '/ledger/1/approval', {}));
    expect(approved.effect).toMatchObject({ rankBefore: 1, rankAfter: 1, others: [] });
    expect(Number(approved.effect?.indexAfter)).toBeGreaterThan(Number(approved.effect?.indexBefore));
    expect(ledgerEntrySchema.parse(await call(PUBLISHER, 'POST', '/ledger/1/approval', {}))).toEqual(approved);
    const { entries } = ledgerViewSchema.parse(await call(COORDINATOR, 'GET', '/ledger'));
    expect(entries).toEqual<LedgerEntry[]>([approved]);
  });

  it('a release that was made before a correction cannot go live, a further one can, with every reason shown', async () => {
    const { release } = await releaseAsked(cloud, ROUND);
    await call(COORDINATOR, 'POST', '/ledger', {
      unit: 'BCT',
      item: '1.3',
      points: 'NA',
      decisionNumber: '52/QĐ-BNV',
      reason: 'Không áp dụng',
    });
    await call(SECOND_PUBLISHER, 'POST', '/ledger/2/approval', {});
    expect(await codeOf(call(SECOND_PUBLISHER, 'POST', `/releases/${release}/approval`, {}))).toEqual([409, 'release-outdated']);
    const next = await releaseAsked(cloud, ROUND);
    expect(next.release).toBe(release + 1);
    const { problem } = await refusalOf(call(SECOND_PUBLISHER, 'POST', `/releases/${next.release}/approval`, {}));
    expect([problem?.code, problem?.detail]).toEqual([
      'embargo',
      'Không có gì được công bố trước 10:00, thứ Tư 10/04/2024 (giờ Việt Nam).',
    ]);
    await cloud.moveTo(EMBARGO);
    await call(SECOND_PUBLISHER, 'POST', `/releases/${next.release}/approval`, {});

    const text = async (path: string): Promise<string> => await (await fetch(`${cloud.url}/${ROUND}/${path}`)).text();
    for (const page of [await text('decisions.html'), await text('en/decisions.html')]) {
      const reasons = [
        'Không nộp báo cáo',
        'Sáp nhập trong năm',
        'Công nhận điểm tự chấm',
        'Không đủ căn cứ thẩm định',
        'Không có phiếu điều tra',
      ];
      for (const said of [...reasons, 'Sửa theo kết luận', '41/QĐ-BNV', '52/QĐ-BNV']) expect(page).toContain(said);
      expect(page).not.toContain(COORDINATOR.sub);
      expect(page).not.toContain(PUBLISHER.sub);
    }
    const csv = (await text('decisions.csv')).trim().split('\r\n');
    expect(csv).toHaveLength(1 + 32 + 2);
    const ranking = JSON.parse(await text('ranking.json')) as {
      unranked: { unit: string }[];
      units: { unit: string; rank: number | null }[];
    };
    expect(ranking.unranked.map(({ unit }) => unit)).toEqual(['BTP', 'BYT']);
    expect(ranking.units.map(({ unit, rank }) => [unit, rank])).toEqual([
      ['BCT', 1],
      ['BNV', 2],
      ['BTP', null],
      ['BYT', null],
    ]);
    const view = roundViewSchema.parse(await call(COORDINATOR, 'GET', ''));
    expect(view.stages.at(-1)?.status).toBe('closed');
    const audit = (await call(COORDINATOR, 'GET', '/audit')) as { links: Parameters<typeof firstBrokenLink>[0] };
    expect(firstBrokenLink(audit.links)).toBeUndefined();
  });
});
