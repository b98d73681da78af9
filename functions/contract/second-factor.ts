import * as z from 'zod';
import { secondFactorCodeSchema, typedPasswordSchema } from './fields.ts';

/** What an app needs to make codes (RFC 6238): six digits, every 30 seconds, by HMAC-SHA-1 as all apps know it. */
export const secondFactorSchema = z.strictObject({
  /** Base 32 (RFC 4648, section 6). */
  secret: z.string(),
  /** `otpauth:`, to show as a QR code. */
  uri: z.string(),
});

export const beginSecondFactorBodySchema = z.strictObject({ password: typedPasswordSchema });

export const confirmSecondFactorBodySchema = z.strictObject({ code: secondFactorCodeSchema });

/** Each of them stands in for the app once. They are shown here and never again. */
export const recoveryCodesSchema = z.strictObject({ recoveryCodes: z.array(z.string()) });

/** What it takes to switch a second factor off, or to have new recovery codes for it. */
export const secondFactorProofSchema = z.strictObject({
  password: typedPasswordSchema,
  code: secondFactorCodeSchema,
});
