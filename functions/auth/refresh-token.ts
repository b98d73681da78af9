import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import * as z from 'zod';
import { newSecret } from '#aws';
import { idSchema } from '#contract';

/** A refresh token: which session it belongs to, and the secrets that prove it. */
export interface RefreshToken {
  readonly user: string;
  readonly session: string;
  /** The same in every token of a session. */
  readonly family: string;
  /** Another one in each. */
  readonly secret: string;
}

/** The token as clients carry it: four parts, joined by dots. */
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

/** Reads a token that a client presents, or undefined where it is none of ours. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const parts = partsSchema.safeParse(text.split('.'));
  if (!parts.success) return undefined;
  const [user, session, family, secret] = parts.data;
  return { user, session, family, secret };
}

/**
 * A successor for a secret, and the same successor sealed so that only whoever has the old secret can read it. What the
 * table keeps gives nobody a session: neither hash nor sealed successor does without the old secret itself.
 */
export function succeed(oldSecret: string): { successor: string; sealed: Uint8Array } {
  const successor = newSecret();
  const cipher = createCipheriv('aes-256-gcm', graceKey(oldSecret), GRACE_IV);
  return {
    successor,
    sealed: Buffer.concat([cipher.update(successor, 'utf8'), cipher.final(), cipher.getAuthTag()]),
  };
}

/** The successor that was made for a secret before. */
export function unsealSuccessor(oldSecret: string, sealed: Uint8Array): string {
  const decipher = createDecipheriv('aes-256-gcm', graceKey(oldSecret), GRACE_IV);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8');
}

/** Each key seals one successor only, so a fixed IV repeats under no key. */
const GRACE_IV = Buffer.alloc(12);

function graceKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'encrypt5 refresh grace', 32));
}
