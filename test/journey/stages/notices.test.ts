import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { noticesViewSchema } from '../../../shared/contracts/rounds.ts';
import {
  APPRAISAL_OPENING,
  COORDINATOR,
  fetchForm,
  fill,
  OPENING,
  ofAgency,
  ofUnit,
  refusalOf,
  rest,
  smallRound,
  UNITS,
  upload,
} from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = 'thong-bao-2023';
interface Mail {
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

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
const outbox = async (): Promise<Mail[]> => ((await (await fetch(`${cloud.url}/local/outbox`)).json()) as { mails: Mail[] }).mails;
const notices = async (person: Parameters<TestCloud['as']>[0] = COORDINATOR): Promise<z.infer<typeof noticesViewSchema>['notices']> =>
  noticesViewSchema.parse(await call(person, 'GET', '/notices')).notices;
const contactsOf = (unit: string) => ({
  contacts: [{ role: 'Đầu mối cải cách hành chính (demo)', email: `dau-moi@${unit.toLowerCase()}.example`, language: 'vi' }],
  head: { role: 'Head of the unit (demo)', email: `head@${unit.toLowerCase()}.example`, language: 'en' },
});
const submit = async (unit: string, cells: Parameters<typeof fill>[1]) =>
  await upload(await cloud.as(ofUnit(unit)), ROUND, 'self-assessment', fill(await fetchForm(cloud, ROUND, unit), cells));

beforeAll(async () => {
  cloud = await startTestCloud();
  await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', smallRound(ROUND));
});
afterAll(() => cloud.end());

describe('contacts', () => {
  it('are set by the unit itself or a coordinator, and seen by them only', async () => {
    await call(ofUnit('BCT'), 'PUT', '/units/BCT/contacts', contactsOf('BCT'));
    await call(COORDINATOR, 'PUT', '/units/BTP/contacts', contactsOf('BTP'));
    expect(await call(ofUnit('BCT'), 'GET', '/units/BCT/contacts')).toMatchObject({ ...contactsOf('BCT'), unit: 'BCT' });
    expect(await codeOf(call(ofUnit('BCT'), 'PUT', '/units/BTP/contacts', contactsOf('BTP')))).toEqual([404, 'not-found']);
    expect(await codeOf(call(ofUnit('BCT'), 'GET', '/units/BTP/contacts'))).toEqual([404, 'not-found']);
    expect(await codeOf(call(ofAgency('BNV'), 'GET', '/units/BTP/contacts'))).toEqual([403, 'not-allowed']);
    expect(await codeOf(call(COORDINATOR, 'GET', '/units/BNV/contacts'))).toEqual([404, 'not-found']);
  });

  it.each<[string, object]>([
    ['no address', { contacts: [] }],
    ['something that is no address', { contacts: [{ role: 'x', email: 'khong-phai', language: 'vi' }] }],
    [
      'one address twice',
      { contacts: [contactsOf('BCT').contacts[0], { ...contactsOf('BCT').contacts[0], email: 'DAU-MOI@bct.example' }] },
    ],
    ['a line break that would become a header', { contacts: [{ role: 'x', email: 'a@b.example\nBcc: c@d.example', language: 'vi' }] }],
  ])('are refused with %s', async (_, body) => {
    expect(await codeOf(call(ofUnit('BCT'), 'PUT', '/units/BCT/contacts', body))).toEqual([400, 'bad-request']);
  });

  it('leave no address in the audit chain', async () => {
    expect(JSON.stringify(await call(COORDINATOR, 'GET', '/audit?unit=BCT'))).not.toContain('bct.example');
  });
});

describe('a notice', () => {
  it('goes out when the stage opens, to each contact in its language, once', async () => {
    await cloud.moveTo(OPENING);
    await rest(cloud);
    const sent = await outbox();
    expect(sent.map(({ to }) => to).sort()).toEqual(['dau-moi@bct.example', 'dau-moi@btp.example']);
    expect(sent[0]).toMatchObject({ from: 'par-index-dev@par-index.example', subject: `[${ROUND}] Giai đoạn tự chấm điểm đã mở` });
    expect(sent[0]?.text).toContain('Hạn của đơn vị: 17:00, thứ Tư 31/01/2024 (giờ Việt Nam).');
    const known = await notices();
    expect(known.map(({ kind, unit, status, recipients }) => [kind, unit, status, recipients]).sort()).toEqual([
      ['opening', 'BCT', 'sent', 1],
      ['opening', 'BNV', 'no-contact', 0],
      ['opening', 'BTP', 'sent', 1],
    ]);
    await cloud.moveTo('2024-01-04T01:00:00Z');
    expect(await outbox()).toHaveLength(2);
  });

  it('tells of errors in a file, without what the file says', async () => {
    await submit('BTP', { G7: 'tám mươi' });
    await cloud.moveTo('2024-01-10T01:00:00Z');
    const [mail, ...more] = (await outbox()).slice(2);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ to: 'dau-moi@btp.example', subject: `[${ROUND}] Tệp đã nộp có lỗi cần sửa` });
    expect(mail?.text).not.toContain('tám mươi');
  });

