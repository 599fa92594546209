// A process that runs one function's real bundle over messages and tells how long each took and how much memory it needed.
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { peakMegabytes } from './peak-memory.ts';

export interface HandlerFigures {
  readonly milliseconds: readonly number[];
  readonly peakMegabytes: number;
}

type Handler = (event: object, context: object) => Promise<{ batchItemFailures: object[] }>;

process.on('message', async (bodies: readonly string[]) => {
  const { handler } = (await import(pathToFileURL(process.argv[2] ?? '').href)) as { handler: Handler };
  const milliseconds: number[] = [];
  for (const [n, body] of bodies.entries()) {
    const record = { messageId: String(n), receiptHandle: String(n), body, attributes: {}, messageAttributes: {}, eventSource: 'aws:sqs' };
    const start = performance.now();
    const { batchItemFailures } = await handler({ Records: [record] }, { getRemainingTimeInMillis: () => 60_000 });
    milliseconds.push(performance.now() - start);
    if (batchItemFailures.length > 0) throw new Error(`message ${n} failed`);
  }
  process.send?.({ milliseconds, peakMegabytes: peakMegabytes() } satisfies HandlerFigures, () => process.exit(0));
});
