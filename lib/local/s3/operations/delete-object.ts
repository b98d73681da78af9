import type { Cause } from '../events/messages.ts';
import { checkWriteCondition } from '../http/preconditions.ts';
import { causeOf, enterObject, type ObjectRequest } from '../http/request-headers.ts';
import { sendEmpty } from '../http/respond.ts';
import {
  deleteLatest,
  deleteVersion,
  NULL_VERSION,
  type Outcome,
  visibleVersionId,
} from '../model/objects.ts';
import type { S3Context } from '../model/s3-context.ts';
import { checkVersionId } from '../model/select-version.ts';
import type { Bucket } from '../storage/buckets.ts';

/** The object or version to delete. */
export interface Target {
  readonly bucket: Bucket;
  readonly key: string;
  /** Undefined for the latest. */
  readonly versionId: string | undefined;
  /** The entity tag that the latest object must have. */
  readonly ifMatch: string | undefined;
}

/** DeleteObject. */
export async function deleteObject(s3: S3Context, request: ObjectRequest): Promise<void> {
  const { query, key, header, call } = request;
  const versionId = checkVersionId(query.get('versionId'));
  const bucket = enterObject(s3, request, deleteAction(versionId), versionConditions(versionId));
  const target = { bucket, key, versionId, ifMatch: header('if-match') };
  const outcome = s3.store.transaction(() => deleteTarget(s3, target, causeOf(request)));
  s3.journal.deliver();
  sendEmpty(call.response, 204, {
    ...(outcome.versionId !== undefined && { 'x-amz-version-id': outcome.versionId }),
    ...(outcome.marker && { 'x-amz-delete-marker': 'true' }),
  });
}

export function deleteAction(versionId: string | undefined): string {
  return versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
}

export function versionConditions(versionId: string | undefined): Record<string, string> {
  return versionId === undefined ? {} : { 's3:VersionId': versionId };
}

/**
 * Deletes an object. A missing object counts as deleted. Call it inside a transaction.
 *
 * @throws S3Error `PreconditionFailed`, `NoSuchKey` if `ifMatch` does not hold
 */
export function deleteTarget(
  s3: S3Context,
  { bucket, key, versionId, ifMatch }: Target,
  cause: Cause,
): Outcome {
  if (ifMatch !== undefined) {
    const current = s3.versions.latest(bucket.name, key);
    checkWriteCondition(
      { ifNoneMatch: false, ifMatch },
      key,
      current?.marker === false ? current : undefined,
    );
  }
  if (versionId === undefined) return deleteLatest(s3, { bucket, key }, 'ObjectRemoved', cause);
  const version = s3.versions.find(bucket.name, key, versionId);
  if (version) deleteVersion(s3, version, bucket, 'ObjectRemoved', cause);
  return {
    versionId: visibleVersionId(bucket, versionId) ?? NULL_VERSION,
    marker: version?.marker ?? false,
  };
}
