import { z } from 'zod';

const addresses = z.array(z.string());

/** One email, as in `GET /store`. */
export const mail = z.object({
  messageId: z.string(),
  from: z.string(),
  replyTo: addresses,
  destination: z.object({ to: addresses, cc: addresses, bcc: addresses }),
  subject: z.string(),
  body: z.object({ text: z.string().optional(), html: z.string().optional() }),
  /** Seconds since the epoch. */
  at: z.number(),
});

export type Email = z.output<typeof mail>;
