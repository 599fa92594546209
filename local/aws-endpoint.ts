import type { IncomingMessage, ServerResponse } from 'node:http';
import { sha256 } from '../shared/domain/hash.ts';
import { AwsError } from './aws-error.ts';
import type { Clock } from './clock.ts';
import type { DynamoDb } from './dynamodb.ts';
import type { EventBuses } from './event-bus.ts';
import type { KeyValueStores } from './key-value-store.ts';
import type { Keys } from './kms.ts';
import type { Outbox } from './outbox.ts';
import { readTarget } from './request-target.ts';
import type { S3Server } from './s3/server.ts';
import type { Schedules } from './scheduler.ts';
import { type Credentials, parseAmzDate, verifySignature } from './sigv4.ts';
import type { Queues } from './sqs.ts';
import type { StatesEngine } from './states/engine.ts';

export interface Services {
  readonly dynamo: DynamoDb;
  readonly s3: S3Server;
  readonly queues: Queues;
  readonly events: EventBuses;
  readonly schedules: Schedules;
  readonly states: StatesEngine;
  readonly keys: Keys;
  readonly stores: KeyValueStores;
  readonly outbox: Outbox;
}

type Json = Record<string, unknown>;

const MAIL = '/v2/email/outbound-emails';

/** One address for all services, as AWS clients with one endpoint expect it. */
export class AwsEndpoint {
  readonly #services: Services;
  readonly #credentials: Credentials;
  readonly #clock: Clock;

  constructor(services: Services, credentials: Credentials, clock: Clock) {
    this.#services = services;
    this.#credentials = credentials;
    this.#clock = clock;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Clients correct their clock by the answer's date. Functions live in the moved time and tools in the machine's, and neither is wrong:
    // corrected by the other's, they would sign with a time that nobody has once the clock is moved.
    const signedAt = parseAmzDate(String(request.headers['x-amz-date'] ?? ''));
    if (!Number.isNaN(signedAt)) response.setHeader('date', new Date(signedAt).toUTCString());
    const target = String(request.headers['x-amz-target'] ?? '');
    const { pathname } = readTarget(request.url);
    if (target.startsWith('DynamoDB_')) return this.#services.dynamo.proxy(request, response);
    const isJson = target !== '' || pathname === MAIL || pathname.startsWith('/key-value-stores/') || /^\/schedules(\/|$)/.test(pathname);
    if (!isJson) return await this.#services.s3.handle(request, response);
    await this.#json(request, response, target, pathname);
  }

  async #json(request: IncomingMessage, response: ServerResponse, target: string, pathname: string): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const type = target === '' ? 'application/json' : String(request.headers['content-type'] ?? 'application/x-amz-json-1.0');
    try {
      this.#authenticate(request, pathname, body);
      const input = body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Json);
      const { answer, etag } =
        target === '' ? await this.#rest(request, pathname, input) : { answer: this.#call(target, input), etag: undefined };
      response.writeHead(200, { 'content-type': type, ...(etag === undefined ? {} : { etag }) });
      response.end(JSON.stringify(answer));
    } catch (error) {
      const { code, message, status } =
        error instanceof AwsError
          ? error
          : error instanceof SyntaxError || error instanceof URIError
            ? new AwsError('SerializationException', 'the request cannot be read')
            : new AwsError('InternalFailure', String(error), 500);
      response.writeHead(status, { 'content-type': type, 'x-amzn-errortype': code });
      response.end(JSON.stringify({ __type: code, message, Message: message }));
    }
  }

  #authenticate(request: IncomingMessage, pathname: string, body: Buffer): void {
    const authorization = request.headers.authorization ?? '';
    // The key-value store's client signs version 4A, elliptic: checking that needs the derived key, so only the key is known.
    const [, keyOf4a] = /^AWS4-ECDSA-P256-SHA256 Credential=([^/]+)\//.exec(authorization) ?? [];
    if (keyOf4a !== undefined && pathname.startsWith('/key-value-stores/')) {
      if (this.#credentials.find(keyOf4a) === undefined) throw new AwsError('UnrecognizedClientException', 'unknown access key', 403);
      return;
    }
    verifySignature(
      { method: request.method ?? 'POST', url: request.url ?? '/', headers: request.headers },
      this.#credentials,
      this.#clock.now(),
      sha256(body),
    );
  }

  #call(target: string, input: Json): object {
    const { queues, events, states, keys } = this.#services;
    const [service = '', operation = ''] = target.split('.');
    switch (service) {
      case 'AWSStepFunctions':
        return states.call(operation, input);
      case 'AmazonSQS':
        return queues.call(operation, input);
      case 'TrentService':
        return keys.call(operation, input);
      case 'AWSEvents':
        if (operation !== 'PutEvents') throw AwsError.notImplemented('EventBridge', operation);
        return events.putEvents(input.Entries as Parameters<EventBuses['putEvents']>[0]);
      default:
        throw AwsError.notImplemented(service, operation);
    }
  }

  async #rest(request: IncomingMessage, pathname: string, input: Json): Promise<{ answer: object; etag: string | undefined }> {
    const { schedules, stores, outbox } = this.#services;
    const method = request.method ?? 'GET';
    if (pathname.startsWith('/key-value-stores/')) {
      const { body, etag } = await stores.call(method, pathname, request.headers['if-match'], input);
      return { answer: body, etag };
    }
    if (pathname === MAIL) return { answer: outbox.send(input), etag: undefined };
    const [, , name] = pathname.split('/');
    const query = readTarget(request.url).searchParams;
    const group = String(input.GroupName ?? query.get('groupName') ?? 'default');
    const answer = schedules.call(method, name === undefined || name === '' ? undefined : decodeURIComponent(name), group, input);
    return { answer, etag: undefined };
  }
}
