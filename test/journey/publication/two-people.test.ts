import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showRelease } from '../../../cli/release-steps.ts';
import type { ReleaseView } from '../../../shared/contracts/publication.ts';
import { sha256 } from '../../../shared/domain/hash.ts';
import { bucketNamed, everythingStored, rawRequest, s3Of } from '../../doubles/raw-calls.ts';
import {
  COORDINATOR,
  ofAgency,
  ofUnit,
  type PointsOfUnits,
  PUBLICATION_OPENING,
  PUBLISHER,
  playToFreeze,
  refusalOf,
  releaseAsked,
  roundAs,
  SECOND_PUBLISHER,
  smallRound,
  statusesIn,
  UNITS,
} from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = 'hai-nguoi-2023';
const REHEARSAL = 'dien-tap-2023';
const EMPTY = 'thieu-2023';
const THIRD_PUBLISHER = { sub: 'cong-bo-3.demo', groups: ['publisher'] };
const POINTS: PointsOfUnits = { BCT: ['61.37', '27.13'], BNV: ['60.11', '26.29'], BTP: ['59.83', '28.07'] };
/** Points and totals of the units, as any page or file would write them. */
const SECRETS = ['61.37', '61,37', '27.13', '27,13', '88.5', '88,5', '60.11', '60,11', '59.83', '59,83', '87.9', '87,9'];

let cloud: TestCloud;
type Person = Parameters<TestCloud['as']>[0];

const post = async (person: Person, path: string): Promise<unknown> =>
  await (await cloud.as(person)).call('POST', `/api/rounds/${path}`, {});
const release = async (person: Person, path: string): Promise<ReleaseView> => (await post(person, path)) as ReleaseView;
const refused = async (person: Person, path: string): Promise<[number, string | undefined]> => {
  const { status, problem } = await refusalOf(post(person, path));
  return [status, problem?.code];
};

/** Addresses at which somebody might look for a release that is not public. */
const guesses = (round: string, n: number): string[] => {
  const own = `/releases/${round}/${n}`;
  const files = ['index.html', 'en/', 'en/index.html', 'ranking.csv', 'ranking.json', 'manifest.json', 'manifest.json.sig', 'style.css'];
  return [
    '/releases',
    '/releases/',
    `/releases/${round}`,
    `/releases/${round}/`,
    own,
    `${own}/`,
    ...files.flatMap((file) => [`/${round}/${file}`, `${own}/${file}`]),
    `/${round}`,
    `/${round}/`,
    `/${round}/en`,
    `/${round}/${n}/`,
    `/${round}/${n}/index.html`,
    `/${round}/../releases/${round}/${n}/index.html`,
    `/${round}/%2e%2e/releases/${round}/${n}/index.html`,
    `/x/..${own}/index.html`,
    `/./releases/${round}/${n}/index.html`,
    `/%2e${own}/index.html`,
    `/%2e%2e${own}/index.html`,
    `/..${own}/index.html`,
    `/${own}/index.html`,
    `//${own}/index.html`,
    `/releases//${round}/${n}/index.html`,
    `/releases/${round}//${n}/index.html`,
    `${own}//index.html`,
    `/releases/${round}/0${n}/`,
    `/releases/${round}/0${n}/index.html`,
    `/releases/${round}/${n}.0/index.html`,
    `/releases/${round}/+${n}/index.html`,
    `/releases/${round}/%3${n}/index.html`,
    `/releases/${round}/${n}%2Findex.html`,
    `/releases%2F${round}%2F${n}%2Findex.html`,
    `/%72eleases/${round}/${n}/index.html`,
    `/RELEASES/${round}/${n}/index.html`,
    `/Releases/${round}/${n}/index.html`,
    `/releases/${round.toUpperCase()}/${n}/index.html`,
    `/releases/${round}./${n}/index.html`,
    `/releases/${round}/${n}./index.html`,
    `/releases/${round}/${n}/index.html.`,
    `/releases/${round}/${n}/index.html%00`,
    `/releases/${round}/${n}/index.html%20`,
    `${own}/index.html;x`,
    `${own}\\index.html`,
    `/\\releases\\${round}\\${n}\\index.html`,
    `${own}/index.html?versionId=null`,
    `${own}/?list-type=2`,
    `http://site${own}/index.html`,
    `/api${own}/index.html`,
    `/api/..${own}/index.html`,
    `/local${own}/index.html`,
    `/local/..${own}/index.html`,
    '/constructor/',
    '/__proto__/',
    `/releases/__proto__/${n}/index.html`,
  ];
};

