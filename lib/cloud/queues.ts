import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How often a message is delivered before it goes to the dead-letter queue. */
export const MAX_RECEIVES = 5;

/**
 * The queues: `work` feeds the encryptor, `mail` the notifier, `rewraps` the rewrapper. What fails again and again ends in the dead-letter queue
 * beside each, for two weeks.
 */
export class Queues extends Construct {
  readonly work: Queue;
  readonly mail: Queue;
  readonly rewraps: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Lambda wants a queue's visibility timeout to be no shorter than the function's own; workers shorten it.
    this.work = withDeadLetters(this, 'Work', Duration.minutes(15));
    this.mail = withDeadLetters(this, 'Mail', Duration.minutes(1));
    this.rewraps = withDeadLetters(this, 'Rewraps', Duration.minutes(5));
  }

  /** Putting a message into a queue. */
  grantSend(queue: 'work' | 'mail' | 'rewraps', grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this[queue].queueArn] });
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
