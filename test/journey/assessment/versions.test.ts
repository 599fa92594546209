import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { smallPdf } from '../../../examples/full-size/documents.ts';
import { submissionViewSchema } from '../../../shared/contracts/assessment.ts';
import type { RoundDefinition } from '../../../shared/domain/round.ts';
import { readWorkbook } from '../../../shared/spreadsheet/read-workbook.ts';
import { richForm, richRound, soundClaims, uploadDocument } from '../../doubles/rich-round.ts';
import { COORDINATOR, DEADLINE, OPENING, ofUnit, refusalOf, upload } from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const CORRECTION = { opensAt: '2024-02-01T01:00:00Z', deadlineAt: '2024-02-07T10:00:00Z' };
const HEAD = { name: 'Thủ trưởng (demo)', position: 'Thủ trưởng', date: '2024-01-25' };

describe('versions of a self-assessment, through the front door', () => {
  let cloud: TestCloud;
  const definition: RoundDefinition = richRound('versions');
  const corrected = richRound('corrected', { rules: { ...definition.rules, correction: CORRECTION } });
  const { round } = definition;

  beforeAll(async () => {
    cloud = await startTestCloud();
    const coordinator = await cloud.as(COORDINATOR);
    for (const opened of [definition, corrected]) await coordinator.call('POST', '/api/rounds', opened);
    await cloud.moveTo(OPENING);
  });
  afterAll(() => cloud.end());

  const send = async (unit: string, bytes: Uint8Array) => await upload(await cloud.as(ofUnit(unit)), round, 'self-assessment', bytes);
  const shown = async (unit: string): Promise<z.infer<typeof submissionViewSchema>> =>
    submissionViewSchema.parse(await (await cloud.as(ofUnit(unit))).call('GET', `/api/rounds/${round}/units/${unit}/submission`));

  it('record a form as version 1, with the hash of what it says', async () => {
    const receipt = await send('BCT', await richForm(definition, 'BCT'));
    expect(receipt).toMatchObject({ status: 'accepted', findings: [], recordedAs: { version: 1, owed: 3, claimed: 3 } });
    const { counting } = await shown('BCT');
    expect(counting).toMatchObject({ version: 1, state: 'incomplete', notClaimed: [], contentHash: receipt.recordedAs?.contentHash });
  });

  it('take partial files of two departments, each updating its own field', async () => {
    const first = await send('BTP', await richForm(definition, 'BTP', soundClaims(), { fields: ['1'] }));
    expect(first.recordedAs).toMatchObject({ version: 1, owed: 2, claimed: 2 });
    const claims = soundClaims({ '1.2': { points: '0.5' } });
    const second = await send('BTP', await richForm(definition, 'BTP', claims, { fields: ['1'], base: '1' }));
    expect(second.findings).toEqual([]);
    const conflicting = await send(
      'BTP',
      await richForm(definition, 'BTP', soundClaims({ '1.2': { points: '2' } }), { fields: ['1'], base: '1' }),
    );
    expect(conflicting.findings.map(({ code, item, severity }) => [code, item, severity])).toEqual([
      ['item-changed-since', '1.2', 'warning'],
    ]);
  });

  it('keep the version that the head of the unit answers for, while a later one has no statement', async () => {
    const unit = await cloud.as(ofUnit('BCT'));
    const [first] = (await shown('BCT')).versions;
    const report = await uploadDocument(unit, round, undefined, smallPdf(['Bao cao da ky']));
    expect(report.status).toBe('accepted');
    await send('BCT', await richForm(definition, 'BCT', soundClaims({ '1.2': { points: '2' } })));
    const statement = { contentHash: first?.contentHash, ...HEAD, reportUploadId: report.uploadId };
    await unit.call('POST', `/api/rounds/${round}/units/BCT/statements`, statement);
    expect((await shown('BCT')).counting).toMatchObject({ version: 1, state: 'complete' });

    const later = (await shown('BCT')).versions.at(-1);
    const own = await uploadDocument(unit, round, undefined, smallPdf(['Bao cao da ky, lan hai']));
    await unit.call('POST', `/api/rounds/${round}/units/BCT/statements`, {
      contentHash: later?.contentHash,
      ...HEAD,
      reportUploadId: own.uploadId,
    });
    expect((await shown('BCT')).counting).toMatchObject({ version: 2, state: 'complete' });
  });

  it('take a statement only of an accepted signed report and of a hash that is there', async () => {
    const unit = await cloud.as(ofUnit('BCT'));
    const report = await uploadDocument(unit, round, undefined, smallPdf(['Bao cao khac']));
    const path = `/api/rounds/${round}/units/BCT/statements`;
    const unknown = unit.call('POST', path, { contentHash: 'a'.repeat(64), ...HEAD, reportUploadId: report.uploadId });
    expect((await refusalOf(unknown)).problem?.code).toBe('version-unknown');
    const [{ contentHash = '' } = {}] = (await shown('BCT')).versions;
    const form = await send('BNV', await richForm(definition, 'BNV'));
    const foreign = unit.call('POST', path, { contentHash, ...HEAD, reportUploadId: form.uploadId });
    expect((await refusalOf(foreign)).problem?.code).toBe('report-not-accepted');
    // The same once more is a repeat; a corrected name is a statement of its own, and both stay.
    const before = (await shown('BCT')).statements.length;
    for (const name of ['Thủ trưởng (demo)', 'Thủ trưởng (demo)', 'Người được ủy quyền (demo)']) {
      expect(await unit.call('POST', path, { contentHash, ...HEAD, name, reportUploadId: report.uploadId })).toMatchObject({ name });
    }
    expect((await shown('BCT')).statements).toHaveLength(before + 2);
    const other = (await cloud.as(ofUnit('BTP'))).call('POST', path, { contentHash, ...HEAD, reportUploadId: report.uploadId });
    expect((await refusalOf(other)).status).toBe(404);
  });

  it('say when the same or an older content comes again', async () => {
    const again = await send('BNV', await richForm(definition, 'BNV'));
    expect(again.findings.map(({ code }) => code)).toEqual(['same-file-again']);
    await send('BNV', await richForm(definition, 'BNV', soundClaims({ '1.2': { points: '2' } }), { base: '9' }));
    const older = await send('BNV', await richForm(definition, 'BNV', soundClaims(), { base: '9' }));
    expect(older.findings.map(({ code }) => code)).toEqual(['older-content-again']);
    expect(older.recordedAs?.version).toBe(4);
  });

  it('compute points that were left empty, and leave unclaimed what contradicts its facts', async () => {
    const empty = soundClaims({ '1.1': { points: null } });
    const receipt = await send('BNV', await richForm(definition, 'BNV', empty, { base: '9' }));
    expect(receipt.findings.map(({ code }) => code)).toContain('points-from-facts');
    expect(receipt.recordedAs).toMatchObject({ claimed: 3 });
    const wrong = await send('BNV', await richForm(definition, 'BNV', soundClaims({ '1.1': { points: '1.5' } }), { base: '9' }));
    expect(wrong).toMatchObject({ status: 'accepted', recordedAs: { claimed: 2 } });
    expect(wrong.findings.find(({ severity }) => severity === 'error')).toMatchObject({
      code: 'points-differ-from-facts',
      sheet: 'Lĩnh vực 1',
      cell: 'G7',
      item: '1.1',
    });
  });

  it('give the unit its own file back with comments in the cells, and the form filled with its latest version', async () => {
    const wrong = await send('BNV', await richForm(definition, 'BNV', soundClaims({ '1.2': { points: '0.3' } }), { base: '9' }));
    const unit = await cloud.as(ofUnit('BNV'));
    const annotated = Buffer.from(await unit.file(`/api/rounds/${round}/uploads/${wrong.uploadId}/annotated`));
    expect(annotated.includes('xl/comments')).toBe(true);
    expect((await readWorkbook(annotated)).findings).toEqual([]);
    const other = (await cloud.as(ofUnit('BCT'))).file(`/api/rounds/${round}/uploads/${wrong.uploadId}/annotated`);
    expect((await refusalOf(other)).status).toBe(404);
    const form = await readWorkbook(await unit.file(`/api/rounds/${round}/units/BNV/workbook?fields=1`));
    expect(form.content?.map(({ name }) => name)).toEqual(['Lĩnh vực 1', 'Tổng hợp', 'Hướng dẫn', '_key']);
    expect(form.content?.[0]?.rows[6]?.[6]).toEqual({ kind: 'number', value: 1.41 });
  });

  it('make the report of a version with its hash on each page', async () => {
    const { versions } = await shown('BCT');
    const unit = await cloud.as(ofUnit('BCT'));
    const report = Buffer.from(await unit.file(`/api/rounds/${round}/units/BCT/report?version=1`));
    expect(report.subarray(0, 2).toString()).toBe('PK');
    expect(report.includes('word/footer')).toBe(true);
    expect(versions).toHaveLength(2);
    expect((await refusalOf(unit.file(`/api/rounds/${round}/units/BCT/report?version=7`))).status).toBe(404);
  });

  it('print a receipt as a page in Vietnamese that belongs to its unit', async () => {
    const receipt = await send('BTP', await richForm(definition, 'BTP', soundClaims(), { base: '9' }));
    const page = Buffer.from(
      await (await cloud.as(ofUnit('BTP'))).file(`/api/rounds/${round}/uploads/${receipt.uploadId}/receipt`),
    ).toString('utf8');
    expect(page).toContain('BIÊN NHẬN NỘP TỆP');
    expect(page).toContain(receipt.sha256);
    const other = (await cloud.as(ofUnit('BCT'))).file(`/api/rounds/${round}/uploads/${receipt.uploadId}/receipt`);
    expect((await refusalOf(other)).status).toBe(404);
  });

  it('change only items with findings in the correction window, and nothing after it', async () => {
    const bnv = async (claims: ReturnType<typeof soundClaims>) =>
      await upload(
        await cloud.as(ofUnit('BNV')),
        corrected.round,
        'self-assessment',
        await richForm(corrected, 'BNV', claims, { base: '9' }),
      );
    await bnv(soundClaims({ '1.1': { points: '1.5' } }));
    await cloud.moveTo(new Date(Date.parse(DEADLINE) + 3_600_000).toISOString());
    expect((await refusalOf(bnv(soundClaims()))).problem?.code).toBe('stage-closed');
    await cloud.moveTo('2024-02-02T01:00:00Z');
    const receipt = await bnv(soundClaims({ '1.2': { points: '2' } }));
    expect(receipt.onTime).toBe(true);
    expect(receipt.findings.map(({ code, item }) => [code, item])).toEqual([['cell-not-open-for-correction', '1.2']]);
    expect(receipt.recordedAs).toMatchObject({ version: 2, claimed: 3 });
    await cloud.moveTo('2024-02-08T01:00:00Z');
    expect((await refusalOf(bnv(soundClaims()))).problem?.code).toBe('stage-closed');
  });
});
