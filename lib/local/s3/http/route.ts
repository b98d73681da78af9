import type { IncomingMessage } from 'node:http';
import { notImplemented, S3Error } from '../errors.ts';
import type { S3Context } from '../model/s3-context.ts';
import { abortUpload } from '../operations/abort-upload.ts';
import { completeUpload } from '../operations/complete-upload.ts';
import { copyObject } from '../operations/copy-object.ts';
import { createUpload } from '../operations/create-upload.ts';
import { deleteObject } from '../operations/delete-object.ts';
import { deleteObjects } from '../operations/delete-objects.ts';
import { listObjects } from '../operations/list-objects.ts';
import { listParts } from '../operations/list-parts.ts';
import { listUploads } from '../operations/list-uploads.ts';
import { listVersions } from '../operations/list-versions.ts';
import { putObjectOperation } from '../operations/put-object.ts';
import {
  getBucketCors,
  getBucketEncryption,
  getBucketLocation,
  getBucketNotification,
  getBucketPolicy,
  getBucketVersioning,
  headBucket,
  listBuckets,
} from '../operations/read-bucket.ts';
import { getBucketLifecycle } from '../operations/read-lifecycle.ts';
import { READ_PARAMETERS, readObject } from '../operations/read-object.ts';
import { uploadPart, uploadPartCopy } from '../operations/upload-part.ts';
import { type Address, parseAddress, parseQuery } from './object-address.ts';
import type { BucketRequest, ObjectRequest, S3Request, Signed } from './request-headers.ts';

/** One supported operation. */
interface Route<R> {
  /** Its name in the API. */
  readonly name: string;
  readonly method: string;
  /** Query parameters that select the operation; `list-type=2` compares the value too. */
  readonly selector: readonly string[];
  /** Further query parameters that it supports. */
  readonly parameters: readonly string[];
  /** Whether `x-amz-copy-source` must be present or absent. */
  readonly copy?: boolean;
  readonly run: (s3: S3Context, request: R) => Promise<void>;
}

/** The fields that select a route. */
type Selecting = Pick<Route<never>, 'method' | 'selector' | 'copy'>;

const LISTING = ['prefix', 'delimiter', 'encoding-type'];

const SERVICE_ROUTES: readonly Route<Signed<S3Request>>[] = [
  { name: 'ListBuckets', method: 'GET', selector: [], parameters: ['prefix'], run: listBuckets },
];

const BUCKET_ROUTES: readonly Route<Signed<BucketRequest>>[] = [
  {
    name: 'ListObjectsV2',
    method: 'GET',
    selector: ['list-type=2'],
    parameters: [...LISTING, 'max-keys', 'continuation-token', 'start-after', 'fetch-owner'],
    run: listObjects,
  },
  {
    name: 'ListObjectVersions',
    method: 'GET',
    selector: ['versions'],
    parameters: [...LISTING, 'max-keys', 'key-marker', 'version-id-marker'],
    run: listVersions,
  },
  {
    name: 'ListMultipartUploads',
    method: 'GET',
    selector: ['uploads'],
    parameters: [...LISTING, 'max-uploads', 'key-marker', 'upload-id-marker'],
    run: listUploads,
  },
  {
    name: 'GetBucketLocation',
    method: 'GET',
    selector: ['location'],
    parameters: [],
    run: getBucketLocation,
  },
  {
    name: 'GetBucketVersioning',
    method: 'GET',
    selector: ['versioning'],
    parameters: [],
    run: getBucketVersioning,
  },
  { name: 'GetBucketCors', method: 'GET', selector: ['cors'], parameters: [], run: getBucketCors },
  {
    name: 'GetBucketLifecycleConfiguration',
    method: 'GET',
    selector: ['lifecycle'],
    parameters: [],
    run: getBucketLifecycle,
  },
  {
    name: 'GetBucketNotificationConfiguration',
    method: 'GET',
    selector: ['notification'],
    parameters: [],
    run: getBucketNotification,
  },
  {
    name: 'GetBucketEncryption',
    method: 'GET',
    selector: ['encryption'],
    parameters: [],
    run: getBucketEncryption,
  },
  { name: 'GetBucketPolicy', method: 'GET', selector: ['policy'], parameters: [], run: getBucketPolicy },
  { name: 'HeadBucket', method: 'HEAD', selector: [], parameters: [], run: headBucket },
  { name: 'DeleteObjects', method: 'POST', selector: ['delete'], parameters: [], run: deleteObjects },
];

