import type { IncomingMessage, ServerResponse } from 'node:http';
import { readAway } from '../../front-door/index.ts';
import type { AwsError } from '../../kit/service.ts';
import { S3Error } from '../errors.ts';
import { NAMESPACE, renderDocument, renderSequence, type XmlElements } from './xml.ts';

/** Answers with an XML document of S3's namespace. */
export function sendDocument(response: ServerResponse, root: string, content: XmlElements | string): void {
  sendXml(response, 200, renderDocument(root, content, NAMESPACE));
}

/** Like `sendDocument`, for a root whose children of different names alternate. */
export function sendSequence(response: ServerResponse, root: string, parts: readonly XmlElements[]): void {
  sendXml(response, 200, renderSequence(root, parts, NAMESPACE));
}

/** Answers without a body. */
export function sendEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  setHeaders(response, headers);
  response.statusCode = status;
  if (status !== 204 && status !== 304) response.setHeader('content-length', 0);
  response.end();
}

/**
 * Sends a piece of a body. Resolves when it has left this process and its memory can be reused.
 *
 * @throws Error if the connection ends before
 */
export function sendPiece(response: ServerResponse, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error('The connection ended'));
    response.once('close', fail);
    response.write(piece, (error) => {
      response.off('close', fail);
      if (error) reject(error);
      else resolve();
    });
  });
}

export function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** Answers with an error of S3. An answer that has begun is cut off, so that a client does not take it for complete. */
export function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  error: AwsError,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  readAway(request);
  response.setHeader('x-amz-request-id', requestId);
  if (error instanceof S3Error) setHeaders(response, error.headers);
  if (request.method === 'HEAD') {
    sendEmpty(response, error.status);
    return;
  }
  const [resource = ''] = (request.url ?? '').split('?', 1);
  const document = renderDocument('Error', {
    Code: error.code,
    Message: error.message,
    ...(error instanceof S3Error && error.details),
    Resource: resource,
    RequestId: requestId,
    HostId: requestId,
  });
  sendXml(response, error.status, document);
}

function sendXml(response: ServerResponse, status: number, document: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/xml');
  response.setHeader('content-length', Buffer.byteLength(document));
  response.end(document);
}
