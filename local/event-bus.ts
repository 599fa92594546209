import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from './assembly.ts';
import type { Clock } from './clock.ts';
import type { Queues } from './sqs.ts';
import type { State } from './state.ts';

export interface RuleDefinition {
  readonly pattern: unknown;
  readonly queueArns: readonly string[];
}

type Json = unknown;

const isObject = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value);

function matchesFilter(value: Json, filter: Json): boolean {
  if (!isObject(filter)) return value === filter;
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(filter);
  if (others.length > 0) throw new Error(`event filter with several operators: ${JSON.stringify(filter)}`);
  switch (operator) {
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(operand));
    case 'wildcard': {
      const parts = String(operand)
        .split('*')
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      return typeof value === 'string' && new RegExp(`^${parts.join('.*')}$`, 's').test(value);
    }
    case 'anything-but':
      return value !== undefined && !(Array.isArray(operand) ? operand : [operand]).includes(value);
    case 'exists':
      return (value !== undefined) === operand;
    default:
      throw new Error(`event filter not implemented: ${operator}`);
  }
}

/** EventBridge's pattern language, as far as the rules use it: every member of the pattern must match one of its filters. */
export function matchesPattern(event: Json, pattern: Json): boolean {
  if (!isObject(pattern)) throw new Error('an event pattern is an object');
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = isObject(event) ? event[name] : undefined;
    if (!Array.isArray(wanted)) return matchesPattern(value, wanted);
    const values = Array.isArray(value) ? value : [value];
    return wanted.some((filter) => values.some((entry) => matchesFilter(entry, filter)));
  });
}

/** The default event bus: events that match a rule are sent to its queues. */
export class EventBuses {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #queues: Queues;
  readonly #rules: readonly RuleDefinition[];

  constructor(state: State, clock: Clock, queues: Queues, rules: readonly RuleDefinition[]) {
    this.#state = state;
    this.#clock = clock;
    this.#queues = queues;
    this.#rules = rules;
  }

  /** Delivers an event to every matching rule, all or none. EventBridge's times have whole seconds. */
  publish(source: string, detailType: string, detail: object, resources: readonly string[] = []): string {
    const id = randomUUID();
    const event = {
      version: '0',
      id,
      'detail-type': detailType,
      source,
      account: ACCOUNT,
      time: `${new Date(this.#clock.now()).toISOString().slice(0, 19)}Z`,
      region: REGION,
      resources,
      detail,
    };
    this.#state.transaction(() => {
      for (const rule of this.#rules) {
        if (matchesPattern(event, rule.pattern)) for (const queue of rule.queueArns) this.#queues.send(queue, JSON.stringify(event));
      }
    });
    return id;
  }

  putEvents(entries: readonly { Source: string; DetailType: string; Detail: string; EventBusName?: string }[]): object {
    const Entries = entries.map((entry) => {
      if (!['default', undefined].includes(entry.EventBusName))
        return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: 'no such bus' };
      return { EventId: this.publish(entry.Source, entry.DetailType, JSON.parse(entry.Detail) as object) };
    });
    return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
  }
}
