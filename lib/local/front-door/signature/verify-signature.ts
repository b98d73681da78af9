import { createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError, type Principal, type VerifiedSignature } from '../../kit/service.ts';
import type { AccessKey } from '../credentials.ts';
import { Refusal } from '../refusal.ts';
import { splitToken } from '../session-token.ts';
import { canonicalRequest, deriveSigningKey, type SignedParts, stringToSign } from './canonical-request.ts';
import { type Claim, timeOf } from './signature-claim.ts';

const toleratedSkew = 15 * 60 * 1000;

/** The request as received, with its payload hash. */
export interface SentRequest extends Omit<SignedParts, 'signedHeaders'> {}

/**
 * Checks a claim against the caller's secret, the request and the clock.
 *
 * @param accessKey - what the registry knows about the claimed access key
 * @param now - milliseconds since the epoch
 * @throws Refusal for each mismatch, AwsError `InvalidURI` for a path of S3 that does not decode
 */
export function verifySignature(
  claim: Claim,
  request: SentRequest,
  accessKey: AccessKey | undefined,
  now: number,
): { readonly principal: Principal; readonly signature: VerifiedSignature } {
  refuseUnsignedHeaders(claim, request.headers);
  const { principal, signingKey } = verifyText(claim, textToSign(claim, request), accessKey);
  refuseWrongTime(claim, now);
  return {
    principal,
    signature: {
      place: claim.place,
      signingKey,
      scope: claim.scope,
      timestamp: claim.timestamp,
      signature: claim.signature,
      payloadHash: request.payloadHash,
    },
  };
}

/**
 * Checks the signature of a claim against a string to sign.
 *
 * @throws Refusal `key`, `token`, `signature`
 */
function verifyText(
  claim: Claim,
  text: string,
  accessKey: AccessKey | undefined,
): { readonly principal: Principal; readonly signingKey: Buffer } {
  if (accessKey === undefined) {
    throw new Refusal('key', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  const { sessionToken, instance } = splitToken(claim.sessionToken ?? '');
  if (!sameText(sessionToken, accessKey.sessionToken ?? '')) {
    throw new Refusal('token', 'The provided token is malformed or otherwise invalid.');
  }
  const signingKey = deriveSigningKey(accessKey.secretAccessKey, claim.scope);
  const expected = createHmac('sha256', signingKey).update(text).digest();
  if (!timingSafeEqual(expected, Buffer.from(claim.signature, 'hex'))) {
    throw new Refusal(
      'signature',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  const principal = instance === undefined ? accessKey.principal : { ...accessKey.principal, instance };
  return { principal, signingKey };
}

function textToSign(claim: Claim, request: SentRequest): string {
  const rule = claim.service === 's3' ? 'encoded-once' : 'encoded-twice';
  try {
    const canonical = canonicalRequest({ ...request, signedHeaders: claim.signedHeaders }, rule);
    return stringToSign(claim.timestamp, claim.scope, canonical);
  } catch (cause) {
    if (cause instanceof URIError) throw new AwsError('InvalidURI', 400, "Couldn't parse the specified URI.");
    throw cause;
  }
}

/** Otherwise anyone with a presigned URL could add a header of AWS. */
function refuseUnsignedHeaders(claim: Claim, headers: ReadonlyMap<string, string>): void {
  for (const name of headers.keys()) {
    if (name.startsWith('x-amz-') && !claim.signedHeaders.includes(name)) {
      throw new Refusal(
        'unsigned-headers',
        `There were headers present in the request which were not signed: ${name}`,
      );
    }
  }
}

function refuseWrongTime(claim: Claim, now: number): void {
  const signedAt = timeOf(claim);
  if (claim.expires === undefined) {
    if (Math.abs(now - signedAt) > toleratedSkew) {
      throw new Refusal('skew', 'The difference between the request time and the current time is too large.');
    }
    return;
  }
  if (now > signedAt + claim.expires * 1000) throw new Refusal('expired', 'Request has expired');
  if (signedAt > now + toleratedSkew) throw new Refusal('expired', 'Request is not yet valid');
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
