import type { Buckets } from '../storage/buckets.ts';
import type { BucketConfiguration, QueueConfiguration } from '../template/bucket-properties.ts';
import type { Journal } from './journal.ts';
import { type ObjectEvent, renderEvent, renderTestEvent } from './messages.ts';

/** Reports what happens to objects, to the queues that the bucket's configuration names. */
export interface Events {
  /** Journals the event for every queue that wants it. Only inside the transaction of the change. */
  record(event: ObjectEvent): void;
  /** Journals `s3:TestEvent` for every queue that is new. Only inside a transaction. */
  announce(bucket: string, after: BucketConfiguration, before: BucketConfiguration | undefined): void;
}

export function createEvents(
  buckets: Buckets,
  journal: Journal,
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
    announce: (bucket, after, before) => {
      const known = new Set(queueConfigurations(before).map(({ Queue }) => Queue));
      for (const queue of new Set(queueConfigurations(after).map(({ Queue }) => Queue))) {
        if (!known.has(queue)) journal.add(queue, renderTestEvent(bucket, requestId(), new Date(now())));
      }
    },
  };
}

export function queueConfigurations(
  configuration: BucketConfiguration | undefined,
): readonly QueueConfiguration[] {
  return configuration?.NotificationConfiguration?.QueueConfigurations ?? [];
}

/** CloudFormation gives the entries no id, so their place is it. */
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
