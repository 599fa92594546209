// Runs in a worker thread: one warm instance of one Lambda function, from its real bundle. Gets its environment from the
// pool; knows nothing else of the embedded cloud.
import dns from 'node:dns';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Invocation, InvocationResult } from './pool.ts';

const RealDate = Date;
let offset = 0;
const movedNow = (): number => RealDate.now() + offset;
// Handlers must see the moved time, and so must the SDK that signs for them.
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [movedNow()] : args, newTarget) as object,
  apply: () => new RealDate(movedNow()).toString(),
  get: (target, property) => (property === 'now' ? movedNow : Reflect.get(target, property)),
});

// The key-value store's client puts the account id before the host of its endpoint: 000000000000.kvs.localhost.
const realLookup = dns.lookup;
dns.lookup = ((host: string, ...rest: unknown[]) =>
  (realLookup as (...args: unknown[]) => void)(host.endsWith('.localhost') ? '127.0.0.1' : host, ...rest)) as typeof dns.lookup;

const { bundle, exportName } = workerData as { bundle: string; exportName: string };
const port = parentPort;
if (port === null) throw new Error('runs in a worker thread only');

function describe(error: unknown): InvocationResult {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { ok: false, errorType: name, errorMessage: message, trace: (stack ?? '').split('\n').slice(0, 10) };
}

// A bundle is compiled once on a machine, not once in each worker: a cold start takes half as long.
enableCompileCache();
const loaded = import(pathToFileURL(bundle).href).then(
  (module: Record<string, unknown>) => module[exportName] as (event: unknown, context: object) => Promise<unknown>,
);
loaded.then(flushCompileCache).catch(() => undefined);

port.on('message', async (invocation: Invocation) => {
  offset = invocation.offset;
  const deadline = RealDate.now() + invocation.timeoutMs;
  const context = {
    awsRequestId: invocation.requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: invocation.functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: `/aws/lambda/${process.env.AWS_LAMBDA_FUNCTION_NAME}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - RealDate.now()),
  };
  try {
    const handler = await loaded;
    const payload = await handler(JSON.parse(invocation.payload), context);
    port.postMessage({ ok: true, payload: payload === undefined ? 'null' : JSON.stringify(payload) } satisfies InvocationResult);
  } catch (error) {
    port.postMessage(describe(error));
  }
});
