import { StorageError } from './upload-errors.ts';

const ATTEMPTS = 4;
/** The pause before the second attempt; it doubles with each further one. */
const FIRST_PAUSE_MS = 300;

export interface Shipment {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Blob;
  readonly signal: AbortSignal;
  /** Called with the bytes of this shipment that have left. */
  readonly onBytes: (sent: number) => void;
}

export interface PutAnswer {
  /** 0 when no answer came. */
  readonly status: number;
  readonly etag: string;
}

export interface SendEffects {
  /** One attempt; rejects only when the signal aborts. */
  readonly put: (shipment: Shipment) => Promise<PutAnswer>;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly isOnline: () => boolean;
}

/**
 * PUTs bytes to a presigned address. Tries again while the failure may be temporary and the browser is online.
 *
 * @returns the ETag
 * @throws StorageError
 * @throws DOMException `AbortError` when the signal aborts
 */
export async function sendBytes(shipment: Shipment, { put, pause, isOnline }: SendEffects): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const { status, etag } = await put(shipment);
    if (status >= 200 && status < 300) return etag;
    if (attempt === ATTEMPTS || !isTemporary(status) || !isOnline()) throw new StorageError(status);
    await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    shipment.signal.throwIfAborted();
  }
}

function isTemporary(status: number): boolean {
  return status === 0 || status === 409 || status === 429 || status >= 500;
}
