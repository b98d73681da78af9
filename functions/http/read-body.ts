import { Problem } from '#contract';
import type { HttpEvent } from './http-event.ts';

/** The longest body that a route reads: 10,000 parts with their ETags fit in. */
const LONGEST_BODY = 1024 * 1024;

/** What API Gateway puts in the place of bytes that are no UTF-8, when it hands a body over as text. */
const REPLACED = '\uFFFD';

/**
 * The JSON value of a request's body, or undefined where there is none.
 *
 * @throws Problem `body_too_large`, `unsupported_media_type` or `malformed_json` (RFC 8259, section 8.1: what is not UTF-8 is none)
 */
export function readBody(event: HttpEvent): unknown {
  if (event.body === undefined || event.body === '') return undefined;
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > LONGEST_BODY)
    throw new Problem('body_too_large', { detail: `At most ${LONGEST_BODY} bytes.` });
  if (!isJsonInUtf8(event.headers['content-type'] ?? '')) throw new Problem('unsupported_media_type');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes(REPLACED)) throw new TypeError('not UTF-8');
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('malformed_json', { cause });
  }
}

/** JSON is exchanged in no other encoding; a parameter besides has no meaning (RFC 8259, section 11). */
function isJsonInUtf8(contentType: string): boolean {
  const [type, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const encodings = parameters.filter((parameter) => parameter.startsWith('charset='));
  return type === 'application/json' && encodings.every((one) => /^charset="?utf-8"?$/.test(one));
}
