import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';

/** One message to one address, as plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  readonly send: (mail: Mail) => Promise<void>;
}

export function connectMailer(sender: string): Mailer {
  // The client's own retries could send twice: at most once matters more.
  const client = new SESv2Client({ maxAttempts: 1 });
  return {
    async send({ to, subject, text }) {
      const content = (data: string): { Data: string; Charset: string } => ({ Data: data, Charset: 'UTF-8' });
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: sender,
          Destination: { ToAddresses: [to] },
          Content: { Simple: { Subject: content(subject), Body: { Text: content(text) } } },
        }),
      );
    },
  };
}
