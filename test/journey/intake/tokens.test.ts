import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GROUPS } from '../../../shared/contracts/caller.ts';
import { LOCKS } from '../../../shared/contracts/locks.ts';
import { problemCatalogue, problemSchema } from '../../../shared/contracts/problems.ts';
import { routes } from '../../../shared/contracts/routes.ts';
import { UPLOAD_KINDS } from '../../../shared/domain/round.ts';
import { bucketNamed, everythingStored, rawRequest, s3Of } from '../../doubles/raw-calls.ts';
import {
  APPRAISAL_OPENING,
  COORDINATOR,
  fetchForm,
  fill,
  OPENING,
  ofAgency,
  ofUnit,
  PUBLISHER,
  refusalOf,
  roundAs,
  smallRound,
  statusesIn,
  upload,
} from '../../doubles/small-round.ts';
import { startTestCloud, type TestCloud } from '../../doubles/test-cloud.ts';

const ROUND = 'the-2023';
const XLSX = UPLOAD_KINDS['self-assessment'].contentTypes[0];
const AN_UPLOAD = '01HK3TYGATGC3PPYQNWA2SJ0RG';
/** All but the one that is open to whoever has a preview's address. */
const ROUTES = Object.entries(routes)
  .filter(([, route]) => !('isOpen' in route))
  .map(([name, route]) => ({ ...route, name }));
const FIGURES = Buffer.from('unit,item,fact,value,source,date\n');
const CSV = Buffer.from('unit,item,points\nBCT,2.1,23.82\nBNV,2.1,26.38\nBTP,2.1,28.1\n');

let cloud: TestCloud;

const PLACES: Record<string, string> = {
  round: ROUND,
  uploadId: AN_UPLOAD,
  unit: 'BCT',
  item: '1.1',
  stage: 'survey',
  release: '1',
  number: '1',
  paper: AN_UPLOAD,
  code: 'thuong',
  instrument: 'hai-long',
  mapping: '1',
  flag: 'speeding.01.e-1',
};
const pathOf = (path: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const place = PLACES[name];
    if (place === undefined) throw new Error(`no value for ${name}`);
    return place;
  });

async function callWith(authorization: string | undefined, route: { method: string; path: string }): Promise<Response> {
  return await fetch(cloud.url + pathOf(route.path), {
    method: route.method,
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    ...(route.method === 'GET' ? {} : { body: '{}' }),
  });
}

/** What each route answers to people, asked route by route: sixty functions do not all stay warm. */
const answers: { readonly place: string; readonly isAllowed: boolean; readonly response: Response; readonly body: string }[] = [];
async function askEveryRoute(): Promise<void> {
  const { header, claims } = await validParts();
  for (const route of ROUTES) {
    const ask = async (who: string, isAllowed: boolean, token: string): Promise<void> => {
      const response = await callWith(`Bearer ${token}`, route);
      answers.push({ place: `${route.name} by ${who}`, isAllowed, response, body: await response.text() });
    };
    await ask('a copy', true, signed(header, claims, poolKey()));
    for (const group of [...GROUPS.filter((name) => !route.groups.includes(name)), undefined])
      await ask(group ?? 'nobody', false, await cloud.token({ groups: group === undefined ? [] : [group], unit: 'BCT', agency: 'BNV' }));
  }
}

beforeAll(async () => {
  cloud = await startTestCloud();
  await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', smallRound(ROUND));
  await askEveryRoute();
});
afterAll(() => cloud.end());

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>;

/** The parts of a token that is valid now, for somebody who may do everything. */
async function validParts(): Promise<{ header: Record<string, unknown>; claims: Record<string, unknown>; token: string }> {
  const token = await cloud.token({ sub: 'moi-quyen.demo', groups: [...GROUPS], unit: 'BCT', agency: 'BNV' });
  const [header, payload] = token.split('.');
  return { header: decode(header), claims: decode(payload), token };
}

