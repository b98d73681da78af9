import type { Upload } from '#contract';
import type { Call } from '../../session/session.ts';
import { createPartAddresses } from './part-addresses.ts';
import { StorageError, sendBytes } from './send-bytes.ts';
import { missingParts, type PartRange, planParts } from './upload-parts.ts';

/** Parts of one file that are under way at the same time. */
const PARTS_AT_ONCE = 3;

export interface Sending {
  readonly call: Call;
  readonly fileId: string;
  readonly body: Blob;
  readonly signal: AbortSignal;
  /** Called with the bytes of the file that have arrived or are on their way. */
  readonly onBytes: (sent: number) => void;
}

/** Sends a file, or what is still missing of it. Resolves when the vault has all of it. */
export async function sendFile(upload: Upload, sending: Sending): Promise<void> {
  if (upload.kind === 'single') return sendSingle(upload, sending);
  return sendParts(upload.partSize, sending);
}

type SingleUpload = Extract<Upload, { kind: 'single' }>;

async function sendSingle(upload: SingleUpload, sending: Sending, mayRenew = true): Promise<void> {
  const { call, fileId, body, signal, onBytes } = sending;
  try {
    await sendBytes({ url: upload.url, headers: upload.headers, body, signal, onBytes });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    // The address takes one object only (If-None-Match: *): the bytes arrived, just the answer was lost.
    if (error.status === 412) return;
    if (error.status !== 403 || !mayRenew) throw error;
    const renewed = await call('renewUpload', { params: { id: fileId } }, { signal });
    if (renewed.upload.kind !== 'single') throw error;
    await sendSingle(renewed.upload, sending, false);
  }
}

async function sendParts(partSize: number, sending: Sending): Promise<void> {
  const { call, fileId, body } = sending;
  // One part that fails for good stops the others.
  const stop = new AbortController();
  const signal = AbortSignal.any([sending.signal, stop.signal]);
  const params = { id: fileId };
  const { items } = await call('listParts', { params }, { signal });
  const arrived = new Map(items.map((part) => [part.partNumber, part]));
  const plan = planParts(body.size, partSize);
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

  async function sendPart(part: PartRange, mayRenew = true): Promise<void> {
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

/** Adds up what arrived before and what every part under way has sent. */
function countBytes(
  plan: readonly PartRange[],
  missing: readonly PartRange[],
  onBytes: (sent: number) => void,
): (partNumber: number, sent: number) => void {
  const total = (parts: readonly PartRange[]) => parts.reduce((sum, part) => sum + part.to - part.from, 0);
  const before = total(plan) - total(missing);
  const sentByPart = new Map<number, number>();
  onBytes(before);
  return (partNumber, sent) => {
    sentByPart.set(partNumber, sent);
    onBytes([...sentByPart.values()].reduce((sum, bytes) => sum + bytes, before));
  };
}
