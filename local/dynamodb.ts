import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, DeleteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Clock } from './clock.ts';

export interface TableDefinition {
  readonly name: string;
  readonly keySchema: readonly { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' }[];
  readonly attributes: readonly { readonly AttributeName: string; readonly AttributeType: 'S' | 'N' | 'B' }[];
  readonly timeToLive: string | undefined;
}

const SWEEP_EVERY_MS = 60_000;

function dynoxidePath(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/dynoxide`);
  } catch {
    throw new Error(
      `no DynamoDB for this platform: ${name} is not installed. Start DynamoDB Local and set DYNAMODB_ENDPOINT=http://127.0.0.1:8000`,
    );
  }
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** DynamoDB: the dynoxide binary over its real API, on a file of the state; or what DYNAMODB_ENDPOINT names. */
export class DynamoDb {
  readonly endpoint: string;
  readonly #child: ChildProcess | undefined;
  readonly #client: DynamoDBClient;
  readonly #sweeper: NodeJS.Timeout;
  #isStopping = false;

  private constructor(endpoint: string, child: ChildProcess | undefined, tables: readonly TableDefinition[], clock: Clock) {
    this.endpoint = endpoint;
    this.#child = child;
    child?.once('exit', () => {
      if (this.#isStopping) return;
      console.error('DynamoDB (dynoxide) ended; nothing can be recorded without it. Start again: nothing that was answered is lost.');
      process.exit(1);
    });
    this.#client = new DynamoDBClient({ endpoint, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
    this.#sweeper = setInterval(() => void this.sweep(tables, clock).catch(() => undefined), SWEEP_EVERY_MS);
    this.#sweeper.unref();
  }

  static async start(directory: string, tables: readonly TableDefinition[], clock: Clock): Promise<DynamoDb> {
    const given = process.env.DYNAMODB_ENDPOINT;
    const { endpoint, child } = given === undefined ? await DynamoDb.#spawn(directory) : { endpoint: given, child: undefined };
    const dynamo = new DynamoDb(endpoint, child, tables, clock);
    for (const table of tables) await dynamo.#create(table);
    return dynamo;
  }

  static async #spawn(directory: string): Promise<{ endpoint: string; child: ChildProcess }> {
    const database = join(directory, 'dynamodb.db');
    const pidFile = join(directory, 'dynoxide.pid');
    await endLeftOver(pidFile, database);
    const port = await freePort();
    const child = spawn(dynoxidePath(), ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', database], {
      stdio: 'ignore',
    });
    writeFileSync(pidFile, String(child.pid));
    // Whatever ends this process but a kill ends the child with it; after a kill the next start does.
    process.once('exit', () => child.kill('SIGKILL'));
    const endpoint = `http://127.0.0.1:${port}`;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await fetch(endpoint, { method: 'POST' });
        return { endpoint, child };
      } catch (error) {
        if (attempt === 200 || child.exitCode !== null) throw new Error('dynoxide did not start', { cause: error });
        await pause(25);
      }
    }
  }

  async #create(table: TableDefinition): Promise<void> {
    try {
      await this.#client.send(
        new CreateTableCommand({
          TableName: table.name,
          KeySchema: [...table.keySchema],
          AttributeDefinitions: [...table.attributes],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ResourceInUseException')) throw error;
    }
  }

  /** Time to live: DynamoDB deletes expired items within days; its server here never does. */
  async sweep(tables: readonly TableDefinition[], clock: Clock): Promise<void> {
    for (const { name, timeToLive, keySchema } of tables) {
      if (timeToLive === undefined) continue;
      const { Items = [] } = await this.#client.send(
        new ScanCommand({
          TableName: name,
          FilterExpression: '#ttl < :now',
          ExpressionAttributeNames: { '#ttl': timeToLive },
          ExpressionAttributeValues: { ':now': { N: String(Math.floor(clock.now() / 1000)) } },
        }),
      );
      for (const item of Items) {
        const key = Object.fromEntries(
          keySchema.flatMap(({ AttributeName }) => (item[AttributeName] === undefined ? [] : [[AttributeName, item[AttributeName]]])),
        );
        await this.#client.send(new DeleteItemCommand({ TableName: name, Key: key }));
      }
    }
  }

  /** Hands a request on as it came. */
  proxy(request: IncomingMessage, response: ServerResponse): void {
    const { host: _, ...headers } = request.headers;
    const onward = httpRequest(this.endpoint, { method: request.method ?? 'POST', path: request.url ?? '/', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => {
      response.writeHead(503);
      response.end();
    });
    request.pipe(onward);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#sweeper);
    this.#client.destroy();
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    await Promise.race([ended, pause(3000)]);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
}

/** dynoxide outlives a killed parent; the one of this very state is ended before the file is opened again. */
async function endLeftOver(pidFile: string, database: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const commandLine = `/proc/${pid}/cmdline`;
  if (Number.isInteger(pid) && pid > 1 && existsSync(commandLine) && readFileSync(commandLine, 'utf8').split('\0').includes(database)) {
    process.kill(pid, 'SIGKILL');
    for (let i = 0; i < 100 && existsSync(`/proc/${pid}`); i += 1) await pause(20);
  }
  rmSync(pidFile, { force: true });
}
