import { AwsError } from './aws-error.ts';
import type { Clock } from './clock.ts';
import type { State } from './state.ts';

interface SendEmail {
  readonly FromEmailAddress?: string;
  readonly Destination?: { readonly ToAddresses?: readonly string[] };
  readonly Content?: {
    readonly Simple?: { readonly Subject?: { readonly Data?: string }; readonly Body?: { readonly Text?: { readonly Data?: string } } };
  };
}

/** Mail that was sent. */
export interface SentMail {
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** SES, as far as it is used: takes simple messages of the identities in the template and keeps them; nothing leaves the machine. */
export class Outbox {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #identities: ReadonlySet<string>;

  constructor(state: State, clock: Clock, identities: readonly string[]) {
    this.#state = state;
    this.#clock = clock;
    this.#identities = new Set(identities);
  }

  send({ FromEmailAddress: from = '', Destination, Content }: SendEmail): object {
    if (!this.#identities.has(from)) throw new AwsError('MessageRejected', `Email address is not verified: ${from}`);
    const [to, ...more] = Destination?.ToAddresses ?? [];
    const subject = Content?.Simple?.Subject?.Data;
    const text = Content?.Simple?.Body?.Text?.Data;
    if (to === undefined || more.length > 0 || subject === undefined || text === undefined)
      throw AwsError.notImplemented('SES', 'messages other than a simple text to one address');
    this.#state.run(
      'INSERT INTO mails (at, sender, receiver, subject, text) VALUES (?, ?, ?, ?, ?)',
      this.#clock.now(),
      from,
      to,
      subject,
      text,
    );
    const seq = this.#state.get('SELECT MAX(seq) AS seq FROM mails')?.seq;
    return { MessageId: `local-${String(seq)}` };
  }

  /** The oldest first. */
  list(): SentMail[] {
    return this.#state.all('SELECT at, sender, receiver, subject, text FROM mails ORDER BY seq').map((row) => ({
      at: new Date(Number(row.at)).toISOString(),
      from: String(row.sender),
      to: String(row.receiver),
      subject: String(row.subject),
      text: String(row.text),
    }));
  }
}
