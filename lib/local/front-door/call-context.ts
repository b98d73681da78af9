import type { IncomingMessage } from 'node:http';
import type { CallContext } from '../iam/index.ts';
import { ACCOUNT } from '../kit/resource.ts';
import { type Claim, timeOf } from './signature/signature-claim.ts';

/** The ways in which S3 takes a signature. */
export type AuthType = 'REST-HEADER' | 'REST-QUERY-STRING';

/**
 * Condition keys that every call has. The loopback interface stands for TLS: nothing leaves the machine, and bucket
 * and queue policies that insist on `aws:SecureTransport` are evaluated as they would be in AWS.
 */
export function contextOfCall(request: IncomingMessage, { region }: Claim): CallContext {
  return {
    'aws:SecureTransport': 'true',
    'aws:RequestedRegion': region,
    'aws:SourceIp': request.socket.remoteAddress ?? '127.0.0.1',
  };
}

/**
 * Condition keys that calls of S3 have besides. A signature has an age where it was made ahead of the call; the version of
 * TLS is the one that browsers and the SDK agree on with AWS.
 *
 * @param now - milliseconds since the epoch
 * @throws Refusal where the date of the claim is none
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
