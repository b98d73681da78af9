import { AwsError } from '../kit/service.ts';

/** An error of S3, with the additional elements and headers that some errors have. */
export class S3Error extends AwsError {
  /** Further elements of the `<Error>` document, for example `{ Key: '…' }`. */
  readonly details: Readonly<Record<string, string>>;
  /** Headers of the answer, for example `Content-Range` on 416. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    status: number,
    message: string,
    details: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code, status, message);
    this.name = 'S3Error';
    this.details = details;
    this.headers = headers;
  }
}

export function noSuchBucket(bucket: string): S3Error {
  return new S3Error('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: bucket });
}

export function noSuchKey(key: string, headers: Readonly<Record<string, string>> = {}): S3Error {
  return new S3Error('NoSuchKey', 404, 'The specified key does not exist.', { Key: key }, headers);
}

export function noSuchVersion(key: string, versionId: string): S3Error {
  return new S3Error('NoSuchVersion', 404, 'The specified version does not exist.', {
    Key: key,
    VersionId: versionId,
  });
}

export function noSuchUpload(uploadId: string): S3Error {
  return new S3Error(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  );
}

export function invalidArgument(message: string, name: string, value: string): S3Error {
  return new S3Error('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: value });
}

export function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', 400, message);
}

export function preconditionFailed(condition: string): S3Error {
  return new S3Error(
    'PreconditionFailed',
    412,
    'At least one of the pre-conditions you specified did not hold',
    { Condition: condition },
  );
}

export function malformedXml(): S3Error {
  return new S3Error(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

export function badDigest(name: string): S3Error {
  return new S3Error(
    'BadDigest',
    400,
    `The ${name} you specified did not match the calculated checksum or what was received.`,
  );
}

export function incompleteBody(): S3Error {
  return new S3Error(
    'IncompleteBody',
    400,
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}

/** What S3 does not support here is refused by name, never ignored. */
export function notImplemented(what: string): S3Error {
  return new S3Error('NotImplemented', 501, `The local S3 does not implement ${what}.`);
}