const OBJECT_ROUTES: readonly Route<Signed<ObjectRequest>>[] = [
  {
    name: 'ListParts',
    method: 'GET',
    selector: ['uploadId'],
    parameters: ['max-parts', 'part-number-marker'],
    run: listParts,
  },
  { name: 'GetObject', method: 'GET', selector: [], parameters: READ_PARAMETERS, run: readObject },
  { name: 'HeadObject', method: 'HEAD', selector: [], parameters: READ_PARAMETERS, run: readObject },
  {
    name: 'UploadPartCopy',
    method: 'PUT',
    selector: ['partNumber', 'uploadId'],
    parameters: [],
    copy: true,
    run: uploadPartCopy,
  },
  {
    name: 'UploadPart',
    method: 'PUT',
    selector: ['partNumber', 'uploadId'],
    parameters: [],
    copy: false,
    run: uploadPart,
  },
  { name: 'CopyObject', method: 'PUT', selector: [], parameters: [], copy: true, run: copyObject },
  { name: 'PutObject', method: 'PUT', selector: [], parameters: [], copy: false, run: putObjectOperation },
  { name: 'CreateMultipartUpload', method: 'POST', selector: ['uploads'], parameters: [], run: createUpload },
  {
    name: 'CompleteMultipartUpload',
    method: 'POST',
    selector: ['uploadId'],
    parameters: [],
    run: completeUpload,
  },
  {
    name: 'AbortMultipartUpload',
    method: 'DELETE',
    selector: ['uploadId'],
    parameters: [],
    run: abortUpload,
  },
  { name: 'DeleteObject', method: 'DELETE', selector: [], parameters: ['versionId'], run: deleteObject },
];

/**
 * Finds the operation that a request calls, and runs it.
 *
 * @throws S3Error `NotImplemented` naming the operation or the first parameter that is not supported
 */
export async function route(
  s3: S3Context,
  { bucket, key }: Address,
  request: Signed<S3Request>,
): Promise<void> {
  if (bucket === undefined) await run('service', SERVICE_ROUTES, s3, request);
  else if (key === undefined) await run('bucket', BUCKET_ROUTES, s3, { ...request, bucket });
  else await run('object', OBJECT_ROUTES, s3, { ...request, bucket, key });
}

type Scope = 'service' | 'bucket' | 'object';

async function run<R extends S3Request>(
  scope: Scope,
  routes: readonly Route<R>[],
  s3: S3Context,
  request: R,
): Promise<void> {
  const method = request.call.request.method ?? '';
  const asked = [...request.query.keys()].filter(isParameter);
  const copies = request.header('x-amz-copy-source') !== undefined;
  const found = findRoute(routes, method, request.query, copies);
  if (!found) throw notImplemented(describeCall(method, scope, request));
  const known = [...found.selector.map((selector) => selector.split('=', 1)[0] ?? ''), ...found.parameters];
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw notImplemented(`the parameter "${unknown}" of ${describeCall(method, scope, request)}`);
  if (new Set(asked).size !== asked.length) {
    throw new S3Error('InvalidArgument', 400, 'A query parameter occurs more than once.');
  }
  await found.run(s3, request);
}

/**
 * The name of the operation that a request asks for, for example `UploadPart`.
 *
 * @returns undefined for an operation that is not supported
 */
export function s3OperationName({ method = '', url = '', headers }: IncomingMessage): string | undefined {
  try {
    const { bucket, key } = parseAddress(url);
    const routes = bucket === undefined ? SERVICE_ROUTES : key === undefined ? BUCKET_ROUTES : OBJECT_ROUTES;
    const query = parseQuery(url);
    const copies = headers['x-amz-copy-source'] !== undefined || query.has('x-amz-copy-source');
    return findRoute<{ readonly name: string } & Selecting>(routes, method, query, copies)?.name;
  } catch {
    return undefined;
  }
}

function findRoute<R extends Selecting>(
  routes: readonly R[],
  method: string,
  query: URLSearchParams,
  copies: boolean,
): R | undefined {
  return routes.find(
    (row) =>
      row.method === method &&
      (row.copy === undefined || row.copy === copies) &&
      row.selector.every((selector) => selects(selector, query)),
  );
}

function selects(selector: string, query: URLSearchParams): boolean {
  const [name = '', value] = selector.split('=', 2);
  return value === undefined ? query.has(name) : query.get(name) === value;
}

/** Signatures, the SDK's `x-id` and presigned headers select no operation. */
function isParameter(name: string): boolean {
  return name !== 'x-id' && !/^x-amz-/i.test(name);
}

/** Names of unsupported operations on a bucket. */
const BUCKET_CALLS: Readonly<Record<string, string>> = {
  PUT: 'CreateBucket (buckets come from the template)',
  DELETE: 'DeleteBucket (buckets come from the template)',
  GET: 'ListObjects (use ListObjectsV2)',
};

function describeCall(method: string, scope: Scope, { query }: S3Request): string {
  const name = query.get('x-id');
  if (name !== null && /^[A-Za-z0-9]{1,64}$/.test(name)) return name;
  const parameters = [...query.keys()].filter(isParameter).map((parameter) => parameter.slice(0, 64));
  const bucketCall = scope === 'bucket' && parameters.length === 0 ? BUCKET_CALLS[method] : undefined;
  return bucketCall ?? `${method} ${scope}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}
