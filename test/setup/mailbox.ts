import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const storeSchema = z.object({
  emails: z.array(
    z.object({
      subject: z.string(),
      destination: z.object({ to: z.array(z.string()).default([]) }),
      body: z.object({ text: z.string().default(''), html: z.string().default('') }),
    }),
  ),
});

/** A mail that arrived. */
export interface ReceivedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Every mail that an address has got, oldest first. */
export async function mailsTo(mailUrl: string, address: string): Promise<ReceivedMail[]> {
  const response = await fetch(new URL('/store', mailUrl));
  const { emails } = storeSchema.parse(await response.json());
  return emails
    .filter(({ destination }) => destination.to.some((to) => to.includes(address)))
    .map(({ subject, body }) => ({ subject, ...body }));
}

/** Waits for a mail with a subject. */
export async function awaitMail(
  mailUrl: string,
  address: string,
  subject: string | RegExp,
): Promise<ReceivedMail> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const found = (await mailsTo(mailUrl, address)).findLast((mail) => mail.subject.match(subject) !== null);
    if (found !== undefined) return found;
    await pause(100);
  }
  throw new Error(`no mail "${subject}" came to ${address}`);
}

/** The secret that a link in a mail carries in its fragment. */
export function tokenIn(mail: ReceivedMail): string {
  const token = /#token=([A-Za-z0-9_.-]+)/.exec(mail.text)?.[1];
  if (token === undefined) throw new Error('the mail has no link with a token');
  return token;
}
