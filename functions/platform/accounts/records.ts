import * as z from 'zod';
import { idSchema, quotaSchema } from '#contract';
import { bytesSchema } from '../bytes-schema.ts';

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

/** Which account an address belongs to, as stored: `pk` `EMAIL#address`, `sk` `EMAIL`. */
export const emailHolderSchema = z.object({ user: idSchema });

/**
 * A registration that waits for its address to be confirmed, as stored: `pk` `LINK#hash`, `sk` `LINK`. The account is made
 * of what this very link was sent for, so that nobody can slip his own password under somebody else's confirmation.
 */
export const pendingAccountSchema = z.object({
  email: z.string(),
  name: z.string(),
  passwordHash: z.string(),
  /** SHA-256 of the invitation's token that it uses up. */
  invite: z.string().optional(),
  endsAt: z.string(),
});

/** An invitation, as stored: `pk` `INVITE#hash`, `sk` `INVITE`. */
export const inviteSchema = z.object({ email: z.string(), invitedBy: idSchema, endsAt: z.string() });
export type Invite = z.infer<typeof inviteSchema>;

/**
 * A link to set a new password, as stored: `pk` `RESET#hash`, `sk` `RESET`. One that was asked for with an address that nobody
 * has names a user who does not exist.
 */
export const passwordResetSchema = z.object({
  user: idSchema,
  /** SHA-256 of the password's hash when the link was made: another password makes it void. */
  passwordMark: z.string(),
  endsAt: z.string(),
});

/** A second factor that is on, as stored: `pk` `USER#id`, `sk` `SECOND-FACTOR`. */
export const secondFactorRecordSchema = z.object({
  id: idSchema,
  /** The secret that the app has, encrypted by KMS. */
  sealedSecret: bytesSchema,
  /** The 30 seconds, counted from 1970, of the last code that was taken: none of them or before them is taken again. */
  lastStep: z.number().int(),
  /** SHA-256 of each recovery code that is left. */
  recoveryCodes: z.record(z.string(), z.literal(true)),
});
export type SecondFactorRecord = z.infer<typeof secondFactorRecordSchema>;

/** A second factor that nobody has confirmed yet, as stored: `pk` `USER#id`, `sk` `SECOND-FACTOR-BEGUN`. */
export const begunSecondFactorSchema = z.object({
  id: idSchema,
  sealedSecret: bytesSchema,
  endsAt: z.string(),
});

/**
 * What an account has signed in with, as stored: `pk` `USER#id`, `sk` `DEVICES`. It is enough to recognise programs and networks,
 * and says neither.
 */
export const devicesSchema = z.object({
  /** When each was last seen, by its SHA-256 with the user's id. */
  seen: z.record(z.string(), z.string()),
});
export type Devices = z.infer<typeof devicesSchema>;

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
