import {
  BatchWriteCommand,
  type BatchWriteCommandOutput,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type AuditEvent, type AuditLink, auditLinkSchema, nextLink } from '../domain/audit-chain.ts';
import { ConflictError } from '../errors.ts';
import { type Key, keys } from './keys.ts';

/** Raised when the stored shape of an item changes; readers accept the versions they know. */
const SCHEMA_VERSION = 1;

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One write of a transaction. Heads are replaced whole under their version: a lost race is a ConflictError, never a lost update. */
export type Write =
  | { readonly kind: 'create'; readonly key: Key; readonly item: object }
  | { readonly kind: 'replace'; readonly key: Key; readonly item: { readonly version: number; readonly [name: string]: unknown } }
  | { readonly kind: 'delete'; readonly key: Key }
  /** Nothing is written; the record must still have this version. */
  | { readonly kind: 'check'; readonly key: Key; readonly version: number };

const WRITE_BATCH = 25;
const ATTEMPTS = 8;
const auditHeadSchema = z.object({ seq: z.int(), hash: z.string() });

const named = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The only door to the records table and to the survey table: pages every query, retries what was left unprocessed, stamps the schema version. */
export class RecordsTable {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async get<S extends z.ZodType>(key: Key, schema: S): Promise<z.infer<S> | undefined> {
    const { Item } = await this.#client.send(new GetCommand({ TableName: this.#table, Key: key, ConsistentRead: true }));
    return Item === undefined ? undefined : schema.parse(Item);
  }

  async query<S extends z.ZodType>(pk: string, prefix: string, schema: S): Promise<z.infer<S>[]> {
    const found: z.infer<S>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': pk, ...(prefix === '' ? {} : { ':prefix': prefix }) },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      found.push(...(page.Items ?? []).map((item) => schema.parse(item)));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }

  /** Writes an item that is not there yet; false if it is. */
  async create(key: Key, item: object): Promise<boolean> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...item, ...key, schemaVersion: SCHEMA_VERSION },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return true;
    } catch (error) {
      if (named(error, 'ConditionalCheckFailedException')) return false;
      throw error;
    }
  }

  /** Takes an item away; nothing happens where there is none. */
  async remove(key: Key): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: key }));
  }

  /** Writes many independent items, repeatably, and answers the write units that it cost. Throws while any of them is left unprocessed. */
  async putAll(entries: readonly { readonly key: Key; readonly item: object }[]): Promise<number> {
    let units = 0;
    for (let from = 0; from < entries.length; from += WRITE_BATCH) {
      let requests: Record<string, NonNullable<unknown>[]> | undefined = {
        [this.#table]: entries
          .slice(from, from + WRITE_BATCH)
          .map(({ key, item }) => ({ PutRequest: { Item: { ...item, ...key, schemaVersion: SCHEMA_VERSION } } })),
      };
      for (let attempt = 0; requests !== undefined && Object.keys(requests).length > 0; attempt += 1) {
        if (attempt === ATTEMPTS) throw new Error('DynamoDB left items unprocessed');
        if (attempt > 0) await pause(20 * 2 ** attempt);
        const answer: BatchWriteCommandOutput = await this.#client.send(
          new BatchWriteCommand({ RequestItems: requests, ReturnConsumedCapacity: 'TOTAL' }),
        );
        units += (answer.ConsumedCapacity ?? []).reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0);
        requests = answer.UnprocessedItems as typeof requests;
      }
    }
    return units;
  }

  /**
   * One transaction: the writes and the next link of an audit chain, all or nothing. Retries while only the chain's head
   * moved; throws ConflictError where a record did.
   */
  async commit(chain: string, event: AuditEvent, writes: readonly Write[]): Promise<AuditLink> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(10 * 2 ** attempt * Math.random());
      const head = await this.get(keys.auditHead(chain), auditHeadSchema);
      const link = nextLink(head, event);
      const items: TransactItem[] = [
        this.#put(keys.audit(chain, link.seq), link, 'attribute_not_exists(pk)'),
        head === undefined
          ? this.#put(keys.auditHead(chain), { seq: link.seq, hash: link.hash }, 'attribute_not_exists(pk)')
          : this.#put(keys.auditHead(chain), { seq: link.seq, hash: link.hash }, 'seq = :expected', { ':expected': head.seq }),
        ...writes.map((write) => this.#write(write)),
      ];
      try {
        await this.#client.send(new TransactWriteCommand({ TransactItems: items }));
        return link;
      } catch (error) {
        if (!named(error, 'TransactionCanceledException')) throw error;
        const reasons = ((error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons ?? []).map(({ Code }) => Code);
        if (reasons.slice(2).includes('ConditionalCheckFailed')) throw new ConflictError('a record changed meanwhile');
      }
    }
    throw new ConflictError(`the audit chain ${chain} is too busy`);
  }

  async auditChain(chain: string): Promise<AuditLink[]> {
    return await this.query(chain, 'AUDIT#', z.object(auditLinkSchema.shape));
  }

  #put(key: Key, item: object, condition: string, values?: Record<string, unknown>): TransactItem {
    return {
      Put: {
        TableName: this.#table,
        Item: { ...item, ...key, schemaVersion: SCHEMA_VERSION },
        ConditionExpression: condition,
        ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
      },
    };
  }

  #write(write: Write): TransactItem {
    switch (write.kind) {
      case 'create':
        return this.#put(write.key, write.item, 'attribute_not_exists(pk)');
      case 'replace':
        return {
          Put: {
            TableName: this.#table,
            Item: { ...write.item, ...write.key, version: write.item.version + 1, schemaVersion: SCHEMA_VERSION },
            ConditionExpression: '#version = :expected',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':expected': write.item.version },
          },
        };
      case 'check':
        return {
          ConditionCheck: {
            TableName: this.#table,
            Key: write.key,
            ConditionExpression: '#version = :expected',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':expected': write.version },
          },
        };
      case 'delete':
        return { Delete: { TableName: this.#table, Key: write.key } };
    }
  }
}

/** Repeats a read-decide-write while somebody else's write came between; the decision is made anew each time. */
export async function retryConflicts<T>(attempt: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ConflictError) || n === ATTEMPTS) throw error;
      await pause(10 * 2 ** n * Math.random());
    }
  }
}
