import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign, verify } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from './clock.ts';
import type { LambdaPool } from './lambda/pool.ts';
import type { State } from './state.ts';

/** What the template says of the user pool, its client and the API's authorizer. */
export interface UserPoolDefinition {
  readonly poolId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly groups: readonly string[];
  /** The pre-token-generation trigger. */
  readonly triggerArn: string;
}

export const tokenRequestBodySchema = z.strictObject({
  /** Two names that look alike must not be two people: no invisible characters, no blanks around, one normal form. */
  sub: z
    .string()
    .min(1)
    .max(128)
    .refine((sub) => sub === sub.trim().normalize('NFC') && !/\p{C}/u.test(sub), 'visible characters, in NFC'),
  groups: z.array(z.string()),
  unit: z.string().optional(),
  agency: z.string().optional(),
  /** Seconds of moved time. */
  expiresIn: z.number().int().optional(),
});
export type TokenRequestBody = z.infer<typeof tokenRequestBodySchema>;

export type Claims = Record<string, unknown>;

const HALF_A_DAY = 12 * 60 * 60;
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Access tokens as the user pool issues them, through the template's own trigger; and their check as the authorizer does it. */
export class Tokens {
  readonly #clock: Clock;
  readonly #pool: UserPoolDefinition;
  readonly #key: KeyObject;
  readonly #keyId: string;

  constructor(state: State, clock: Clock, pool: UserPoolDefinition) {
    this.#clock = clock;
    this.#pool = pool;
    const pem = state.factOr(
      'token-key',
      () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    );
    this.#keyId = state.factOr('token-key-id', () => randomUUID());
    this.#key = createPrivateKey(pem);
  }

  /** Throws RangeError for a group that the pool does not have. */
  async issue(
    { sub, groups, unit, agency, expiresIn }: TokenRequestBody,
    lambdas: LambdaPool,
  ): Promise<{ token: string; expiresIn: number }> {
    const unknown = groups.filter((group) => !this.#pool.groups.includes(group));
    if (unknown.length > 0) throw new RangeError(`no such group: ${unknown.join(', ')}`);
    const attributes = {
      sub,
      ...(unit === undefined ? {} : { 'custom:unit': unit }),
      ...(agency === undefined ? {} : { 'custom:agency': agency }),
    };
    const event = {
      version: '2',
      triggerSource: 'TokenGeneration_Authentication',
      region: 'local',
      userPoolId: this.#pool.poolId,
      userName: sub,
      callerContext: { awsSdkVersion: 'local', clientId: this.#pool.clientId },
      request: { userAttributes: attributes, groupConfiguration: { groupsToOverride: groups }, scopes: [] },
      response: {},
    };
    const answer = await lambdas.invoke(this.#pool.triggerArn, JSON.stringify(event));
    if (!answer.ok) throw new Error(`the token trigger failed: ${answer.errorMessage}`);
    const { response } = JSON.parse(answer.payload) as {
      response: { claimsAndScopeOverrideDetails?: { accessTokenGeneration?: { claimsToAddOrOverride?: Claims } } };
    };
    const added = response.claimsAndScopeOverrideDetails?.accessTokenGeneration?.claimsToAddOrOverride ?? {};
    const seconds = Math.floor(this.#clock.now() / 1000);
    const life = expiresIn ?? HALF_A_DAY;
    const claims: Claims = {
      sub,
      'cognito:groups': groups,
      iss: this.#pool.issuer,
      version: 2,
      client_id: this.#pool.clientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: seconds,
      exp: seconds + life,
      iat: seconds,
      jti: randomUUID(),
      username: sub,
      ...added,
    };
    const signed = `${encode({ alg: 'RS256', kid: this.#keyId })}.${encode(claims)}`;
    return { token: `${signed}.${sign('sha256', Buffer.from(signed), this.#key).toString('base64url')}`, expiresIn: life };
  }

  /** The claims of a valid access token, else undefined: signature, issuer, audience, expiry, use. */
  verify(token: string, authorizer: { readonly issuer: string; readonly audience: readonly string[] }): Claims | undefined {
    const [header, payload, signature, ...more] = token.split('.');
    if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return undefined;
    let claims: Claims;
    try {
      const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { alg?: unknown; kid?: unknown };
      if (alg !== 'RS256' || kid !== this.#keyId) return undefined;
      claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
    } catch {
      return undefined;
    }
    const isSigned = verify('sha256', Buffer.from(`${header}.${payload}`), createPublicKey(this.#key), Buffer.from(signature, 'base64url'));
    const seconds = this.#clock.now() / 1000;
    const audience = String(claims.aud ?? claims.client_id);
    const holds = isSigned && claims.iss === authorizer.issuer && authorizer.audience.includes(audience) && claims.token_use === 'access';
    return holds && typeof claims.exp === 'number' && claims.exp > seconds && Number(claims.iat) <= seconds + 1 ? claims : undefined;
  }
}
