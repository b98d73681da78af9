import { multipartChecksumType, parseAlgorithm } from '../body/checksum.ts';
import { invalidRequest } from '../errors.ts';
import type { ObjectRequest } from '../http/request-headers.ts';
import { sendDocument, setHeaders } from '../http/respond.ts';
import { encryptionHeaders, readProperties } from '../model/object-properties.ts';
import type { S3Context } from '../model/s3-context.ts';
import { enterWrite } from './put-object.ts';

/** CreateMultipartUpload. */
export async function createUpload(s3: S3Context, request: ObjectRequest): Promise<void> {
  const { header, key, call } = request;
  const bucket = enterWrite(s3, request);
  const properties = readProperties(header, request.amzHeaders, bucket);
  const checksum = readChecksum(request);
  const id = s3.randomId();
  s3.store.transaction(() => {
    s3.uploads.create({ id, bucket: bucket.name, key, initiated: s3.now(), properties, ...checksum });
  });
  setHeaders(call.response, {
    ...encryptionHeaders(properties.encryption),
    ...(checksum.algorithm && {
      'x-amz-checksum-algorithm': checksum.algorithm,
      'x-amz-checksum-type': checksum.type,
    }),
  });
  sendDocument(call.response, 'InitiateMultipartUploadResult', {
    Bucket: bucket.name,
    Key: key,
    UploadId: id,
  });
}

function readChecksum({ header }: ObjectRequest) {
  const name = header('x-amz-checksum-algorithm');
  const type = header('x-amz-checksum-type');
  if (name === undefined) {
    if (type === undefined) return { algorithm: null, type: null };
    throw invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const algorithm = parseAlgorithm(name);
  return { algorithm, type: multipartChecksumType(algorithm, type) };
}
