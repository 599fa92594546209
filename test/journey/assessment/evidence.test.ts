import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { infectedPdf, smallPdf, smallPng } from '../../../examples/full-size/documents.ts';
import { evidenceListSchema } from '../../../shared/contracts/assessment.ts';
import type { DocumentDetails } from '../../../shared/domain/evidence.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { bucketNamed, s3Of } from '../../doubles/raw-calls.ts';
import { richForm, richRound, soundClaims, uploadDocument } from '../../doubles/rich-round.ts';
import { APPRAISAL_OPENING, COORDINATOR, OPENING, ofAgency, ofUnit, PUBLISHER, refusalOf, upload } from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const about = (item: string, more: Partial<DocumentDetails> = {}): DocumentDetails => ({
  title: 'Quyết định số 1/QĐ',
  date: '2023-05-01',
  items: [{ item }],
  ...more,
});

describe('evidence, through the front door', () => {
  let cloud: TestCloud;
  const definition = richRound('evidence');
  const { round } = definition;
  const base = (unit: string): string => `/api/rounds/${round}/units/${unit}`;

  beforeAll(async () => {
    cloud = await startTestCloud();
    await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', definition);
    await cloud.moveTo(OPENING);
  });
  afterAll(() => cloud.end());

  const send = async (unit: string, document: DocumentDetails, bytes: Uint8Array, fileName?: string) =>
    await uploadDocument(await cloud.as(ofUnit(unit)), round, document, bytes, fileName === undefined ? {} : { fileName });
  const listAs = async (person: { groups: string[] }, unit: string): Promise<z.infer<typeof evidenceListSchema>> =>
    evidenceListSchema.parse(await (await cloud.as(person)).call('GET', `${base(unit)}/evidence`));

  async function lockedVersions(): Promise<string[]> {
    const s3 = s3Of(cloud);
    const answer = await s3.send(
      new ListObjectVersionsCommand({ Bucket: await bucketNamed(s3, 'evidence'), Prefix: `evidence/${round}/` }),
    );
    return (answer.Versions ?? []).map(({ Key = '' }) => Key);
  }

  it('accepts a sound document that was scanned, and keeps a copy of the same bytes where nothing changes it', async () => {
    const bytes = smallPdf(['Bao cao']);
    const receipt = await send('BCT', about('1.1', { items: [{ item: '1.1', section: 'II', pages: '3-5' }] }), bytes);
    expect(receipt).toMatchObject({ status: 'accepted', findings: [] });
    const { evidence } = await listAs(ofUnit('BCT'), 'BCT');
    expect(evidence).toMatchObject([
      { uploadId: receipt.uploadId, sha256: sha256(bytes), proofs: [{ item: '1.1', section: 'II', pages: '3-5' }], removal: 'none' },
    ]);
    expect(await lockedVersions()).toEqual([`evidence/${round}/BCT/${receipt.uploadId}`]);
  });

  it.each([
    ['an infected document', infectedPdf(['x']), 'tep.pdf', 'evidence-infected'],
    ['text that calls itself a PDF', Buffer.from('không phải PDF'), 'tep.pdf', 'evidence-type-differs'],
    ['a PNG that calls itself a PDF', smallPng(1), 'tep.pdf', 'evidence-type-differs'],
    ['half a PDF', smallPdf(['x'.repeat(50)]).subarray(0, 250), 'tep.pdf', 'evidence-damaged'],
    ['half a PNG', smallPng(2).subarray(0, 60), 'tep.png', 'evidence-damaged'],
  ])('rejects %s, and locks nothing', async (_, bytes, fileName, code) => {
    const before = (await lockedVersions()).length;
    const receipt = await send('BCT', about('1.1'), bytes, fileName);
    expect([receipt.status, receipt.findings.map((finding) => finding.code)]).toEqual(['rejected', [code]]);
    expect((await lockedVersions()).length).toBe(before);
  });

  it('takes images', async () => {
    expect((await send('BCT', about('1.2'), smallPng(3), 'anh.png')).status).toBe('accepted');
  });

  it('notices the same document of another unit, of the same one, of another year, and a signature', async () => {
    const shared = smallPdf(['Cung mot tai lieu']);
    await send('BCT', about('1.1'), shared);
    const codes = async (unit: string, document: DocumentDetails, bytes: Uint8Array) =>
      (await send(unit, document, bytes)).findings.map(({ code, severity }) => `${severity} ${code}`);
    expect(await codes('BTP', about('1.1'), shared)).toEqual(['warning evidence-same-as-another-unit']);
    expect(await codes('BCT', about('1.1'), shared)).toEqual(['warning evidence-same-as-another-unit', 'note evidence-same-again']);
    expect(await codes('BCT', about('1.1', { date: '2021-01-01' }), smallPdf(['Cu']))).toEqual(['warning evidence-date-outside-year']);
    expect(await codes('BCT', about('1.1'), smallPdf(['Ky so'], true))).toEqual(['note evidence-digitally-signed']);
  });

  it('ties a document to further items without a second upload, and to no item that the unit does not score', async () => {
    const receipt = await send('BTP', about('1.1'), smallPdf(['Dung lai']));
    const unit = await cloud.as(ofUnit('BTP'));
    const path = `${base('BTP')}/evidence/${receipt.uploadId}/items`;
    expect(await unit.call('POST', path, { items: [{ item: '1.2', pages: '2' }] })).toMatchObject({
      proofs: [{ item: '1.1' }, { item: '1.2', pages: '2' }],
    });
    expect((await refusalOf(unit.call('POST', path, { items: [{ item: '2.1' }] }))).problem?.code).toBe('item-not-self-scored');
    const other = (await cloud.as(ofUnit('BCT'))).call('POST', path, { items: [{ item: '1.2' }] });
    expect((await refusalOf(other)).status).toBe(404);
  });

  it('needs details with evidence, and with nothing else', async () => {
    const unit = await cloud.as(ofUnit('BCT'));
    const bytes = smallPdf(['x']);
    const bare = unit.requestAddress({ round, kind: 'evidence', fileName: 'a.pdf', bytes });
    expect((await refusalOf(bare)).problem?.code).toBe('document-details');
    const surplus = unit.requestAddress({ round, kind: 'signed-report', fileName: 'a.pdf', bytes, document: about('1.1') });
    expect((await refusalOf(surplus)).problem?.code).toBe('document-details');
    const foreign = unit.requestAddress({ round, kind: 'evidence', fileName: 'a.pdf', bytes, document: about('2.2') });
    expect((await refusalOf(foreign)).problem?.code).toBe('item-not-self-scored');
  });

  it('counts for an item whose evidence cell is empty, and asks for an explanation where nothing proves a claim', async () => {
    const claims = soundClaims({ '1.1': { evidence: '' }, '1.2': { evidence: '', explanation: 'Đã làm' } });
    const receipt = await upload(await cloud.as(ofUnit('BNV')), round, 'self-assessment', await richForm(definition, 'BNV', claims));
    const asked = receipt.findings.filter(({ code }) => code === 'evidence-or-explanation-missing').map(({ item, cell }) => [item, cell]);
    expect(asked).toEqual([
      ['1.1', 'I7'],
      ['1.2', 'I8'],
    ]);
    await send('BNV', about('1.1', { items: [{ item: '1.1' }, { item: '1.2' }] }), smallPdf(['BNV']));
    const again = await upload(
      await cloud.as(ofUnit('BNV')),
      round,
      'self-assessment',
      await richForm(definition, 'BNV', claims, { base: '9' }),
    );
    expect(again.findings).toEqual([]);
  });

  it('never takes a secret document: a notice, a record of the paper, and who has seen it', async () => {
    const unit = await cloud.as(ofUnit('BCT'));
    const paper = { items: ['1.1'], number: '05/BC', date: '2023-09-01', issuer: 'Bộ Công Thương' };
    expect((await refusalOf(unit.call('POST', `${base('BCT')}/papers`, { ...paper, noticeAccepted: false }))).problem?.code).toBe(
      'bad-request',
    );
    const { id } = (await unit.call('POST', `${base('BCT')}/papers`, { ...paper, noticeAccepted: true })) as { id: string };
    await cloud.moveTo(APPRAISAL_OPENING);
    const seen = `${base('BCT')}/papers/${id}/seen`;
    expect((await refusalOf((await cloud.as(ofAgency('BCT'))).call('POST', seen, {}))).problem?.code).toBe('own-unit');
    expect((await refusalOf((await cloud.as(ofAgency('BTC'))).call('POST', seen, {}))).status).toBe(404);
    await (await cloud.as(ofAgency('BNV'))).call('POST', seen, {});
    expect((await listAs(ofUnit('BCT'), 'BCT')).papers).toMatchObject([{ id, number: '05/BC', seenBy: [{ agency: 'BNV' }] }]);
  });

  it('is shown to the agency that reads the item, never of its own unit, and to no other unit', async () => {
    expect((await listAs(ofAgency('BNV'), 'BCT')).evidence.length).toBeGreaterThan(0);
    expect((await refusalOf((await cloud.as(ofAgency('BNV'))).call('GET', `${base('BNV')}/evidence`))).status).toBe(404);
    expect((await refusalOf((await cloud.as(ofUnit('BTP'))).call('GET', `${base('BCT')}/evidence`))).status).toBe(404);
  });

  it('is removed by two persons only, and leaves its hash and the reason', async () => {
    const [document] = (await listAs(COORDINATOR, 'BTP')).evidence;
    if (document === undefined) throw new Error('no document');
    const path = `${base('BTP')}/evidence/${document.uploadId}/removal`;
    const reason = 'Tài liệu có thông tin cá nhân';
    const coordinator = await cloud.as(COORDINATOR);
    expect(await coordinator.call('POST', path, { reason })).toMatchObject({ removal: 'requested' });
    expect((await refusalOf(coordinator.call('POST', path, { reason }))).problem?.code).toBe('second-person-needed');
    const before = await lockedVersions();
    expect(before.filter((key) => key.endsWith(document.uploadId))).toHaveLength(1);
    await (await cloud.as(PUBLISHER)).call('POST', path, { reason });
    expect((await lockedVersions()).filter((key) => key.endsWith(document.uploadId))).toEqual([]);
    const left = (await listAs(COORDINATOR, 'BTP')).evidence.find(({ uploadId }) => uploadId === document.uploadId);
    expect(left).toMatchObject({ sha256: document.sha256, removal: 'removed', removalReason: reason });
    const s3 = s3Of(cloud);
    const incoming = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: await bucketNamed(s3, 'incoming'),
        Prefix: `incoming/${round}/BTP/evidence/${document.uploadId}/`,
      }),
    );
    expect(incoming.Versions ?? []).toEqual([]);
  });
});
