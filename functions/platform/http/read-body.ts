import { Problem } from '#contract';
import type { HttpEvent } from './http-event.ts';

/** The longest body that a route reads: 10,000 parts with their ETags fit in. */
const LONGEST_BODY = 1024 * 1024;

/**
 * The JSON value of a request's body, or undefined where there is none.
 *
 * @throws Problem `body_too_large`, `unsupported_media_type` or `malformed_json` (RFC 8259; UTF-8 that is not is refused too)
 */
export function readBody(event: HttpEvent): unknown {
  if (event.body === undefined || event.body === '') return undefined;
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > LONGEST_BODY)
    throw new Problem('body_too_large', { detail: `At most ${LONGEST_BODY} bytes.` });
  if (!/^application\/json\s*(;|$)/i.test(event.headers['content-type'] ?? ''))
    throw new Problem('unsupported_media_type');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Problem('malformed_json', { cause });
  }
}
