import * as z from 'zod';
import { idSchema } from '#contract';

/** Seconds for which an access token is good. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

/** The audience of the tokens (RFC 7519, section 4.1.3). */
export const AUDIENCE = 'encrypt5/api';

/** The `typ` header: an access token, and nothing else that the same kind of key may sign (RFC 9068, section 2.1). */
export const TOKEN_TYPE = 'at+jwt';

/** The claims of an access token. */
export const accessClaimsSchema = z.object({ sub: idSchema, sid: idSchema, exp: z.number().int() });
