import { z } from 'zod';

const addresses = z.array(z.string());

/** One mail, in the shape that `GET /store` gives. */
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

export type Mail = z.output<typeof mail>;
