import { ACCOUNT, REGION } from '../../kit/resource.ts';

/** The settable attributes of a queue and their defaults. */
export const defaultAttributes = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
} as const;

/** The attributes of a queue, as text. */
export type QueueAttributes = Readonly<Record<keyof typeof defaultAttributes, string>> & {
  readonly Policy?: string;
  readonly RedrivePolicy?: string;
  readonly RedriveAllowPolicy?: string;
};

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly attributes: QueueAttributes;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly modified: number;
}

export function queueArn(name: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
}

/** The name at the end of a queue's ARN or URL. */
export function queueName(arnOrUrl: string): string {
  return arnOrUrl.slice(Math.max(arnOrUrl.lastIndexOf(':'), arnOrUrl.lastIndexOf('/')) + 1);
}
