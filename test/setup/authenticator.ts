import { TOTP, URI } from 'otpauth';
import { PASSWORD, type VaultClient } from './vault-client.ts';

/** An app that makes the codes of a second factor. */
export interface Authenticator {
  /** The code of a moment. */
  at(time: Date): string;
  /** The code of this moment. */
  now(): string;
  /** The code that comes next, which is taken already. */
  next(): string;
  /** Six digits that are none of the codes of these minutes. */
  wrong(): string;
  readonly recoveryCodes: readonly string[];
}

/** An app that was given a secret. */
export function authenticatorOf(uri: string, recoveryCodes: readonly string[] = []): Authenticator {
  const totp = URI.parse(uri);
  if (!(totp instanceof TOTP)) throw new Error('the address is not that of a TOTP secret');
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
      if (code === undefined) throw new Error('six codes are seven');
      return code;
    },
  };
}

/** Switches the second factor of an account on. */
export async function secondFactorOf(client: VaultClient): Promise<Authenticator> {
  const { uri } = await client.call('beginSecondFactor', { body: { password: PASSWORD } });
  const code = authenticatorOf(uri).now();
  const { recoveryCodes } = await client.call('confirmSecondFactor', { body: { code } });
  return authenticatorOf(uri, recoveryCodes);
}
