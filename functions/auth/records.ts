import * as z from 'zod';
import { bytesSchema } from '#aws';
import { idSchema } from '#contract';

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
