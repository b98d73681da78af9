import type { Operation } from '#contract';

/** An operation as the page shows it, the clock applied: what has ended is `expired` whatever the last answer said. */
export type Decryption =
  | { readonly kind: 'working'; readonly progress: number; readonly waiting: boolean }
  | { readonly kind: 'ready'; readonly url: string; readonly until: Date }
  | { readonly kind: 'failed'; readonly title: string; readonly code: string };

/** The newest decryption of a file; undefined where there is none, or none that still counts. */
export function latestDecryption(
  operations: readonly Operation[],
  fileId: string,
  now: Date,
): Decryption | undefined {
  const [latest] = operations
    .filter((operation) => operation.fileId === fileId)
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (latest === undefined) return undefined;
  switch (latest.status) {
    case 'queued':
    case 'decrypting':
      return { kind: 'working', progress: latest.progress, waiting: latest.status === 'queued' };
    case 'failed':
      return {
        kind: 'failed',
        title: latest.error?.title ?? 'The file could not be decrypted',
        code: latest.error?.code ?? 'processing_failed',
      };
    case 'expired':
      return undefined;
    case 'ready': {
      if (latest.download === undefined) return undefined;
      const until = new Date(latest.expiresAt ?? latest.download.expiresAt);
      return until > now ? { kind: 'ready', url: latest.download.url, until } : undefined;
    }
  }
}

const WORKING_MS = 1000;
/** An address is exchanged this long before it ends, so that a link on the page always works. */
const SPARE_MS = 30_000;

/** Milliseconds until the operations should be asked for again; undefined where nothing will change by itself. */
export function operationsDelay(operations: readonly Operation[], now: Date): number | undefined {
  const delays = operations.flatMap((operation) => {
    if (operation.status === 'queued' || operation.status === 'decrypting') return [WORKING_MS];
    if (operation.status !== 'ready' || operation.download === undefined) return [];
    const left = Date.parse(operation.download.expiresAt) - now.getTime();
    return [Math.max(2 * WORKING_MS, left - SPARE_MS)];
  });
  return delays.length === 0 ? undefined : Math.min(...delays);
}
