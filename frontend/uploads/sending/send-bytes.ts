import { fetcher, NetworkError } from '@uppy/core/utils';

/** The storage answered an upload with something other than success. */
export class StorageError extends Error {
  /** 0 where no answer came. */
  readonly status: number;

  constructor(status: number, cause: unknown) {
    super(
      status === 0 ? 'The connection broke during the upload' : `The storage refused the upload (${status})`,
      { cause },
    );
    this.name = 'StorageError';
    this.status = status;
  }
}

export interface Shipment {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Blob;
  readonly signal: AbortSignal;
  /** Called with the bytes of this shipment that have left. */
  readonly onBytes: (sent: number) => void;
}

/**
 * PUTs bytes to a presigned address and tries again, up to three times, what may pass by itself.
 *
 * @returns the ETag
 * @throws StorageError
 * @throws DOMException `AbortError` when the signal aborts
 */
export async function sendBytes({ url, headers, body, signal, onBytes }: Shipment): Promise<string> {
  try {
    const answer = await fetcher(url, {
      method: 'PUT',
      headers: { ...headers },
      body,
      signal,
      shouldRetry: (xhr) => !signal.aborted && (navigator.onLine ? mayPass(xhr.status) : false),
      onUploadProgress: (event) => onBytes(event.loaded),
    });
    return answer.getResponseHeader('etag') ?? '';
  } catch (error) {
    if (signal.aborted) throw error;
    throw new StorageError(error instanceof NetworkError ? (error.request?.status ?? 0) : 0, error);
  }
}

function mayPass(status: number): boolean {
  return status === 0 || status === 409 || status === 429 || status >= 500;
}
