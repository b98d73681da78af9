import { z } from 'zod';
import { until } from './until.ts';

/** An email that arrived. */
export interface ReceivedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface AddressedMail extends ReceivedMail {
  readonly to: readonly string[];
}

const text = z.string().default('');
const recipients = z.array(z.string()).default([]);

/** The embedded mailbox, `GET /store`. */
const embeddedSchema = z
  .object({
    emails: z.array(
      z.object({
        subject: z.string(),
        destination: z.object({ to: recipients }),
        body: z.object({ text, html: text }),
      }),
    ),
  })
  .transform(({ emails }): AddressedMail[] =>
    emails.map(({ subject, destination: { to }, body }) => ({ subject, to, ...body })),
  );

/** MiniStack, `GET /_ministack/ses/messages`: emails by account. */
const miniStackSchema = z
  .object({
    messages: z.record(
      z.string(),
      z.array(z.object({ Subject: z.string(), To: recipients, BodyText: text, BodyHtml: text })),
    ),
  })
  .transform(({ messages }): AddressedMail[] =>
    Object.values(messages)
      .flat()
      .map(({ Subject, To, BodyText, BodyHtml }) => ({
        subject: Subject,
        to: To,
        text: BodyText,
        html: BodyHtml,
      })),
  );

const mailsSchema = z.union([embeddedSchema, miniStackSchema]);

/**
 * All emails to an address, oldest first.
 *
 * @param mailUrl - the embedded mailbox, or the full URL at which another emulator lists its emails
 */
export async function mailsTo(mailUrl: string, address: string): Promise<ReceivedMail[]> {
  const url = new URL(mailUrl);
  const response = await fetch(url.pathname === '/' ? new URL('/store', url) : url);
  const mails = mailsSchema.parse(await response.json());
  return mails.filter(({ to }) => to.some((recipient) => recipient.includes(address)));
}

/** Waits for an email with a subject. */
export async function awaitMail(
  mailUrl: string,
  address: string,
  subject: string | RegExp,
): Promise<ReceivedMail> {
  return until(`an email "${subject}" to ${address}`, async () =>
    (await mailsTo(mailUrl, address)).findLast((mail) => mail.subject.match(subject) !== null),
  );
}

/** The token that a link in an email carries in its fragment. */
export function tokenIn(mail: ReceivedMail): string {
  const token = /#token=([A-Za-z0-9_.-]+)/.exec(mail.text)?.[1];
  if (token === undefined) throw new Error('the email has no link with a token');
  return token;
}
