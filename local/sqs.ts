import { createHash, randomUUID } from 'node:crypto';
import type { Activity } from './activity.ts';
import { AwsError } from './aws-error.ts';
import type { Clock, Timed } from './clock.ts';
import type { LambdaPool } from './lambda/pool.ts';
import type { State } from './state.ts';

export interface QueueDefinition {
  readonly arn: string;
  readonly name: string;
  readonly url: string;
  readonly visibilityMs: number;
  readonly redrive: { readonly deadLetterArn: string; readonly maxReceives: number } | undefined;
}

/** A queue's messages go to a function, a batch at a time; only the items that it names as failed come back. */
export interface EventSource {
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly maxConcurrency: number;
}

interface Message {
  readonly seq: number;
  readonly id: string;
  readonly body: string;
  readonly receiveCount: number;
  readonly receipt: string;
  readonly sentAt: number;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** SQS standard queues: at least once, visibility time-outs, partial batch failures, dead-letter queues. */
export class Queues implements Timed {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #activity: Activity;
  readonly #queues: Map<string, QueueDefinition>;
  readonly #sources: readonly EventSource[];
  readonly #busy = new Map<EventSource, number>();
  #lambdas: LambdaPool | undefined;

  constructor(state: State, clock: Clock, activity: Activity, queues: readonly QueueDefinition[], sources: readonly EventSource[]) {
    this.#state = state;
    this.#clock = clock;
    this.#activity = activity;
    this.#queues = new Map(queues.map((queue) => [queue.arn, queue]));
    this.#sources = sources;
  }

  /** Begins to deliver. What a killed process was delivering is delivered again at once: its poller died with it. */
  start(lambdas: LambdaPool): void {
    this.#lambdas = lambdas;
    this.#state.run(
      'UPDATE messages SET visible_at = ?, delivering = 0, receive_count = receive_count - 1 WHERE delivering = 1',
      this.#clock.now(),
    );
    this.#deliverAll();
  }

