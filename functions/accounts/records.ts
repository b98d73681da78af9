import * as z from 'zod';
import { bytesSchema } from '#aws';
import { idSchema, quotaSchema } from '#contract';

/** An account, as stored: `pk` `USER#id`, `sk` `PROFILE`. */
export const profileSchema = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  /** In PHC form. */
  passwordHash: z.string(),
  createdAt: z.string(),
  /** Only ever set on a laptop, for its first user; elsewhere the settings name administrators. */
  administrator: z.boolean().optional(),
  /** The id of the second factor; absent where there is none. */
  secondFactor: idSchema.optional(),
  /** API keys that were ever made: two that are made at once cannot both count up. */
  keysMade: z.number().int().optional(),
  /** Where an administrator has set another than the settings say for everybody. */
  quota: quotaSchema.optional(),
  /** How often all of its sessions were ended: those of another generation are none any more. */
  generation: z.number().int().optional(),
  /** From when an administrator has shut it out. */
  disabledAt: z.string().optional(),
  /** From the moment at which its owner had it deleted, and from where; it can do nothing any more. */
  closing: z.object({ id: idSchema, at: z.string(), address: z.string() }).optional(),
});
export type Profile = z.infer<typeof profileSchema>;

/** A session, as stored: `pk` `USER#id`, `sk` `SESSION#id`. */
export const sessionSchema = z.object({
  id: idSchema,
  user: idSchema,
  createdAt: z.string(),
  lastUsedAt: z.string(),
  endsAt: z.string(),
  userAgent: z.string().optional(),
  address: z.string(),
  /** The second factor that it was signed in to with, or that was confirmed in it. */
  secondFactor: idSchema.optional(),
  /** The account's, when it was signed in to or was the one that was to go on. */
  generation: z.number().int().optional(),
  /** SHA-256 of what all refresh tokens of this session share: only who had one can look like a thief. */
  familyHash: z.string(),
  /** SHA-256 of the secret in the refresh token that is good now. */
  currentHash: z.string(),
  /** The token before it: within its grace, whoever lost the answer gets the same successor again. */
  previous: z
    .object({
      hash: z.string(),
      rotatedAt: z.string(),
      /** The successor, encrypted under a key that only the previous token yields. */
      successor: bytesSchema,
    })
    .optional(),
});
export type Session = z.infer<typeof sessionSchema>;

/** Keys of items in the table `Accounts`. */
export const accountKeys = {
  profile: (user: string) => ({ pk: `USER#${user}`, sk: 'PROFILE' }),
  session: (user: string, session: string) => ({ pk: `USER#${user}`, sk: `SESSION#${session}` }),
  apiKey: (user: string, key: string) => ({ pk: `USER#${user}`, sk: `KEY#${key}` }),
  /** What is left of an account whose owner is still to be told that it is gone. */
  farewell: (user: string) => ({ pk: `USER#${user}`, sk: 'FAREWELL' }),
  /** Holds an address for one account. */
  email: (email: string) => ({ pk: `EMAIL#${email}`, sk: 'EMAIL' }),
  /** Says that there is, or was, a user; written once. */
  firstUser: { pk: 'FIRST-USER', sk: 'FIRST-USER' },
  secondFactor: (user: string) => ({ pk: `USER#${user}`, sk: 'SECOND-FACTOR' }),
  begunSecondFactor: (user: string) => ({ pk: `USER#${user}`, sk: 'SECOND-FACTOR-BEGUN' }),
  devices: (user: string) => ({ pk: `USER#${user}`, sk: 'DEVICES' }),
  /** A link that sets a new password, by the SHA-256 of its token. */
  reset: (tokenHash: string) => ({ pk: `RESET#${tokenHash}`, sk: 'RESET' }),
  /** An invitation, by the SHA-256 of its token. */
  invite: (tokenHash: string) => ({ pk: `INVITE#${tokenHash}`, sk: 'INVITE' }),
  /** Says that an administrator has sent an invitation, by the id that his request has. */
  invited: (user: string, id: string) => ({ pk: `USER#${user}`, sk: `INVITED#${id}` }),
  /** A link that confirms an address, by the SHA-256 of its token. */
  link: (tokenHash: string) => ({ pk: `LINK#${tokenHash}`, sk: 'LINK' }),
} as const;
