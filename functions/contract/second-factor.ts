import * as z from 'zod';
import { secondFactorCodeSchema, typedPasswordSchema } from './fields.ts';

/** What an app needs to generate codes (RFC 6238): six digits every 30 seconds with HMAC-SHA-1, which all apps support. */
export const secondFactorSchema = z.strictObject({
  /** The secret in base 32 (RFC 4648, section 6). */
  secret: z.string(),
  /** An `otpauth:` URI to show as a QR code. */
  uri: z.string(),
});

export const beginSecondFactorBodySchema = z.strictObject({ password: typedPasswordSchema });

export const confirmSecondFactorBodySchema = z.strictObject({ code: secondFactorCodeSchema });

/** Each code replaces a code from the app once. Only this response contains them. */
export const recoveryCodesSchema = z.strictObject({ recoveryCodes: z.array(z.string()) });

/** The proof that is required to turn off two-factor authentication or to get new recovery codes. */
export const secondFactorProofSchema = z.strictObject({
  password: typedPasswordSchema,
  code: secondFactorCodeSchema,
});