async function expectHidden(round: string, n: number): Promise<void> {
  for (const path of guesses(round, n)) {
    for (const method of ['GET', 'HEAD']) {
      const { status, body } = await rawRequest(cloud.url, path, { method });
      expect([method, path, status]).toEqual([method, path, 404]);
      expect(SECRETS.filter((secret) => body.includes(secret))).toEqual([]);
    }
  }
}

beforeAll(async () => {
  cloud = await startTestCloud();
  await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', smallRound(EMPTY));
});
afterAll(() => cloud.end());

describe('the freeze, while stages are open', () => {
  it('is refused and names them', async () => {
    const { status, problem } = await refusalOf(post(COORDINATOR, `${EMPTY}/freeze`));
    expect([status, problem?.code]).toEqual([409, 'stages-not-over']);
    expect(problem?.detailEn).toBe('Stages not closed yet: self-assessment, survey, appraisal, explanation.');
  });

  it('leaves no way to a release', async () => {
    expect(await refused(PUBLISHER, `${EMPTY}/releases`)).toEqual([409, 'index-not-computed']);
  });
});

describe('once every stage before publication is closed', () => {
  beforeAll(async () => {
    await playToFreeze(cloud, [smallRound(ROUND), smallRound(REHEARSAL, { rehearsal: true })], POINTS);
  });

  it('the round shows it', async () => {
    expect(statusesIn(await roundAs(await cloud.as(COORDINATOR), ROUND))).toEqual({
      'self-assessment': 'closed',
      survey: 'closed',
      appraisal: 'closed',
      explanation: 'closed',
      publication: 'planned',
    });
  });

  it('a release is refused before the freeze', async () => {
    expect(await refused(PUBLISHER, `${ROUND}/releases`)).toEqual([409, 'index-not-computed']);
    expect(await refused(PUBLISHER, `${ROUND}/releases/1/approval`)).toEqual([404, 'not-found']);
  });

  it('the freeze is refused where points are missing, and every cell is named', async () => {
    const { status, problem } = await refusalOf(post(COORDINATOR, `${EMPTY}/freeze`));
    expect([status, problem?.code]).toEqual([409, 'points-missing']);
    expect(problem?.errors).toEqual(
      UNITS.flatMap((unit) => [
        { id: `unit/${unit}`, kind: 'unit-without-submission', unit, missing: 'submission' },
        { id: `central/${unit}/2.1`, kind: 'item-without-central-scores', unit, item: '2.1', missing: 'central-scores' },
      ]),
    );
    expect(problem?.detailEn).toContain('6 matters');
  });

  it('a cell that nobody read may still be read, once', async () => {
    for (const unit of UNITS) {
      const appraiser = await cloud.as(ofAgency(unit === 'BNV' ? 'VPCP' : 'BNV'));
      const path = `/api/rounds/${EMPTY}/units/${unit}/items/1.1/reading`;
      await appraiser.call('PUT', path, { points: '50', reason: 'Đã kiểm tra' });
      const again = await refusalOf(appraiser.call('PUT', path, { points: '51', reason: 'Đã kiểm tra' }));
      expect([again.status, again.problem?.code]).toEqual([409, 'stage-closed']);
    }
    const { problem } = await refusalOf(post(COORDINATOR, `${EMPTY}/freeze`));
    // They said nothing themselves: that stays open until it is decided, readings or not.
    expect(problem?.errors).toEqual(
      UNITS.flatMap((unit) => [expect.objectContaining({ id: `unit/${unit}` }), expect.objectContaining({ id: `central/${unit}/2.1` })]),
    );
  });

  it('central scores that never came can still be brought in, by an extension or by the file itself', async () => {
    const coordinator = await cloud.as(COORDINATOR);
    const csv = Buffer.from('unit,item,points\n');
    const attempts = await Promise.allSettled([
      coordinator.call('PUT', `/api/rounds/${EMPTY}/stages/survey/deadline`, {
        deadlineAt: '2024-03-20T10:00:00Z',
        decisionNumber: '1/QĐ-BNV',
        reason: 'Tệp điểm chưa có',
      }),
      coordinator.requestAddress({ round: EMPTY, kind: 'central-scores', fileName: 'diem.csv', bytes: csv }),
    ]);
    expect(attempts.map(({ status }) => status)).toContain('fulfilled');
  });

  it('the freeze succeeds once, with a hash', async () => {
    expect(await refused(PUBLISHER, `${ROUND}/freeze`)).toEqual([403, 'not-allowed']);
    const { hash } = (await post(COORDINATOR, `${ROUND}/freeze`)) as { hash: string };
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const again = await refusalOf(post(COORDINATOR, `${ROUND}/freeze`));
    expect([again.status, again.problem?.code]).toEqual([409, 'already-frozen']);
    expect(again.problem?.detailEn).toContain(hash);
    const late = await refusalOf(
      (await cloud.as(ofAgency('BNV'))).call('PUT', `/api/rounds/${ROUND}/units/BCT/items/1.1/reading`, { points: '68.5', reason: 'x' }),
    );
    expect([late.status, late.problem?.code]).toEqual([409, 'already-frozen']);
    while (!(await roundAs(await cloud.as(COORDINATOR), ROUND)).computed) await pause(50);
  });

  it('a release is refused before publication opens', async () => {
    expect(await refused(PUBLISHER, `${ROUND}/releases`)).toEqual([409, 'stage-not-open']);
  });
});

