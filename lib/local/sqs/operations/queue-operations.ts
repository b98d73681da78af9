import { z } from 'zod';
import { type JsonOperation, jsonOperation } from '../../front-door/index.ts';
import type { Queue } from '../model/queue.ts';
import { queueArn } from '../model/queue.ts';
import { checkAttributeNames } from '../model/queue-attributes.ts';
import type { Queues } from '../model/queues.ts';
import { authorizedQueue, queueUrl } from './authorized-queue.ts';

/** What queues need from other parts of the cloud. */
export interface QueueSurroundings {
  /** The URL of a queue. */
  readonly urlOf: (queue: Pick<Queue, 'name'>) => string;
  /** Gives the policy of a queue to IAM; undefined removes it. */
  readonly setPolicy: (arn: string, document: unknown) => void;
}

const byUrl = z.strictObject({ QueueUrl: queueUrl });

/** Operations on queues. */
export function queueOperations(
  queues: Queues,
  { urlOf, setPolicy }: QueueSurroundings,
): Readonly<Record<string, JsonOperation>> {
  return {
    GetQueueUrl: jsonOperation(z.strictObject({ QueueName: z.string() }), (input, call) => ({
      QueueUrl: urlOf(authorizedQueue(queues, call, 'GetQueueUrl', input.QueueName)),
    })),
    GetQueueAttributes: jsonOperation(
      z.strictObject({ QueueUrl: queueUrl, AttributeNames: z.array(z.string()).default([]) }),
      (input, call) => {
        const queue = authorizedQueue(queues, call, 'GetQueueAttributes', input.QueueUrl);
        checkAttributeNames(input.AttributeNames);
        const all = Object.entries(attributesOf(queues, queue));
        const wanted = all.filter(
          ([name]) => input.AttributeNames.includes('All') || input.AttributeNames.includes(name),
        );
        return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
      },
    ),
    SetQueueAttributes: jsonOperation(
      z.strictObject({ QueueUrl: queueUrl, Attributes: z.record(z.string(), z.string()) }),
      (input, call) => {
        const { name } = authorizedQueue(queues, call, 'SetQueueAttributes', input.QueueUrl);
        const { arn, attributes } = queues.define(name, input.Attributes);
        setPolicy(arn, attributes.Policy === undefined ? undefined : JSON.parse(attributes.Policy));
      },
    ),
    ListQueues: jsonOperation(
      z.strictObject({
        QueueNamePrefix: z.string().default(''),
        MaxResults: z.number().int().min(1).max(1000).default(1000),
        NextToken: z.string().default(''),
      }),
      (input, call) => {
        call.authorize('sqs:ListQueues', queueArn('*'));
        const named = queues.list().filter(({ name }) => name.startsWith(input.QueueNamePrefix));
        const rest = named
          .map(({ name }) => name)
          .filter((name) => name > input.NextToken)
          .sort();
        const page = rest.slice(0, input.MaxResults);
        return {
          QueueUrls: page.map((name) => urlOf({ name })),
          ...(rest.length > page.length && { NextToken: page.at(-1) }),
        };
      },
    ),
    ListDeadLetterSourceQueues: jsonOperation(byUrl, (input, call) => {
      const queue = authorizedQueue(queues, call, 'ListDeadLetterSourceQueues', input.QueueUrl);
      return { queueUrls: queues.sourcesOf(queue).map(urlOf) };
    }),
    PurgeQueue: jsonOperation(byUrl, (input, call) => {
      queues.purge(authorizedQueue(queues, call, 'PurgeQueue', input.QueueUrl));
    }),
  };
}

function attributesOf(queues: Queues, queue: Queue): Readonly<Record<string, string>> {
  const { visible, inFlight, delayed } = queues.count(queue);
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(queue.created),
    LastModifiedTimestamp: String(queue.modified),
  };
}
