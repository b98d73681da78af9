import { Secret, TOTP } from 'otpauth';

/** Seconds of a time step (RFC 6238, section 5.2). Codes of the previous and the next step are accepted for inaccurate clocks. */
const PERIOD = 30;
/** The defaults of apps. Many apps ignore other digits and algorithms in the URI. */
const options = { algorithm: 'SHA1', digits: 6, period: PERIOD };
/** Bytes, the length of the hash (RFC 4226, section 4, R6). */
const SECRET_BYTES = 20;

/** Generates a secret for an app. */
export function newTotpSecret(): Uint8Array {
  return new Secret({ size: SECRET_BYTES }).bytes;
}

/**
 * Describes a secret in the forms that apps accept.
 *
 * @param label - the name of the account in the app
 * @returns the secret in base 32, and the `otpauth:` URI for a QR code
 */
export function describeTotp(bytes: Uint8Array, label: string): { secret: string; uri: string } {
  const secret = secretOf(bytes);
  const totp = new TOTP({ ...options, issuer: 'Encrypt5', label, secret });
  return { secret: secret.base32, uri: totp.toString() };
}

/**
 * Verifies a code and returns its time step (RFC 6238, section 4.2), so that the caller can refuse a code that was used before.
 *
 * @returns undefined if the code is wrong
 */
export function stepOfCode(bytes: Uint8Array, token: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = TOTP.validate({ ...options, secret: secretOf(bytes), token, timestamp, window: 1 });
  return delta === null ? undefined : TOTP.counter({ period: PERIOD, timestamp }) + delta;
}

function secretOf(bytes: Uint8Array): Secret {
  // A copy: the bytes may be part of a larger buffer.
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}
