import { hkdfSync } from 'node:crypto';
import type { Principal } from '../kit/service.ts';

/** An access key and its principal. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials are valid only with their token. Functions have them. */
  readonly sessionToken: string | undefined;
  readonly principal: Principal;
}

/** Temporary credentials, as in the environment of a function. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The access keys that the front door knows. */
export interface Credentials {
  find(accessKeyId: string): AccessKey | undefined;
  /** Credentials of the administrator, as they are in the data folder's `credentials`. */
  readonly administrator: AccessKey;
  /**
   * Credentials for one function. They are the same at every start, so its presigned URLs survive a restart.
   *
   * @param principalArn - `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION`
   */
  issue(principalArn: string): FunctionCredentials;
}

/**
 * The registry of access keys.
 *
 * @param seed - 32 secret bytes, from which the functions' keys are derived (HKDF-SHA256, RFC 5869)
 */
export function createCredentials(administrator: AccessKey, seed: Uint8Array): Credentials {
  const keys = new Map([[administrator.accessKeyId, administrator]]);
  return {
    administrator,
    find: (accessKeyId) => keys.get(accessKeyId),
    issue(principalArn) {
      const derive = (purpose: string, length: number) =>
        Buffer.from(hkdfSync('sha256', seed, '', `${purpose} ${principalArn}`, length));
      const accessKeyId = `ASIA${base32(derive('access key id', 10))}`;
      const secretAccessKey = derive('secret access key', 30).toString('base64');
      const sessionToken = derive('session token', 48).toString('base64');
      keys.set(accessKeyId, {
        accessKeyId,
        secretAccessKey,
        sessionToken,
        principal: { arn: principalArn, accessKeyId },
      });
      return { accessKeyId, secretAccessKey, sessionToken };
    },
  };
}

/** RFC 4648 section 6, the alphabet of access key ids; five bytes give eight characters. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(group, 2))).join('');
}
