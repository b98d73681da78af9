import { S3Error } from './errors.ts';
import type { Tags } from './storage/schemas.ts';

const MAX_TAGS = 10;

/**
 * Reads `x-amz-tagging`, which is encoded like a query.
 *
 * @throws S3Error as checkTags
 */
export function parseTagHeader(value: string | undefined): Tags {
  return checkTags([...new URLSearchParams(value ?? '')].map(([key, text]) => ({ key, value: text })));
}

/** @throws S3Error `BadRequest` above ten tags, `InvalidTag` for one outside AWS's rules */
export function checkTags(tags: Tags): Tags {
  if (tags.length > MAX_TAGS) {
    throw new S3Error('BadRequest', 400, 'Object tags cannot be greater than 10');
  }
  const keys = new Set<string>();
  for (const { key, value } of tags) {
    if (key === '' || key.length > 128 || key.startsWith('aws:')) {
      throw new S3Error('InvalidTag', 400, 'The TagKey you have provided is invalid', { TagKey: key });
    }
    if (value.length > 256) {
      throw new S3Error('InvalidTag', 400, 'The TagValue you have provided is invalid', { TagKey: key });
    }
    if (keys.has(key)) {
      throw new S3Error('InvalidTag', 400, 'Cannot provide multiple Tags with the same key', { TagKey: key });
    }
    keys.add(key);
  }
  return tags;
}

/** Condition keys of IAM for the tags of an object: `s3:ExistingObjectTag/KEY` or `s3:RequestObjectTag/KEY`. */
export function tagConditions(
  name: 'ExistingObjectTag' | 'RequestObjectTag',
  tags: Tags,
): Record<string, string> {
  return Object.fromEntries(tags.map(({ key, value }) => [`s3:${name}/${key}`, value]));
}