describe('a release that awaits approval', () => {
  let requested: ReleaseView;

  beforeAll(async () => {
    await cloud.moveTo(PUBLICATION_OPENING);
    expect(statusesIn(await roundAs(await cloud.as(COORDINATOR), ROUND))).toMatchObject({ publication: 'open' });
    await expectHidden(ROUND, 1);
    requested = await releaseAsked(cloud, ROUND);
  });

  it('is prepared, whole and signed, in the store', async () => {
    expect(requested).toMatchObject({ round: ROUND, release: 1, status: 'requested' });
    const s3 = s3Of(cloud);
    const prefix = `releases/${ROUND}/1/`;
    const keys = (await everythingStored(s3)).map(({ key }) => key).filter((key) => key.startsWith(prefix));
    s3.destroy();
    expect(keys.map((key) => key.slice(prefix.length))).toEqual(
      expect.arrayContaining(['index.html', 'en/index.html', 'ranking.csv', 'ranking.json', 'manifest.json', 'manifest.json.sig']),
    );
  });

  it('cannot be read at any address of the site', async () => {
    expect(guesses(ROUND, 1).length).toBeGreaterThan(60);
    await expectHidden(ROUND, 1);
    const home = await rawRequest(cloud.url, '/');
    expect([home.status, home.location]).toEqual([404, undefined]);
  });

  it('cannot be read from the store by nobody', async () => {
    const s3 = s3Of(cloud);
    const site = await bucketNamed(s3, 'site');
    const { key } = (await everythingStored(s3)).find((stored) => stored.key === `releases/${ROUND}/1/ranking.json`) ?? {};
    s3.destroy();
    expect(key).toBeDefined();
    const paths = [
      `/${site}/${key}`,
      `/${site}/${key}?versionId=null`,
      `/${site}//${key}`,
      `//${site}/${key}`,
      `/${site}/./${key}`,
      `/${site}/x/../${key}`,
      `/${site}/${encodeURIComponent(key ?? '')}`,
      `/${site.toUpperCase()}/${key}`,
      `/${site}?list-type=2`,
      `/${site}?versions`,
      `/${site}/`,
      `/${site}/${key}?X-Amz-Algorithm=AWS4-HMAC-SHA256`,
      `/${key}`,
    ];
    for (const path of paths) {
      for (const headers of [
        {},
        { authorization: 'AWS4-HMAC-SHA256 Credential=test/20240401/x/s3/aws4_request' },
        { host: `${site}.s3.localhost` },
      ]) {
        const { status, body } = await rawRequest(cloud.awsUrl, path, { headers: headers as Record<string, string> });
        expect([path, status >= 400 && status < 500]).toEqual([path, true]);
        expect(SECRETS.filter((secret) => body.includes(secret))).toEqual([]);
      }
    }
  });

  it('is seen as requested by coordinators and publishers only', async () => {
    for (const person of [COORDINATOR, PUBLISHER]) {
      expect((await roundAs(await cloud.as(person), ROUND)).releases).toEqual([{ release: 1, status: 'requested' }]);
    }
    for (const person of [ofUnit('BCT'), ofAgency('BNV'), { groups: ['operator'] }]) {
      expect((await roundAs(await cloud.as(person), ROUND)).releases).toEqual([]);
    }
  });

  it('keeps another one from being requested', async () => {
    expect(await refused(PUBLISHER, `${ROUND}/releases`)).toEqual([409, 'release-pending']);
    expect(await refused(SECOND_PUBLISHER, `${ROUND}/releases`)).toEqual([409, 'release-pending']);
  });

  it('cannot be requested, approved or rolled back by a coordinator', async () => {
    for (const path of ['releases', 'releases/1/approval', 'releases/1/rollback']) {
      expect([path, ...(await refused(COORDINATOR, `${ROUND}/${path}`))]).toEqual([path, 403, 'not-allowed']);
    }
  });

  it('cannot be approved by the one who requested it', async () => {
    expect(await refused(PUBLISHER, `${ROUND}/releases/1/approval`)).toEqual([403, 'second-person-needed']);
    expect(await refused({ ...PUBLISHER, groups: ['coordinator', 'publisher'] }, `${ROUND}/releases/1/approval`)).toEqual([
      403,
      'second-person-needed',
    ]);
    expect(await refused(PUBLISHER, `${ROUND}/releases/01/approval`)).toEqual([400, 'bad-request']);
    await expectHidden(ROUND, 1);
  });

  it('cannot be rolled back, and no other number can be approved', async () => {
    expect(await refused(SECOND_PUBLISHER, `${ROUND}/releases/1/rollback`)).toEqual([409, 'release-not-live']);
    expect(await refused(SECOND_PUBLISHER, `${ROUND}/releases/2/approval`)).toEqual([404, 'not-found']);
    expect(await refused(SECOND_PUBLISHER, `${ROUND}/releases/0/approval`)).toEqual([400, 'bad-request']);
    expect(await refused(SECOND_PUBLISHER, `${EMPTY}/releases/1/approval`)).toEqual([404, 'not-found']);
  });

  describe('and is approved by a second publisher', () => {
    beforeAll(async () => {
      const approved = await release(SECOND_PUBLISHER, `${ROUND}/releases/1/approval`);
      expect(approved).toEqual({ ...requested, status: 'published' });
    });

    it('is what the public reads', async () => {
      const home = await rawRequest(cloud.url, '/');
      expect([home.status, home.location]).toEqual([302, `/${ROUND}/`]);
      const pages = ['', 'index.html', 'en/', 'ranking.json', 'ranking.csv', 'manifest.json', 'manifest.json.sig'];
      for (const place of [`/${ROUND}/`, `/releases/${ROUND}/1/`]) {
        for (const page of pages) expect([place + page, (await rawRequest(cloud.url, place + page)).status]).toEqual([place + page, 200]);
      }
      const ranking = JSON.parse((await rawRequest(cloud.url, `/${ROUND}/ranking.json`)).body) as {
        units: { unit: string; points: string }[];
      };
      expect(ranking.units.map(({ unit, points }) => [unit, Number(points)])).toEqual([
        ['BCT', 88.5],
        ['BTP', 87.9],
        ['BNV', 86.4],
      ]);
      expect(sha256((await rawRequest(cloud.url, `/${ROUND}/manifest.json`)).body)).toBe(requested.manifestSha256);
    });

    it('closes publication and is seen by everyone', async () => {
      const view = await roundAs(await cloud.as(ofUnit('BCT')), ROUND);
      expect(view.releases).toEqual([{ release: 1, status: 'published' }]);
      expect(statusesIn(view)).toMatchObject({ publication: 'closed' });
    });

    it('opens no other address', async () => {
      for (const n of ['0', '2', '01', '1.0', '1e0', '+1', '11', '%31']) {
        expect([n, (await rawRequest(cloud.url, `/releases/${ROUND}/${n}/`)).status]).toEqual([n, 404]);
      }
      const others = [
        `/releases/${ROUND}/1`,
        `/${ROUND}/../`,
        `/${ROUND}//`,
        `/${ROUND}/none`,
        `/${ROUND}/index.html.`,
        `/releases/${REHEARSAL}/1/`,
      ];
      for (const path of others) expect([path, (await rawRequest(cloud.url, path)).status]).toEqual([path, 404]);
      expect((await rawRequest(cloud.url, `/${ROUND}/`, { method: 'POST' })).status).toBe(405);
    });

    it('stays as it is when the approval is repeated', async () => {
      for (const person of [SECOND_PUBLISHER, THIRD_PUBLISHER]) {
        expect(await release(person, `${ROUND}/releases/1/approval`)).toEqual({ ...requested, status: 'published' });
      }
      expect(await refused(PUBLISHER, `${ROUND}/releases/1/approval`)).toEqual([403, 'second-person-needed']);
      expect((await rawRequest(cloud.url, `/${ROUND}/`)).status).toBe(200);
    });
  });
});

