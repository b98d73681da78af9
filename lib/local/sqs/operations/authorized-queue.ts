import { z } from 'zod';
import type { ServiceCall } from '../../kit/service.ts';
import { type Queue, queueArn, queueName } from '../model/queue.ts';
import type { Queues } from '../model/queues.ts';

/** The member that names the queue. */
export const queueUrl = z.string().min(1);

/**
 * Authorizes a call and finds its queue.
 *
 * @throws AwsError `AccessDenied`, `QueueDoesNotExist`
 */
export function authorizedQueue(queues: Queues, call: ServiceCall, action: string, url: string): Queue {
  const name = queueName(url);
  call.authorize(`sqs:${action}`, queueArn(name));
  return queues.get(name);
}
