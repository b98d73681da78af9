import type { Upload } from '#contract';
import type { Call } from '../../session/session.ts';
import { createPartAddresses } from './part-addresses.ts';
import type { Shipment } from './send-bytes.ts';
import { StorageError } from './upload-errors.ts';
import { missingParts, splitUpload, type UploadPart } from './upload-parts.ts';

/** Parts of one file that are sent at the same time. */
const PARTS_AT_ONCE = 3;

export interface Sending {
  readonly call: Call;
  readonly fileId: string;
  readonly body: Blob;
  readonly signal: AbortSignal;
  /** Called with the bytes of the file that have arrived or have left. */
  readonly onBytes: (sent: number) => void;
}

/** What sends one piece; returns its ETag. */
export type SendBytes = (shipment: Shipment) => Promise<string>;

/**
 * Sends a file, or what is still missing of it. Resolves when the vault has all of it.
 *
 * @throws StorageError when the storage does not accept a piece
 */
export async function sendFile(upload: Upload, given: Sending, sendBytes: SendBytes): Promise<void> {
  const sending = { ...given, sendBytes };
  if (upload.kind === 'single') return sendSingle(upload, sending);
  return sendParts(upload.partSize, sending);
}

type SingleUpload = Extract<Upload, { kind: 'single' }>;

type FullSending = Sending & { readonly sendBytes: SendBytes };

async function sendSingle(upload: SingleUpload, sending: FullSending, mayRenew = true): Promise<void> {
  const { call, fileId, body, signal, onBytes, sendBytes } = sending;
  try {
    await sendBytes({ url: upload.url, headers: upload.headers, body, signal, onBytes });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    // The address accepts one object only (If-None-Match: *): the bytes arrived and only the answer was lost.
    if (error.status === 412) return;
    if (error.status !== 403 || !mayRenew) throw error;
    const renewed = await call('renewUpload', { params: { id: fileId } }, { signal });
    if (renewed.upload.kind !== 'single') throw error;
    await sendSingle(renewed.upload, sending, false);
  }
}

async function sendParts(partSize: number, sending: FullSending): Promise<void> {
  const { call, fileId, body, sendBytes } = sending;
  // A part that fails permanently stops the others.
  const stop = new AbortController();
  const signal = AbortSignal.any([sending.signal, stop.signal]);
  const params = { id: fileId };
  const { items } = await call('listParts', { params }, { signal });
  const arrived = new Map(items.map((part) => [part.partNumber, part]));
  const plan = splitUpload(body.size, partSize);
  const missing = missingParts(plan, arrived);
  const etags = new Map(items.map((part) => [part.partNumber, part.etag]));
  const progress = countBytes(plan, missing, sending.onBytes);

  const addresses = createPartAddresses(
    missing.map((part) => part.partNumber),
    async (partNumbers) => {
      const { parts } = await call('signParts', { params, body: { partNumbers } }, { signal });
      return new Map(parts.map((part) => [part.partNumber, { url: part.url, headers: part.headers ?? {} }]));
    },
  );

  async function sendPart(part: UploadPart, mayRenew = true): Promise<void> {
    const address = await addresses.of(part.partNumber);
    try {
      const etag = await sendBytes({
        ...address,
        body: body.slice(part.from, part.to),
        signal,
        onBytes: (sent) => progress(part.partNumber, sent),
      });
      etags.set(part.partNumber, etag);
      progress(part.partNumber, part.to - part.from);
    } catch (error) {
      if (!(error instanceof StorageError && error.status === 403 && mayRenew)) throw error;
      addresses.forget(part.partNumber);
      await sendPart(part, false);
    }
  }

  const queue = missing.values();
  async function work(): Promise<void> {
    for (const part of queue) await sendPart(part);
  }
  try {
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, work));
  } finally {
    stop.abort();
  }

  const parts = plan.map(({ partNumber }) => ({ partNumber, etag: etags.get(partNumber) ?? '' }));
  await call('completeUpload', { params, body: { parts } }, { signal: sending.signal });
}

/** Adds up what arrived before and what each part has sent. */
function countBytes(
  plan: readonly UploadPart[],
  missing: readonly UploadPart[],
  onBytes: (sent: number) => void,
): (partNumber: number, sent: number) => void {
  const total = (parts: readonly UploadPart[]) => parts.reduce((sum, part) => sum + part.to - part.from, 0);
  const before = total(plan) - total(missing);
  const sentByPart = new Map<number, number>();
  onBytes(before);
  return (partNumber, sent) => {
    sentByPart.set(partNumber, sent);
    onBytes([...sentByPart.values()].reduce((sum, bytes) => sum + bytes, before));
  };
}
