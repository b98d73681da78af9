import { AwsError } from '../../kit/service.ts';
import type { Queue } from './queue.ts';
import { redriveAllowOf, redriveOf } from './queue-attributes.ts';

/** The dead-letter queue of a queue. */
export interface DeadLetters {
  readonly queue: Queue;
  readonly maxReceiveCount: number;
}

/** Finds a queue by its ARN. */
type FindQueue = (arn: string) => Queue | undefined;

/** The dead-letter queue of a queue. If it does not exist, messages stay in their queue. */
export function deadLettersOf(
  { attributes }: Pick<Queue, 'attributes'>,
  find: FindQueue,
): DeadLetters | undefined {
  const redrive = redriveOf(attributes);
  const queue = redrive && find(redrive.deadLetterTargetArn);
  return redrive && queue && { queue, maxReceiveCount: redrive.maxReceiveCount };
}

/**
 * Checks the redrive policy of a queue: its dead-letter queue must exist and must allow the queue (SQS Developer Guide,
 * "Using dead-letter queues in Amazon SQS").
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
