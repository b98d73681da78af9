import * as z from 'zod';
import { idSchema } from '#contract';

/** Seconds for which an access token is good. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

/** Who the tokens are from and for (RFC 7519, sections 4.1.1 and 4.1.3). */
export const ISSUER = 'encrypt5';
export const AUDIENCE = 'encrypt5/api';

/** The `typ` header: an access token, and nothing else that the same kind of key may sign (RFC 9068, section 2.1). */
export const TOKEN_TYPE = 'at+jwt';

/** The claims of an access token. */
export const accessClaimsSchema = z.object({ sub: idSchema, sid: idSchema, exp: z.number().int() });
