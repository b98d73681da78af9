import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import * as z from 'zod';
import { newSecret } from '#aws';
import { idSchema } from '#contract';

/** A refresh token: the session that it belongs to and two secrets. */
export interface RefreshToken {
  readonly user: string;
  readonly session: string;
  /** The same in every token of a session. */
  readonly family: string;
  /** Different in every token. */
  readonly secret: string;
}

/** The text form of a token: four parts, joined by dots. */
export function formatRefreshToken({ user, session, family, secret }: RefreshToken): string {
  return [user, session, family, secret].join('.');
}

const secretPattern = /^[A-Za-z0-9_-]{43}$/;
const partsSchema = z.tuple([
  idSchema,
  idSchema,
  z.string().regex(secretPattern),
  z.string().regex(secretPattern),
]);

/** Parses the text form of a token. @returns undefined if it is not valid */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const parts = partsSchema.safeParse(text.split('.'));
  if (!parts.success) return undefined;
  const [user, session, family, secret] = parts.data;
  return { user, session, family, secret };
}

/**
 * Creates the successor of a secret, and seals it with a key from the old secret. The table stores only the hash and the sealed
 * successor. Neither can be used without the old secret, so a leaked table does not give access to sessions.
 */
export function createSuccessor(oldSecret: string): { successor: string; sealed: Uint8Array } {
  const successor = newSecret();
  const cipher = createCipheriv('aes-256-gcm', graceKey(oldSecret), GRACE_IV);
  return {
    successor,
    sealed: Buffer.concat([cipher.update(successor, 'utf8'), cipher.final(), cipher.getAuthTag()]),
  };
}

/** Opens a successor that was sealed with this secret. @throws Error if the secret is wrong */
export function unsealSuccessor(oldSecret: string, sealed: Uint8Array): string {
  const decipher = createDecipheriv('aes-256-gcm', graceKey(oldSecret), GRACE_IV);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8');
}

/** A fixed IV is safe because each key seals only one successor. */
const GRACE_IV = Buffer.alloc(12);

function graceKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'encrypt5 refresh grace', 32));
}
