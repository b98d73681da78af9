import type { Operation } from '#contract';

/** An operation as the page shows it, the clock applied: what has ended is `expired` whatever the last answer said. */
export type Decryption =
  | { readonly kind: 'working'; readonly progress: number; readonly waiting: boolean }
  | { readonly kind: 'ready'; readonly operationId: string; readonly until: Date }
  | { readonly kind: 'failed'; readonly title: string; readonly code: string };

/** The owner's newest decryption of a file; undefined where there is none, or none that still counts. */
export function latestDecryption(
  operations: readonly Operation[],
  fileId: string,
  now: Date,
): Decryption | undefined {
  const [latest] = operations
    .filter(({ fileId: of, kind }) => of === fileId && kind === 'decrypt')
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
      const until = new Date(latest.expiresAt ?? latest.createdAt);
      return until > now ? { kind: 'ready', operationId: latest.id, until } : undefined;
    }
  }
}

/** Whether the server is at work on an operation, so that asking again soon is worthwhile. */
export function isWorking({ status }: Pick<Operation, 'status'>): boolean {
  return status === 'queued' || status === 'decrypting';
}
