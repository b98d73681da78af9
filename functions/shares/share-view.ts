import type { Share } from '#contract';
import type { ShareRecord } from '#vault';

/** The API representation of a share. It is expired at its expiry time, even if the janitor has not updated the record. */
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
