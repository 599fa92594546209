import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellsViewSchema } from '../../../shared/contracts/assessment.ts';
import { roundViewSchema } from '../../../shared/contracts/rounds.ts';
import { isSeen, PHASES, type Phase, VIEWERS, VISIBILITY, type Viewer, type Visible } from '../../../shared/contracts/visibility.ts';
import { rawRequest } from '../../doubles/raw-calls.ts';
import { uploadDocument } from '../../doubles/rich-round.ts';
import {
  AFTER_ALL_ENTRY,
  APPRAISAL_OPENING,
  COORDINATOR,
  fetchForm,
  fill,
  OPENING,
  ofAgency,
  ofUnit,
  PUBLICATION_OPENING,
  PUBLISHER,
  releaseAsked,
  SECOND_PUBLISHER,
  smallRound,
  UNITS,
  upload,
} from '../../doubles/small-round.ts';
import { SURVEYOR, smallAnswers, smallCsv, smallInstrument, smallMapping, smallSample } from '../../doubles/small-survey.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = 'tam-nhin-2023';
/** Everything is about BCT, whose items BNV reads. */
const PEOPLE: Readonly<Record<Viewer, Parameters<TestCloud['as']>[0]>> = {
  unit: ofUnit('BCT'),
  'another-unit': ofUnit('BTP'),
  agency: ofAgency('BNV'),
  'another-agency': ofAgency('BTC'),
  surveyor: SURVEYOR,
  coordinator: COORDINATOR,
  publisher: PUBLISHER,
  operator: { sub: 'van-hanh.demo', groups: ['operator'] },
};

