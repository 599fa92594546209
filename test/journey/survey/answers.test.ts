import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SurveyView, surveyViewSchema } from '../../../shared/contracts/survey.ts';
import { ResponseReader } from '../../../shared/domain/read-responses.ts';
import { SurveyCount } from '../../../shared/domain/survey-figures.ts';
import {
  AFTER_ALL_ENTRY,
  APPRAISAL_OPENING,
  COORDINATOR,
  fetchForm,
  fill,
  OPENING,
  ofAgency,
  ofUnit,
  PUBLISHER,
  refusalOf,
  smallRound,
  UNITS,
  upload,
} from '../../doubles/small-round.ts';
import {
  PERSONAL,
  type SmallAnswer,
  SURVEYOR,
  smallAnswers,
  smallCsv,
  smallInstrument,
  smallMapping,
  smallSample,
} from '../../doubles/small-survey.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

/** What the same answers give without any cloud. */
function figuresOf(files: readonly (readonly SmallAnswer[])[]) {
  const count = new SurveyCount(smallInstrument, smallSample);
  for (const answers of files) {
    const reader = new ResponseReader(smallInstrument, smallMapping, {
      units: undefined,
      psus: undefined,
      key: new Uint8Array(16),
      onPage: (page) => count.add(page, { channel: 'paper', hasInstances: true }),
    });
    reader.push(smallCsv(answers));
    reader.end();
  }
  return count.figures(new Map([['2.1', 31.5]]));
}

