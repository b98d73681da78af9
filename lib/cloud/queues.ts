import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How often a message is delivered before it goes to the dead-letter queue. */
export const MAX_RECEIVES = 5;

type QueueName = 'work' | 'mail' | 'rewraps' | 'closings';

/**
 * The queues: `work` feeds the encryptor, `mail` the notifier, `rewraps` the rewrapper, `closings` the closer. What fails again and again ends in the dead-letter queue
 * beside each, for two weeks.
 */
export class Queues extends Construct {
  readonly work: Queue;
  readonly mail: Queue;
  readonly rewraps: Queue;
  readonly closings: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Lambda wants a queue's visibility timeout to be no shorter than the function's own; workers shorten it.
    this.work = withDeadLetters(this, 'Work', Duration.minutes(15));
    this.mail = withDeadLetters(this, 'Mail', Duration.minutes(1));
    this.rewraps = withDeadLetters(this, 'Rewraps', Duration.minutes(5));
    this.closings = withDeadLetters(this, 'Closings', Duration.minutes(15));
  }

  /** Putting a message into a queue. */
  grantSend(queue: QueueName, grantee: IGrantable): void {
    this.grant(queue, grantee, ['sqs:SendMessage']);
  }

  /** Keeping a message from others for longer, or letting it come back sooner. */
  grantHold(queue: QueueName, grantee: IGrantable): void {
    this.grant(queue, grantee, ['sqs:ChangeMessageVisibility']);
  }

  /**
   * Has a queue call a function, which says for each message whether it is done. The rights are those that Lambda polls a queue
   * with, and no more (AWS Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping").
   *
   * @param limits - messages in one call, and calls at a time
   */
  feed(
    queue: QueueName,
    fn: IFunction,
    limits: { readonly batchSize: number; readonly maxConcurrency: number },
  ): void {
    this.grant(queue, fn, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']);
    const eventSourceArn = this[queue].queueArn;
    fn.addEventSourceMapping('Messages', { ...limits, eventSourceArn, reportBatchItemFailures: true });
  }

  private grant(queue: QueueName, grantee: IGrantable, actions: string[]): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this[queue].queueArn] });
  }
}

function withDeadLetters(scope: Construct, id: string, visibilityTimeout: Duration): Queue {
  const common = {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    removalPolicy: RemovalPolicy.RETAIN,
  };
  const deadLetters = new Queue(scope, `${id}DeadLetters`, common);
  return new Queue(scope, id, {
    ...common,
    visibilityTimeout,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
  });
}