function signed(header: object, claims: object, key: KeyObject): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** The pool's own key: what it signs is genuine, so only the claims decide. */
const poolKey = (): KeyObject => createPrivateKey(cloud.state.fact('token-key') ?? '');

/** A genuine token with other claims; undefined takes a claim away. */
async function genuineWith(change: Record<string, unknown>): Promise<string> {
  const { header, claims } = await validParts();
  return `Bearer ${signed(header, { ...claims, ...change }, poolKey())}`;
}

describe('the API without a valid access token', () => {
  it.each<[string, () => Promise<string | undefined>]>([
    ['no token', async () => undefined],
    ['an empty token', async () => 'Bearer '],
    ['garbage', async () => 'Bearer garbage'],
    ['garbage of three parts', async () => 'Bearer a.b.c'],
    ['a valid token under another scheme', async () => `Basic ${(await validParts()).token}`],
    ['a valid token with a fourth part', async () => `Bearer ${(await validParts()).token}.x`],
    ['a valid token without its signature', async () => `Bearer ${(await validParts()).token.replace(/[^.]*$/, '')}`],
    [
      'a token signed by another key',
      async () => {
        const { header, claims } = await validParts();
        return `Bearer ${signed(header, claims, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)}`;
      },
    ],
    [
      'a token of another key id',
      async () => {
        const { header, claims } = await validParts();
        return `Bearer ${signed({ ...header, kid: 'other' }, claims, poolKey())}`;
      },
    ],
    [
      'the algorithm none',
      async () => {
        const { header, claims } = await validParts();
        return `Bearer ${encode({ ...header, alg: 'none' })}.${encode(claims)}.`;
      },
    ],
    [
      'the algorithm none over a genuine signature',
      async () => {
        const { header, claims } = await validParts();
        return `Bearer ${signed({ ...header, alg: 'none' }, claims, poolKey())}`;
      },
    ],
    [
      'the public key used as a secret',
      async () => {
        const { header, claims } = await validParts();
        const text = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
        const secret = createPublicKey(poolKey()).export({ type: 'spki', format: 'pem' });
        return `Bearer ${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
      },
    ],
    [
      'changed claims under the old signature',
      async () => {
        const [header, , signature] = (await cloud.token(ofUnit('BCT'))).split('.');
        const { claims } = await validParts();
        return `Bearer ${header}.${encode(claims)}.${signature}`;
      },
    ],
    ['an id token', async () => genuineWith({ token_use: 'id' })],
    ['a token without a use', async () => genuineWith({ token_use: undefined })],
    ['a token of another pool', async () => genuineWith({ iss: 'https://cognito-idp.ap-southeast-1.amazonaws.com/other' })],
    ['a token of another client', async () => genuineWith({ client_id: 'other' })],
    ['a token for another audience', async () => genuineWith({ aud: 'other' })],
    ['a token that never expires', async () => genuineWith({ exp: undefined })],
    ['a token that expires in words', async () => genuineWith({ exp: '9999999999' })],
    ['a token from the future', async () => genuineWith({ iat: Math.floor(cloud.clock.now() / 1000) + 3600 })],
    ['a token that has expired', async () => `Bearer ${await cloud.token({ sub: 'x', groups: [...GROUPS], unit: 'BCT', expiresIn: 0 })}`],
  ])('answers 401 to %s on every route', async (_, make) => {
    const authorization = await make();
    for (const route of ROUTES) {
      const response = await callWith(authorization, route);
      expect([route.name, response.status]).toEqual([route.name, 401]);
      expect(await response.json()).toEqual({ message: 'Unauthorized' });
    }
  });

  it('lets the same token in until its last second, and not after it', async () => {
    const token = await cloud.token({ ...COORDINATOR, expiresIn: 60 });
    expect((await callWith(`Bearer ${token}`, routes.showRound)).status).toBe(200);
    await cloud.moveTo(new Date(cloud.clock.now() + 61_000).toISOString());
    for (const route of ROUTES) expect([route.name, (await callWith(`Bearer ${token}`, route)).status]).toEqual([route.name, 401]);
  });

  it('lets in what the forgeries were made of, on every route', () => {
    const allowed = answers.filter(({ isAllowed }) => isAllowed);
    expect(allowed).toHaveLength(ROUTES.length);
    for (const { place, response } of allowed) expect([place, response.status === 401]).toEqual([place, false]);
  });

  it('takes no token from the address', async () => {
    const { token } = await validParts();
    const answer = await rawRequest(cloud.url, `/api/rounds/${ROUND}?access_token=${token}&authorization=Bearer%20${token}`);
    expect(answer.status).toBe(401);
  });
});

describe('a token without the right group', () => {
  it('is refused on every route by a problem in Vietnamese and English', () => {
    const refused = answers.filter(({ isAllowed }) => !isAllowed);
    expect(refused.length).toBeGreaterThan(3 * ROUTES.length);
    for (const { place, response, body } of refused) {
      expect([place, response.status, response.headers.get('content-type')]).toEqual([
        place,
        403,
        'application/problem+json; charset=utf-8',
      ]);
      const { correlationId, lock, ...problem } = problemSchema.parse(JSON.parse(body));
      expect(lock?.opensEn).toBe(LOCKS['not-allowed'].opens.en);
      const { title, detail } = problemCatalogue['not-allowed'];
      expect(problem).toEqual({
        type: 'urn:par:problem:not-allowed',
        status: 403,
        code: 'not-allowed',
        title: title.vi,
        detail: detail.vi,
        titleEn: title.en,
        detailEn: detail.en,
      });
      expect(correlationId).not.toBe('');
    }
  });

  it('cannot be asked for with a group that the pool does not have', async () => {
    await expect(cloud.token({ groups: ['admin'] })).rejects.toThrow('no such group: admin');
  });

  it('gets nothing by a group name that only resembles one', async () => {
    for (const groups of [['Coordinator'], ['coordinators'], ['"coordinator"'], ['[coordinator'], ['coordinator\u0000']]) {
      const authorization = await genuineWith({ 'cognito:groups': groups });
      expect([groups, (await callWith(authorization, routes.freezeRound)).status]).toEqual([groups, 403]);
    }
  });

  it('left the round as it was opened', async () => {
    const view = await roundAs(await cloud.as(COORDINATOR), ROUND);
    expect(view).toMatchObject({ frozen: false, computed: false, releases: [] });
    expect(view.stages.flatMap(({ extensions }) => extensions)).toEqual([]);
  });
});

describe('a malformed path', () => {
  it.each([
    `/api/rounds/${ROUND}%2Funits%2FBNV`,
    '/api/rounds/..%2F..',
    `/api/rounds/${ROUND.toUpperCase()}`,
    `/api/rounds/${ROUND}%00`,
    '/api/rounds/%zz',
    `/api/rounds/${ROUND}/units/BCT%23LINE/workbook`,
    `/api/rounds/${ROUND}/units/_round/workbook`,
    `/api/rounds/${ROUND}/uploads/not-an-id`,
  ])('is refused with 400: %s', async (path) => {
    const authorization = `Bearer ${await cloud.token(COORDINATOR)}`;
    expect((await rawRequest(cloud.url, path, { headers: { authorization } })).status).toBe(400);
  });
});

describe('a unit', () => {
  let uploadOfBct: string;
  let centralUpload: string;
  let figuresOfBnv: string;

  beforeAll(async () => {
    await cloud.moveTo(OPENING);
    const form = fill(await fetchForm(cloud, ROUND, 'BCT'), { G7: 54.21 });
    uploadOfBct = (await upload(await cloud.as(ofUnit('BCT')), ROUND, 'self-assessment', form)).uploadId;
    centralUpload = (await upload(await cloud.as(COORDINATOR), ROUND, 'central-scores', CSV)).uploadId;
    figuresOfBnv = (await upload(await cloud.as(ofAgency('BNV')), ROUND, 'reference-facts', FIGURES)).uploadId;
  });

  const statusOf = async (person: Parameters<TestCloud['token']>[0], path: string): Promise<number> => {
    const response = await fetch(cloud.url + path, { headers: { authorization: `Bearer ${await cloud.token(person)}` } });
    await response.arrayBuffer();
    return response.status;
  };
  const workbook = (unit: string): string => `/api/rounds/${ROUND}/units/${unit}/workbook`;
  const receipt = (uploadId: string): string => `/api/rounds/${ROUND}/uploads/${uploadId}`;

  it('reads its own form and no other unit’s', async () => {
    expect(await statusOf(ofUnit('BCT'), workbook('BCT'))).toBe(200);
    expect(await statusOf(ofUnit('BCT'), workbook('BNV'))).toBe(404);
    expect(await statusOf(ofUnit('BCT'), workbook('bct'))).toBe(404);
    expect(await statusOf(COORDINATOR, workbook('BNV'))).toBe(200);
    expect(await statusOf(COORDINATOR, workbook('BYT'))).toBe(404);
  });

  it('reads its own receipts and no other unit’s', async () => {
    expect(await statusOf(ofUnit('BCT'), receipt(uploadOfBct))).toBe(200);
    expect(await statusOf(COORDINATOR, receipt(uploadOfBct))).toBe(200);
    expect(await statusOf(ofUnit('BNV'), receipt(uploadOfBct))).toBe(404);
    expect(await statusOf({ groups: ['unit'] }, receipt(uploadOfBct))).toBe(404);
    expect(await statusOf({ groups: ['unit'], unit: 'bct' }, receipt(uploadOfBct))).toBe(404);
  });

  it('does not learn from the refusal whether another unit’s upload or form is there', async () => {
    const client = await cloud.as(ofUnit('BNV'));
    const told = async (path: string): Promise<object> => {
      const { status, problem } = await refusalOf(client.call('GET', path));
      const { correlationId: _, ...document } = problem ?? { correlationId: '' };
      return {
        status,
        text: JSON.stringify(document)
          .replaceAll(uploadOfBct, '…')
          .replaceAll(AN_UPLOAD, '…')
          .replaceAll(/BCT|BYT/g, '…'),
      };
    };
    expect(await told(receipt(uploadOfBct))).toEqual(await told(receipt(AN_UPLOAD)));
    expect(await told(workbook('BCT'))).toEqual(await told(workbook('BYT')));
  });

  it('does not see the receipt of a central file, whatever unit its token claims', async () => {
    expect(await statusOf(COORDINATOR, receipt(centralUpload))).toBe(200);
    for (const person of [ofUnit('BCT'), ofUnit('_round'), { groups: ['unit'] }])
      expect(await statusOf(person, receipt(centralUpload))).toBe(404);
  });

  it('does not see the receipt of an agency’s file, nor does another agency', async () => {
    for (const person of [ofAgency('BNV'), COORDINATOR]) expect(await statusOf(person, receipt(figuresOfBnv))).toBe(200);
    for (const person of [ofUnit('BNV'), ofAgency('VPCP'), { groups: ['appraiser'] }, { groups: ['unit'], unit: 'BNV', agency: 'BNV' }])
      expect([person, await statusOf(person, receipt(figuresOfBnv))]).toEqual([person, 404]);
  });

  it('is the only one to see its receipts, beside the coordinator: no agency does, and no unit by its attribute alone', async () => {
    for (const path of [receipt(uploadOfBct), `${receipt(uploadOfBct)}/receipt`]) {
      for (const person of [ofUnit('BCT'), COORDINATOR]) expect([path, person, await statusOf(person, path)]).toEqual([path, person, 200]);
      for (const person of [ofUnit('BNV'), ofAgency('BNV'), ofAgency('BCT'), { groups: ['appraiser'], unit: 'BCT', agency: 'BNV' }])
        expect([path, person, await statusOf(person, path)]).toEqual([path, person, 404]);
    }
  });

  it('does not find its receipt in another round', async () => {
    const other = smallRound('khac-2023');
    await (await cloud.as(COORDINATOR)).call('POST', '/api/rounds', other);
    expect(await statusOf(ofUnit('BCT'), `/api/rounds/${other.round}/uploads/${uploadOfBct}`)).toBe(404);
  });

  const body = (more: object = {}) => ({
    kind: 'self-assessment',
    fileName: 'x.xlsx',
    size: 10,
    sha256: '0'.repeat(64),
    contentType: XLSX,
    ...more,
  });
  const UPLOADS = `/api/rounds/${ROUND}/uploads`;

  it('uploads for the unit of its token only', async () => {
    const client = await cloud.as(ofUnit('BNV'));
    const { fields } = (await client.call('POST', UPLOADS, body())) as { fields: { key: string } };
    expect(fields.key).toMatch(new RegExp(`^incoming/${ROUND}/BNV/self-assessment/`));
    const refusal = await refusalOf(client.call('POST', UPLOADS, body({ unit: 'BCT' })));
    expect(refusal.status).toBe(400);
  });

  it.each<[string, { groups: string[]; unit?: string }]>([
    ['a unit that is not in the round', { groups: ['unit'], unit: 'BYT' }],
    ['the unit in other letters', { groups: ['unit'], unit: 'bct' }],
    ['two units', { groups: ['unit'], unit: 'BCT BNV' }],
    ['the place of central files', { groups: ['unit'], unit: '_round' }],
    ['no unit', { groups: ['unit'] }],
    ['a unit without the group', { groups: ['coordinator'], unit: 'BCT' }],
  ])('cannot upload with a token of %s', async (_, person) => {
    const refusal = await refusalOf((await cloud.as(person)).call('POST', UPLOADS, body()));
    expect([refusal.status, refusal.problem?.code]).toEqual([403, 'not-allowed']);
  });

  it('cannot upload central scores, and a unit that is not in the round reads no form', async () => {
    const refusal = await refusalOf(
      (await cloud.as(ofUnit('BCT'))).call('POST', UPLOADS, body({ kind: 'central-scores', contentType: 'text/csv' })),
    );
    expect([refusal.status, refusal.problem?.code]).toEqual([403, 'not-allowed']);
    expect(await statusOf(ofUnit('BYT'), workbook('BYT'))).toBe(404);
  });

  it.each([
    ['self-assessment', XLSX],
    ['signed-report', 'application/pdf'],
    ['central-scores', 'text/csv'],
  ])('is not an appraiser, who cannot upload %s', async (kind, contentType) => {
    const refusal = await refusalOf((await cloud.as(ofAgency('BNV'))).call('POST', UPLOADS, body({ kind, contentType })));
    expect([refusal.status, refusal.problem?.code]).toEqual([403, 'not-allowed']);
  });

  it('has a place of its own; files of agencies have none', async () => {
    const request = body({ kind: 'reference-facts', contentType: 'text/csv' });
    const { fields } = (await (await cloud.as(ofAgency('VPCP'))).call('POST', UPLOADS, request)) as { fields: { key: string } };
    expect(fields.key).toMatch(new RegExp(`^incoming/${ROUND}/_round/reference-facts/`));
    for (const person of [{ groups: ['appraiser'] }, { groups: ['unit'], unit: 'BCT', agency: 'BNV' }]) {
      const refusal = await refusalOf((await cloud.as(person)).call('POST', UPLOADS, request));
      expect([refusal.status, refusal.problem?.code]).toEqual([403, 'not-allowed']);
    }
  });

  it('waits for the appraisal before an agency uploads readings', async () => {
    const request = body({ kind: 'readings', contentType: XLSX });
    const refusal = await refusalOf((await cloud.as(ofAgency('BNV'))).call('POST', UPLOADS, request));
    expect([refusal.status, refusal.problem?.code]).toEqual([409, 'stage-not-open']);
  });

  it('has left files only where it may', async () => {
    const s3 = s3Of(cloud);
    const incoming = await bucketNamed(s3, 'incoming');
    const keys = (await everythingStored(s3)).filter(({ bucket }) => bucket === incoming).map(({ key }) => key.split('/').slice(1, 5));
    s3.destroy();
    expect(keys.sort()).toEqual(
      [
        [ROUND, 'BCT', 'self-assessment', uploadOfBct],
        [ROUND, '_round', 'central-scores', centralUpload],
        [ROUND, '_round', 'reference-facts', figuresOfBnv],
      ].sort(),
    );
  });
});

describe('an appraiser', () => {
  const read = async (
    person: Parameters<TestCloud['as']>[0],
    unit: string,
    item = '1.1',
    points = '50',
    more: object = {},
  ): Promise<unknown> =>
    (await cloud.as(person)).call('PUT', `/api/rounds/${ROUND}/units/${unit}/items/${item}/reading`, {
      points,
      reason: 'Đã kiểm tra',
      ...more,
    });
  const refusedWith = async (call: Promise<unknown>): Promise<[number, string | undefined]> => {
    const { status, problem } = await refusalOf(call);
    return [status, problem?.code];
  };

  it('reads nothing before the appraisal opens', async () => {
    expect(await refusedWith(read(ofAgency('BNV'), 'BCT', '1.1', '54.21'))).toEqual([409, 'stage-not-open']);
    expect(await refusedWith(read(ofAgency('BNV'), 'BCT', '1.1', '50', { reasonCode: 'other' }))).toEqual([409, 'stage-not-open']);
  });

  describe('once the appraisal is open', () => {
    beforeAll(async () => {
      await cloud.moveTo(APPRAISAL_OPENING);
      expect(statusesIn(await roundAs(await cloud.as(COORDINATOR), ROUND))).toMatchObject({ appraisal: 'open' });
    });

    it('without an agency is refused', async () => {
      expect(await refusedWith(read({ groups: ['appraiser'] }, 'BCT'))).toEqual([403, 'not-allowed']);
      expect(await refusedWith(read({ groups: ['appraiser'], unit: 'BNV' }, 'BCT'))).toEqual([403, 'not-allowed']);
    });

    it('of another agency is refused', async () => {
      for (const agency of ['BTC', 'VPCP', 'bnv', 'BNV ', 'BNV,VPCP']) {
        expect([agency, ...(await refusedWith(read(ofAgency(agency), 'BCT')))]).toEqual([agency, 403, 'item-of-another-agency']);
      }
    });

    it('of the assessed unit is refused', async () => {
      expect(await refusedWith(read(ofAgency('BNV'), 'BNV'))).toEqual([403, 'own-unit']);
      expect(await refusedWith(read(ofAgency('BCT'), 'BCT'))).toEqual([403, 'own-unit']);
    });

    it('who acts for the assessed unit is refused, whatever agency they act for', async () => {
      const both = { sub: 'hai-vai.demo', groups: ['unit', 'appraiser'], unit: 'BTP', agency: 'BNV' };
      expect(await refusedWith(read(both, 'BTP'))).toEqual([403, 'own-unit']);
    });

    it('of the alternate agency alone reads the lead agency’s own unit', async () => {
      expect(await refusedWith(read(ofAgency('BTP'), 'BNV'))).toEqual([403, 'item-of-another-agency']);
      expect(await read(ofAgency('VPCP'), 'BNV')).toMatchObject({ unit: 'BNV', agency: 'VPCP', points: '50', version: 1 });
    });

    it('of the lead agency reads every other unit, with the reason kept', async () => {
      expect(await read(ofAgency('BNV'), 'BCT', '1.1', '54.21')).toEqual({
        unit: 'BCT',
        item: '1.1',
        points: '54.21',
        reason: 'Đã kiểm tra',
        agency: 'BNV',
        version: 1,
      });
      expect(await read(ofAgency('BNV'), 'BCT', '1.1', '54.2', { reasonCode: 'not-accepted' })).toMatchObject({
        points: '54.2',
        reasonCode: 'not-accepted',
        version: 2,
      });
    });

    it('says by a code why the points differ from the claim, and gives none above it', async () => {
      const refusal = await refusalOf(read(ofAgency('BNV'), 'BCT', '1.1', '54'));
      expect([refusal.status, refusal.problem?.code]).toEqual([422, 'reason-code-missing']);
      expect(refusal.problem?.detailEn).toContain('54.21');
      expect(await refusedWith(read(ofAgency('BNV'), 'BCT', '1.1', '54', { reasonCode: 'weather' }))).toEqual([400, 'bad-request']);
      expect(await refusedWith(read(ofAgency('BNV'), 'BCT', '1.1', '54.22', { reasonCode: 'other' }))).toEqual([422, 'points-above-claim']);
      expect(await refusedWith(read(ofAgency('BNV'), 'BCT', '1.1', '54.205', { reasonCode: 'other' }))).toEqual([422, 'points-off-grid']);
    });

    it('reads only what there is, within its maximum', async () => {
      expect(await refusedWith(read(ofAgency('BNV'), 'BYT'))).toEqual([404, 'not-found']);
      expect(await refusedWith(read(ofAgency('BNV'), 'BCT', '9.9'))).toEqual([404, 'not-found']);
      expect(await refusedWith(read(ofAgency('BNV'), 'BCT', '2.1', '1'))).toEqual([422, 'item-not-appraised']);
      expect(await refusedWith(read(ofAgency('BNV'), 'BCT', '1.1', '68.51'))).toEqual([422, 'points-above-maximum']);
      for (const points of ['-1', '1e1', '1,5', 'NA', '', ' 5', '0x10']) {
        expect([points, ...(await refusedWith(read(ofAgency('BNV'), 'BCT', '1.1', points)))]).toEqual([points, 400, 'bad-request']);
      }
    });
  });
});

describe('decisions about a round', () => {
  const everyoneBut = (...groups: string[]): string[] => GROUPS.filter((group) => !groups.includes(group));
  const refusedFor = async (groups: readonly string[], method: 'POST' | 'PUT', path: string, body: object): Promise<void> => {
    for (const group of groups) {
      const client = await cloud.as({ groups: [group], unit: 'BCT', agency: 'BNV' });
      const { status, problem } = await refusalOf(client.call(method, path, body));
      expect([group, status, problem?.code]).toEqual([group, 403, 'not-allowed']);
    }
  };

  it('are the coordinator’s: to open, to extend, to freeze', async () => {
    const others = everyoneBut('coordinator');
    expect(others).toHaveLength(5);
    await refusedFor(others, 'POST', '/api/rounds', smallRound('cam-2023'));
    const extension = { deadlineAt: '2024-03-20T10:00:00Z', decisionNumber: '1/QĐ', reason: 'x' };
    await refusedFor(others, 'PUT', `/api/rounds/${ROUND}/stages/survey/deadline`, extension);
    await refusedFor(others, 'POST', `/api/rounds/${ROUND}/freeze`, {});
    expect((await refusalOf((await cloud.as(COORDINATOR)).call('GET', '/api/rounds/cam-2023'))).status).toBe(404);
  });

  it('are the publishers’: to request, to approve, to roll back', async () => {
    const others = everyoneBut('publisher');
    await refusedFor(others, 'POST', `/api/rounds/${ROUND}/releases`, {});
    await refusedFor(others, 'POST', `/api/rounds/${ROUND}/releases/1/approval`, {});
    await refusedFor(others, 'POST', `/api/rounds/${ROUND}/releases/1/rollback`, {});
    const publisher = await cloud.as(PUBLISHER);
    expect((await refusalOf(publisher.call('POST', `/api/rounds/${ROUND}/releases`, {}))).problem?.code).toBe('index-not-computed');
    expect((await refusalOf(publisher.call('POST', `/api/rounds/${ROUND}/releases/1/approval`, {}))).status).toBe(404);
    expect((await refusalOf(publisher.call('POST', `/api/rounds/${ROUND}/freeze`, {}))).status).toBe(403);
  });
});
