import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS objects (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT, key TEXT, version_id TEXT, size INTEGER, etag TEXT, sha256 TEXT, crc32 TEXT,
  content_type TEXT, metadata TEXT, modified_at INTEGER, file TEXT);
CREATE INDEX IF NOT EXISTS objects_by_key ON objects (bucket, key, seq);
CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, queue TEXT, body TEXT, visible_at INTEGER, receive_count INTEGER, receipt TEXT,
  sent_at INTEGER, delivering INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue, visible_at);
CREATE TABLE IF NOT EXISTS schedules (grp TEXT, name TEXT, body TEXT, next_at INTEGER, every_ms INTEGER, PRIMARY KEY (grp, name));
CREATE TABLE IF NOT EXISTS invocations (seq INTEGER PRIMARY KEY AUTOINCREMENT, function_arn TEXT, payload TEXT, attempt INTEGER, due_at INTEGER);
CREATE TABLE IF NOT EXISTS machine_versions (machine TEXT, version INTEGER, hash TEXT, definition TEXT, PRIMARY KEY (machine, version));
CREATE TABLE IF NOT EXISTS executions (
  arn TEXT PRIMARY KEY, machine TEXT, version INTEGER, name TEXT, status TEXT, input TEXT, output TEXT, error TEXT, cause TEXT,
  started_at INTEGER, stopped_at INTEGER, due_at INTEGER, token TEXT, position TEXT);
-- Branches and items of a state of an execution: they go their own way and stand beside it.
CREATE TABLE IF NOT EXISTS forks (arn TEXT PRIMARY KEY, root TEXT, parent TEXT, state TEXT, branch INTEGER, item TEXT);
CREATE INDEX IF NOT EXISTS forks_by_parent ON forks (parent);
CREATE TABLE IF NOT EXISTS history (arn TEXT, id INTEGER, at INTEGER, type TEXT, details TEXT, PRIMARY KEY (arn, id));
CREATE TABLE IF NOT EXISTS mails (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER, sender TEXT, receiver TEXT, subject TEXT, text TEXT);
CREATE TABLE IF NOT EXISTS pairs (store TEXT, key TEXT, value TEXT, PRIMARY KEY (store, key));
`;

type Row = Record<string, unknown>;

/**
 * Everything that the embedded cloud remembers, but the tables of DynamoDB and the bytes of files: one SQLite database
 * with a write-ahead log. What a service has answered for is committed before the answer, so a kill loses nothing.
 */
export class State {
  readonly directory: string;
  readonly #database: DatabaseSync;
  /** Compiled once: the texts are constants of the code, about eighty. */
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory, { recursive: true });
    this.#database = new DatabaseSync(join(directory, 'state.db'));
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.#database.exec(SCHEMA);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  /** All writes inside happen or none; transactions inside a transaction join it. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#depth += 1;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  fact(name: string): string | undefined {
    const row = this.get('SELECT value FROM facts WHERE name = ?', name);
    return row === undefined ? undefined : String(row.value);
  }

  setFact(name: string, value: string): void {
    this.run('INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', name, value);
  }

  /** The fact, made and kept at its first use. */
  factOr(name: string, make: () => string): string {
    const kept = this.fact(name);
    if (kept !== undefined) return kept;
    const made = make();
    this.setFact(name, made);
    return made;
  }

  close(): void {
    this.#database.close();
  }
}
