import { TOTP, URI } from 'otpauth';
import { PASSWORD, type VaultClient } from './vault-client.ts';

/** An authenticator app: it makes the codes of two-factor authentication (2FA). */
export interface Authenticator {
  /** The code at a given time. */
  at(time: Date): string;
  /** The current code. */
  now(): string;
  /** The next code, which the vault already accepts. */
  next(): string;
  /** A six-digit code that is invalid for the minutes around now. */
  wrong(): string;
  readonly recoveryCodes: readonly string[];
}

/** The app for a secret, which `uri` carries. */
export function authenticatorOf(uri: string, recoveryCodes: readonly string[] = []): Authenticator {
  const totp = URI.parse(uri);
  if (!(totp instanceof TOTP)) throw new Error('the URI has no TOTP secret');
  const at = (time: Date) => totp.generate({ timestamp: time.getTime() });
  const inSeconds = (seconds: number) => at(new Date(Date.now() + seconds * 1000));
  return {
    recoveryCodes,
    at,
    now: () => inSeconds(0),
    next: () => inSeconds(30),
    wrong() {
      const right = new Set([-60, -30, 0, 30, 60, 90].map(inSeconds));
      const [code] = Array.from({ length: 7 }, (_, digit) => `00000${digit}`).filter(
        (one) => !right.has(one),
      );
      if (code === undefined) throw new Error('all seven candidates are valid codes');
      return code;
    },
  };
}

/** Turns on 2FA for an account and returns its authenticator app. */
export async function turnOnTwoFactor(client: VaultClient): Promise<Authenticator> {
  const { uri } = await client.call('beginSecondFactor', { body: { password: PASSWORD } });
  const code = authenticatorOf(uri).now();
  const { recoveryCodes } = await client.call('confirmSecondFactor', { body: { code } });
  return authenticatorOf(uri, recoveryCodes);
}
