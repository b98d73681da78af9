import { hkdfSync } from 'node:crypto';
import type { Principal } from '../kit/service.ts';

/** A key that may sign calls, and who signs with it. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials (those of functions) are valid only together with their token. */
  readonly sessionToken: string | undefined;
  readonly principal: Principal;
}

/** Temporary credentials as a function finds them in its environment. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The keys that the front door knows. */
export interface Credentials {
  find(accessKeyId: string): AccessKey | undefined;
  /** Credentials of the administrator, as they are in the data folder's `credentials`. */
  readonly administrator: AccessKey;
  /**
   * Credentials for one function; the same at every start, so that the presigned URLs it gave away outlive a restart.
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
