import { z } from 'zod';
import type { LifecycleRule } from '../bucket-properties.ts';
import type { Cause } from '../events/messages.ts';
import type { Bucket } from '../storage/buckets.ts';
import { uploadSchema, type Version, versionSchema } from '../storage/schemas.ts';
import { successor } from '../storage/walk.ts';
import { deleteLatest, deleteVersion } from './objects.ts';
import type { S3Context } from './s3-context.ts';

const DAY = 86_400_000;

const LIFECYCLE: Cause = { principal: 'AmazonS3', sourceAddress: 's3.amazonaws.com', requestId: 'LIFECYCLE' };

/** Applies the lifecycle rules of all buckets. */
export function sweepLifecycles(s3: S3Context): void {
  for (const bucket of s3.buckets.list()) {
    for (const rule of bucket.configuration.LifecycleConfiguration?.Rules ?? []) {
      if (rule.Status === 'Enabled') s3.store.transaction(() => applyRule(s3, bucket, rule));
    }
  }
  s3.journal.deliver();
}

/**
 * The time `days` after `since`. S3 rounds up to the next midnight in UTC ("Lifecycle rules: based on an
 * object's age").
 */
function dueAfter(since: number, days: number): number {
  return Math.ceil((since + days * DAY) / DAY) * DAY;
}

function applyRule(s3: S3Context, bucket: Bucket, rule: LifecycleRule): void {
  const now = s3.now();
  const { ExpirationInDays: days, NoncurrentVersionExpiration: noncurrent } = rule;
  if (days !== undefined) {
    for (const version of selectVersions(s3, bucket, rule, 'latest = 1 AND marker = 0')) {
      if (dueAfter(version.modified, days) > now) continue;
      deleteLatest(s3, { bucket, key: version.key }, 'LifecycleExpiration', LIFECYCLE);
    }
  }
  if (noncurrent) {
    const { NoncurrentDays, NewerNoncurrentVersions = 0 } = noncurrent;
    for (const version of selectVersions(s3, bucket, rule, 'latest = 0')) {
      const { since, newer } = successorsOf(s3, version);
      // The current version is newer too, but no noncurrent one.
      if (newer - 1 < NewerNoncurrentVersions || dueAfter(since, NoncurrentDays) > now) continue;
      deleteVersion(s3, version, bucket, 'LifecycleExpiration', LIFECYCLE);
    }
  }
  // An expiration in days also removes delete markers without older versions.
  if (rule.ExpiredObjectDeleteMarker || days !== undefined) {
    for (const marker of selectVersions(s3, bucket, rule, 'latest = 1 AND marker = 1')) {
      const old = days === undefined || dueAfter(marker.modified, days) <= now;
      if (!old || hasOthers(s3, marker)) continue;
      deleteVersion(s3, marker, bucket, 'LifecycleExpiration', LIFECYCLE);
    }
  }
  if (rule.AbortIncompleteMultipartUpload) abortUploads(s3, bucket, rule, now);
}

function selectVersions(s3: S3Context, bucket: Bucket, rule: LifecycleRule, state: string): Version[] {
  const prefix = rule.Prefix ?? '';
  const rows = s3.store.database
    .prepare(
      `SELECT * FROM versions WHERE bucket = ? AND key >= ? AND key < ? AND ${state} ORDER BY key, sequence`,
    )
    .all(bucket.name, Buffer.from(prefix), successor(prefix));
  return rows.map((row) => versionSchema.parse(row)).filter((version) => fits(rule, version));
}

function fits(rule: LifecycleRule, version: Version): boolean {
  if (rule.ObjectSizeGreaterThan !== undefined && version.size <= rule.ObjectSizeGreaterThan) return false;
  return rule.ObjectSizeLessThan === undefined || version.size < rule.ObjectSizeLessThan;
}

const successorsSchema = z.object({ newer: z.number(), since: z.number() });

/** The number of newer versions, and since when there is one. */
function successorsOf(s3: S3Context, version: Version): { readonly newer: number; readonly since: number } {
  const row = s3.store.database
    .prepare(
      `SELECT count(*) AS newer, min(modified) AS since FROM versions
        WHERE bucket = ? AND key = ? AND sequence > ?`,
    )
    .get(version.bucket, Buffer.from(version.key), version.sequence);
  return successorsSchema.parse(row);
}

function hasOthers(s3: S3Context, version: Version): boolean {
  const other = s3.store.database
    .prepare('SELECT 1 FROM versions WHERE bucket = ? AND key = ? AND sequence <> ? LIMIT 1')
    .get(version.bucket, Buffer.from(version.key), version.sequence);
  return other !== undefined;
}

function abortUploads(s3: S3Context, bucket: Bucket, rule: LifecycleRule, now: number): void {
  const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? 0;
  const prefix = rule.Prefix ?? '';
  const rows = s3.store.database
    .prepare('SELECT * FROM uploads WHERE bucket = ? AND key >= ? AND key < ?')
    .all(bucket.name, Buffer.from(prefix), successor(prefix));
  for (const upload of rows.map((row) => uploadSchema.parse(row))) {
    if (dueAfter(upload.initiated, days) <= now) s3.uploads.remove(upload.id);
  }
}
