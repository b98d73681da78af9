import type { Cause, EventName, ObjectEvent } from '../events/messages.ts';
import { checkWriteCondition, type WriteCondition } from '../http/preconditions.ts';
import type { Bucket } from '../storage/buckets.ts';
import type { Version } from '../storage/schemas.ts';
import type { NewVersion } from '../storage/versions.ts';
import type { S3Context } from './s3-context.ts';

/** The version id of objects that were written without versioning. */
export const NULL_VERSION = 'null';

/** An object to write. */
export type NewObject = Omit<NewVersion, 'bucket' | 'key' | 'version_id' | 'marker' | 'modified'>;

/** The result of a write or a deletion. */
export interface Outcome {
  /** Absent if the bucket never had versioning. */
  readonly versionId: string | undefined;
  /** Whether a delete marker was created or removed. */
  readonly marker: boolean;
}

/** The `versionId` that callers see: undefined if the bucket never had versioning. */
export function visibleVersionId(bucket: Bucket, versionId: string): string | undefined {
  return bucket.configuration.VersioningConfiguration === undefined && versionId === NULL_VERSION
    ? undefined
    : versionId;
}

/**
 * Makes an object the latest version of its key and adds the event to the journal. Call it inside a transaction.
 *
 * @throws S3Error `PreconditionFailed`, `NoSuchKey` if the condition does not hold now
 */
export function putObject(
  s3: S3Context,
  place: { readonly bucket: Bucket; readonly key: string },
  object: NewObject,
  condition: WriteCondition,
  event: { readonly name: EventName; readonly cause: Cause },
): { readonly versionId: string | undefined; readonly modified: number } {
  const { bucket, key } = place;
  const current = s3.versions.latest(bucket.name, key);
  checkWriteCondition(condition, key, current?.marker === false ? current : undefined);
  const modified = s3.now();
  const version_id = nextVersionId(s3, bucket);
  const sequence = s3.versions.add({
    ...object,
    bucket: bucket.name,
    key,
    version_id,
    marker: false,
    modified,
  });
  const versionId = visibleVersionId(bucket, version_id);
  s3.events.record({
    ...event,
    ...identify(place, versionId),
    size: object.size,
    etag: object.etag,
    sequence,
  });
  return { versionId, modified };
}

/**
 * Deletes a key as S3 does without a version id: adds a delete marker if versioning is on, deletes the object otherwise.
 * Call it inside a transaction.
 */
export function deleteLatest(
  s3: S3Context,
  place: { readonly bucket: Bucket; readonly key: string },
  kind: 'ObjectRemoved' | 'LifecycleExpiration',
  cause: Cause,
): Outcome {
  const { bucket, key } = place;
  if (bucket.configuration.VersioningConfiguration === undefined) {
    const current = s3.versions.find(bucket.name, key, NULL_VERSION);
    if (!current) return { versionId: undefined, marker: false };
    s3.versions.remove(current);
    recordRemoval(s3, current, bucket, `${kind}:Delete`, cause);
    return { versionId: undefined, marker: false };
  }
  const versionId = nextVersionId(s3, bucket);
  const sequence = s3.versions.add({
    bucket: bucket.name,
    key,
    version_id: versionId,
    marker: true,
    size: 0,
    etag: '',
    modified: s3.now(),
    properties: { headers: {}, metadata: {}, encryption: { algorithm: 'AES256' } },
    checksum: null,
    parts: [],
    segments: [],
  });
  s3.events.record({ name: `${kind}:DeleteMarkerCreated`, ...identify(place, versionId), sequence, cause });
  return { versionId, marker: true };
}

/** Deletes one version permanently and adds the event to the journal. Call it inside a transaction. */
export function deleteVersion(
  s3: S3Context,
  version: Version,
  bucket: Bucket,
  kind: 'ObjectRemoved' | 'LifecycleExpiration',
  cause: Cause,
): void {
  s3.versions.remove(version);
  recordRemoval(s3, version, bucket, `${kind}:Delete`, cause);
}

function recordRemoval(s3: S3Context, version: Version, bucket: Bucket, name: EventName, cause: Cause): void {
  const versionId = visibleVersionId(bucket, version.version_id);
  s3.events.record({
    name,
    ...identify({ bucket, key: version.key }, versionId),
    sequence: s3.versions.nextSequence(),
    cause,
  });
}

function identify(
  { bucket, key }: { readonly bucket: Bucket; readonly key: string },
  versionId: string | undefined,
): Pick<ObjectEvent, 'bucket' | 'key' | 'versionId'> {
  return { bucket: bucket.name, key, ...(versionId !== undefined && { versionId }) };
}

function nextVersionId(s3: S3Context, bucket: Bucket): string {
  return bucket.configuration.VersioningConfiguration?.Status === 'Enabled' ? s3.randomId() : NULL_VERSION;
}
