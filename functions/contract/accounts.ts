import * as z from 'zod';
import {
  displayNameSchema,
  emailSchema,
  idSchema,
  passwordSchema,
  secondFactorCodeSchema,
  secretSchema,
  timeSchema,
  typedPasswordSchema,
} from './fields.ts';

/** An account as its owner sees it. */
export const userSchema = z.strictObject({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  createdAt: timeSchema,
  /** Whether signing in takes a code, too. */
  secondFactor: z.boolean(),
});
export type User = z.infer<typeof userSchema>;

export const registerBodySchema = z.strictObject({
  email: emailSchema,
  password: passwordSchema,
  name: displayNameSchema,
  /** The token of an invitation, where it takes one. */
  invite: secretSchema.optional(),
});

export const verifyBodySchema = z.strictObject({ token: secretSchema });

export const loginBodySchema = z.strictObject({
  email: emailSchema,
  password: typedPasswordSchema,
  /** Of the second factor, where the account has one. */
  code: secondFactorCodeSchema.optional(),
  /** Where the refresh token goes: into an HttpOnly cookie (the default), or into the answer. */
  session: z.enum(['cookie', 'token']).default('cookie'),
});

/** Where a link to set a new password is to go. */
export const forgotBodySchema = z.strictObject({ email: emailSchema });

export const resetBodySchema = z.strictObject({ token: secretSchema, password: passwordSchema });

export const changePasswordBodySchema = z.strictObject({
  current: typedPasswordSchema,
  password: passwordSchema,
});

/** Without a body, the refresh token is taken from the cookie. */
export const refreshBodySchema = z.strictObject({ refreshToken: secretSchema.optional() });

/** The answer to signing in and to refreshing. */
export const sessionAnswerSchema = z.strictObject({
  accessToken: z.string(),
  /** Seconds. */
  expiresIn: z.number().int(),
  refreshToken: z.string().optional(),
  user: userSchema,
});
export type SessionAnswer = z.infer<typeof sessionAnswerSchema>;

/** One of the caller's sessions, newest first in its list. */
export const sessionViewSchema = z.strictObject({
  id: idSchema,
  createdAt: timeSchema,
  /** When its tokens were last renewed. */
  lastUsedAt: timeSchema,
  /** Absent where the program said nothing of itself. */
  userAgent: z.string().optional(),
  /** IP address that it signed in from. */
  address: z.string(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

export const sessionListSchema = z.strictObject({
  items: z.array(sessionViewSchema),
  nextCursor: z.string().optional(),
});

export const renameBodySchema = z.strictObject({ name: displayNameSchema });

/** Whoever deletes an account shows once more that it is his. */
export const closeAccountBodySchema = z.strictObject({
  password: typedPasswordSchema,
  /** Of the second factor, where the account has one. */
  code: secondFactorCodeSchema.optional(),
});

/** What a bearer token stands for (introspection). */
export const validateAnswerSchema = z.strictObject({
  user: userSchema,
  scopes: z.array(z.string()),
  expiresAt: timeSchema,
});

/** The public halves of the signing keys (RFC 7517, section 5; RFC 7518, section 6.2.1). */
export const jwksSchema = z.strictObject({
  keys: z.array(
    z.strictObject({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      kid: z.string(),
      use: z.literal('sig'),
      alg: z.literal('ES256'),
    }),
  ),
});
export type Jwks = z.infer<typeof jwksSchema>;
