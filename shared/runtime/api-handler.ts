import middy from '@middy/core';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { en, vi } from 'zod/locales';
import type { ApiRequest, FileAnswer } from '../contracts/api.ts';
import { type Caller, callerFromClaims } from '../contracts/caller.ts';
import { describeProblem, type ProblemCode } from '../contracts/problems.ts';
import type { Route } from '../contracts/routes.ts';
import { hashOf, sha256 } from '../domain/hash.ts';
import { ConflictError, RejectedError } from '../errors.ts';
import type { IdempotencyStore } from '../storage/idempotency-store.ts';
import { createLog } from './log.ts';
import { parseEnvironment } from './parse-environment.ts';

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;
type Answer = APIGatewayProxyStructuredResultV2;

/** Who calls an open route: the use case decides by the secret in the address. */
const NOBODY: Caller = { sub: '', groups: [] };

/** What the house chain itself needs of a function's dependencies. */
interface DoorDependencies {
  readonly idempotency?: IdempotencyStore;
}

function json(statusCode: number, body: unknown, type = 'application/json'): Answer {
  return {
    statusCode,
    headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    body: JSON.stringify(body),
  };
}

function file({ bytes, contentType, fileName, isShown, contentSecurityPolicy }: FileAnswer): Answer {
  return {
    statusCode: 200,
    headers: {
      'content-type': contentType,
      'content-disposition': `${isShown === true ? 'inline' : 'attachment'}; filename="${fileName}"`,
      'content-security-policy': contentSecurityPolicy ?? "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
  };
}

const IN_VIETNAMESE = vi().localeError;
const IN_ENGLISH = en().localeError;
type Issue = Parameters<typeof IN_ENGLISH>[0];
const messageOf = (said: ReturnType<typeof IN_ENGLISH>): string => (typeof said === 'string' ? said : (said?.message ?? ''));

/** What is wrong with one value, where its schema has no words of its own for it. */
const explain = (issue: Issue): string =>
  issue.code === 'invalid_type' && issue.input === undefined
    ? 'thiếu / missing'
    : `${messageOf(IN_VIETNAMESE(issue))} / ${messageOf(IN_ENGLISH(issue))}`;

function parse<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const parsed = schema.safeParse(value, { error: explain });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, 100).map(({ path, message }) => ({ at: [where, ...path].join('.'), message }));
  throw new RejectedError('bad-request', {}, errors);
}

function bodyOf(event: Event): unknown {
  if (event.body === undefined || event.body === '') return undefined;
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
  try {
    return JSON.parse(text);
  } catch {
    throw new RejectedError('bad-request', {}, [{ at: 'body', message: 'không phải JSON / not JSON' }]);
  }
}

/**
 * The house chain of every API function: environment, structured log with one correlation id, role, path and body from
 * the route's schemas, Idempotency-Key on POST, and RFC 9457 problems for whatever goes wrong.
 */
export function apiHandler<P extends z.ZodType, B extends z.ZodType, Q extends z.ZodType, E extends z.ZodType, D extends object>(
  route: Route<P, B, Q>,
  envSchema: E,
  connect: (env: z.infer<E>) => D,
  useCase: (request: ApiRequest<z.infer<P>, z.infer<B>, z.infer<Q>>, dependencies: D) => Promise<object>,
) {
  const log = createLog(route.chapter, route.function);
  let dependencies: D | undefined;

  async function answer(event: Event, correlationId: string): Promise<Answer> {
    dependencies ??= connect(parseEnvironment(envSchema));
    const isOpen = route.isOpen === true;
    const caller = isOpen ? NOBODY : callerFromClaims(event.requestContext.authorizer.jwt.claims);
    if (!isOpen && (caller.sub === '' || !route.groups.some((group) => caller.groups.includes(group))))
      throw new RejectedError('not-allowed');
    const path = parse(route.pathSchema, event.pathParameters ?? {}, 'path');
    const query = (
      route.querySchema === undefined ? undefined : parse(route.querySchema, event.queryStringParameters ?? {}, 'query')
    ) as z.infer<Q>;
    const rawBody = route.method === 'GET' ? undefined : bodyOf(event);
    const body = parse(route.bodySchema, rawBody, 'body');
    const run = async (): Promise<Answer> => {
      const result = await useCase({ caller, path, query, body, correlationId }, dependencies as D);
      return 'bytes' in result ? file(result as FileAnswer) : json(route.status, result);
    };
    const key = event.headers['idempotency-key'];
    const { idempotency }: DoorDependencies = dependencies;
    if (route.method !== 'POST' || key === undefined || key === '' || idempotency === undefined) return await run();

    const keyHash = sha256(`${caller.sub}\n${event.rawPath}\n${key}`);
    const requestHash = hashOf(rawBody ?? null);
    const stored = await idempotency.find(keyHash);
    if (stored !== undefined) {
      if (stored.requestHash !== requestHash) throw new RejectedError('idempotency-key-reused');
      return json(stored.statusCode, JSON.parse(stored.body));
    }
    const fresh = await run();
    const kept = await idempotency.store(keyHash, { requestHash, statusCode: fresh.statusCode ?? 200, body: fresh.body ?? '' }, Date.now());
    // Another request with the same key came first while this one ran: its answer is not an answer to this one.
    if (kept.requestHash !== requestHash) throw new RejectedError('idempotency-key-reused');
    return json(kept.statusCode, JSON.parse(kept.body));
  }

  function refuse(error: unknown, correlationId: string): Answer {
    const problem = (code: ProblemCode, values: Readonly<Record<string, string>>, errors: readonly object[] = []): Answer => {
      const document = describeProblem(code, values, correlationId, errors);
      return json(document.status, document, 'application/problem+json');
    };
    if (error instanceof RejectedError) {
      log.info('refused', { code: error.code, values: error.values });
      return problem(error.code, error.values, error.errors);
    }
    if (error instanceof ConflictError) return problem('changed-meanwhile', {});
    log.error('failed', error instanceof Error ? error : String(error));
    return problem('internal', { correlationId });
  }

  return middy<Event, Answer>().handler(async (event) => {
    const correlationId = event.requestContext.requestId;
    log.resetKeys();
    log.appendKeys({ correlationId, function: route.function });
    try {
      return await answer(event, correlationId);
    } catch (error) {
      return refuse(error, correlationId);
    }
  });
}
