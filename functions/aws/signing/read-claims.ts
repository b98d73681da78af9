import type * as z from 'zod';

/**
 * What a JWS of our own states. Its signature is not verified: whoever calls this got it from the one that signs.
 *
 * @param jws - in compact form (RFC 7515, section 7.1)
 * @throws SyntaxError or ZodError where it states something else
 */
export function readClaims<S extends z.ZodType>(jws: string, schema: S): z.output<S> {
  const [, payload = ''] = jws.split('.');
  return schema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
}
