import { createHmac } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { type Credentials, parseAmzDate, sameText, signingKey } from '../sigv4.ts';

/** Form fields before the file, names in lower case. */
export type FormFields = ReadonlyMap<string, string>;

export interface PolicyTerms {
  /** Inclusive range of the file's size, where the policy has one. */
  readonly size: { readonly min: number; readonly max: number } | undefined;
}

const denied = (message: string): AwsError => new AwsError('AccessDenied', `Invalid according to Policy: ${message}`, 403);

/** Fields that need no condition. */
const FREE = new Set(['policy', 'x-amz-signature', 'file']);

type Condition = Record<string, string> | [string, string, string] | ['content-length-range', number, number];

/**
 * Checks a browser POST against its signed policy: signature, expiry, every condition, and no field that the policy does
 * not name. Throws AwsError as S3 answers.
 */
export function verifyPostPolicy(bucket: string, fields: FormFields, credentials: Credentials, now: number): PolicyTerms {
  const policy = fields.get('policy');
  const [accessKey = '', day = '', region = '', service = ''] = (fields.get('x-amz-credential') ?? '').split('/');
  const signature = fields.get('x-amz-signature');
  if (policy === undefined || signature === undefined || fields.get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256') {
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  const known = credentials.find(accessKey);
  if (known === undefined)
    throw new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
  const expected = createHmac('sha256', signingKey(known.secret, day, region, service))
    .update(policy)
    .digest('hex');
  if (
    !sameText(expected, signature) ||
    !(fields.get('x-amz-date') ?? '').startsWith(day) ||
    Number.isNaN(parseAmzDate(fields.get('x-amz-date') ?? ''))
  ) {
    throw new AwsError('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.', 403);
  }
  if (fields.get('x-amz-security-token') !== known.sessionToken)
    throw new AwsError('InvalidToken', 'The provided token is malformed.', 403);

  let document: { expiration: string; conditions: Condition[] };
  try {
    document = JSON.parse(Buffer.from(policy, 'base64').toString('utf8')) as typeof document;
  } catch {
    throw new AwsError('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.', 400);
  }
  if (!(now <= Date.parse(document.expiration))) throw denied('Policy expired.');

  let size: PolicyTerms['size'];
  const covered = new Set<string>();
  const given = (name: string): string | undefined => (name === 'bucket' ? bucket : fields.get(name));
  for (const condition of document.conditions) {
    if (Array.isArray(condition) && condition[0] === 'content-length-range') {
      size = { min: Number(condition[1]), max: Number(condition[2]) };
      continue;
    }
    const [operator, field, wanted] = Array.isArray(condition) ? condition : ['eq', ...(Object.entries(condition)[0] ?? ['', ''])];
    const name = String(field).replace(/^\$/, '').toLowerCase();
    const value = given(name) ?? '';
    const holds = operator === 'starts-with' ? value.startsWith(String(wanted)) : operator === 'eq' && value === wanted;
    if (!holds) throw denied(`Policy Condition failed: ["${operator}", "$${name}", "${wanted}"]`);
    covered.add(name);
  }
  for (const name of fields.keys()) {
    if (!covered.has(name) && !FREE.has(name) && !name.startsWith('x-ignore-')) throw denied(`Extra input fields: ${name}`);
  }
  return { size };
}
