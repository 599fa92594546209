import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../shared/storage/keys.ts';
import { RecordsTable } from '../../shared/storage/records-table.ts';

type Item = Record<string, unknown> & Key;
interface Condition {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}
type Put = Condition & { readonly Item: Item };
type Check = Condition & { readonly Key: Key };
interface Command {
  readonly constructor: { readonly name: string };
  // biome-ignore lint/suspicious/noExplicitAny: each command has an input of its own.
  readonly input: any;
}

const idOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

/** What the records table keeps, in memory, for use cases whose subject is not the table. Knows only what RecordsTable sends. */
export class MemoryTable {
  readonly items = new Map<string, Item>();
  readonly records: RecordsTable;
  /** Called before every transaction: for what somebody else does between a use case's read and its write. */
  beforeWrite: (() => Promise<void>) | undefined;
  /** Called after every transaction that was made. */
  afterWrite: (() => void) | undefined;

  constructor() {
    const send = (command: Command): Promise<object> => this.#send(command);
    this.records = new RecordsTable({ send } as unknown as DynamoDBDocumentClient, 'records');
  }

  async #send({ constructor: { name }, input }: Command): Promise<object> {
    switch (name) {
      case 'GetCommand':
        return { Item: structuredClone(this.items.get(idOf(input.Key))) };
      case 'QueryCommand': {
        const { ':pk': pk, ':prefix': prefix = '' } = input.ExpressionAttributeValues;
        const found = [...this.items.values()].filter((item) => item.pk === pk && item.sk.startsWith(prefix));
        return { Items: structuredClone(found.sort((a, b) => (a.sk < b.sk ? -1 : 1))) };
      }
      case 'PutCommand':
        if (!this.#holds({ ...input, Key: input.Item }))
          throw Object.assign(new Error('condition'), { name: 'ConditionalCheckFailedException' });
        this.#put(input.Item);
        return {};
      case 'DeleteCommand':
        this.items.delete(idOf(input.Key));
        return {};
      case 'BatchWriteCommand':
        for (const { PutRequest } of Object.values(input.RequestItems).flat() as { PutRequest: { Item: Item } }[])
          this.#put(PutRequest.Item);
        return {};
      case 'TransactWriteCommand':
        return await this.#transact(input.TransactItems);
      default:
        throw new Error(`the memory table has no ${name}`);
    }
  }

  async #transact(writes: readonly { Put?: Put; Delete?: { Key: Key }; ConditionCheck?: Check }[]): Promise<object> {
    const meddle = this.beforeWrite;
    this.beforeWrite = undefined;
    await meddle?.();
    const reasons = writes.map(({ Put, ConditionCheck }) => {
      const condition = ConditionCheck ?? (Put === undefined ? undefined : { ...Put, Key: Put.Item });
      return { Code: condition === undefined || this.#holds(condition) ? 'None' : 'ConditionalCheckFailed' };
    });
    if (reasons.some(({ Code }) => Code !== 'None')) {
      throw Object.assign(new Error('transaction'), { name: 'TransactionCanceledException', CancellationReasons: reasons });
    }
    for (const { Put, Delete } of writes) {
      if (Put !== undefined) this.#put(Put.Item);
      if (Delete !== undefined) this.items.delete(idOf(Delete.Key));
    }
    this.afterWrite?.();
    return {};
  }

  #put(item: Item): void {
    this.items.set(idOf(item), structuredClone(item));
  }

  #holds({ Key, ConditionExpression, ExpressionAttributeValues = {} }: Check): boolean {
    const there = this.items.get(idOf(Key));
    switch (ConditionExpression) {
      case undefined:
        return true;
      case 'attribute_not_exists(pk)':
        return there === undefined;
      case '#version = :expected':
        return there?.version === ExpressionAttributeValues[':expected'];
      case 'seq = :expected':
        return there?.seq === ExpressionAttributeValues[':expected'];
      default:
        throw new Error(`the memory table has no ${ConditionExpression}`);
    }
  }
}