describe('a release that is taken back', () => {
  it('stays public after one publisher’s call, however often it comes', async () => {
    expect(await release(SECOND_PUBLISHER, `${ROUND}/releases/1/rollback`)).toMatchObject({ status: 'rollback-requested' });
    expect(await refused(SECOND_PUBLISHER, `${ROUND}/releases/1/rollback`)).toEqual([403, 'second-person-needed']);
    expect((await rawRequest(cloud.url, `/${ROUND}/`)).status).toBe(200);
    expect((await roundAs(await cloud.as(ofUnit('BCT')), ROUND)).releases).toEqual([{ release: 1, status: 'published' }]);
  });

  it('is gone from every address after another publisher’s call', async () => {
    expect(await release(PUBLISHER, `${ROUND}/releases/1/rollback`)).toMatchObject({ release: 1, status: 'rolled-back' });
    expect((await rawRequest(cloud.url, '/')).status).toBe(404);
    await expectHidden(ROUND, 1);
    expect((await roundAs(await cloud.as(ofUnit('BCT')), ROUND)).releases).toEqual([]);
    expect((await roundAs(await cloud.as(COORDINATOR), ROUND)).releases).toEqual([{ release: 1, status: 'rolled-back' }]);
  });

  it('does not come back by approving it, nor goes twice', async () => {
    expect(await refused(SECOND_PUBLISHER, `${ROUND}/releases/1/approval`)).toEqual([409, 'release-not-live']);
    expect(await refused(THIRD_PUBLISHER, `${ROUND}/releases/1/rollback`)).toEqual([409, 'release-not-live']);
    await expectHidden(ROUND, 1);
  });
});

