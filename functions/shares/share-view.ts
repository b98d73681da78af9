import type { Share } from '#contract';
import type { ShareRecord } from '#vault';

/** A share as its owner sees it. What has ended by the clock has ended, whether or not somebody has tidied up. */
export function shareView(record: ShareRecord, now: Date): Share {
  const { id, file: fileId, createdAt, expiresAt, downloads, maxDownloads, passwordHash } = record;
  return {
    id,
    fileId,
    status: statusOf(record, now),
    createdAt,
    expiresAt,
    downloads,
    ...(maxDownloads !== undefined && { maxDownloads }),
    hasPassword: passwordHash !== undefined,
  };
}

function statusOf(
  { revokedAt, expiresAt, downloads, maxDownloads }: ShareRecord,
  now: Date,
): Share['status'] {
  if (revokedAt !== undefined) return 'revoked';
  if (new Date(expiresAt) <= now) return 'expired';
  return maxDownloads !== undefined && downloads >= maxDownloads ? 'exhausted' : 'open';
}
