import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clock } from './clock.ts';
import type { LambdaPool } from './lambda/pool.ts';
import type { Claims, Tokens } from './tokens.ts';

export interface RouteDefinition {
  /** "POST /api/rounds/{round}/uploads" */
  readonly routeKey: string;
  readonly functionArn: string;
  /** Undefined where the route is open to everybody. */
  readonly authorizer: { readonly issuer: string; readonly audience: readonly string[] } | undefined;
}

/** A function takes at most 6 MB. */
const MAX_BODY_BYTES = 6_000_000;

interface CompiledRoute extends RouteDefinition {
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

function compile(definition: RouteDefinition): CompiledRoute {
  const [method = '', path = ''] = definition.routeKey.split(' ');
  const names: string[] = [];
  const pattern = path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    // A name with a plus takes the rest of the path.
    const isGreedy = name.endsWith('+');
    names.push(isGreedy ? name.slice(0, -1) : name);
    return isGreedy ? '(.+)' : '([^/]+)';
  });
  return { ...definition, method, pattern: new RegExp(`^${pattern}$`), names };
}

/** As an HTTP API hands claims to a function: everything is text, arrays as "[a b]". */
function claimsAsText(claims: Claims): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name, Array.isArray(value) ? `[${value.join(' ')}]` : String(value)]),
  );
}

/** API Gateway's HTTP API: routes behind a JWT authorizer or open, payload format 2.0. */
export class HttpApiGateway {
  readonly #routes: readonly CompiledRoute[];
  readonly #tokens: Tokens;
  readonly #lambdas: LambdaPool;
  readonly #clock: Clock;

  constructor(routes: readonly RouteDefinition[], tokens: Tokens, lambdas: LambdaPool, clock: Clock) {
    this.#routes = routes.map(compile);
    this.#tokens = tokens;
    this.#lambdas = lambdas;
    this.#clock = clock;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Not counted as activity: a request that never ends must not hold the clock. The call of the function is counted.
    const { status, headers, body } = await this.#answer(request);
    response.writeHead(status, headers);
    response.end(body);
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; headers: Record<string, string>; body: Buffer | string }> {
    const message = (status: number, text: string, headers: Record<string, string> = {}) => ({
      status,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ message: text }),
    });
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const route = this.#routes.find(({ method, pattern }) => method === request.method && pattern.test(path));
    if (route === undefined) return message(404, 'Not Found');
    const [, bearer = ''] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const claims = route.authorizer === undefined ? undefined : this.#tokens.verify(bearer, route.authorizer);
    if (route.authorizer !== undefined && claims === undefined) return message(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });

    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) return message(413, 'Request Entity Too Large', { connection: 'close' });
      chunks.push(chunk);
    }
    let pathParameters: Record<string, string>;
    try {
      const values = route.pattern.exec(path)?.slice(1) ?? [];
      pathParameters = Object.fromEntries(route.names.map((name, i) => [name, decodeURIComponent(values[i] ?? '')]));
    } catch {
      return message(400, 'Bad Request');
    }
    const now = this.#clock.now();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const event = {
      version: '2.0',
      routeKey: route.routeKey,
      rawPath: path,
      rawQueryString: query,
      headers,
      ...(query === '' ? {} : { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
      pathParameters,
      requestContext: {
        accountId: '000000000000',
        apiId: 'local',
        ...(claims === undefined ? {} : { authorizer: { jwt: { claims: claimsAsText(claims), scopes: null } } }),
        domainName: headers.host ?? 'local',
        domainPrefix: 'local',
        http: { method: request.method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: headers['user-agent'] ?? '' },
        requestId: randomUUID(),
        routeKey: route.routeKey,
        stage: '$default',
        time: new Date(now).toUTCString(),
        timeEpoch: now,
      },
      ...(size === 0 ? {} : { body: Buffer.concat(chunks).toString('utf8') }),
      isBase64Encoded: false,
    };
    const answer = await this.#lambdas.invoke(route.functionArn, JSON.stringify(event));
    if (!answer.ok) return message(answer.errorType === 'Sandbox.Timedout' ? 503 : 500, 'Internal Server Error');
    const result = JSON.parse(answer.payload) as APIGatewayProxyStructuredResultV2;
    return {
      status: result.statusCode ?? 200,
      headers: Object.fromEntries(Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)])),
      body: result.isBase64Encoded === true ? Buffer.from(result.body ?? '', 'base64') : (result.body ?? ''),
    };
  }
}
