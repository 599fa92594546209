import type { TokenRequest } from '../../../shared/contracts/token-request.ts';

/** Access tokens carry no attributes of their own: this puts the person's unit and agency into them. */
export async function addTokenClaims<T extends TokenRequest>(event: T): Promise<T> {
  const attributes = event.request.userAttributes;
  const claims = Object.fromEntries(
    (['unit', 'agency'] as const).flatMap((name) => {
      const value = attributes[`custom:${name}`];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims } } } };
}
