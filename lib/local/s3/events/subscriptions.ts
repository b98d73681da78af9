import { AwsError } from '../../kit/service.ts';
import type { BucketConfiguration, QueueConfiguration } from '../bucket-properties.ts';
import { S3Error } from '../errors.ts';
import type { Buckets } from '../storage/buckets.ts';
import type { Journal, Notify } from './journal.ts';
import { type ObjectEvent, renderEvent, renderTestEvent } from './messages.ts';

/** Reports events to the queues of the bucket's notification configuration. */
export interface Events {
  /** Adds the event to the journal for each subscribed queue. Call it inside the transaction of the change. */
  record(event: ObjectEvent): void;
  /**
   * Sends `s3:TestEvent` to every new queue. S3 refuses a configuration with a queue that refuses it (API
   * Reference, "PutBucketNotificationConfiguration").
   *
   * @throws S3Error `InvalidArgument` naming the queues and the reasons
   */
  verify(bucket: string, after: BucketConfiguration, before: BucketConfiguration | undefined): Promise<void>;
}

export function createEvents(
  buckets: Buckets,
  journal: Journal,
  notify: Notify,
  now: () => number,
  requestId: () => string,
): Events {
  return {
    record: (event) => {
      const subscriptions = queueConfigurations(buckets.find(event.bucket)?.configuration);
      for (const [index, subscription] of subscriptions.entries()) {
        if (!wants(subscription, event)) continue;
        journal.add(subscription.Queue, renderEvent(event, configurationId(index), new Date(now())));
      }
    },
    verify: async (bucket, after, before) => {
      const known = new Set(queueConfigurations(before).map(({ Queue }) => Queue));
      const refusals: string[] = [];
      for (const queue of new Set(queueConfigurations(after).map(({ Queue }) => Queue))) {
        if (known.has(queue)) continue;
        try {
          await notify(queue, renderTestEvent(bucket, requestId(), new Date(now())));
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          refusals.push(`${queue} (${error.code}: ${error.message})`);
        }
      }
      if (refusals.length === 0) return;
      throw new S3Error(
        'InvalidArgument',
        400,
        `Unable to validate the following destination configurations: ${refusals.join(', ')}`,
      );
    },
  };
}

export function queueConfigurations(
  configuration: BucketConfiguration | undefined,
): readonly QueueConfiguration[] {
  return configuration?.NotificationConfiguration?.QueueConfigurations ?? [];
}

/** CloudFormation gives the entries no id, so the index is used. */
export function configurationId(index: number): string {
  return `queue-${index + 1}`;
}

function wants(subscription: QueueConfiguration, event: ObjectEvent): boolean {
  const pattern = subscription.Event.slice('s3:'.length);
  const named = pattern.endsWith('*') ? event.name.startsWith(pattern.slice(0, -1)) : event.name === pattern;
  if (!named) return false;
  return (subscription.Filter?.S3Key.Rules ?? []).every(({ Name, Value }) =>
    Name === 'prefix' ? event.key.startsWith(Value) : event.key.endsWith(Value),
  );
}
