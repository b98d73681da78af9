import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../kit/service.ts';
import { readAway } from './read-away.ts';
import type { Protocol } from './refusal.ts';

/** Error codes that have another name in the JSON protocols. */
const jsonCodes: Readonly<Record<string, string>> = {
  AccessDenied: 'AccessDeniedException',
  InternalError: 'InternalServerError',
};

/** The error protocol of a call, as far as the request shows it. */
export function protocolOf(request: IncomingMessage, service: string | undefined): Protocol {
  if (service === 's3') return 's3';
  if (request.headers['x-amz-target'] !== undefined) return 'json';
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return service !== undefined || form ? 'query' : 's3';
}

/** Answers a call with an error in a protocol. No answer may have begun. */
export function answerError(
  call: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly requestId: string },
  protocol: Protocol,
  error: AwsError,
): void {
  const { request, response, requestId } = call;
  const body =
    protocol === 'json'
      ? jsonBody(error)
      : protocol === 's3'
        ? s3Body(error, requestId)
        : queryBody(error, requestId);
  response.statusCode = protocol === 'json' && error.status === 403 ? 400 : error.status;
  response.setHeader('content-type', protocol === 'json' ? 'application/x-amz-json-1.1' : 'application/xml');
  response.setHeader('content-length', Buffer.byteLength(body));
  readAway(request);
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Converts an error of a service or of IAM. An error that is not for the caller becomes `InternalError`. */
export function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  return new AwsError('InternalError', 500, 'We encountered an internal error. Please try again.');
}

/** The name of an error in the AWS JSON protocols. */
export function jsonCode(error: AwsError): string {
  return jsonCodes[error.code] ?? error.code;
}

function jsonBody(error: AwsError): string {
  return JSON.stringify({ __type: jsonCode(error), message: error.message });
}

function s3Body(error: AwsError, requestId: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message><RequestId>${requestId}</RequestId></Error>`;
}

function queryBody(error: AwsError, requestId: string): string {
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  return `<ErrorResponse><Error><Type>${type}</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

/** XML 1.0 text: markup escaped, characters that XML cannot carry left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
