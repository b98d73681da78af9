import { AwsError } from '../kit/service.ts';

/** The three formats of AWS errors. */
export type Protocol = 's3' | 'json' | 'query';

/** The reason why the front door refused a call. */
export type RefusalReason =
  | 'body'
  | 'both'
  | 'expired'
  | 'header'
  | 'key'
  | 'missing'
  | 'query'
  | 'region'
  | 'signature'
  | 'skew'
  | 'token'
  | 'unsigned-headers';

/** The front door refuses a call. The error code depends on the protocol of the service. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.name = 'Refusal';
    this.reason = reason;
  }
}

/**
 * Code and status by reason and protocol.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
 */
const answers: Readonly<
  Record<RefusalReason, Readonly<Record<Protocol, readonly [code: string, status: number]>>>
> = {
  body: {
    s3: ['XAmzContentSHA256Mismatch', 400],
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
  },
  both: {
    s3: ['InvalidArgument', 400],
    json: ['IncompleteSignatureException', 400],
    query: ['IncompleteSignature', 400],
  },
  expired: {
    s3: ['AccessDenied', 403],
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
  },
  header: {
    s3: ['AuthorizationHeaderMalformed', 400],
    json: ['IncompleteSignatureException', 400],
    query: ['IncompleteSignature', 400],
  },
  key: {
    s3: ['InvalidAccessKeyId', 403],
    json: ['UnrecognizedClientException', 400],
    query: ['InvalidClientTokenId', 403],
  },
  missing: {
    s3: ['AccessDenied', 403],
    json: ['MissingAuthenticationTokenException', 400],
    query: ['MissingAuthenticationToken', 403],
  },
  query: {
    s3: ['AuthorizationQueryParametersError', 400],
    json: ['IncompleteSignatureException', 400],
    query: ['IncompleteSignature', 400],
  },
  region: {
    s3: ['AuthorizationHeaderMalformed', 400],
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
  },
  signature: {
    s3: ['SignatureDoesNotMatch', 403],
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
  },
  skew: {
    s3: ['RequestTimeTooSkewed', 403],
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
  },
  token: {
    s3: ['InvalidToken', 400],
    json: ['UnrecognizedClientException', 400],
    query: ['InvalidClientTokenId', 403],
  },
  'unsigned-headers': {
    s3: ['AccessDenied', 403],
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
  },
};

/** The error that AWS would give for the refusal, in the protocol's own codes. */
export function refusalToAwsError(refusal: Refusal, protocol: Protocol): AwsError {
  const [code, status] = answers[refusal.reason][protocol];
  return new AwsError(code, status, refusal.message);
}
