import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sha256 } from '../shared/domain/hash.ts';
import { Activity } from './activity.ts';
import { Assembly, REGION, type Resolved } from './assembly.ts';
import { AwsEndpoint } from './aws-endpoint.ts';
import { Clock } from './clock.ts';
import { DynamoDb } from './dynamodb.ts';
import { EventBuses } from './event-bus.ts';
import { FrontDoor } from './front-door.ts';
import { HttpApiGateway } from './http-api.ts';
import { KeyValueStores } from './key-value-store.ts';
import { Keys } from './kms.ts';
import { type FunctionDefinition, LambdaPool } from './lambda/pool.ts';
import { Outbox } from './outbox.ts';
import { ObjectStore } from './s3/object-store.ts';
import { S3Server } from './s3/server.ts';
import { Schedules } from './scheduler.ts';
import type { Credentials } from './sigv4.ts';
import { Site } from './site.ts';
import { Queues } from './sqs.ts';
import { State } from './state.ts';
import { StatesEngine } from './states/engine.ts';
import * as template from './template.ts';
import { Tokens } from './tokens.ts';

export interface CloudOptions {
  /** The synthesized CDK assembly. */
  readonly assembly: string;
  /** Everything that the cloud remembers lies here. */
  readonly directory: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly awsPort: number;
  /** Where a fresh state's clock begins, in ms. */
  readonly startAt: number;
  readonly exampleStatus: () => 'playing' | 'done' | 'off';
}

export interface Cloud {
  readonly url: string;
  readonly awsUrl: string;
  readonly state: State;
  readonly clock: Clock;
  /** Every function with its bundle and environment. */
  readonly functions: readonly FunctionDefinition[];
  readonly stop: () => Promise<void>;
}

/** The pair that people and their tools sign with. */
export const ROOT_ACCESS_KEY = 'test';
const ROOT_SECRET = 'test';

async function listen(handler: RequestListener, port: number): Promise<Server> {
  const server = createServer(handler);
  // A deadline's crowd keeps its connections; a half-open one must not keep the server from stopping.
  server.keepAliveTimeout = 30_000;
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is in use: set PORT and AWS_PORT to free ones`) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Access keys of functions: made once, kept in the state. */
function credentialsFrom(
  state: State,
  functions: readonly Resolved[],
): { credentials: Credentials; variablesOf: (name: string) => Record<string, string> } {
  const known = new Map<string, { secret: string; sessionToken: string | undefined }>([
    [ROOT_ACCESS_KEY, { secret: ROOT_SECRET, sessionToken: undefined }],
  ]);
  const variables = new Map<string, Record<string, string>>();
  for (const { ref } of functions) {
    // Of the whole name: two functions whose names end alike must not share a key.
    const accessKey = `ASIA${sha256(ref).slice(0, 28).toUpperCase()}`;
    const secret = state.factOr(`secret ${ref}`, () => randomBytes(30).toString('base64url'));
    const sessionToken = state.factOr(`session ${ref}`, () => randomBytes(30).toString('base64url'));
    known.set(accessKey, { secret, sessionToken });
    variables.set(ref, { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: sessionToken });
  }
  return { credentials: { find: (accessKey) => known.get(accessKey) }, variablesOf: (name) => variables.get(name) ?? {} };
}

/** Runs a synthesized assembly in this process: every service that it needs, its functions, its site. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const assembly = new Assembly(options.assembly);
  const state = new State(options.directory);
  const activity = new Activity();
  const clock = new Clock(state, activity, options.startAt);
  const functions = assembly.all('AWS::Lambda::Function');
  const { credentials, variablesOf } = credentialsFrom(state, functions);

  const dynamo = await DynamoDb.start(options.directory, template.tables(assembly), clock);
  const queues = new Queues(state, clock, activity, template.queues(assembly), template.eventSources(assembly));
  const events = new EventBuses(state, clock, queues, template.rules(assembly));
  const objects = new ObjectStore(state, clock, events, template.buckets(assembly));
  const schedules = new Schedules(state, clock, activity, template.scheduleGroups(assembly));
  for (const { name, body } of template.schedules(assembly)) schedules.declare(name, body);
  const states = new StatesEngine(state, clock, activity, template.machines(assembly));
  const keys = new Keys(state, template.signingKeys(assembly));
  const siteDefinition = template.site(assembly);
  let site: Site | undefined;
  const stores = new KeyValueStores(
    state,
    template.keyValueStores(assembly),
    async () => await activity.track(async () => await site?.keepReleases(options.directory)),
  );
  site = new Site(siteDefinition, objects, stores);
  await site.keepReleases(options.directory);
  const outbox = new Outbox(state, clock, template.senders(assembly));
  const s3 = new S3Server(objects, credentials, clock);
  const endpoint = new AwsEndpoint({ dynamo, s3, queues, events, schedules, states, keys, stores, outbox }, credentials, clock);

  const guarded =
    (handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): RequestListener =>
    (request, response) => {
      handle(request, response).catch((error: unknown) => {
        // Whoever went away in the middle of a request knows it.
        if (!request.destroyed || request.complete) console.error(error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    };
  const awsServer = await listen(
    guarded((request, response) => endpoint.handle(request, response)),
    options.awsPort,
  );
  const awsUrl = `http://127.0.0.1:${portOf(awsServer)}`;

  const definitions = functions.map(({ ref, arn, properties }): FunctionDefinition => {
    const { Handler, MemorySize, Timeout, Code, Environment } = properties as {
      Handler: string;
      MemorySize: number;
      Timeout: number;
      Code: unknown;
      Environment?: { Variables: Record<string, string> };
    };
    const [file = '', exportName = ''] = Handler.split('.');
    return {
      arn,
      name: ref,
      bundle: join(assembly.asset(Code), `${file}.mjs`),
      exportName,
      memoryMb: MemorySize,
      timeoutMs: Timeout * 1000,
      environment: {
        ...Environment?.Variables,
        ...variablesOf(ref),
        TZ: ':UTC',
        AWS_REGION: REGION,
        AWS_LAMBDA_FUNCTION_NAME: ref,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
        AWS_ENDPOINT_URL: awsUrl,
        AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
        // The client puts the account id before the host; the worker resolves every *.localhost.
        AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: `http://kvs.localhost:${portOf(awsServer)}`,
      },
    };
  });
  const lambdas = new LambdaPool(definitions, clock, activity, options.directory);
  const tokens = new Tokens(state, clock, template.userPool(assembly));
  const api = new HttpApiGateway(template.routes(assembly), tokens, lambdas, clock);
  const front = new FrontDoor({ api, site, tokens, lambdas, clock, outbox, exampleStatus: options.exampleStatus });
  const frontServer = await listen(
    guarded((request, response) => front.handle(request, response)),
    options.port,
  );

  for (const timed of [queues, schedules, states]) clock.register(timed);
  clock.registerRecurring(schedules.recurring);
  queues.start(lambdas);
  schedules.start(lambdas);
  states.start(lambdas);
  clock.start();

  return {
    url: `http://127.0.0.1:${portOf(frontServer)}`,
    awsUrl,
    state,
    clock,
    functions: definitions,
    async stop() {
      clock.stop();
      for (const server of [frontServer, awsServer]) {
        server.close();
        server.closeAllConnections();
      }
      await lambdas.stop();
      await dynamo.stop();
      state.close();
    },
  };
}
