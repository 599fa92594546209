import type { Activity } from './activity.ts';
import { AwsError } from './aws-error.ts';
import type { Clock, Recurring, Timed } from './clock.ts';
import type { LambdaPool } from './lambda/pool.ts';
import type { State } from './state.ts';

interface ScheduleBody {
  readonly Name: string;
  readonly GroupName: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly FlexibleTimeWindow: { readonly Mode: string };
  readonly ActionAfterCompletion?: string;
  readonly Target: { readonly Arn: string; readonly Input?: string };
}

const MINUTE = 60_000;
/** Minutes east of UTC; zones without daylight saving only, so that a name is an offset. */
const ZONES: Record<string, number> = { UTC: 0, 'Etc/UTC': 0, 'Asia/Ho_Chi_Minh': 7 * 60 };
/** Lambda repeats an asynchronous call twice, after one and after two minutes. */
const RETRY_DELAYS = [MINUTE, 2 * MINUTE];

function parseExpression(expression: string, zone: string): { at: number } | { everyMs: number } {
  const minutesEast = ZONES[zone];
  if (minutesEast === undefined) throw new AwsError('ValidationException', `time zone not implemented: ${zone}`);
  const [, at] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
  if (at !== undefined) return { at: Date.parse(`${at}Z`) - minutesEast * MINUTE };
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined) throw new AwsError('ValidationException', `schedule expression not implemented: ${expression}`);
  return { everyMs: Number(count) * { minute: 1, hour: 60, day: 1440 }[unit as 'minute' | 'hour' | 'day'] * MINUTE };
}

/** EventBridge Scheduler: one-off schedules made by functions, recurring ones from the template; both call functions asynchronously. */
export class Schedules implements Timed {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #activity: Activity;
  readonly #groups: ReadonlySet<string>;
  #lambdas: LambdaPool | undefined;
  readonly recurring: Recurring;

