import type { IncomingMessage, ServerResponse } from 'node:http';

/** The caller: the administrator, or a session of a function's role. */
export interface Principal {
  /** `arn:aws:iam::ACCOUNT:user/…` or `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION` */
  readonly arn: string;
  readonly accessKeyId: string;
  /** The id of the function's instance, if one signed. */
  readonly instance?: string;
}

/** The verified signature, for a service that checks the body itself. */
export interface VerifiedSignature {
  /** The place of the signature: the Authorization header, or the query of a presigned URL. */
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

/** The rights of one caller. */
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
  /** Like `authorize`, for a right that changes the answer but that the call does not need. */
  allows(
    action: string,
    resource: string,
    context?: Readonly<Record<string, string | readonly string[]>>,
  ): boolean;
}

/** One call with a verified signature and a known caller. */
export interface ServiceCall extends Access {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The URL as sent. The path is not decoded. */
  readonly url: URL;
  readonly requestId: string;
  readonly principal: Principal;
  readonly signature: VerifiedSignature;
  /** The whole body, verified with the signature. Absent for S3, which streams and verifies it. */
  readonly body?: Buffer;
}

/** One AWS service behind the front door. */
export interface Service {
  /** The service name of the credential scope: `s3`, `kms`, `dynamodb`, `sqs`, `ses`, `secretsmanager`. */
  readonly name: string;
  handle(call: ServiceCall): Promise<void>;
  /** Resolves when all accepted data is on disk and nothing runs. */
  close(): Promise<void>;
}

/** An error of AWS. Each service serializes it in its protocol (XML, JSON 1.0, JSON 1.1, query). */
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
 * A parameter that AWS supports and the local cloud does not. An error is better than a success that means less than in AWS.
 */
export function unsupportedParameter(operation: string, parameter: string): AwsError {
  return new AwsError(
    'UnsupportedParameterException',
    400,
    `The local cloud does not support the parameter ${parameter} of ${operation}.`,
  );
}
