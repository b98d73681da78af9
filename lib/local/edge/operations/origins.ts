import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { type Access, AwsError } from '../../kit/service.ts';
import {
  type HeaderList,
  type HttpAnswer,
  type HttpRequest,
  headerValue,
} from '../../page-port/http-message.ts';

/** The source of a behavior's answers. Never rejects because of the request. */
export type Origin = (request: HttpRequest) => Promise<HttpAnswer>;

export interface BucketOriginOptions {
  readonly bucket: string;
  /** Put before the path of every request. */
  readonly originPath: string;
  readonly client: S3Client;
  readonly access: Access;
}

/** A bucket that the distribution reads with origin access control. Its policy decides. */
export function createBucketOrigin({ bucket, originPath, client, access }: BucketOriginOptions): Origin {
  const bucketArn = `arn:aws:s3:::${bucket}`;
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return s3Error('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.');
    }
    try {
      const key = decodeURIComponent(`${originPath}${request.path}`.slice(1));
      access.authorize('s3:GetObject', `${bucketArn}/${key}`);
      return await getObject(client, bucket, key, headerValue(request.headers, 'range'));
    } catch (error) {
      if (error instanceof URIError) return s3Error('InvalidURI', 400, "Couldn't parse the specified URI.");
      if (error instanceof AwsError) return s3Error(error.code, error.status, 'Access Denied');
      if (!(error instanceof S3ServiceException)) throw error;
      // A caller who may not list the bucket does not learn that a key is missing.
      if (error.name === 'NoSuchKey' && !access.allows('s3:ListBucket', bucketArn))
        return s3Error('AccessDenied', 403, 'Access Denied');
      return s3Error(error.name, error.$metadata.httpStatusCode ?? 500, error.message);
    }
  };
}

async function getObject(
  client: S3Client,
  bucket: string,
  key: string,
  range: string | undefined,
): Promise<HttpAnswer> {
  const object = await client.send(
    new GetObjectCommand({ Bucket: bucket, Key: key, ...(range && { Range: range }) }),
  );
  const headers: [string, string | undefined][] = [
    ['content-type', object.ContentType],
    ['cache-control', object.CacheControl],
    ['content-encoding', object.ContentEncoding],
    ['content-disposition', object.ContentDisposition],
    ['content-language', object.ContentLanguage],
    ['content-range', object.ContentRange],
    ['accept-ranges', 'bytes'],
    ['etag', object.ETag],
    ['last-modified', object.LastModified?.toUTCString()],
  ];
  return {
    status: object.ContentRange === undefined ? 200 : 206,
    headers: headers.filter((header): header is [string, string] => header[1] !== undefined),
    body: Buffer.from((await object.Body?.transformToByteArray()) ?? []),
  };
}

function s3Error(code: string, status: number, message: string): HttpAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: [['content-type', 'application/xml']], body: Buffer.from(body) };
}

/** Headers that reach an origin even without an origin request policy. */
const ALWAYS_FORWARDED = new Set([
  'content-type',
  'content-length',
  'if-none-match',
  'if-modified-since',
  'range',
]);
const HOP_BY_HOP = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** An HTTP API in process. */
export function createApiOrigin(options: {
  readonly handle: Origin;
  /** If false, no query, cookie or header of the viewer is forwarded. */
  readonly forwardsViewer: boolean;
  /** They replace headers of the viewer. */
  readonly customHeaders: HeaderList;
  readonly originPath: string;
}): Origin {
  const own = new Set(options.customHeaders.map(([name]) => name));
  return (request) => {
    const passed = request.headers.filter(
      ([name]) =>
        !own.has(name) && !HOP_BY_HOP.has(name) && (options.forwardsViewer || ALWAYS_FORWARDED.has(name)),
    );
    const forwarded = [headerValue(request.headers, 'x-forwarded-for'), request.sourceIp]
      .filter(Boolean)
      .join(', ');
    return options.handle({
      ...request,
      path: `${options.originPath}${request.path}`,
      query: options.forwardsViewer ? request.query : '',
      headers: [
        ...passed.filter(([name]) => name !== 'x-forwarded-for'),
        ...(options.forwardsViewer ? [] : [['user-agent', 'Amazon CloudFront'] as const]),
        ['x-forwarded-for', forwarded],
        ...options.customHeaders,
      ],
    });
  };
}
