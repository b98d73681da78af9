import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How many times a message is delivered before it moves to the dead-letter queue. */
export const MAX_RECEIVES = 5;

const queueNames = ['work', 'mail', 'rewraps', 'deletions'] as const;
type QueueName = (typeof queueNames)[number];

/**
 * The queues. `work` invokes the encryptor, `mail` the notifier, `rewraps` the rewrapper, and `deletions` the deleter.
 * After MAX_RECEIVES failed deliveries, a message moves to the dead-letter queue of its queue, which keeps it for 14 days.
 */
export class Queues extends Construct {
  readonly work: Queue;
  readonly mail: Queue;
  readonly rewraps: Queue;
  readonly deletions: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Lambda requires a visibility timeout that is at least the timeout of the function. Workers shorten it for single messages.
    this.work = withDeadLetters(this, 'Work', Duration.minutes(15));
    this.mail = withDeadLetters(this, 'Mail', Duration.minutes(1));
    this.rewraps = withDeadLetters(this, 'Rewraps', Duration.minutes(5));
    this.deletions = withDeadLetters(this, 'Deletions', Duration.minutes(15));
  }

  /** Grants sending messages to a queue. */
  grantSend(queue: QueueName, grantee: IGrantable): void {
    this.grant(queue, grantee, ['sqs:SendMessage']);
  }

  /** Grants changing the visibility timeout of a received message. */
  grantHold(queue: QueueName, grantee: IGrantable): void {
    this.grant(queue, grantee, ['sqs:ChangeMessageVisibility']);
  }

  /**
   * Makes a queue the event source of a function. The function reports which messages of a batch failed. It gets the rights that
   * Lambda needs to poll the queue (AWS Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping").
   *
   * @param limits - `batchSize`: the most messages of one invocation; `maxConcurrency`: the most concurrent invocations
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

  /** All queues in the format of `WATCHED_QUEUES`: `NAME=QUEUE_URL DEAD_LETTER_QUEUE_URL`, separated by commas. */
  watched(): string {
    return this.pairs()
      .map(({ name, queue, deadLetters }) => `${name}=${queue.queueUrl} ${deadLetters.queueUrl}`)
      .join(',');
  }

  /** Grants reading the number of messages in all queues and dead-letter queues. */
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
