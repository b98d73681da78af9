import type { IncomingMessage } from 'node:http';
import type { CallContext } from '../iam/index.ts';
import { ACCOUNT } from '../kit/resource.ts';
import { type Claim, timeOf } from './signature/signature-claim.ts';

/** Where S3 accepts a signature. */
export type AuthType = 'REST-HEADER' | 'REST-QUERY-STRING';

/**
 * Condition keys of every call. `aws:SecureTransport` is true: nothing leaves the machine, and policies that require it work
 * as in AWS.
 */
export function contextOfCall(request: IncomingMessage, { region }: Claim): CallContext {
  return {
    'aws:SecureTransport': 'true',
    'aws:RequestedRegion': region,
    'aws:SourceIp': request.socket.remoteAddress ?? '127.0.0.1',
  };
}

/**
 * Additional condition keys of S3 calls. Presigned URLs have a signature age. The TLS version is the one that browsers and
 * the SDK negotiate with AWS.
 *
 * @param now - milliseconds since the epoch
 * @throws Refusal if the date of the claim is invalid
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
 */
export function contextOfS3(claim: Claim, authType: AuthType, now: number): CallContext {
  return {
    's3:authType': authType,
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:TlsVersion': '1.3',
    's3:ResourceAccount': ACCOUNT,
    ...(authType === 'REST-QUERY-STRING' && { 's3:signatureAge': String(now - timeOf(claim)) }),
  };
}
