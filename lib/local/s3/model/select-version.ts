import { AwsError, type ServiceCall } from '../../kit/service.ts';
import { invalidArgument, noSuchKey, noSuchVersion, S3Error } from '../errors.ts';
import { bucketArn, objectArn } from '../http/object-address.ts';
import { findBucket } from '../http/request-headers.ts';
import type { Bucket } from '../storage/buckets.ts';
import type { Version } from '../storage/schemas.ts';
import { NULL_VERSION, visibleVersionId } from './objects.ts';
import type { S3Context } from './s3-context.ts';

/** The address of a version. */
export interface VersionAddress {
  readonly bucket: string;
  readonly key: string;
  /** Undefined for the latest. */
  readonly versionId: string | undefined;
}

/** The IAM actions for the latest version and for a named version. */
export interface VersionActions {
  readonly latest: string;
  readonly named: string;
}

/** @throws S3Error `InvalidArgument` for an invalid version id */
export function checkVersionId(versionId: string | null): string | undefined {
  if (versionId === null) return undefined;
  if (versionId === '') {
    throw invalidArgument('Version id cannot be the empty string', 'versionId', versionId);
  }
  if (versionId !== NULL_VERSION && !/^[A-Za-z0-9_-]{32}$/.test(versionId)) {
    throw invalidArgument('Invalid version id specified', 'versionId', versionId);
  }
  return versionId;
}

/**
 * Authorizes the caller and finds the version. A caller who may not list the bucket does not learn that a key is missing.
 *
 * @throws AwsError `AccessDenied`; S3Error `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` for a
 *   delete marker that is asked for by its version id
 */
export function selectVersion(
  s3: S3Context,
  call: Pick<ServiceCall, 'authorize' | 'allows'>,
  { bucket: name, key, versionId }: VersionAddress,
  actions: VersionActions,
): { readonly bucket: Bucket; readonly version: Version } {
  const version =
    versionId === undefined ? s3.versions.latest(name, key) : s3.versions.find(name, key, versionId);
  call.authorize(versionId === undefined ? actions.latest : actions.named, objectArn(name, key), {
    ...(versionId !== undefined && { 's3:VersionId': versionId }),
  });
  const bucket = findBucket(s3, name);
  if (version && !version.marker) return { bucket, version };
  if (!call.allows('s3:ListBucket', bucketArn(name)))
    throw new AwsError('AccessDenied', 403, 'Access Denied');
  if (!version) throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
  const headers = {
    'x-amz-delete-marker': 'true',
    'x-amz-version-id': visibleVersionId(bucket, version.version_id) ?? NULL_VERSION,
  };
  if (versionId === undefined) throw noSuchKey(key, headers);
  throw new S3Error(
    'MethodNotAllowed',
    405,
    'The specified method is not allowed against this resource.',
    { Method: 'GET', ResourceType: 'DeleteMarker' },
    { ...headers, Allow: 'DELETE', 'Last-Modified': new Date(version.modified).toUTCString() },
  );
}
