import { z } from 'zod';
import { flag, number, parseProperties } from '../kit/parse-properties.ts';
import type { ResourceProvider } from '../kit/resource.ts';
import { defaultAttributes, queueArn, queueName } from './model/queue.ts';
import type { Queues } from './model/queues.ts';
import type { QueueSurroundings } from './operations/queue-operations.ts';

const settings = {
  DelaySeconds: number.optional(),
  MaximumMessageSize: number.optional(),
  MessageRetentionPeriod: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  SqsManagedSseEnabled: flag.optional(),
  VisibilityTimeout: number.optional(),
};
const queueProperties = z.strictObject({
  ...settings,
  QueueName: z.string().optional(),
  RedrivePolicy: z.unknown().optional(),
  RedriveAllowPolicy: z.unknown().optional(),
  Tags: z.unknown().optional(),
});
const policyProperties = z.strictObject({ Queues: z.array(z.string()), PolicyDocument: z.unknown() });

/** `AWS::SQS::Queue`, standard queues only. Encryption at rest is accepted without effect. */
export function createQueueProvider(queues: Queues, { urlOf }: QueueSurroundings): ResourceProvider {
  const type = 'AWS::SQS::Queue';
  return {
    type,
    identify(resource) {
      const name = parseProperties(queueProperties, type, resource).QueueName ?? resource.physicalName;
      const url = urlOf({ name });
      return { ref: url, attributes: { Arn: queueArn(name), QueueName: name, QueueUrl: url } };
    },
    async provision(resource) {
      const properties = parseProperties(queueProperties, type, resource);
      const changes: Record<string, string> = {
        ...defaultAttributes,
        RedrivePolicy: asText(properties.RedrivePolicy),
        RedriveAllowPolicy: asText(properties.RedriveAllowPolicy),
      };
      for (const [name, value] of Object.entries(properties)) {
        if (name in settings) changes[name] = String(value);
      }
      queues.define(properties.QueueName ?? resource.physicalName, changes);
    },
  };
}

/** `AWS::SQS::QueuePolicy`, stored with the queue and given to IAM. */
export function createQueuePolicyProvider(
  queues: Queues,
  { setPolicy }: QueueSurroundings,
): ResourceProvider {
  const type = 'AWS::SQS::QueuePolicy';
  return {
    type,
    identify: ({ physicalName }) => ({ ref: physicalName, attributes: { Id: physicalName } }),
    async provision(resource) {
      const { Queues: urls, PolicyDocument } = parseProperties(policyProperties, type, resource);
      for (const url of urls) {
        const { name, arn } = queues.get(queueName(url));
        queues.define(name, { Policy: JSON.stringify(PolicyDocument) });
        setPolicy(arn, PolicyDocument);
      }
    },
  };
}

/** Policies are objects or text. A queue without a policy loses its old one. */
function asText(policy: unknown): string {
  if (policy === undefined) return '';
  return typeof policy === 'string' ? policy : JSON.stringify(policy);
}
