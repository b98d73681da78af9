import { Secret, TOTP } from 'otpauth';

/** Seconds for which a code is good (RFC 6238, section 5.2); one before and one after are taken for clocks that are not quite right. */
const PERIOD = 30;
/** What apps can do without being told: most ignore what an address says of other digits and algorithms. */
const options = { algorithm: 'SHA1', digits: 6, period: PERIOD };
/** Bytes; as long as the hash (RFC 4226, section 4, R6). */
const SECRET_BYTES = 20;

/** A new secret for an app. */
export function newTotpSecret(): Uint8Array {
  return new Secret({ size: SECRET_BYTES }).bytes;
}

/**
 * A secret in the words of apps.
 *
 * @param label - whose account it is
 * @returns the secret in base 32, and the address that a QR code shows
 */
export function describeTotp(bytes: Uint8Array, label: string): { secret: string; uri: string } {
  const secret = secretOf(bytes);
  const totp = new TOTP({ ...options, issuer: 'Encrypt5', label, secret });
  return { secret: secret.base32, uri: totp.toString() };
}

/**
 * The time step of a code (RFC 6238, section 4.2), so that the same code is not taken twice.
 *
 * @returns undefined where the code is wrong
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