  constructor(state: State, clock: Clock, activity: Activity, groups: readonly string[]) {
    this.#state = state;
    this.#clock = clock;
    this.#activity = activity;
    this.#groups = new Set([...groups, 'default']);
    this.recurring = {
      nextDue: () => this.#min('SELECT MIN(next_at) AS due FROM schedules WHERE every_ms IS NOT NULL'),
      lastDue: (limit) => {
        const row = this.#state.get(
          'SELECT next_at, every_ms FROM schedules WHERE every_ms IS NOT NULL AND next_at <= ? ORDER BY next_at LIMIT 1',
          limit,
        );
        if (row === undefined || !Number.isFinite(limit)) return undefined;
        const [next, every] = [Number(row.next_at), Number(row.every_ms)];
        return next + Math.floor((limit - next) / every) * every;
      },
      fire: (now) => this.#fireRecurring(now),
    };
  }

  /** Schedules of the template exist from the first start on. */
  declare(name: string, body: Omit<ScheduleBody, 'Name' | 'GroupName'>): void {
    const parsed = parseExpression(body.ScheduleExpression, body.ScheduleExpressionTimezone ?? 'UTC');
    if (!('everyMs' in parsed)) throw new Error(`schedule ${name}: one-off schedules are not declared in the template`);
    const stored = JSON.stringify({ ...body, Name: name, GroupName: 'default' });
    this.#state.run(
      `INSERT INTO schedules (grp, name, body, next_at, every_ms) VALUES ('default', ?, ?, ?, ?)
       ON CONFLICT (grp, name) DO UPDATE SET body = excluded.body, every_ms = excluded.every_ms`,
      name,
      stored,
      this.#clock.now() + parsed.everyMs,
      parsed.everyMs,
    );
  }

  start(lambdas: LambdaPool): void {
    this.#lambdas = lambdas;
    // A killed process was running these; nobody knows how far it came, so they run again.
    this.#state.run('UPDATE invocations SET due_at = ? WHERE due_at IS NULL', this.#clock.now());
    this.#runDue(this.#clock.now());
  }

  #min(sql: string): number | undefined {
    const due = this.#state.get(sql)?.due;
    return due === null || due === undefined ? undefined : Number(due);
  }

  nextDue(): number | undefined {
    const dues = [
      this.#min('SELECT MIN(next_at) AS due FROM schedules WHERE every_ms IS NULL'),
      this.#min('SELECT MIN(due_at) AS due FROM invocations WHERE due_at IS NOT NULL'),
    ].filter((due) => due !== undefined);
    return dues.length === 0 ? undefined : Math.min(...dues);
  }

  /** The schedule goes and its call comes in one transaction: a kill in between loses neither. */
  fire(now: number): void {
    this.#state.transaction(() => {
      for (const row of this.#state.all(
        'SELECT grp, name, body FROM schedules WHERE every_ms IS NULL AND next_at <= ? ORDER BY next_at',
        now,
      )) {
        const { Target, ActionAfterCompletion } = JSON.parse(String(row.body)) as ScheduleBody;
        this.#call(Target, now);
        if (ActionAfterCompletion !== 'DELETE') throw new Error('one-off schedules must delete themselves');
        this.#state.run('DELETE FROM schedules WHERE grp = ? AND name = ?', String(row.grp), String(row.name));
      }
    });
    this.#runDue(now);
  }

  #fireRecurring(now: number): void {
    this.#state.transaction(() => {
      for (const row of this.#state.all(
        'SELECT name, body, next_at, every_ms FROM schedules WHERE every_ms IS NOT NULL AND next_at <= ?',
        now,
      )) {
        const [next, every] = [Number(row.next_at), Number(row.every_ms)];
        this.#call((JSON.parse(String(row.body)) as ScheduleBody).Target, now);
        this.#state.run(
          "UPDATE schedules SET next_at = ? WHERE grp = 'default' AND name = ?",
          next + (Math.floor((now - next) / every) + 1) * every,
          String(row.name),
        );
      }
    });
    this.#runDue(now);
  }

  #call(target: ScheduleBody['Target'], now: number): void {
    this.#state.run(
      'INSERT INTO invocations (function_arn, payload, attempt, due_at) VALUES (?, ?, 0, ?)',
      target.Arn,
      target.Input ?? '{}',
      now,
    );
  }

  #runDue(now: number): void {
    const lambdas = this.#lambdas;
    if (lambdas === undefined) return;
    for (const row of this.#state.all('SELECT seq, function_arn, payload, attempt FROM invocations WHERE due_at <= ? ORDER BY seq', now)) {
      const seq = Number(row.seq);
      // Under way: not due again, until it fails or this process dies.
      this.#state.run('UPDATE invocations SET due_at = NULL WHERE seq = ?', seq);
      void this.#activity.track(async () => {
        const result = await lambdas.invoke(String(row.function_arn), String(row.payload));
        const delay = result.ok ? undefined : RETRY_DELAYS[Number(row.attempt)];
        if (delay === undefined) this.#state.run('DELETE FROM invocations WHERE seq = ?', seq);
        else this.#state.run('UPDATE invocations SET attempt = attempt + 1, due_at = ? WHERE seq = ?', this.#clock.now() + delay, seq);
        this.#clock.touch();
      });
    }
  }

  /** The Scheduler API: create, update (with every field), get, delete, list. */
  call(method: string, name: string | undefined, group: string, input: Record<string, unknown>): object {
    const found = name === undefined ? undefined : this.#state.get('SELECT body FROM schedules WHERE grp = ? AND name = ?', group, name);
    const missing = (): never => {
      throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    };
    if (name === undefined) {
      const rows = this.#state.all('SELECT grp, name, body FROM schedules ORDER BY grp, name');
      return {
        Schedules: rows.map((row) => ({
          Name: row.name,
          GroupName: row.grp,
          State: 'ENABLED',
          Target: { Arn: (JSON.parse(String(row.body)) as ScheduleBody).Target.Arn },
        })),
      };
    }
    switch (method) {
      case 'GET':
        return found === undefined ? missing() : (JSON.parse(String(found.body)) as object);
      case 'DELETE':
        if (found === undefined) missing();
        this.#state.run('DELETE FROM schedules WHERE grp = ? AND name = ?', group, name);
        return {};
      case 'POST':
        if (found !== undefined) throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409);
        return this.#put(name, group, input);
      case 'PUT':
        if (found === undefined) missing();
        return this.#put(name, group, input);
      default:
        throw AwsError.notImplemented('Scheduler', method);
    }
  }

  #put(name: string, group: string, input: Record<string, unknown>): object {
    const body = input as unknown as ScheduleBody;
    if (!this.#groups.has(group)) throw new AwsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404);
    if (!/^[0-9a-zA-Z\-_.]{1,64}$/.test(name)) throw new AwsError('ValidationException', `not a schedule name: ${name}`);
    if (body.FlexibleTimeWindow?.Mode !== 'OFF')
      throw new AwsError('ValidationException', 'FlexibleTimeWindow other than OFF is not implemented');
    const parsed = parseExpression(body.ScheduleExpression, body.ScheduleExpressionTimezone ?? 'UTC');
    if (!('at' in parsed)) throw new AwsError('ValidationException', 'functions make one-off schedules only');
    this.#state.run(
      'INSERT INTO schedules (grp, name, body, next_at) VALUES (?, ?, ?, ?) ON CONFLICT (grp, name) DO UPDATE SET body = excluded.body, next_at = excluded.next_at',
      group,
      name,
      JSON.stringify({ ...body, Name: name, GroupName: group }),
      parsed.at,
    );
    this.#clock.touch();
    return { ScheduleArn: `arn:aws:scheduler:local:000000000000:schedule/${group}/${name}` };
  }
}
