import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** scrypt's parameters (RFC 7914, section 2): 2^ln blocks of 128·r bytes, p times. */
interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** Hashes passwords for storage, and compares them with stored hashes. */
export interface Passwords {
  /**
   * @param password - in NFKC
   * @returns the PHC string `$scrypt$ln=17,r=8,p=1$salt$hash`, with salt and hash in base64 without padding
   */
  hash(password: string): Promise<string>;
  /**
   * Compares in constant time.
   *
   * @param phc - a stored hash, of any cost
   * @throws Error where `phc` is not in PHC form
   */
  verify(password: string, phc: string): Promise<boolean>;
  /** Whether a hash has another cost than new hashes, and must be replaced at the next sign-in. */
  isOutdated(phc: string): boolean;
  /** A hash that no password matches. Comparing with it takes as long as with a real one. */
  readonly unmatched: string;
}

const HASH_BYTES = 32;
const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/**
 * @param ln - the base-2 logarithm of scrypt's cost N: 17 in production, which takes 128 MiB for every password
 */
export function createPasswords(ln: number): Passwords {
  const current: Cost = { ln, r: 8, p: 1 };
  const prefix = `$scrypt$ln=${current.ln},r=${current.r},p=${current.p}`;
  return {
    async hash(password) {
      const salt = randomBytes(16);
      const hash = await derive(password, salt, HASH_BYTES, options(current));
      return `${prefix}$${unpadded(salt)}$${unpadded(hash)}`;
    },
    async verify(password, phc) {
      const { cost, salt, hash } = parsePhc(phc);
      return timingSafeEqual(await derive(password, salt, hash.length, options(cost)), hash);
    },
    isOutdated(phc) {
      const { cost } = parsePhc(phc);
      return cost.ln !== current.ln || cost.r !== current.r || cost.p !== current.p;
    },
    unmatched: `${prefix}$${'A'.repeat(22)}$${'A'.repeat(43)}`,
  };
}

function parsePhc(phc: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
    phc,
  );
  const [, ln, r, p, salt, hash] = match ?? [];
  if (ln === undefined || r === undefined || p === undefined || salt === undefined || hash === undefined) {
    throw new Error('a stored password hash is not in PHC form');
  }
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

/** Node refuses more than 32 MiB unless `maxmem` allows it; scrypt needs 128·N·r bytes and a little. */
function options({ ln, r, p }: Cost): object {
  const N = 2 ** ln;
  return { N, r, p, maxmem: 128 * N * r + 1024 * 1024 };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
