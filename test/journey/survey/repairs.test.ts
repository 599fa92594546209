import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SurveyView, surveyViewSchema } from '../../../shared/contracts/survey.ts';
import { COORDINATOR, OPENING, ofUnit, refusalOf, smallRound, upload } from '../../doubles/small-round.ts';
import {
  type SmallAnswer,
  SURVEYOR,
  smallAnswers,
  smallCsv,
  smallInstrument,
  smallMapping,
  smallSample,
} from '../../doubles/small-survey.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

describe('what goes wrong in a survey can be put right', () => {
  let cloud: TestCloud;
  const definition = smallRound('survey-repairs', { instruments: [smallInstrument] });
  const { round } = definition;
  const path = `/api/rounds/${round}/surveys/${smallInstrument.id}`;
  // Of the two places in each stratum of BCT's first, only one answers.
  const answers = smallAnswers('sua').filter(({ psu }) => psu !== 'BCT-2');
  let firstUpload = '';

  const call = async (person: object, method: 'GET' | 'POST' | 'PUT', to: string, body?: unknown): Promise<unknown> =>
    (await cloud.as(person as { groups: string[] })).call(method, to, body);
  const problemOf = async (attempt: Promise<unknown>) => (await refusalOf(attempt)).problem;
  const show = async (): Promise<SurveyView> => surveyViewSchema.parse(await call(COORDINATOR, 'GET', path));
  const send = async (own: readonly SmallAnswer[], mapping = 1, more: object = {}, fileName = 'phieu.csv') =>
    upload(await cloud.as(SURVEYOR), round, 'survey', smallCsv(own), fileName, {
      survey: { instrument: smallInstrument.id, mapping, ...more },
    });

  beforeAll(async () => {
    cloud = await startTestCloud();
    await call(COORDINATOR, 'POST', '/api/rounds', definition);
    await cloud.moveTo(OPENING);
    // Two columns taken for each other.
    const [a, b, ...rest] = smallMapping.answers;
    const swapped = [{ ...a, column: b?.column }, { ...b, column: a?.column }, ...rest];
    await call(SURVEYOR, 'PUT', `${path}/mappings/1`, { ...smallMapping, answers: swapped });
    await call(SURVEYOR, 'PUT', `${path}/mappings/2`, { ...smallMapping, version: 2 });
  });
  afterAll(() => cloud.end());

  it('takes no answers before the sample is known, and no mapping without the column of the place', async () => {
    expect((await problemOf(send(answers)))?.code).toBe('not-found');
    const { psu: _, ...placeless } = smallMapping;
    const refusal = await problemOf(call(SURVEYOR, 'PUT', `${path}/mappings/3`, { ...placeless, version: 3 }));
    expect(refusal?.errors?.map(({ code }) => code)).toEqual(['mapping-psu-missing']);
    await call(COORDINATOR, 'PUT', `${path}/sample`, smallSample);
    const receipt = await send(answers, 1, {}, 'Nguyễn Văn Mẫu 0900123456.csv');
    expect(receipt).toMatchObject({ status: 'accepted', fileName: 'survey.csv' });
    firstUpload = receipt.uploadId;
  });

  it('names the stratum in which a single place answered, and lets the rule for it be decided then, and nothing else', async () => {
    const refusal = await problemOf(call(COORDINATOR, 'POST', `${path}/estimates`, {}));
    expect(refusal?.code).toBe('nothing-to-estimate');
    expect(refusal?.detail).toContain('BCT-a');
    expect((await problemOf(call(COORDINATOR, 'PUT', `${path}/sample`, { ...smallSample, seed: 'khac', lonelyPsu: 'adjust' })))?.code).toBe(
      'sample-in-use',
    );
    await call(COORDINATOR, 'PUT', `${path}/sample`, { ...smallSample, lonelyPsu: 'adjust' });
    await call(COORDINATOR, 'POST', `${path}/estimates`, {});
    expect((await show()).flags.map(({ id }) => id)).toEqual(['place-missing.BCT-2']);
  });

  it('leaves out what a person decided, and keeps the figures with it beside those without', async () => {
    const few = smallAnswers('it')
      .filter(({ psu }) => psu === 'BCT-2')
      .slice(0, 3);
    const { uploadId } = await send(few, 2);
    await call(COORDINATOR, 'POST', `${path}/estimates`, {});
    const decide = (flag: string, body: object, person: object = COORDINATOR): Promise<unknown> =>
      call(person, 'PUT', `${path}/flags/${flag}`, body);
    const leaveOut = { decision: 'leave-out', reason: 'Địa bàn không được điều tra đủ' };
    expect((await problemOf(decide('place-missing.BCT-2', leaveOut, SURVEYOR)))?.code).toBe('not-allowed');
    expect((await problemOf(decide('place-missing.BCT-3', leaveOut)))?.code).toBe('not-found');
    expect((await problemOf(decide('place-missing.BCT-2', { decision: 'leave-out' })))?.code).toBe('bad-request');
    await decide('place-missing.BCT-2', leaveOut);
    expect((await show()).estimates?.isCurrent).toBe(false);
    await call(COORDINATOR, 'POST', `${path}/estimates`, {});
    const { estimates, flags } = await show();
    expect([estimates?.all.n, estimates?.counted.n]).toEqual([answers.length + 3, answers.length]);
    expect(flags.find(({ id }) => id === 'place-missing.BCT-2')).toMatchObject({
      n: 3,
      decision: { ...leaveOut, decidedBy: COORDINATOR.sub },
    });
    // Only what the decision is about: the file itself still counts.
    expect((await show()).batches.find((batch) => batch.uploadId === uploadId)?.status).toBe('counting');
  });

  it('reads the same file again by another mapping where it replaces itself', async () => {
    const before = (await show()).estimates?.counted.units[0]?.figures.find(({ figure }) => figure === 'thai-do')?.mean;
    const again = await send(answers, 2);
    expect(again.findings.map(({ code }) => code)).toEqual(['same-file-again']);
    const corrected = await send(answers, 2, { replaces: firstUpload });
    expect(corrected).toMatchObject({ status: 'accepted', findings: [] });
    await call(COORDINATOR, 'POST', `${path}/estimates`, {});
    const { batches, estimates } = await show();
    expect(batches.map(({ status, mapping }) => [status, mapping])).toEqual([
      ['replaced', 1],
      ['counting', 2],
      ['repeated', 2],
      ['counting', 2],
    ]);
    expect(estimates?.counted.units[0]?.figures.find(({ figure }) => figure === 'thu-tuc')?.mean).toBe(before);
    firstUpload = corrected.uploadId;
  });

  it('lets no file without answers wipe out those that are there', async () => {
    const receipt = await send([], 2, { replaces: firstUpload });
    expect([receipt.status, receipt.findings.map(({ code }) => code)]).toEqual(['rejected', ['file-empty']]);
    expect((await show()).batches.filter(({ status }) => status === 'counting')).toHaveLength(2);
  });

  it('warns of ids that an earlier file has, since those answers count there', async () => {
    const other = smallAnswers('khac').map((answer, i) => ({ ...answer, id: i < 7 ? (answers[i]?.id ?? '') : answer.id }));
    const receipt = await send(other, 2);
    expect(receipt.findings).toMatchObject([{ code: 'rows-known', severity: 'warning' }]);
    expect(receipt.findings[0]?.message.en).toContain('7 answers');
  });

  it('shows nothing of a survey to anyone with a foot in an assessed unit', async () => {
    const both = { sub: 'hai-chan.demo', groups: ['surveyor', 'unit'], unit: 'BCT' };
    const attempts = [
      () => call(both, 'GET', path),
      () => call(both, 'PUT', `${path}/mappings/4`, { ...smallMapping, version: 4 }),
      () => call(both, 'PUT', `${path}/fieldwork`, { psus: [] }),
      () => call(both, 'GET', `/api/rounds/${round}/uploads/${firstUpload}/rows`),
      () => call(ofUnit('BCT'), 'GET', path),
    ];
    for (const attempt of attempts) expect((await problemOf(attempt()))?.code).toBe('not-allowed');
  });
});
