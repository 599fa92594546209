import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareRelease, showRelease } from '../../../cli/release-steps.ts';
import type { ComplaintView, ReleaseView } from '../../../shared/contracts/publication.ts';
import type { AuditLink } from '../../../shared/domain/audit-chain.ts';
import { rawRequest } from '../../doubles/raw-calls.ts';
import {
  COORDINATOR,
  DECISION_PDF,
  ofAgency,
  ofUnit,
  PUBLICATION_OPENING,
  PUBLISHER,
  playToFreeze,
  refusalOf,
  releaseAsked,
  roundAs,
  SECOND_PUBLISHER,
  smallRound,
} from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = 'sau-cong-bo-2023';
type Person = Parameters<TestCloud['as']>[0];
const ANOTHER_READER = { sub: 'nguoi-tra-loi.demo', groups: ['appraiser'], agency: 'BNV' };

let cloud: TestCloud;
const call = async (person: Person, method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<unknown> =>
  await (await cloud.as(person)).call(method, `/api/rounds/${ROUND}${path}`, body);
const codeOf = async (calling: Promise<unknown>): Promise<[number, string | undefined]> => {
  const { status, problem } = await refusalOf(calling);
  return [status, problem?.code];
};
const page = async (path: string): Promise<string> => (await rawRequest(cloud.url, path)).body;
const days = async (n: number): Promise<void> => await cloud.moveTo(new Date(cloud.clock.now() + n * 86_400_000).toISOString());
const decision = { number: '1/QĐ', date: '2024-03-29', signatory: 'Bộ trưởng (thử nghiệm)', pdf: DECISION_PDF };
const council = { on: '2024-03-28', conclusions: [] };

beforeAll(async () => {
  cloud = await startTestCloud();
  await playToFreeze(cloud, [smallRound(ROUND)], { BCT: ['61.37', '27.13'], BNV: ['60.11', '26.29'], BTP: ['59.83', '28.07'] });
  await call(COORDINATOR, 'POST', '/freeze', {});
  while (!(await roundAs(await cloud.as(COORDINATOR), ROUND)).computed) await pause(50);
  await call(COORDINATOR, 'PUT', '/units/BCT/contacts', {
    contacts: [{ role: 'Đầu mối (demo)', email: 'dau-moi@bct.example', language: 'vi' }],
  });
  await cloud.moveTo(PUBLICATION_OPENING);
});
afterAll(() => cloud.end());

describe('a release that is being prepared', () => {
  let prepared: ReleaseView;

  it('has passed every check of its gate before anybody can ask for it', async () => {
    expect(await codeOf(call(ofUnit('BCT'), 'POST', '/units/BCT/complaints', { item: '1.1', ground: 'Sớm quá' }))).toEqual([
      409,
      'no-release-yet',
    ]);
    prepared = await prepareRelease(await cloud.as(PUBLISHER), ROUND);
    expect(prepared.status).toBe('prepared');
    expect(prepared.gate?.map(({ check, passed }) => [check, passed])).toEqual(
      ['two-renders-equal', 'totals', 'surveys-agree', 'disclosure', 'redaction', 'links', 'reports-open', 'hashes'].map((check) => [
        check,
        true,
      ]),
    );
    expect(prepared.contested).toEqual([]);
    expect(await codeOf(call(SECOND_PUBLISHER, 'POST', '/releases/1/approval', {}))).toEqual([409, 'release-not-requested']);
  });

  it('is asked for with a signed decision in PDF and nothing less', async () => {
    const ask = (about: unknown): Promise<unknown> => call(PUBLISHER, 'POST', '/releases/1/request', about);
    expect(await codeOf(ask({}))).toEqual([400, 'bad-request']);
    expect(await codeOf(ask({ council, decision: { ...decision, pdf: Buffer.from('không phải PDF').toString('base64') } }))).toEqual([
      422,
      'not-a-pdf',
    ]);
    expect(await codeOf(call(COORDINATOR, 'POST', '/releases/1/request', { council, decision }))).toEqual([403, 'not-allowed']);
  });

  it('can be looked at by its viewer for a quarter of an hour, every page marked and in the audit chain', async () => {
    expect(await codeOf(call(ofUnit('BCT'), 'POST', '/releases/1/preview', {}))).toEqual([403, 'not-allowed']);
    const { address } = (await call(PUBLISHER, 'POST', '/releases/1/preview', {})) as { address: string };
    const shown = await rawRequest(cloud.url, address);
    expect([shown.status, shown.body.includes('BẢN XEM TRƯỚC'), shown.body.includes('người công bố / publisher')]).toEqual([
      200,
      true,
      true,
    ]);
    const other = (path: string): string => address.replace('index.html', path);
    for (const path of ['units/BCT.html', 'en/index.html']) expect((await page(other(path))).includes('PREVIEW, NOT PUBLISHED')).toBe(true);
    expect((await rawRequest(cloud.url, other('style.css'))).status).toBe(200);
    for (const path of ['khong-co.html', '../2/index.html', 'publication.json'])
      expect([path, (await rawRequest(cloud.url, other(path))).status >= 400]).toEqual([path, true]);
    expect(
      (
        await rawRequest(
          cloud.url,
          address.replace(/previews\/(.)/, (_, first) => `previews/${first === 'A' ? 'B' : 'A'}`),
        )
      ).status,
    ).toBe(404);
    // Only the public site looks up the page of a folder: here links name it.
    expect(shown.body).toContain('href="en/index.html"');
    for (const path of ['units/BCT.html', 'index.html', 'en/units/BCT.html'])
      expect([path, [...(await page(other(path))).matchAll(/ href="[^"#]*\/["#]/g)].length]).toEqual([path, 0]);
    expect((await page(other('manifest.json'))).includes('"round"')).toBe(true);
    const { links } = (await call(COORDINATOR, 'GET', '/audit')) as { links: AuditLink[] };
    const seen = links.filter(({ action }) => action === 'preview-seen').map(({ actor, details }) => [actor, details.path]);
    const pages = ['index.html', 'units/BCT.html', 'en/index.html', 'units/BCT.html', 'index.html', 'en/units/BCT.html'];
    expect(seen).toEqual(pages.map((path) => [PUBLISHER.sub, path]));
    await cloud.moveTo(new Date(cloud.clock.now() + 16 * 60_000).toISOString());
    expect((await rawRequest(cloud.url, address)).status).toBe(404);
  });

  it('is asked for with days that have come, and with one conclusion on a cell of the round', async () => {
    const wrong = {
      council: {
        on: '2099-01-01',
        conclusions: [
          { unit: 'ZZZ', item: '9.9', conclusion: 'x' },
          { unit: 'BCT', item: '1.1', conclusion: 'x' },
          { unit: 'BCT', item: '1.1', conclusion: 'y' },
        ],
      },
      decision: { ...decision, date: '1900-01-01' },
    };
    const { status, problem } = await refusalOf(call(PUBLISHER, 'POST', '/releases/1/request', wrong));
    expect([status, problem?.errors?.map(({ at }) => at)]).toEqual([
      400,
      [
        'body.council.on',
        'body.decision.date',
        'body.council.conclusions.0.unit',
        'body.council.conclusions.0.item',
        'body.council.conclusions.2',
      ],
    ]);
  });

  it('goes live with the council’s record and the decision beside it, and its units are told', async () => {
    const conclusions = [{ unit: 'BCT', item: '1.1', conclusion: 'Đồng ý với bà Lê Thị Mẫu, 0912 345 678' }];
    await call(PUBLISHER, 'POST', '/releases/1/request', { council: { ...council, conclusions }, decision });
    expect(await codeOf(call(PUBLISHER, 'POST', '/releases', {}))).toEqual([409, 'release-pending']);
    await call(SECOND_PUBLISHER, 'POST', '/releases/1/approval', {});
    expect(JSON.parse(await page(`/${ROUND}/publication.json`))).toMatchObject({
      release: 1,
      manifestSha256: prepared.manifestSha256,
      decision: { number: '1/QĐ' },
      council: { conclusions: [{ conclusion: 'Đồng ý với [đã che / redacted], [đã che / redacted]' }] },
    });
    expect((await page(`/${ROUND}/publication-decision.pdf`)).startsWith('%PDF-')).toBe(true);
    await cloud.moveTo(new Date(cloud.clock.now() + 16 * 60_000).toISOString());
    const { mails } = (await (await fetch(`${cloud.url}/local/outbox`)).json()) as {
      mails: { to: string; subject: string; text: string }[];
    };
    const told = mails.filter(({ subject }) => subject.includes('Đã công bố (bản số 1)'));
    expect(told.map(({ to }) => to)).toEqual(['dau-moi@bct.example']);
  });
});

describe('a complaint', () => {
  it('is filed by the unit about its own item, acknowledged with a number and a day, and stands once', async () => {
    const about = { item: '1.1', ground: 'Tài liệu đã nộp chứng minh đủ điểm' };
    expect(await codeOf(call(ofUnit('BTP'), 'POST', '/units/BCT/complaints', about))).toEqual([403, 'not-allowed']);
    expect(await codeOf(call(ofUnit('BCT'), 'POST', '/units/BCT/complaints', { ...about, item: '9.9' }))).toEqual([404, 'not-found']);
    const filed = (await call(ofUnit('BCT'), 'POST', '/units/BCT/complaints', about)) as ComplaintView;
    expect(filed).toMatchObject({ number: 1, unit: 'BCT', item: '1.1', status: 'filed', release: 1, isOverdue: false });
    expect(Date.parse(filed.answerBy) - Date.parse(filed.filedAt)).toBe(20 * 86_400_000);
    expect(await codeOf(call(ofUnit('BCT'), 'POST', '/units/BCT/complaints', about))).toEqual([409, 'complaint-pending']);
    await call(ofUnit('BTP'), 'POST', '/units/BTP/complaints', { item: '1.1', ground: 'Đề nghị xem lại' });
    const seenBy = async (person: Person): Promise<number[]> =>
      ((await call(person, 'GET', '/complaints')) as { complaints: ComplaintView[] }).complaints.map(({ number }) => number);
    expect([await seenBy(ofUnit('BCT')), await seenBy(ofUnit('BNV')), await seenBy(COORDINATOR), await seenBy(ANOTHER_READER)]).toEqual([
      [1],
      [],
      [1, 2],
      [],
    ]);
  });

  it('is given to somebody who did not read the item, and answered by that person only', async () => {
    const give = (assignee: string): Promise<unknown> => call(COORDINATOR, 'PUT', '/complaints/1/assignment', { assignee });
    expect(await codeOf(give(ofAgency('BNV').sub))).toEqual([403, 'another-reader-needed']);
    expect(await codeOf(give(ofUnit('BCT').sub))).toEqual([403, 'another-reader-needed']);
    await give(ANOTHER_READER.sub);
    const answer = { outcome: 'upheld', text: 'Chấp nhận một phần', points: '60.5', decisionNumber: '70/QĐ-BNV' };
    expect(await codeOf(call(ofAgency('BNV'), 'POST', '/complaints/1/answer', answer))).toEqual([403, 'not-the-assignee']);
    expect(await codeOf(call(ANOTHER_READER, 'POST', '/complaints/1/answer', { outcome: 'upheld', text: 'x' }))).toEqual([
      400,
      'bad-request',
    ]);
    expect(await codeOf(call(ANOTHER_READER, 'POST', '/complaints/1/answer', { ...answer, points: '99' }))).toEqual([
      422,
      'points-above-maximum',
    ]);
    const answered = (await call(ANOTHER_READER, 'POST', '/complaints/1/answer', answer)) as ComplaintView;
    expect(answered).toMatchObject({ status: 'upheld', answer: { text: 'Chấp nhận một phần', ledgerEntry: 1 } });
    expect(await codeOf(call(ANOTHER_READER, 'POST', '/complaints/1/answer', answer))).toEqual([409, 'complaint-answered']);
    const [own] = ((await call(ofUnit('BCT'), 'GET', '/complaints')) as { complaints: ComplaintView[] }).complaints;
    expect(own).toMatchObject({ status: 'upheld', answer: { text: 'Chấp nhận một phần' } });
    expect(JSON.stringify(own)).not.toContain(ANOTHER_READER.sub);
    await call(COORDINATOR, 'PUT', '/complaints/2/assignment', { assignee: COORDINATOR.sub });
    expect(await call(COORDINATOR, 'POST', '/complaints/2/answer', { outcome: 'rejected', text: 'Điểm giữ nguyên' })).toMatchObject({
      status: 'rejected',
    });
  });

  it('that was upheld leads to a release that says what it changes, while the old one stays and says that it is superseded', async () => {
    await call(SECOND_PUBLISHER, 'POST', '/ledger/1/approval', {});
    const prepared = await prepareRelease(await cloud.as(PUBLISHER), ROUND);
    expect(prepared.contested).toEqual([
      { unit: 'BCT', item: '1.1' },
      { unit: 'BTP', item: '1.1' },
    ]);
    expect(await codeOf(call(PUBLISHER, 'POST', '/releases/2/request', { council, decision }))).toEqual([422, 'conclusions-missing']);
    // The old one is live until the new one is: its failure or delay changes nothing.
    expect(JSON.parse(await page(`/${ROUND}/ranking.json`))).toMatchObject({ release: 1, supersedes: null });
    const conclusions = (prepared.contested ?? []).map((cell) => ({ ...cell, conclusion: 'Hội đồng thống nhất' }));
    await call(PUBLISHER, 'POST', '/releases/2/request', { council: { ...council, conclusions }, decision });
    await call(SECOND_PUBLISHER, 'POST', '/releases/2/approval', {});

    const ranking = JSON.parse(await page(`/${ROUND}/ranking.json`)) as {
      release: number;
      supersedes: number;
      units: { unit: string; points: string; rank: number }[];
    };
    expect([ranking.release, ranking.supersedes]).toEqual([2, 1]);
    expect(ranking.units.map(({ unit, points, rank }) => [unit, points, rank])).toEqual([
      ['BTP', '87.9', 1],
      ['BCT', '87.63', 2],
      ['BNV', '86.4', 3],
    ]);
    const errata = await page(`/${ROUND}/errata.html`);
    for (const said of [
      '61,37',
      '60,5',
      '1 → 2',
      '70/QĐ-BNV',
      'Khiếu nại số 1',
      'Đã nhận 2; chấp nhận 1 (đã sửa trong bản này: 1); bác 1',
      `/releases/${ROUND}/1/`,
    ])
      expect(errata).toContain(said);
    expect(JSON.parse(await page(`/${ROUND}/datapackage.json`))).toMatchObject({ version: '2', supersedes: '1' });
    for (const path of ['', 'index.html', 'units/BCT.html', 'ranking.csv'])
      expect((await rawRequest(cloud.url, `/releases/${ROUND}/1/${path}`)).status).toBe(200);
    expect(await page(`/releases/${ROUND}/1/status.css`)).toContain('.superseded{display:block}');
    expect([await page(`/releases/${ROUND}/2/status.css`), await page(`/${ROUND}/status.css`)]).toEqual(['', '']);
    expect((await showRelease(await cloud.as(PUBLISHER), ROUND, 1)).status).toBe('published');
  });

  it('is not taken after the time for complaints', async () => {
    await days(14);
    await call(ofUnit('BNV'), 'POST', '/units/BNV/complaints', { item: '1.1', ground: 'Còn trong hạn' });
    await days(2);
    expect(await codeOf(call(ofUnit('BCT'), 'POST', '/units/BCT/complaints', { item: '1.1', ground: 'Hết hạn' }))).toEqual([
      409,
      'complaints-over',
    ]);
    await days(20);
    const { complaints } = (await call(COORDINATOR, 'GET', '/complaints')) as { complaints: ComplaintView[] };
    expect(complaints.map(({ isOverdue }) => isOverdue)).toEqual([false, false, true]);
  });
});

describe('a plan for lost points', () => {
  const entry = { item: '1.1', action: 'Hoàn thành kế hoạch', owner: 'Vụ Tổ chức', dueOn: '2024-12-31' };

  it('is the unit’s own, about items where it lost points, and shows in the next release', async () => {
    expect(await codeOf(call(ofUnit('BTP'), 'PUT', '/units/BCT/remedies', { plan: [entry] }))).toEqual([403, 'not-allowed']);
    expect(await codeOf(call(ofUnit('BCT'), 'PUT', '/units/BCT/remedies', { plan: [{ ...entry, item: '9.9' }] }))).toEqual([
      404,
      'not-found',
    ]);
    const early = await refusalOf(call(ofUnit('BCT'), 'PUT', '/units/BCT/remedies', { plan: [{ ...entry, dueOn: '1999-01-01' }] }));
    expect([early.status, early.problem?.errors?.map(({ at }) => at)]).toEqual([400, ['body.plan.0.dueOn']]);
    await call(ofUnit('BCT'), 'PUT', '/units/BCT/remedies', { plan: [{ ...entry, action: 'Bản đầu' }] });
    await call(ofUnit('BCT'), 'PUT', '/units/BCT/remedies', {
      plan: [{ ...entry, action: 'Hoàn thành kế hoạch, ông Trần Văn Mẫu phụ trách' }],
    });
    // It is about BNV, whose own appraiser this is.
    await call(COORDINATOR, 'PUT', '/complaints/3/assignment', { assignee: ANOTHER_READER.sub });
    const own = call(ANOTHER_READER, 'POST', '/complaints/3/answer', { outcome: 'rejected', text: 'Giữ nguyên' });
    expect(await codeOf(own)).toEqual([403, 'own-unit']);
    await call(COORDINATOR, 'PUT', '/complaints/3/assignment', { assignee: COORDINATOR.sub });
    await call(COORDINATOR, 'POST', '/complaints/3/answer', { outcome: 'rejected', text: 'Giữ nguyên' });
    await releaseAsked(cloud, ROUND);
    await call(SECOND_PUBLISHER, 'POST', '/releases/3/approval', {});
    const shown = await page(`/${ROUND}/units/BCT.html`);
    expect(shown).toContain('Hoàn thành kế hoạch, [đã che / redacted] phụ trách');
    expect(shown).toContain('31/12/2024');
    expect(shown).not.toContain('Trần Văn Mẫu');
  });
});

describe('what changes while a release is under way', () => {
  const complain = async (unit: string): Promise<number> => {
    const { number } = (await call(ofUnit(unit), 'POST', `/units/${unit}/complaints`, { item: '1.1', ground: 'Đề nghị xem lại' })) as {
      number: number;
    };
    await call(COORDINATOR, 'PUT', `/complaints/${number}/assignment`, { assignee: ANOTHER_READER.sub });
    return number;
  };
  const answer = async (number: number, body: object): Promise<ComplaintView> =>
    (await call(ANOTHER_READER, 'POST', `/complaints/${number}/answer`, body)) as ComplaintView;
  const upheld = (points: string) => ({ outcome: 'upheld', text: 'Chấp nhận', points, decisionNumber: '71/QĐ-BNV' });
  const rejected = { outcome: 'rejected', text: 'Giữ nguyên' };
  let first: number | undefined;
  const ledger = async (): Promise<{ number: number; unit: string; complaint?: number }[]> =>
    ((await call(COORDINATOR, 'GET', '/ledger')) as { entries: { number: number; unit: string; complaint?: number }[] }).entries;

  it('is answered once, and its correction stands with the answer or not at all', async () => {
    for (let time = 0; time < 3; time += 1) {
      const number = await complain('BTP');
      const settled = await Promise.allSettled([answer(number, upheld(`5${time}.5`)), answer(number, rejected)]);
      const won = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(won).toHaveLength(1);
      const proposed = (await ledger()).filter(({ complaint }) => complaint === number);
      expect(proposed).toHaveLength(won[0]?.status === 'upheld' ? 1 : 0);
      for (const { number: entry } of proposed) await call(SECOND_PUBLISHER, 'POST', `/ledger/${entry}/approval`, {});
    }
  });

  it('waits for a correction of the same points, and says what to do where another one came first', async () => {
    first = (await answer(await complain('BCT'), upheld('58'))).answer?.ledgerEntry;
    const second = await complain('BCT');
    expect(await codeOf(answer(second, upheld('57')))).toEqual([409, 'correction-pending']);
    const other = { unit: 'BCT', item: '1.1', points: '56', decisionNumber: '72/QĐ-BNV', reason: 'Rà soát' };
    const { number } = (await call(COORDINATOR, 'POST', '/ledger', other)) as { number: number };
    await call(SECOND_PUBLISHER, 'POST', `/ledger/${number}/approval`, {});
    expect(await codeOf(call(SECOND_PUBLISHER, 'POST', `/ledger/${first}/approval`, {}))).toEqual([409, 'correction-overtaken']);
    const entry = (await answer(second, upheld('57'))).answer?.ledgerEntry;
    await call(SECOND_PUBLISHER, 'POST', `/ledger/${entry}/approval`, {});
    // The points are what they ought to be by then: the entry that made them so answers this one too.
    const before = await ledger();
    expect((await answer(await complain('BCT'), upheld('57'))).answer?.ledgerEntry).toBe(entry);
    expect(await ledger()).toEqual(before);
  });

  it('stops a release after whose request a complaint was answered, on which the council has not concluded', async () => {
    const open = await complain('BNV');
    await call(COORDINATOR, 'PUT', `/complaints/${open}/assignment`, { assignee: COORDINATOR.sub });
    const prepared = await prepareRelease(await cloud.as(PUBLISHER), ROUND);
    await call(COORDINATOR, 'POST', `/complaints/${open}/answer`, rejected);
    // That an earlier answer about the same cell was concluded on is not enough.
    const conclusions = (prepared.contested ?? []).map((cell) => ({ ...cell, conclusion: 'Hội đồng thống nhất' }));
    const asking = call(PUBLISHER, 'POST', `/releases/${prepared.release}/request`, { council: { ...council, conclusions }, decision });
    expect(await codeOf(asking)).toEqual([409, 'release-outdated']);
    const later = await complain('BNV');
    const asked = await releaseAsked(cloud, ROUND);
    await answer(later, rejected).catch(async () => {
      await call(COORDINATOR, 'PUT', `/complaints/${later}/assignment`, { assignee: COORDINATOR.sub });
      await call(COORDINATOR, 'POST', `/complaints/${later}/answer`, rejected);
    });
    expect(await codeOf(call(SECOND_PUBLISHER, 'POST', `/releases/${asked.release}/approval`, {}))).toEqual([409, 'release-outdated']);
    const next = await releaseAsked(cloud, ROUND);
    await call(SECOND_PUBLISHER, 'POST', `/releases/${next.release}/approval`, {});
    const { complaints } = (await call(COORDINATOR, 'GET', '/complaints')) as { complaints: ComplaintView[] };
    const accepted = complaints.filter(({ status }) => status === 'upheld').length;
    // All but the one whose entry another one overtook.
    expect(await page(`/${ROUND}/errata.html`)).toContain(`chấp nhận ${accepted} (đã sửa trong bản này: ${accepted - 1})`);
    const overtaken = complaints.find(({ answer: given }) => given?.text === 'Chấp nhận' && given.ledgerEntry === first);
    const anew = {
      unit: 'BCT',
      item: '1.1',
      points: '58',
      decisionNumber: '73/QĐ-BNV',
      reason: 'Theo khiếu nại',
      complaint: overtaken?.number,
    };
    expect(await codeOf(call(COORDINATOR, 'POST', '/ledger', { ...anew, unit: 'BTP' }))).toEqual([404, 'not-found']);
    const { number } = (await call(COORDINATOR, 'POST', '/ledger', anew)) as { number: number };
    await call(SECOND_PUBLISHER, 'POST', `/ledger/${number}/approval`, {});
    const last = await releaseAsked(cloud, ROUND);
    await call(SECOND_PUBLISHER, 'POST', `/releases/${last.release}/approval`, {});
    expect(await page(`/${ROUND}/errata.html`)).toContain(`chấp nhận ${accepted} (đã sửa trong bản này: ${accepted})`);
  });

  it('stops a release whose list of changes is against one that was taken back', async () => {
    const { release } = await releaseAsked(cloud, ROUND);
    const live = release - 1;
    for (const person of [PUBLISHER, SECOND_PUBLISHER]) await call(person, 'POST', `/releases/${live}/rollback`, {});
    expect(await codeOf(call(SECOND_PUBLISHER, 'POST', `/releases/${release}/approval`, {}))).toEqual([409, 'release-outdated']);
    const next = await releaseAsked(cloud, ROUND);
    expect((await showRelease(await cloud.as(PUBLISHER), ROUND, release)).status).toBe('withdrawn');
    await call(SECOND_PUBLISHER, 'POST', `/releases/${next.release}/approval`, {});
    expect(JSON.parse(await page(`/${ROUND}/ranking.json`))).toMatchObject({ release: next.release, supersedes: live - 1 });
  });
});
