import { enterObject, type ObjectRequest } from '../http/request-headers.ts';
import { sendEmpty } from '../http/respond.ts';
import type { S3Context } from '../model/s3-context.ts';
import { findUpload } from './upload-part.ts';

/** AbortMultipartUpload: deletes the parts and their files. */
export async function abortUpload(s3: S3Context, request: ObjectRequest): Promise<void> {
  enterObject(s3, request, 's3:AbortMultipartUpload');
  s3.store.transaction(() => s3.uploads.remove(findUpload(s3, request).id));
  sendEmpty(request.call.response, 204);
}
