import { compactVerify, createLocalJWKSet, errors } from 'jose';
import type * as z from 'zod';
import type { Jwks } from '#contract';
import { NotGenuine } from './not-genuine.ts';

/** One kind of what the vault signs. */
export interface Kind<S extends z.ZodType> {
  /** In words: `receipt`. */
  readonly name: string;
  /** The `typ` header. */
  readonly typ: string;
  readonly claims: S;
}

/**
 * Verifies offline what the vault signed.
 *
 * @param jws - in compact form (RFC 7515, section 7.1)
 * @param jwks - what `/.well-known/jwks.json` answered
 * @returns what it states
 * @throws NotGenuine where signature, key, type or claims are not right
 */
export async function verifySigned<S extends z.ZodType>(
  jws: string,
  jwks: Jwks,
  { name, typ, claims: schema }: Kind<S>,
): Promise<z.output<S>> {
  const refuse = (reason: string, cause?: unknown) =>
    new NotGenuine(`This is no ${name} of the vault: ${reason}`, cause);
  const keys = createLocalJWKSet(jwks);
  const { payload, protectedHeader } = await compactVerify(jws, keys, { algorithms: ['ES256'] }).catch(
    (error: unknown) => {
      throw error instanceof errors.JOSEError ? refuse(reasonOf(error), error) : error;
    },
  );
  // The same keys sign other things, too: none may pass for another.
  if (protectedHeader.typ !== typ) throw refuse(`its type is ${protectedHeader.typ ?? 'missing'}`);
  const claims = schema.safeParse(parsed(payload));
  if (!claims.success) throw refuse(`its claims are not those of a ${name}`, claims.error);
  return claims.data;
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWKSNoMatchingKey) return 'none of the keys signed it';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature is wrong';
  return error.message;
}

/** The claims as JSON, or undefined for what is none: no schema takes that. */
function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
