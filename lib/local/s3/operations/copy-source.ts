import type { ChecksumAlgorithm } from '../body/checksum.ts';
import { digestPieces, type ReceivedBody } from '../body/digest.ts';
import { MAX_BODY } from '../body/receive.ts';
import { invalidRequest, preconditionFailed } from '../errors.ts';
import { parseCopySource } from '../http/object-address.ts';
import { COPY_CONDITIONS, evaluateConditions } from '../http/preconditions.ts';
import type { ObjectRequest } from '../http/request-headers.ts';
import { visibleVersionId } from '../model/objects.ts';
import type { S3Context } from '../model/s3-context.ts';
import { checkVersionId, selectVersion } from '../model/select-version.ts';
import type { Version } from '../storage/schemas.ts';
import type { Segment } from '../storage/segments.ts';

/** The object that `x-amz-copy-source` names. */
export interface CopySource {
  readonly version: Version;
  /** Header of the answer, if the source's bucket has versions. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Authorizes the read of the source and checks its conditions. */
export function openCopySource(s3: S3Context, request: ObjectRequest): CopySource {
  const address = parseCopySource(request.header('x-amz-copy-source') ?? '');
  const versionId = checkVersionId(address.versionId ?? null);
  const { bucket, version } = selectVersion(
    s3,
    request.call,
    { ...address, versionId },
    { latest: 's3:GetObject', named: 's3:GetObjectVersion' },
  );
  const verdict = evaluateConditions(request.header, COPY_CONDITIONS, version);
  if (verdict === 'not-modified') throw preconditionFailed('x-amz-copy-source-If-None-Match');
  if (verdict !== 'proceed') throw preconditionFailed(`x-amz-copy-source-${verdict.failed}`);
  const visible = visibleVersionId(bucket, version.version_id);
  return {
    version,
    headers: visible === undefined ? {} : { 'x-amz-copy-source-version-id': visible },
  };
}

/** @throws S3Error `InvalidRequest` above 5 GiB */
export function checkCopySize(size: number): void {
  if (size > MAX_BODY) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_BODY}`,
    );
  }
}

/** Reads segments to hash them: a copy shares the files of its source. */
export function hashSegments(
  s3: S3Context,
  segments: readonly Segment[],
  algorithm: ChecksumAlgorithm,
): Promise<ReceivedBody> {
  return digestPieces(s3.store.blobs.read(segments), [algorithm]);
}
