import { z } from 'zod';

export interface ReceivedEmail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const body = z.string().default('');
const recipients = z.array(z.string()).default([]);
/** The mailbox of this cloud, `GET /store`. */
const localStore = z
  .object({
    emails: z.array(
      z.object({
        subject: z.string(),
        destination: z.object({ to: recipients }),
        body: z.object({ text: body, html: body }),
      }),
    ),
  })
  .transform(({ emails }): ReceivedEmail[] =>
    emails.map(({ subject, destination, body }) => ({ to: destination.to, subject, ...body })),
  );
/** MiniStack, `GET /_ministack/ses/messages`: emails by account. */
const miniStackStore = z
  .object({
    messages: z.record(
      z.string(),
      z.array(z.object({ Subject: z.string(), To: recipients, BodyText: body, BodyHtml: body })),
    ),
  })
  .transform(({ messages }): ReceivedEmail[] =>
    Object.values(messages)
      .flat()
      .map(({ To, Subject, BodyText, BodyHtml }) => ({
        to: To,
        subject: Subject,
        text: BodyText,
        html: BodyHtml,
      })),
  );
const store = z.union([localStore, miniStackStore]);

/**
 * The emails that an address has received, oldest first.
 *
 * @param mailUrl - the origin of this cloud's mailbox, or the whole URL at which another cloud lists its emails
 */
export async function emailsTo(mailUrl: string, address: string): Promise<readonly ReceivedEmail[]> {
  const url = new URL(mailUrl);
  const response = await fetch(url.pathname === '/' ? new URL('/store', url) : url);
  const emails = store.parse(await response.json());
  return emails.filter(({ to }) => to.includes(address));
}