  send(queueArn: string, body: string): string {
    this.#queue(queueArn);
    const id = randomUUID();
    const now = this.#clock.now();
    this.#state.run(
      'INSERT INTO messages (id, queue, body, visible_at, receive_count, sent_at) VALUES (?, ?, ?, ?, 0, ?)',
      id,
      queueArn,
      body,
      now,
      now,
    );
    this.#deliverSoon();
    return id;
  }

  nextDue(): number | undefined {
    const row = this.#state.get('SELECT MIN(visible_at) AS due FROM messages WHERE visible_at > ?', this.#clock.now());
    return row?.due === null || row?.due === undefined ? undefined : Number(row.due);
  }

  fire(): void {
    this.#deliverAll();
  }

  #queue(arn: string): QueueDefinition {
    const queue = this.#queues.get(arn);
    if (queue === undefined) throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
    return queue;
  }

  #deliverSoon(): void {
    void this.#activity.track(async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.#deliverAll();
    });
  }

  #deliverAll(): void {
    const lambdas = this.#lambdas;
    if (lambdas === undefined) return;
    const filled = new Set(
      this.#state.all('SELECT DISTINCT queue FROM messages WHERE visible_at <= ?', this.#clock.now()).map(({ queue }) => queue),
    );
    for (const source of this.#sources) {
      while (filled.has(source.queueArn) && (this.#busy.get(source) ?? 0) < source.maxConcurrency) {
        const messages = this.receive(source.queueArn, source.batchSize, undefined, true);
        if (messages.length === 0) break;
        this.#busy.set(source, (this.#busy.get(source) ?? 0) + 1);
        void this.#activity.track(async () => {
          try {
            await this.#deliver(source, messages, lambdas);
          } finally {
            this.#busy.set(source, (this.#busy.get(source) ?? 1) - 1);
            this.#clock.touch();
          }
          this.#deliverAll();
        });
      }
    }
    this.#clock.touch();
  }

  async #deliver(source: EventSource, messages: readonly Message[], lambdas: LambdaPool): Promise<void> {
    const event = {
      Records: messages.map((message) => ({
        messageId: message.id,
        receiptHandle: message.receipt,
        body: message.body,
        attributes: {
          ApproximateReceiveCount: String(message.receiveCount),
          SentTimestamp: String(message.sentAt),
          SenderId: 'local',
          ApproximateFirstReceiveTimestamp: String(this.#clock.now()),
        },
        messageAttributes: {},
        md5OfBody: md5(message.body),
        eventSource: 'aws:sqs',
        eventSourceARN: source.queueArn,
        awsRegion: 'local',
      })),
    };
    const result = await lambdas.invoke(source.functionArn, JSON.stringify(event));
    const failed = result.ok ? failedItems(result.payload, messages) : messages.map(({ id }) => id);
    for (const { id, receipt } of messages) {
      if (failed.includes(id)) this.#state.run('UPDATE messages SET delivering = 0 WHERE receipt = ?', receipt);
      else this.delete(source.queueArn, receipt);
    }
  }

  /** Takes visible messages; those received too often go to the dead-letter queue instead. */
  receive(queueArn: string, limit: number, visibilityMs: number | undefined, forFunction = false): Message[] {
    const queue = this.#queue(queueArn);
    const now = this.#clock.now();
    return this.#state.transaction(() => {
      const rows = this.#state.all(
        'SELECT seq, id, body, receive_count, sent_at FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY seq LIMIT ?',
        queueArn,
        now,
        limit,
      );
      const taken: Message[] = [];
      for (const row of rows) {
        const seq = Number(row.seq);
        const receiveCount = Number(row.receive_count) + 1;
        if (queue.redrive !== undefined && receiveCount > queue.redrive.maxReceives) {
          this.#state.run(
            'UPDATE messages SET queue = ?, visible_at = ?, receive_count = 0, receipt = NULL, delivering = 0 WHERE seq = ?',
            queue.redrive.deadLetterArn,
            now,
            seq,
          );
          continue;
        }
        const receipt = randomUUID();
        this.#state.run(
          'UPDATE messages SET visible_at = ?, receive_count = ?, receipt = ?, delivering = ? WHERE seq = ?',
          now + (visibilityMs ?? queue.visibilityMs),
          receiveCount,
          receipt,
          forFunction ? 1 : 0,
          seq,
        );
        taken.push({ seq, id: String(row.id), body: String(row.body), receiveCount, receipt, sentAt: Number(row.sent_at) });
      }
      return taken;
    });
  }

  delete(queueArn: string, receipt: string): void {
    this.#state.run('DELETE FROM messages WHERE queue = ? AND receipt = ?', queueArn, receipt);
  }

  /** The calls of the SQS API (AWS JSON protocol) that an operator needs to look at a queue and empty a dead-letter queue. */
  call(operation: string, input: Record<string, unknown>): object {
    const byUrl = (): QueueDefinition => {
      const queue = [...this.#queues.values()].find(({ url }) => new URL(url).pathname === new URL(String(input.QueueUrl)).pathname);
      if (queue === undefined) throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
      return queue;
    };
    switch (operation) {
      case 'ListQueues':
        return { QueueUrls: [...this.#queues.values()].map(({ url }) => url) };
      case 'GetQueueUrl': {
        const queue = [...this.#queues.values()].find(({ name }) => name === input.QueueName);
        if (queue === undefined) throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
        return { QueueUrl: queue.url };
      }
      case 'GetQueueAttributes': {
        const { arn } = byUrl();
        const count = (condition: string): string =>
          String(this.#state.get(`SELECT COUNT(*) AS n FROM messages WHERE queue = ? AND ${condition} ?`, arn, this.#clock.now())?.n ?? 0);
        return {
          Attributes: {
            QueueArn: arn,
            ApproximateNumberOfMessages: count('visible_at <='),
            ApproximateNumberOfMessagesNotVisible: count('visible_at >'),
          },
        };
      }
      case 'SendMessage': {
        const body = String(input.MessageBody);
        return { MessageId: this.send(byUrl().arn, body), MD5OfMessageBody: md5(body) };
      }
      case 'ReceiveMessage': {
        const visibility = input.VisibilityTimeout === undefined ? undefined : Number(input.VisibilityTimeout) * 1000;
        const messages = this.receive(byUrl().arn, Number(input.MaxNumberOfMessages ?? 1), visibility);
        return {
          Messages: messages.map(({ id, body, receipt }) => ({ MessageId: id, ReceiptHandle: receipt, Body: body, MD5OfBody: md5(body) })),
        };
      }
      case 'DeleteMessage':
        this.delete(byUrl().arn, String(input.ReceiptHandle));
        return {};
      default:
        throw AwsError.notImplemented('SQS', operation);
    }
  }
}

/** As Lambda reads the answer of a batch: an answer that is not of the form, or names unknown items, fails the whole batch. */
function failedItems(payload: string, messages: readonly Message[]): string[] {
  const all = messages.map(({ id }) => id);
  const answer = JSON.parse(payload) as { batchItemFailures?: { itemIdentifier?: unknown }[] } | null;
  if (answer?.batchItemFailures === undefined) return [];
  const named = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return named.every((id) => typeof id === 'string' && all.includes(id)) ? (named as string[]) : all;
}
