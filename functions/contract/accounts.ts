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
  /** Whether two-factor authentication is on. */
  secondFactor: z.boolean(),
});
export type User = z.infer<typeof userSchema>;

export const registerBodySchema = z.strictObject({
  email: emailSchema,
  password: passwordSchema,
  name: displayNameSchema,
  /** The token of an invitation. Required where registration is by invitation. */
  invite: secretSchema.optional(),
});

export const verifyBodySchema = z.strictObject({ token: secretSchema });

export const loginBodySchema = z.strictObject({
  email: emailSchema,
  password: typedPasswordSchema,
  /** Required if two-factor authentication is on. */
  code: secondFactorCodeSchema.optional(),
  /** Where the refresh token is returned: in an HttpOnly cookie (the default) or in the response body. */
  session: z.enum(['cookie', 'token']).default('cookie'),
});

/** The address to which a link to set a new password is sent. */
export const forgotBodySchema = z.strictObject({ email: emailSchema });

export const resetBodySchema = z.strictObject({ token: secretSchema, password: passwordSchema });

export const changePasswordBodySchema = z.strictObject({
  current: typedPasswordSchema,
  password: passwordSchema,
});

/** Without a body, the refresh token is read from the cookie. */
export const refreshBodySchema = z.strictObject({ refreshToken: secretSchema.optional() });

/** The response to a sign-in and to a refresh. */
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
  /** Absent if the client sent no User-Agent header. */
  userAgent: z.string().optional(),
  /** IP address from which the user signed in. */
  address: z.string(),
  /** Whether this is the session of the request. */
  current: z.boolean(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

export const sessionListSchema = z.strictObject({
  items: z.array(sessionViewSchema),
  nextCursor: z.string().optional(),
});

export const renameBodySchema = z.strictObject({ name: displayNameSchema });

/** The credentials again: an access token alone, which may be stolen, does not delete an account. */
export const closeAccountBodySchema = z.strictObject({
  password: typedPasswordSchema,
  /** Required if two-factor authentication is on. */
  code: secondFactorCodeSchema.optional(),
});

/** The account, scopes and expiry of a bearer token (introspection). */
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
