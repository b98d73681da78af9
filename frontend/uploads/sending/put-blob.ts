import type { PutAnswer, Shipment } from './send-bytes.ts';

/** PUTs bytes once. XMLHttpRequest, because fetch does not report upload progress. */
export function putBlob({ url, headers, body, signal, onBytes }: Shipment): Promise<PutAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PutAnswer>();
  if (signal.aborted) return Promise.reject(signal.reason);
  const request = new XMLHttpRequest();
  const abort = () => request.abort();
  request.open('PUT', url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.addEventListener('progress', ({ loaded }) => onBytes(loaded));
  request.addEventListener('load', () =>
    resolve({ status: request.status, etag: request.getResponseHeader('etag') ?? '' }),
  );
  request.addEventListener('error', () => resolve({ status: 0, etag: '' }));
  request.addEventListener('abort', () => reject(signal.reason));
  request.addEventListener('loadend', () => signal.removeEventListener('abort', abort));
  signal.addEventListener('abort', abort);
  request.send(body);
  return promise;
}
