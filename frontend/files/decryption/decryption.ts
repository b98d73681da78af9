import type { Operation } from '#contract';
import { t } from '../../locales/index.ts';

/** An operation as the page shows it. The clock decides what has expired, not the last answer. */
export type Decryption =
  | { readonly kind: 'working'; readonly progress: number; readonly waiting: boolean }
  | { readonly kind: 'ready'; readonly operationId: string; readonly until: Date }
  | { readonly kind: 'failed'; readonly reason: string; readonly code: string };

/** The newest decryption of a file; undefined if there is none or it has expired. */
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
        reason: latest.error === undefined ? t.errors.decryption : t.errors.ofFile[latest.error.code],
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

/** Whether the server is working on an operation, so that the page polls. */
export function isWorking({ status }: Pick<Operation, 'status'>): boolean {
  return status === 'queued' || status === 'decrypting';
}
