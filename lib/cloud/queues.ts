import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How often a message is delivered before it goes to the dead-letter queue. */
export const MAX_RECEIVES = 5;

const queueNames = ['work', 'mail', 'rewraps', 'deletions'] as const;
type QueueName = (typeof queueNames)[number];

/**
 * The queues: `work` feeds the encryptor, `mail` the notifier, `rewraps` the rewrapper, and `deletions` the deleter. Each has a
 * dead-letter queue, which keeps failed messages for two weeks.
 */
export class Queues extends Construct {
  readonly work: Queue;
  readonly mail: Queue;
  readonly rewraps: Queue;
  readonly deletions: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Lambda wants a queue's visibility timeout to be no shorter than the function's own; workers shorten it.
    this.work = withDeadLetters(this, 'Work', Duration.minutes(15));
    this.mail = withDeadLetters(this, 'Mail', Duration.minutes(1));
    this.rewraps = withDeadLetters(this, 'Rewraps', Duration.minutes(5));
    this.deletions = withDeadLetters(this, 'Deletions', Duration.minutes(15));
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

  /** All queues, as a variable names them: with the dead-letter queue beside each. */
  watched(): string {
    return this.pairs()
      .map(({ name, queue, deadLetters }) => `${name}=${queue.queueUrl} ${deadLetters.queueUrl}`)
      .join(',');
  }

  /** Seeing how many messages those have. */
  grantWatching(grantee: IGrantable): void {
    const resourceArns = this.pairs().flatMap(({ queue, deadLetters }) => [
      queue.queueArn,
      deadLetters.queueArn,
    ]);
    Grant.addToPrincipal({ grantee, actions: ['sqs:GetQueueAttributes'], resourceArns });
  }

  private pairs() {
    return queueNames.map((name) => {
      const { queue: deadLetters } = this[name].deadLetterQueue ?? {};
      if (deadLetters === undefined) throw new TypeError(`the queue ${name} has no dead-letter queue`);
      return { name, queue: this[name], deadLetters };
    });
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