  it('reminds units that are not complete, five, two and one working days before the deadline, the head from one on', async () => {
    await submit('BCT', { G7: 40 });
    await cloud.moveTo('2024-01-31T09:00:00Z');
    const reminders = (await outbox()).slice(3);
    expect(reminders.map(({ at, to }) => [at.slice(0, 16), to]).sort()).toEqual(
      ['BCT', 'BTP']
        .flatMap((unit) => [
          ['2024-01-24T10:00', `dau-moi@${unit.toLowerCase()}.example`],
          ['2024-01-29T10:00', `dau-moi@${unit.toLowerCase()}.example`],
          ['2024-01-30T10:00', `dau-moi@${unit.toLowerCase()}.example`],
          ['2024-01-30T10:00', `head@${unit.toLowerCase()}.example`],
        ])
        .sort(),
    );
    const toHead = reminders.find(({ to }) => to === 'head@bct.example');
    expect(toHead?.subject).toBe(`[${ROUND}] To the head of the unit: 1 working day(s) left, not complete`);
    expect(toHead?.text).toContain('- no statement of the head');
    expect(toHead?.text).toContain('Deadline of the self-assessment: 17:00 on 31 January 2024 (Viet Nam time)');
    expect(reminders.find(({ to, at }) => to === 'dau-moi@btp.example' && at < '2024-01-25')?.text).toContain('- 1 tiêu chí chưa tự chấm');
  });

  it('tells units that their appraised points are there, and never the points', async () => {
    await cloud.moveTo(APPRAISAL_OPENING);
    for (const unit of UNITS)
      await call(ofAgency(unit === 'BNV' ? 'VPCP' : 'BNV'), 'PUT', `/units/${unit}/items/1.1/reading`, {
        points: '37.25',
        reason: 'Đã kiểm tra',
        reasonCode: 'other',
      });
    const before = (await outbox()).length;
    await cloud.moveTo('2024-03-01T01:00:00Z');
    await cloud.moveTo('2024-03-04T01:00:00Z');
    const later = (await outbox()).slice(before);
    expect(later.map(({ to, subject }) => [to, subject.replace(`[${ROUND}] `, '')]).sort()).toEqual([
      ['dau-moi@bct.example', 'Giai đoạn giải trình đã mở'],
      ['dau-moi@bct.example', 'Đã có điểm thẩm định'],
      ['dau-moi@btp.example', 'Giai đoạn giải trình đã mở'],
      ['dau-moi@btp.example', 'Đã có điểm thẩm định'],
    ]);
    expect(JSON.stringify(await outbox())).not.toMatch(/37[.,]25/);
  });

  it('is on record for the ministry, and for a unit its own', async () => {
    const all = await notices();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.every(({ status }) => status === 'sent' || status === 'no-contact')).toBe(true);
    expect(new Set((await notices(ofUnit('BTP'))).map(({ unit }) => unit))).toEqual(new Set(['BTP']));
    expect(await codeOf(call(ofAgency('BNV'), 'GET', '/notices'))).toEqual([403, 'not-allowed']);
    expect(JSON.stringify(all)).not.toContain('.example');
  });
});