describe('the next release', () => {
  const settledRelease = async (n: number): Promise<void> => {
    while ((await showRelease(await cloud.as(PUBLISHER), ROUND, n)).status === 'preparing') await pause(50);
  };

  let last = 1;

  it('is prepared once, also when two publishers ask at once', async () => {
    const both = [PUBLISHER, SECOND_PUBLISHER];
    // Refused ones first, so that two instances are warm and the two requests do meet.
    await Promise.all(both.map((person) => refused(person, `${REHEARSAL}/releases`)));
    const refusals: number[] = [];
    // On a busy machine the second one may come when the first release is prepared already: then it rightly begins another one.
    for (let time = 0; time < 5 && refusals.length === 0; time += 1) {
      const answers = await Promise.allSettled(both.map((person) => release(person, `${ROUND}/releases`)));
      const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      expect(given.map((view) => view.release).sort((one, other) => one - other)).toEqual(given.map((_, i) => last + i + 1));
      last += given.length;
      await settledRelease(last);
      refusals.push(...answers.flatMap((answer) => (answer.status === 'rejected' ? [(answer.reason as { status: number }).status] : [])));
    }
    expect(refusals).toEqual([409]);
  });

  it('is hidden until its approval and leaves the one before it hidden', async () => {
    const { releases } = await roundAs(await cloud.as(COORDINATOR), ROUND);
    expect([releases[0], releases.at(-1)]).toEqual([
      { release: 1, status: 'rolled-back' },
      { release: last, status: 'prepared' },
    ]);
    await expectHidden(ROUND, last);
    expect(await refused(THIRD_PUBLISHER, `${ROUND}/releases/${last}/approval`)).toEqual([409, 'release-not-requested']);
    await releaseAsked(cloud, ROUND);
    await release(THIRD_PUBLISHER, `${ROUND}/releases/${last + 1}/approval`);
    for (const path of [`/${ROUND}/`, `/releases/${ROUND}/${last + 1}/`, `/releases/${ROUND}/${last + 1}/manifest.json`]) {
      expect([path, (await rawRequest(cloud.url, path)).status]).toEqual([path, 200]);
    }
    expect((await rawRequest(cloud.url, '/')).location).toBe(`/${ROUND}/`);
    for (const path of [`/releases/${ROUND}/1/`, `/releases/${ROUND}/1/index.html`, `/releases/${ROUND}/${last}/`]) {
      expect([path, (await rawRequest(cloud.url, path)).status]).toEqual([path, 404]);
    }
  });
});

describe('a rehearsal', () => {
  it('is never published, though it was frozen and computed like a round', async () => {
    expect(await refused(PUBLISHER, `${REHEARSAL}/releases`)).toEqual([409, 'rehearsal-never-published']);
    await post(COORDINATOR, `${REHEARSAL}/freeze`);
    while (!(await roundAs(await cloud.as(COORDINATOR), REHEARSAL)).computed) await pause(50);
    await cloud.moveTo('2024-04-20T01:00:00Z');
    const view = await roundAs(await cloud.as(COORDINATOR), REHEARSAL);
    expect([view.rehearsal, view.computed, statusesIn(view).publication]).toEqual([true, true, 'open']);
    for (const person of [PUBLISHER, SECOND_PUBLISHER])
      expect(await refused(person, `${REHEARSAL}/releases`)).toEqual([409, 'rehearsal-never-published']);
    expect(await refused(SECOND_PUBLISHER, `${REHEARSAL}/releases/1/approval`)).toEqual([404, 'not-found']);
    await expectHidden(REHEARSAL, 1);
    const s3 = s3Of(cloud);
    expect((await everythingStored(s3)).filter(({ key }) => key.startsWith(`releases/${REHEARSAL}`))).toEqual([]);
    s3.destroy();
  });
});
