import type { IncomingMessage, ServerResponse } from 'node:http';

/** Who signed a call: the local administrator, or the role of one function. */
export interface Principal {
  /** `arn:aws:iam::ACCOUNT:user/…` or `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION` */
  readonly arn: string;
  readonly accessKeyId: string;
  /** The process of a function that signed, where one did itself. */
  readonly instance?: string;
}

/** What the verification of Signature V4 leaves for a service that has to check the body itself. */
export interface VerifiedSignature {
  /** Where the signature stood: the Authorization header, or the query of a presigned URL. */
  readonly place: 'header' | 'query';
  /** 32 bytes: the key derived for date, region and service (chunk signatures are made with it). */
  readonly signingKey: Buffer;
  /** `20261123/eu-west-1/s3/aws4_request` */
  readonly scope: string;
  /** `20261123T180000Z` */
  readonly timestamp: string;
  /** Hex; the seed of chunk signatures. */
  readonly signature: string;
  /** The declared payload hash: 64 hex digits, `UNSIGNED-PAYLOAD` or one of the `STREAMING-…` values. */
  readonly payloadHash: string;
}

/** What one caller may do. */
export interface Access {
  /**
   * Asks IAM whether the caller may do this.
   *
   * @param action - for example `s3:GetObject`
   * @param resource - the full ARN of what is acted on
   * @param context - condition keys of this call, for example `{ 's3:x-amz-server-side-encryption': 'aws:kms' }`
   * @throws AwsError `AccessDenied` in AWS's own wording
   */
  authorize(
    action: string,
    resource: string,
    context?: Readonly<Record<string, string | readonly string[]>>,
  ): void;
  /** As `authorize`, where the answer depends on a right that the call itself does not need. */
  allows(
    action: string,
    resource: string,
    context?: Readonly<Record<string, string | readonly string[]>>,
  ): boolean;
}

/** One call after the front door: signature verified, caller known. */
export interface ServiceCall extends Access {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The address as sent; the path is not decoded. */
  readonly url: URL;
  readonly requestId: string;
  readonly principal: Principal;
  readonly signature: VerifiedSignature;
  /** The whole body, verified with the signature; absent for S3 alone, which streams and verifies it itself. */
  readonly body?: Buffer;
}

/** One emulated AWS service behind the front door. */
export interface Service {
  /** The service name of the credential scope: `s3`, `kms`, `dynamodb`, `sqs`, `ses`, `secretsmanager`. */
  readonly name: string;
  handle(call: ServiceCall): Promise<void>;
  /** Resolves when everything accepted so far is on disk and nothing is left running. */
  close(): Promise<void>;
}

/** An error in the words of AWS; each service serialises it in its own protocol (XML, JSON 1.0, JSON 1.1, query). */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/**
 * A call asks for something that the real service does and the embedded one does not: better an error than a success that means
 * less than in AWS.
 */
export function unsupportedParameter(operation: string, parameter: string): AwsError {
  return new AwsError(
    'UnsupportedParameterException',
    400,
    `The embedded cloud does not carry out the parameter ${parameter} of ${operation}.`,
  );
}
