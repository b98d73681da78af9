import type { LifecycleRule } from '../bucket-properties.ts';
import { S3Error } from '../errors.ts';
import { type BucketRequest, enterBucket } from '../http/request-headers.ts';
import { sendDocument } from '../http/respond.ts';
import type { XmlElements } from '../http/xml.ts';
import type { S3Context } from '../model/s3-context.ts';

/** GetBucketLifecycleConfiguration. */
export async function getBucketLifecycle(s3: S3Context, request: BucketRequest): Promise<void> {
  const { configuration, name } = enterBucket(s3, request, 's3:GetLifecycleConfiguration');
  if (!configuration.LifecycleConfiguration) {
    throw new S3Error('NoSuchLifecycleConfiguration', 404, 'The lifecycle configuration does not exist', {
      BucketName: name,
    });
  }
  sendDocument(request.call.response, 'LifecycleConfiguration', {
    Rule: configuration.LifecycleConfiguration.Rules.map((rule, index) => ({
      ID: rule.Id ?? `rule-${index + 1}`,
      Status: rule.Status,
      Filter: renderFilter(rule),
      Expiration: renderExpiration(rule),
      NoncurrentVersionExpiration: rule.NoncurrentVersionExpiration,
      AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    })),
  });
}

function renderExpiration(rule: LifecycleRule): XmlElements | undefined {
  if (rule.ExpirationInDays !== undefined) return { Days: rule.ExpirationInDays };
  if (rule.ExpiredObjectDeleteMarker !== undefined) {
    return { ExpiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker };
  }
  return undefined;
}

/** One condition is a direct child. Several are in `<And>`. */
function renderFilter(rule: LifecycleRule): XmlElements {
  const filter: XmlElements = {
    Prefix: rule.Prefix,
    ObjectSizeGreaterThan: rule.ObjectSizeGreaterThan,
    ObjectSizeLessThan: rule.ObjectSizeLessThan,
  };
  const conditions = Object.values(filter).filter((value) => value !== undefined).length;
  if (conditions === 0) return { Prefix: '' };
  return conditions > 1 ? { And: filter } : filter;
}
