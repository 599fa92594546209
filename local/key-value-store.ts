import { createHash } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import type { State } from './state.ts';

/** S3-like limit of CloudFront's store: a value holds at most 1 kB. */
const MAX_VALUE_BYTES = 1024;

/** CloudFront KeyValueStore: values that edge functions read, written under a condition on the whole store's ETag. */
export class KeyValueStores {
  readonly #state: State;
  readonly #arns: ReadonlySet<string>;
  readonly #onChange: (arn: string) => Promise<void>;

  constructor(state: State, arns: readonly string[], onChange: (arn: string) => Promise<void>) {
    this.#state = state;
    this.#arns = new Set(arns);
    this.#onChange = onChange;
  }

  get(arn: string, key: string): string | undefined {
    const row = this.#state.get('SELECT value FROM pairs WHERE store = ? AND key = ?', arn, key);
    return row === undefined ? undefined : String(row.value);
  }

  #etag(arn: string): string {
    const rows = this.#state.all('SELECT key, value FROM pairs WHERE store = ? ORDER BY key', arn);
    return createHash('sha256')
      .update(`${arn}${JSON.stringify(rows)}`)
      .digest('hex')
      .slice(0, 20)
      .toUpperCase();
  }

  /** The data-plane API: `/key-value-stores/{arn}[/keys/{key}]`. */
  async call(
    method: string,
    path: string,
    ifMatch: string | undefined,
    body: Record<string, unknown>,
  ): Promise<{ body: object; etag?: string }> {
    const [, arnPart = '', key] = /^\/key-value-stores\/([^/]+)(?:\/keys\/([^/]+))?\/?$/.exec(path) ?? [];
    const arn = decodeURIComponent(arnPart);
    if (!this.#arns.has(arn)) throw new AwsError('ResourceNotFoundException', `no key value store ${arn}`, 404);
    const etag = this.#etag(arn);
    const rows = this.#state.all('SELECT key, value FROM pairs WHERE store = ?', arn);
    const totals = {
      ItemCount: rows.length,
      TotalSizeInBytes: rows.reduce((sum, row) => sum + String(row.key).length + String(row.value).length, 0),
    };
    if (key === undefined) {
      if (method !== 'GET') throw AwsError.notImplemented('KeyValueStore', method);
      return { body: { ...totals, KvsARN: arn, Created: 0, Status: 'READY' }, etag };
    }
    const name = decodeURIComponent(key);
    if (method === 'GET') {
      const value = this.get(arn, name);
      if (value === undefined) throw new AwsError('ResourceNotFoundException', `no key ${name}`, 404);
      return { body: { Key: name, Value: value, ...totals } };
    }
    if (method !== 'PUT') throw AwsError.notImplemented('KeyValueStore', method);
    if (ifMatch !== etag) throw new AwsError('ConflictException', 'Resource is not in expected state', 409);
    const value = String(body.Value);
    if (Buffer.byteLength(value) > MAX_VALUE_BYTES) throw new AwsError('ValidationException', 'the value is larger than 1 kB');
    this.#state.run(
      'INSERT INTO pairs (store, key, value) VALUES (?, ?, ?) ON CONFLICT (store, key) DO UPDATE SET value = excluded.value',
      arn,
      name,
      value,
    );
    await this.#onChange(arn);
    return { body: totals, etag: this.#etag(arn) };
  }
}
