import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Clock } from './clock.ts';
import type { HttpApiGateway } from './http-api.ts';
import type { LambdaPool } from './lambda/pool.ts';
import type { Outbox } from './outbox.ts';
import type { Site } from './site.ts';
import { type Tokens, tokenRequestBodySchema } from './tokens.ts';

export interface FrontDoorParts {
  readonly api: HttpApiGateway;
  readonly site: Site;
  readonly tokens: Tokens;
  readonly lambdas: LambdaPool;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly exampleStatus: () => 'playing' | 'done' | 'off';
}

const MAX_BODY_BYTES = 100_000;
const clockRequestSchema = z.strictObject({ now: z.iso.datetime({ offset: true }) });

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** What the distribution does on AWS (`/api/*` to the API, the rest to the site), and the `/local/` addresses that exist only here. */
export class FrontDoor {
  readonly #parts: FrontDoorParts;

  constructor(parts: FrontDoorParts) {
    this.#parts = parts;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const json = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    };
    // A page of another site, open in the same browser, must not move the clock or take a token.
    const { origin, host } = request.headers;
    if (path.startsWith('/local/') && origin !== undefined && origin !== `http://${host}`) return json(403, { message: 'Forbidden' });
    if (path === '/api/health') return json(200, { status: 'ok', example: this.#parts.exampleStatus() });
    if (path === '/local/clock') return await this.#clock(request, json);
    if (path === '/local/token' && request.method === 'POST') return await this.#token(request, json);
    if (path === '/local/outbox' && request.method === 'GET') return json(200, { mails: this.#parts.outbox.list() });
    if (path.startsWith('/local/')) return json(404, { message: 'Not Found' });
    if (path === '/api' || path.startsWith('/api/')) return await this.#parts.api.handle(request, response);
    await this.#parts.site.handle(request, response);
  }

  async #clock(request: IncomingMessage, json: (status: number, body: object) => void): Promise<void> {
    const { clock } = this.#parts;
    const say = (ms: number): object => ({ now: new Date(ms).toISOString() });
    if (request.method === 'GET') return json(200, say(clock.now()));
    const parsed = clockRequestSchema.safeParse(await readJson(request));
    if (request.method !== 'POST' || !parsed.success) return json(400, { message: 'POST {"now": "2024-01-31T10:00:00Z"}' });
    try {
      json(200, say(await clock.moveTo(Date.parse(parsed.data.now))));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      json(409, { message: error.message });
    }
  }

  async #token(request: IncomingMessage, json: (status: number, body: object) => void): Promise<void> {
    const parsed = tokenRequestBodySchema.safeParse(await readJson(request));
    if (!parsed.success)
      return json(400, { message: 'POST {"sub", "groups": [...], "unit"?, "agency"?, "expiresIn"?}', errors: parsed.error.issues });
    try {
      const { token, expiresIn } = await this.#parts.tokens.issue(parsed.data, this.#parts.lambdas);
      json(200, { token, access_token: token, token_type: 'Bearer', expires_in: expiresIn });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      json(400, { message: error.message });
    }
  }
}
