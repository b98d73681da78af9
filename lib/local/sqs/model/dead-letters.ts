import { AwsError } from '../../kit/service.ts';
import type { Queue } from './queue.ts';
import { redriveAllowOf, redriveOf } from './queue-attributes.ts';

/** Where the messages of a queue go that were received too often. */
export interface DeadLetters {
  readonly queue: Queue;
  readonly maxReceiveCount: number;
}

/** Looks a queue up by its ARN. */
type FindQueue = (arn: string) => Queue | undefined;

/** The dead-letter queue of a queue; where it does not exist (any more) messages stay where they are. */
export function deadLettersOf(
  { attributes }: Pick<Queue, 'attributes'>,
  find: FindQueue,
): DeadLetters | undefined {
  const redrive = redriveOf(attributes);
  const queue = redrive && find(redrive.deadLetterTargetArn);
  return redrive && queue && { queue, maxReceiveCount: redrive.maxReceiveCount };
}

/**
 * Holds the redrive policy of a queue to the dead-letter queue that it names: that has to exist already, and to let this
 * one send to it (SQS Developer Guide, "Using dead-letter queues in Amazon SQS").
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkDeadLetters(source: Pick<Queue, 'arn' | 'attributes'>, find: FindQueue): void {
  const { RedrivePolicy: policy } = source.attributes;
  if (policy === undefined) return;
  const target = deadLettersOf(source, find);
  const refuse = (reason: string) =>
    new AwsError(
      'InvalidParameterValue',
      400,
      `Value ${policy} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    );
  if (target === undefined) throw refuse('Dead letter target does not exist.');
  const { redrivePermission, sourceQueueArns = [] } = redriveAllowOf(target.queue.attributes);
  if (redrivePermission === 'allowAll' || sourceQueueArns.includes(source.arn)) return;
  throw refuse(`The RedriveAllowPolicy of ${target.queue.arn} does not allow ${source.arn}.`);
}
