import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { liveReleasesSchema } from '../shared/domain/live-releases.ts';
import type { KeyValueStores } from './key-value-store.ts';
import { type ObjectStore, type StoredObject, sendStream } from './s3/object-store.ts';

/** What the template says of the distribution's default behaviour. */
export interface SiteDefinition {
  readonly bucket: string;
  readonly routerCode: string;
  readonly liveStoreArn: string;
  /** Headers that the response headers policy adds. */
  readonly headers: Readonly<Record<string, string>>;
}

interface EdgeResponse {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, { readonly value: string }>>;
  readonly body?: string;
}
type EdgeRequest = { readonly uri: string };
type Router = (event: object) => Promise<EdgeRequest | EdgeResponse>;

/** The public site: the template's own CloudFront Function in front of the site bucket. */
export class Site {
  readonly #definition: SiteDefinition;
  readonly #objects: ObjectStore;
  readonly #stores: KeyValueStores;
  readonly #router: Router;

  constructor(definition: SiteDefinition, objects: ObjectStore, stores: KeyValueStores) {
    this.#definition = definition;
    this.#objects = objects;
    this.#stores = stores;
    const kvs = {
      get: async (key: string): Promise<string> => {
        const value = stores.get(definition.liveStoreArn, key);
        if (value === undefined) throw new Error('KeyNotFound');
        return value;
      },
    };
    // The runtime gives `cloudfront` as a module; here it is handed in, and the handler out.
    const code = definition.routerCode.replace(/^import cf from 'cloudfront';$/m, '');
    this.#router = new Script(`${code}\nhandler;`).runInContext(createContext({ cf: { kvs: () => kvs } })) as Router;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' });
      response.end();
      return;
    }
    const [uri = '/'] = (request.url ?? '/').split('?', 1);
    const result = await this.#router({
      version: '1.0',
      context: { eventType: 'viewer-request' },
      viewer: { ip: '127.0.0.1' },
      request: { method, uri, querystring: {}, headers: {}, cookies: {} },
    });
    if ('statusCode' in result) {
      const headers = Object.fromEntries(Object.entries(result.headers ?? {}).map(([name, { value }]) => [name, value]));
      response.writeHead(result.statusCode, { ...headers, ...this.#definition.headers });
      response.end(result.body);
      return;
    }
    const object = this.#objects.latest(this.#definition.bucket, result.uri.slice(1));
    if (object === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain', ...this.#definition.headers });
      response.end('404');
      return;
    }
    response.writeHead(200, {
      'content-type': object.contentType,
      'content-length': String(object.size),
      etag: `"${object.etag}"`,
      'cache-control': 'max-age=60',
      ...this.#definition.headers,
    });
    if (method === 'HEAD') response.end();
    else sendStream(this.#objects.stream(object, 0, object.size - 1), response);
  }

  /** Keeps every published release as plain files at `releases/<round>/<n>/` of a directory. */
  async keepReleases(directory: string): Promise<void> {
    const value = this.#stores.get(this.#definition.liveStoreArn, 'live');
    if (value === undefined) return;
    for (const [round, { published }] of Object.entries(liveReleasesSchema.parse(JSON.parse(value)).rounds)) {
      for (const release of published) {
        const prefix = `releases/${round}/${release}/`;
        for (const object of this.#all(prefix)) {
          const path = join(directory, ...object.key.split('/'));
          // Releases never change: what is there whole is there.
          if (existsSync(path) && statSync(path).size === object.size) continue;
          mkdirSync(dirname(path), { recursive: true });
          try {
            writeFileSync(path, await this.#objects.bytes(object));
          } catch (error) {
            console.error(`${path} could not be kept: ${error instanceof Error ? error.message : String(error)}`);
          }
        }
      }
    }
  }

  #all(prefix: string): StoredObject[] {
    return this.#objects.list(this.#definition.bucket, prefix, '', 1_000_000);
  }
}
