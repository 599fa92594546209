import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTokenClaims } from '../../../functions/intake/add-token-claims/add-token-claims.ts';
import { callerFromClaims, GROUPS } from '../../../shared/contracts/caller.ts';
import { always } from '../../fixtures/always.ts';

const groupsOf = (claim: unknown): readonly string[] => callerFromClaims({ sub: 'x', 'cognito:groups': claim }).groups;

describe('the groups of a caller', () => {
  it.each<[unknown, string[]]>([
    ['[unit coordinator]', ['unit', 'coordinator']],
    ['[unit]', ['unit']],
    ['unit', ['unit']],
    ['unit,publisher', ['unit', 'publisher']],
    ['[unit, publisher]', ['unit', 'publisher']],
    [
      ['unit', 'publisher'],
      ['unit', 'publisher'],
    ],
    ['[]', []],
    ['', []],
    [undefined, []],
    [null, []],
    [7, []],
    [{ unit: true }, []],
  ])('in %j are %j', (claim, groups) => {
    expect(groupsOf(claim)).toEqual(groups);
  });

  it('grant nothing that is not one of the six', () => {
    expect(groupsOf('[admin unit Unit UNIT units root]')).toEqual(['unit']);
    expect(groupsOf(['__proto__', 'constructor', 'publisher '])).toEqual([]);
    always(
      fc.property(fc.oneof(fc.string(), fc.array(fc.string()), fc.anything()), (claim) => {
        expect(groupsOf(claim).every((group) => (GROUPS as readonly string[]).includes(group))).toBe(true);
      }),
    );
  });

  it('are read from the text that API Gateway makes of any list of them', () => {
    always(
      fc.property(fc.subarray([...GROUPS]), (groups) => {
        expect(groupsOf(`[${groups.join(' ')}]`)).toEqual(groups);
        expect(groupsOf(groups)).toEqual(groups);
      }),
    );
  });
});

describe('the unit and agency of a caller', () => {
  it('count only with their group', () => {
    const claims = { sub: 'x', unit: 'BTP', agency: 'BNV' };
    expect(callerFromClaims({ ...claims, 'cognito:groups': '[unit]' })).toEqual({ sub: 'x', groups: ['unit'], unit: 'BTP' });
    expect(callerFromClaims({ ...claims, 'cognito:groups': '[appraiser]' })).toEqual({ sub: 'x', groups: ['appraiser'], agency: 'BNV' });
    expect(callerFromClaims({ ...claims, 'cognito:groups': '[coordinator]' })).toEqual({ sub: 'x', groups: ['coordinator'] });
    expect(callerFromClaims({ ...claims, 'cognito:groups': '[unit appraiser]' })).toMatchObject({ unit: 'BTP', agency: 'BNV' });
  });

  it('are absent where the claim is empty or no text', () => {
    for (const unit of ['', 7, ['BTP'], null])
      expect('unit' in callerFromClaims({ sub: 'x', unit, 'cognito:groups': '[unit]' })).toBe(false);
  });
});

describe('a caller without a sub', () => {
  it('has an empty one, which the door refuses', () => {
    expect(callerFromClaims({ 'cognito:groups': '[unit]' }).sub).toBe('');
    expect(callerFromClaims({ sub: 5, 'cognito:groups': '[unit]' }).sub).toBe('');
  });
});

describe('the claims that the token trigger adds', () => {
  const request = (userAttributes: Record<string, string>) => ({
    version: '2' as const,
    triggerSource: 'TokenGeneration_Authentication',
    request: { userAttributes },
  });
  const added = async (userAttributes: Record<string, string>): Promise<unknown> => {
    const { response } = (await addTokenClaims(request(userAttributes))) as unknown as {
      response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: object } } };
    };
    return response.claimsAndScopeOverrideDetails.accessTokenGeneration.claimsToAddOrOverride;
  };

  it('are unit and agency, and nothing else of the person', async () => {
    expect(await added({ 'custom:unit': 'BTP', 'custom:agency': 'BNV', email: 'a@b.vn', 'custom:groups': 'publisher' })).toEqual({
      unit: 'BTP',
      agency: 'BNV',
    });
  });

  it('are none for a person without them', async () => {
    expect(await added({ email: 'a@b.vn', 'custom:unit': '' })).toEqual({});
  });

  it('come beside everything that Cognito sent', async () => {
    expect(await addTokenClaims({ ...request({}), userName: 'x' })).toMatchObject({ ...request({}), userName: 'x' });
  });
});
