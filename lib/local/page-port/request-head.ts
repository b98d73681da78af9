import type { IncomingMessage } from 'node:http';
import { type HttpAnswer, messageAnswer } from './http-message.ts';

/** The target of a request, or its refusal. */
export type RequestHead =
  | {
      /** With the port, if there is one. It is not checked yet. */
      readonly host: string | undefined;
      /** Path and query as sent, or `*`. */
      readonly target: string;
    }
  | { readonly refusal: HttpAnswer };

/**
 * Checks the parts of a request's head that Node does not check: duplicate hosts, the target and the transfer coding.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2 on hosts and targets
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6.1 on transfer codings
 */
export function readHead({ method, url = '', headersDistinct }: IncomingMessage): RequestHead {
  const hosts = headersDistinct['host'] ?? [];
  if (hosts.length > 1) return refusal(400, 'Bad Request');
  const codings = headersDistinct['transfer-encoding'] ?? [];
  if (codings.length > 1 || codings.some((coding) => coding.trim().toLowerCase() !== 'chunked'))
    return refusal(501, 'Not Implemented');
  const [, authority, rest = ''] = /^https?:\/\/([^/?]*)(.*)$/i.exec(url) ?? [];
  // The host of an absolute target has precedence over the header.
  if (authority !== undefined) return { host: authority, target: rest.startsWith('/') ? rest : `/${rest}` };
  if (!url.startsWith('/') && !(url === '*' && method === 'OPTIONS')) return refusal(400, 'Bad Request');
  return { host: hosts[0], target: url };
}

function refusal(status: number, message: string): RequestHead {
  return { refusal: messageAnswer(status, message) };
}
