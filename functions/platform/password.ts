import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** scrypt's cost (RFC 7914, section 2): 2^17 blocks of 1 KiB, 128 MB for every password. */
interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

const COST: Cost = { ln: 17, r: 8, p: 1 };
const HASH_BYTES = 32;
const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/**
 * Hashes a password for storage.
 *
 * @param password - in NFKC
 * @returns the PHC string `$scrypt$ln=17,r=8,p=1$salt$hash`, with salt and hash in base64 without padding
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, HASH_BYTES, options(COST));
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Whether a password is the one that was hashed; compared in constant time. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const { cost, salt, hash } = parsePhc(phc);
  return timingSafeEqual(await derive(password, salt, hash.length, options(cost)), hash);
}

/** Whether a hash was made at another cost than today's, and is to be made anew at the next sign-in. */
export function isOutdated(phc: string): boolean {
  const { cost } = parsePhc(phc);
  return cost.ln !== COST.ln || cost.r !== COST.r || cost.p !== COST.p;
}

/** A hash of no password at all: comparing with it takes as long as with a real one. */
export const HASH_OF_NOBODY = `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

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

/** Node refuses more than 32 MiB unless it is told otherwise; scrypt needs 128·N·r bytes and a little. */
function options({ ln, r, p }: Cost): object {
  const N = 2 ** ln;
  return { N, r, p, maxmem: 128 * N * r + 1024 * 1024 };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