describe('a survey, through the front door', () => {
  let cloud: TestCloud;
  const definition = smallRound('survey-answers', { instruments: [smallInstrument] });
  const { round } = definition;
  const path = `/api/rounds/${round}/surveys/${smallInstrument.id}`;
  const details = (more: object = {}) => ({ survey: { instrument: smallInstrument.id, mapping: 1, ...more } });
  const first = smallAnswers('mot');
  const second = smallAnswers('hai');
  let firstUpload = '';

  const call = async (person: object, method: 'GET' | 'POST' | 'PUT', to: string, body?: unknown): Promise<unknown> =>
    (await cloud.as(person as { groups: string[] })).call(method, to, body);
  const codeOf = async (attempt: Promise<unknown>): Promise<string | undefined> => (await refusalOf(attempt)).problem?.code;
  const show = async (person: object = COORDINATOR): Promise<SurveyView> => surveyViewSchema.parse(await call(person, 'GET', path));
  const send = async (bytes: Buffer, more: object = {}, person: object = SURVEYOR) =>
    upload(await cloud.as(person as { groups: string[] }), round, 'survey', bytes, 'phieu.csv', details(more));

  beforeAll(async () => {
    cloud = await startTestCloud();
    await call(COORDINATOR, 'POST', '/api/rounds', definition);
    await cloud.moveTo(OPENING);
  });
  afterAll(() => cloud.end());

  it('takes no file before the mapping is declared, and no mapping that the instrument does not know', async () => {
    expect(await codeOf(send(smallCsv(first)))).toBe('not-found');
    const wrong = { ...smallMapping, answers: smallMapping.answers.slice(1) };
    const refusal = await refusalOf(call(SURVEYOR, 'PUT', `${path}/mappings/1`, wrong));
    expect(refusal.problem?.code).toBe('definition-refused');
    expect(refusal.problem?.errors?.map(({ code }) => code)).toEqual(['mapping-item-missing']);
    await call(SURVEYOR, 'PUT', `${path}/mappings/1`, smallMapping);
    // Once more the same is a repeat, another content is not.
    await call(SURVEYOR, 'PUT', `${path}/mappings/1`, smallMapping);
    expect(await codeOf(call(SURVEYOR, 'PUT', `${path}/mappings/1`, { ...smallMapping, maxErrorShare: 0.2 }))).toBe('mapping-taken');
  });

  it('takes answers from surveyors and coordinators, never from an assessed unit', async () => {
    await call(COORDINATOR, 'PUT', `${path}/sample`, smallSample);
    expect(await codeOf(send(smallCsv(first), {}, ofUnit('BCT')))).toBe('not-allowed');
    expect(await codeOf(send(smallCsv(first), {}, { sub: 'hai-vai.demo', groups: ['surveyor', 'unit'], unit: 'BCT' }))).toBe('not-allowed');
    const receipt = await send(smallCsv(first));
    expect(receipt).toMatchObject({ status: 'accepted', findings: [] });
    firstUpload = receipt.uploadId;
    expect((await show()).batches).toMatchObject([
      { status: 'counting', rows: 120, accepted: 120, firstLine: 2, lastLine: 121, mapping: 1 },
    ]);
    expect(await codeOf(call(COORDINATOR, 'PUT', `${path}/sample`, { ...smallSample, seed: 'khac' }))).toBe('sample-in-use');
  });

  it('counts the same file and the same instance once, wherever they come again', async () => {
    const again = await send(smallCsv(first));
    expect(again).toMatchObject({ status: 'accepted', findings: [{ code: 'same-file-again' }] });
    // Half of the first file comes again among others.
    await send(smallCsv([...first.slice(0, 60), ...second]), {}, COORDINATOR);
    await call(COORDINATOR, 'POST', `${path}/estimates`, {});
    const { batches, estimates } = await show();
    expect(batches.map(({ status }) => status)).toEqual(['counting', 'repeated', 'counting']);
    expect(estimates?.counted).toMatchObject({ n: 240, repeated: 60 });
    expect(estimates?.counted).toEqual(figuresOf([first, [...first.slice(0, 60), ...second]]));
  });

  it('refuses a file whole when too many rows cannot stand, with every problem counted and told by line', async () => {
    const broken = first.map((answer, i) =>
      i % 4 === 0 ? { ...answer, choices: ['7', ...answer.choices.slice(1)], id: `b${i}` } : { ...answer, id: `b${i}` },
    );
    const receipt = await send(smallCsv(broken));
    expect(receipt.status).toBe('rejected');
    expect(receipt.findings[0]).toMatchObject({ code: 'rows-refused' });
    expect(receipt.findings[1]).toMatchObject({ code: 'option-unknown', line: 2, column: 'thai-do' });
    const report = (await call(SURVEYOR, 'GET', `/api/rounds/${round}/uploads/${receipt.uploadId}/rows`)) as { findings: object[] };
    expect(report.findings).toHaveLength(31);
    expect((await show()).batches).toHaveLength(3);
  });

  it('lets a corrected file take the place of its batch at once', async () => {
    const corrected = first.map((answer) => ({ ...answer, choices: answer.choices.map(() => '5') }));
    const receipt = await send(smallCsv(corrected), { replaces: firstUpload });
    expect(receipt.status).toBe('accepted');
    const { batches, estimates } = await show();
    expect(batches.find(({ uploadId }) => uploadId === firstUpload)).toMatchObject({ status: 'replaced', replacedBy: receipt.uploadId });
    expect(estimates?.isCurrent).toBe(false);
    expect(await codeOf(send(smallCsv(second), { replaces: firstUpload }))).toBe('batch-not-counting');
    await call(COORDINATOR, 'POST', `${path}/estimates`, {});
    const after = (await show()).estimates;
    expect(after?.isCurrent).toBe(true);
    // The second file came before the corrected one: where both have an instance, the earlier stands.
    expect(after?.counted).toEqual(figuresOf([[...first.slice(0, 60), ...second], corrected]));
  });

  it('shows response rates by place, and the statement of the head', async () => {
    const entry = { psu: 'BCT-1', issued: 12, returned: 10, refused: 2, replaced: 1, enumerators: 1, backChecked: 3, backCheckFailed: 0 };
    await call(SURVEYOR, 'PUT', `${path}/fieldwork`, { psus: [entry] });
    expect(await codeOf(call(SURVEYOR, 'PUT', `${path}/fieldwork`, { psus: [{ ...entry, psu: 'BCT-9' }] }))).toBe('definition-refused');
    expect(await codeOf(call(SURVEYOR, 'PUT', `${path}/fieldwork`, { psus: [{ ...entry, returned: 20 }] }))).toBe('bad-request');
    const statement = {
      instrument: smallInstrument.id,
      from: '2024-01-02',
      to: '2024-01-20',
      responsible: ['Phòng Cải cách hành chính'],
      withoutInfluence: true,
      head: { name: 'Thủ trưởng (demo)', position: 'Thủ trưởng', date: '2024-01-21' },
    };
    const to = (unit: string): string => `/api/rounds/${round}/units/${unit}/fieldwork-statement`;
    expect(await codeOf(call(ofUnit('BCT'), 'POST', to('BTP'), statement))).toBe('not-found');
    await call(ofUnit('BCT'), 'POST', to('BCT'), statement);
    expect(await codeOf(call(ofUnit('BCT'), 'POST', to('BCT'), statement))).toBe('statement-given');
    const { places, statements } = await show(SURVEYOR);
    expect(places.find(({ psu }) => psu === 'BCT-1')).toMatchObject({ issued: 12, refused: 2, planned: 10 });
    expect(statements.map(({ unit }) => unit)).toEqual(['BCT']);
  });

  it('shows figures to coordinators and publishers only', async () => {
    expect((await show(SURVEYOR)).estimates).toBeNull();
    expect((await show(PUBLISHER)).estimates).not.toBeNull();
    expect(await codeOf(show(ofUnit('BCT')))).toBe('not-allowed');
  });

  it('keeps a late file and does not count it; the freeze takes the points of the estimates, as long as they are current', async () => {
    for (const unit of UNITS) {
      const form = fill(await fetchForm(cloud, round, unit), { G7: 5 });
      await upload(await cloud.as(ofUnit(unit)), round, 'self-assessment', form);
    }
    await cloud.moveTo(APPRAISAL_OPENING);
    for (const unit of UNITS) {
      const appraiser = await cloud.as(ofAgency(unit === 'BNV' ? 'VPCP' : 'BNV'));
      await appraiser.call('PUT', `/api/rounds/${round}/units/${unit}/items/1.1/reading`, { points: '5', reason: 'Đã kiểm tra' });
    }
    await send(smallCsv(smallAnswers('ba')));
    await cloud.moveTo(AFTER_ALL_ENTRY);
    const refusal = await refusalOf(call(COORDINATOR, 'POST', `/api/rounds/${round}/freeze`, {}));
    expect(refusal.problem?.errors).toContainEqual({
      id: 'survey/hai-long',
      kind: 'survey-without-estimate',
      instrument: 'hai-long',
      missing: 'survey-estimate',
    });
    await call(COORDINATOR, 'POST', `${path}/estimates`, {});
    await call(COORDINATOR, 'POST', `/api/rounds/${round}/freeze`, {});
    expect(await codeOf(call(COORDINATOR, 'POST', `${path}/estimates`, {}))).toBe('already-frozen');
  });

  it('leaves no trace of a name, phone, e-mail, address or place in any table, log or release', async () => {
    await cloud.moveTo(new Date(cloud.clock.now() + 60_000).toISOString());
    const searched = PERSONAL.map((text) => Buffer.from(text));
    const files = readdirSync(cloud.directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(5);
    const holding = files.flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      const bytes = readFileSync(file);
      return searched.some((text) => bytes.includes(text)) ? [file] : [];
    });
    // The files as they came are there, or nothing would have been searched; nothing else holds any of it.
    expect(holding.length).toBeGreaterThan(0);
    expect(holding.filter((file) => !isOriginal(readFileSync(file)))).toEqual([]);
  });

  const isOriginal = (bytes: Buffer): boolean => bytes.subarray(0, 200).includes('Họ tên,Điện thoại');
});
