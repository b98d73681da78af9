import { AwsError, type ServiceCall } from '../../kit/service.ts';
import type { S3Context } from '../model/s3-context.ts';
import { parseAddress, parseQuery } from './object-address.ts';
import { checkHeaders, openRequest, refuseUnknownPayloadHash } from './request-headers.ts';
import { sendError } from './respond.ts';
import { route } from './route.ts';

/** Runs one call and answers it, also with errors. Rejects only with internal errors. */
export async function handleCall(s3: S3Context, call: ServiceCall): Promise<void> {
  const { request, response, requestId } = call;
  try {
    response.setHeader('x-amz-request-id', requestId);
    response.setHeader('x-amz-id-2', requestId);
    const target = request.url ?? '';
    const address = parseAddress(target);
    const read = openRequest(call, parseQuery(target));
    refuseUnknownPayloadHash(read);
    checkHeaders(read);
    await route(s3, address, read);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    sendError(request, response, requestId, error);
  }
}
