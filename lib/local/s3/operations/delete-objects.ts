import { z } from 'zod';
import { AwsError } from '../../kit/service.ts';
import { readDocument } from '../body/small-body.ts';
import { checkKeyLength, objectArn } from '../http/object-address.ts';
import { type BucketRequest, causeOf, findBucket, type Signed } from '../http/request-headers.ts';
import { sendSequence } from '../http/respond.ts';
import { parseDocument, type XmlElements } from '../http/xml.ts';
import type { S3Context } from '../model/s3-context.ts';
import { checkVersionId } from '../model/select-version.ts';
import type { Bucket } from '../storage/buckets.ts';
import { deleteAction, deleteTarget, versionConditions } from './delete-object.ts';

const MAX_KEYS = 1000;

const entrySchema = z.object({
  Key: z.string().min(1),
  VersionId: z.string().optional(),
  ETag: z.string().optional(),
  // Conditions of directory buckets. If they were ignored, objects would be deleted that the caller wants to keep.
  LastModifiedTime: z.never().optional(),
  Size: z.never().optional(),
});
const documentSchema = z.object({
  Delete: z.object({
    Object: z.array(entrySchema).min(1).max(MAX_KEYS),
    Quiet: z
      .string()
      .regex(/^\s*(?:true|false)\s*$/)
      .transform((text) => text.trim() === 'true')
      .default(false),
  }),
});
type Entry = z.infer<typeof entrySchema>;

/** DeleteObjects: the failure of one key does not affect the others. */
export async function deleteObjects(s3: S3Context, request: Signed<BucketRequest>): Promise<void> {
  const body = await readDocument(request, 'required');
  const bucket = findBucket(s3, request.bucket);
  const { Object: entries, Quiet: quiet } = parseDocument(body, documentSchema).Delete;
  // One transaction for all keys: a key is refused before anything changes.
  const results = s3.store.transaction(() => entries.map((entry) => deleteEntry(s3, request, bucket, entry)));
  s3.journal.deliver();
  const shown = quiet ? results.filter((result) => 'Error' in result) : results;
  sendSequence(request.call.response, 'DeleteResult', shown);
}

function deleteEntry(s3: S3Context, request: BucketRequest, bucket: Bucket, entry: Entry): XmlElements {
  const { Key: key, VersionId } = entry;
  try {
    checkKeyLength(key);
    const versionId = checkVersionId(VersionId ?? null);
    const arn = objectArn(bucket.name, key);
    request.call.authorize(deleteAction(versionId), arn, versionConditions(versionId));
    const target = { bucket, key, versionId, ifMatch: entry.ETag };
    const outcome = deleteTarget(s3, target, causeOf(request));
    return {
      Deleted: {
        Key: key,
        VersionId: versionId,
        ...(outcome.marker && { DeleteMarker: true, DeleteMarkerVersionId: outcome.versionId }),
      },
    };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Error: { Key: key, VersionId, Code: error.code, Message: error.message } };
  }
}
