import { invalidArgument } from '../errors.ts';
import { encodeKey } from '../http/encode-key.ts';
import type { BucketRequest } from '../http/request-headers.ts';
import { readCount } from './elements.ts';

/** What all listings have in common. */
export interface ListingQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** Present if the names in the answer are percent-encoded. */
  readonly encodingType: 'url' | undefined;
  /** Encodes a key or prefix as requested. */
  readonly encode: (text: string) => string;
}

/** @throws S3Error `InvalidArgument` */
export function readListingQuery({ query }: BucketRequest, limitName: string): ListingQuery {
  const encoding = query.get('encoding-type') ?? undefined;
  if (encoding !== undefined && encoding !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: readCount(query, limitName, 1000),
    encodingType: encoding,
    encode: encoding === 'url' ? encodeKey : (text) => text,
  };
}

/** Condition keys of IAM for listings. */
export function listingConditions({ query }: BucketRequest, limitName: string): Record<string, string> {
  const names = ['prefix', 'delimiter', limitName];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[`s3:${name}`, value]];
    }),
  );
}
