import * as z from 'zod';
import { secondFactorCodeSchema, typedPasswordSchema } from './fields.ts';

/** What an app needs to make codes (RFC 6238): six digits, every 30 seconds, by HMAC-SHA-1 as all apps know it. */
export const secondFactorSchema = z.strictObject({
  /** Base 32 (RFC 4648, section 6). */
  secret: z.string(),
  /** `otpauth:`, to show as a QR code. */
  uri: z.string(),
});

export const confirmSecondFactorBodySchema = z.strictObject({ code: secondFactorCodeSchema });

/** Each of them stands in for the app once. They are shown here and never again. */
export const recoveryCodesSchema = z.strictObject({ recoveryCodes: z.array(z.string()) });

export const removeSecondFactorBodySchema = z.strictObject({
  password: typedPasswordSchema,
  code: secondFactorCodeSchema,
});
