import { compactVerify, createLocalJWKSet, errors } from 'jose';
import type * as z from 'zod';
import type { Jwks } from '#contract';
import { VerificationError } from './verification-error.ts';

/** A type of document that the vault signs. */
export interface DocumentType<S extends z.ZodType> {
  /** For messages: `receipt`. */
  readonly name: string;
  /** The `typ` header. */
  readonly typ: string;
  /** The schema of the claims. */
  readonly claims: S;
}

/**
 * Verifies a signed document offline.
 *
 * @param jws - in compact form (RFC 7515, section 7.1)
 * @param jwks - the answer of `/.well-known/jwks.json`
 * @returns its claims
 * @throws VerificationError if the key, the signature, the type or the claims are wrong
 */
export async function verifySigned<S extends z.ZodType>(
  jws: string,
  jwks: Jwks,
  { name, typ, claims: schema }: DocumentType<S>,
): Promise<z.output<S>> {
  const refuse = (reason: string, cause?: unknown) =>
    new VerificationError(`This is not a valid ${name}: ${reason}`, cause);
  const keys = createLocalJWKSet(jwks);
  const { payload, protectedHeader } = await compactVerify(jws, keys, { algorithms: ['ES256'] }).catch(
    (error: unknown) => {
      throw error instanceof errors.JOSEError ? refuse(reasonOf(error), error) : error;
    },
  );
  // The same keys sign documents of other types, which must not be accepted in its place.
  if (protectedHeader.typ !== typ) throw refuse(`its type is ${protectedHeader.typ ?? 'missing'}`);
  const claims = schema.safeParse(parseJson(payload));
  if (!claims.success) throw refuse(`its claims are not those of a ${name}`, claims.error);
  return claims.data;
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWKSNoMatchingKey) return 'none of the keys signed it';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature is wrong';
  return error.message;
}

/** Returns undefined for a payload that is not JSON. No schema accepts undefined. */
function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