let cloud: TestCloud;
let receipt = '';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
async function ask(token: string, path: string, method = 'GET'): Promise<Answer> {
  const response = await fetch(`${cloud.url}/api/rounds/${ROUND}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });
  const text = await response.text();
  return { status: response.status, body: response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text };
}
const get = async (
  person: Parameters<TestCloud['as']>[0],
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<unknown> => await (await cloud.as(person)).call(method, `/api/rounds/${ROUND}${path}`, body);

const isAnswered = ({ status }: Answer): boolean => status === 200;
const roundOf = ({ status, body }: Answer) => (status === 200 ? roundViewSchema.parse(body) : undefined);
const cellOf = ({ status, body }: Answer) =>
  status === 200 ? cellsViewSchema.parse(body).cells.find(({ item }) => item === '1.1') : undefined;

/** How each object of the table is asked for, and whether the answer shows it. */
const PROBES: Readonly<Record<Visible, { path: string; method?: string; shows: (answer: Answer) => boolean }>> = {
  'the round': { path: '?progress=none', shows: (answer) => roundOf(answer)?.stages.length === 5 },
  'progress of the unit': { path: '', shows: (answer) => roundOf(answer)?.progress?.units.some(({ unit }) => unit === 'BCT') === true },
  'extension of the unit': {
    path: '?progress=none',
    shows: (answer) => roundOf(answer)?.stages[0]?.extensions.some(({ units }) => units?.includes('BCT') === true) === true,
  },
  'form of the unit': { path: '/units/BCT/workbook', shows: isAnswered },
  'versions of the unit': { path: '/units/BCT/submission', shows: isAnswered },
  'receipt of the unit': { path: '/uploads/{receipt}', shows: isAnswered },
  'documents of the unit': {
    path: '/units/BCT/evidence',
    shows: ({ status, body }) => status === 200 && (body as { evidence: unknown[] }).evidence.length === 1,
  },
  'claims of the unit': { path: '/units/BCT/items', shows: (answer) => cellOf(answer)?.claimed?.points === '40' },
  'settled points of the unit': { path: '/units/BCT/items', shows: (answer) => (cellOf(answer)?.settled ?? null) !== null },
  'names of its readers': {
    path: '/units/BCT/items',
    shows: (answer) => cellOf(answer)?.readings.some(({ readBy }) => readBy !== undefined && readBy !== PEOPLE.agency.sub) === true,
  },
  'own figures of accuracy': {
    path: '/accuracy',
    shows: ({ status, body }) => status === 200 && JSON.stringify((body as { units: unknown[] }).units).includes('"BCT"'),
  },
  'who reads what': { path: '/assignments', shows: ({ status, body }) => status === 200 && JSON.stringify(body).includes('"BNV"') },
  'agreement of readers': { path: '/agreement', shows: isAnswered },
  'the gate': { path: '/gate', shows: isAnswered },
  'index before the freeze': { path: '/preview', method: 'POST', shows: isAnswered },
  'the ledger': { path: '/ledger', shows: isAnswered },
  'audit chain of the round': { path: '/audit', shows: isAnswered },
  'audit chain of the unit': { path: '/audit?unit=BCT', shows: isAnswered },
  'state of the survey': { path: `/surveys/${smallInstrument.id}`, shows: isAnswered },
  'figures of the survey': {
    path: `/surveys/${smallInstrument.id}`,
    shows: ({ status, body }) => status === 200 && (body as { estimates: unknown }).estimates !== null,
  },
  'contacts of the unit': { path: '/units/BCT/contacts', shows: isAnswered },
  'notices to the unit': {
    path: '/notices',
    shows: ({ status, body }) => status === 200 && (body as { notices: { unit: string }[] }).notices.some(({ unit }) => unit === 'BCT'),
  },
  'a release that is not public': {
    path: '?progress=none',
    shows: (answer) => roundOf(answer)?.releases.some(({ status }) => status === 'requested') === true,
  },
};

/** Every cell of the table for one phase: what each viewer sees, against what the table says. */
async function tryAll(phase: Phase): Promise<void> {
  const wrong: string[] = [];
  for (const viewer of VIEWERS) {
    const token = await cloud.token(PEOPLE[viewer]);
    // Several objects stand in one answer: each address is asked once.
    const asked = new Map(Object.values(PROBES).map(({ path, method }) => [path, method]));
    const answers = new Map(
      await Promise.all(
        [...asked].map(async ([path, method]) => [path, await ask(token, path.replace('{receipt}', receipt), method)] as const),
      ),
    );
    for (const what of Object.keys(VISIBILITY) as Visible[]) {
      const { path, shows } = PROBES[what];
      const answer = answers.get(path) as Answer;
      const sees = shows(answer);
      if (sees !== isSeen(what, viewer, phase)) wrong.push(`${viewer} ${sees ? 'sees' : 'does not see'} ${what} (${answer.status})`);
      // Nobody is answered with a fault, and a refusal does not tell more than that it is one.
      if (!isAnswered(answer) && ![403, 404, 409].includes(answer.status)) wrong.push(`${viewer} ${what}: ${answer.status}`);
    }
  }
  expect(wrong).toEqual([]);
}

/** Addresses at which somebody might look for a release before it is public. */
const GUESSES = [
  '/',
  `/${ROUND}/`,
  `/${ROUND}/index.html`,
  `/${ROUND}/ranking.json`,
  `/releases/${ROUND}/1/`,
  `/releases/${ROUND}/1/ranking.json`,
  `/releases/${ROUND}/1/manifest.json`,
  `/releases/${ROUND}/latest/`,
  `/preview/${ROUND}/1/`,
  `/console/${ROUND}`,
  `/releases/${ROUND}/../${ROUND}/1/index.html`,
  `/releases/${ROUND}/%31/index.html`,
];
async function expectNothingPublic(): Promise<void> {
  for (const path of GUESSES) expect([path, (await rawRequest(cloud.url, path)).status]).toEqual([path, 404]);
}

beforeAll(async () => {
  cloud = await startTestCloud();
  await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', smallRound(ROUND, { instruments: [smallInstrument] }));
  const contact = { role: 'Đầu mối (demo)', email: 'a@bct.example', language: 'vi' };
  await get(ofUnit('BCT'), 'PUT', '/units/BCT/contacts', { contacts: [contact] });
  await get(COORDINATOR, 'PUT', `/surveys/${smallInstrument.id}/mappings/1`, smallMapping);
  await get(COORDINATOR, 'PUT', `/surveys/${smallInstrument.id}/sample`, smallSample);
  const assigned = ['BNV', 'VPCP'].map((agency) => ({ agency, reader: ofAgency(agency).sub }));
  const second = { agency: 'BNV', reader: 'tham-dinh-2.demo' };
  await get(COORDINATOR, 'PUT', '/assignments', { assignments: [...assigned, second] });
  await cloud.moveTo(OPENING);
});
afterAll(() => cloud.end());

describe('who sees what', () => {
  it('while units score themselves', async () => {
    for (const unit of UNITS) {
      const sent = await upload(
        await cloud.as(ofUnit(unit)),
        ROUND,
        'self-assessment',
        fill(await fetchForm(cloud, ROUND, unit), { G7: 40 }),
      );
      if (unit === 'BCT') receipt = sent.uploadId;
    }
    await uploadDocument(await cloud.as(ofUnit('BCT')), ROUND, { title: 'Báo cáo', items: [{ item: '1.1' }] });
    const extension = { deadlineAt: '2024-01-31T11:00:00Z', units: ['BCT'], decisionNumber: '3/QĐ', reason: 'Mất điện' };
    await get(COORDINATOR, 'PUT', '/stages/self-assessment/deadline', extension);
    await cloud.moveTo('2024-01-03T01:00:00Z');
    await tryAll('self-assessment');
    await expectNothingPublic();
  });

  it('while the ministry appraises', async () => {
    await cloud.moveTo(APPRAISAL_OPENING);
    for (const unit of UNITS) {
      const person = unit === 'BNV' ? ofAgency('VPCP') : { ...ofAgency('BNV'), sub: 'tham-dinh-2.demo' };
      await get(person, 'PUT', `/units/${unit}/items/1.1/reading`, { points: '37', reason: 'Đã kiểm tra', reasonCode: 'other' });
    }
    const details = { survey: { instrument: smallInstrument.id, mapping: 1 } };
    await upload(await cloud.as(SURVEYOR), ROUND, 'survey', smallCsv(smallAnswers('mot')), 'phieu.csv', details);
    await get(COORDINATOR, 'POST', `/surveys/${smallInstrument.id}/estimates`, {});
    await tryAll('appraisal');
    await expectNothingPublic();
  });

  it('while units explain', async () => {
    await cloud.moveTo('2024-03-01T01:00:00Z');
    await tryAll('explanation');
  });

  it('once the points are frozen, with a release that waits for approval', async () => {
    await cloud.moveTo(AFTER_ALL_ENTRY);
    await get(COORDINATOR, 'POST', '/freeze', {});
    await cloud.moveTo(PUBLICATION_OPENING);
    await releaseAsked(cloud, ROUND);
    await tryAll('frozen');
    await expectNothingPublic();
  });

  it('once it is published, with a further release that waits', async () => {
    await get(SECOND_PUBLISHER, 'POST', '/releases/1/approval', {});
    await releaseAsked(cloud, ROUND);
    await tryAll('published');
    expect((await rawRequest(cloud.url, `/${ROUND}/`)).status).toBe(200);
    expect((await rawRequest(cloud.url, `/releases/${ROUND}/1/ranking.json`)).status).toBe(200);
    for (const path of [`/releases/${ROUND}/2/`, `/releases/${ROUND}/2/ranking.json`, `/releases/${ROUND}/02/`])
      expect([path, (await rawRequest(cloud.url, path)).status]).toEqual([path, 404]);
  });

  it('was tried for every phase of the table', () => {
    expect(PHASES).toHaveLength(5);
    expect(Object.keys(PROBES).sort()).toEqual(Object.keys(VISIBILITY).sort());
  });
});
