import * as z from 'zod';

/** The six Cognito groups; who may do what stands in routes.ts (role) and in each use case (object). */
export const groupSchema = z.enum(['unit', 'appraiser', 'surveyor', 'coordinator', 'publisher', 'operator']);
export type Group = z.infer<typeof groupSchema>;
export const GROUPS = groupSchema.options;

/** Who calls, as the access token says. */
export interface Caller {
  readonly sub: string;
  readonly groups: readonly Group[];
  /** The unit that a member of group `unit` acts for. */
  readonly unit?: string;
  /** The agency that a member of group `appraiser` acts for. */
  readonly agency?: string;
}

/** A claim that an HTTP API hands to functions: arrays arrive as the text "[a b]". */
function listOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.map(String);
  if (typeof claim !== 'string') return [];
  return claim
    .replace(/^\[(.*)\]$/, '$1')
    .split(/[\s,]+/)
    .filter((name) => name !== '');
}

/** Reads the claims of an access token as API Gateway passes them. Unknown groups are left out: they grant nothing. */
export function callerFromClaims(claims: Readonly<Record<string, unknown>>): Caller {
  const groups = listOf(claims['cognito:groups']).filter((name): name is Group => groupSchema.safeParse(name).success);
  const text = (name: string): string | undefined => (typeof claims[name] === 'string' && claims[name] !== '' ? claims[name] : undefined);
  const unit = groups.includes('unit') ? text('unit') : undefined;
  const agency = groups.includes('appraiser') ? text('agency') : undefined;
  return { sub: text('sub') ?? '', groups, ...(unit === undefined ? {} : { unit }), ...(agency === undefined ? {} : { agency }) };
}
