import * as z from 'zod';
import { s3EventSchema, s3TestEventSchema, type WorkItem, workItemSchema } from '#contract';

/** What a message of the queue `work` asks for. */
export type Job = WorkItem | { readonly kind: 'arrival'; readonly key: string };

const messageSchema = z.union([workItemSchema, s3EventSchema, s3TestEventSchema]);

/**
 * Reads a message: a work item of ours, or an event that S3 wrote (one that only tests the way asks for nothing).
 *
 * @param bucket - where uploads arrive; events of another bucket are nobody's
 * @throws Error for anything else: it ends in the dead-letter queue, where somebody looks at it
 */
export function readMessage(body: string, bucket: string): Job[] {
  const message = messageSchema.parse(JSON.parse(body));
  if ('kind' in message) return [message];
  if ('Event' in message) return [];
  return message.Records.filter(({ s3 }) => s3.bucket.name === bucket).map(({ s3 }) => ({
    kind: 'arrival',
    // Keys come form-encoded (Amazon S3 User Guide, "Event message structure").
    key: decodeURIComponent(s3.object.key.replaceAll('+', ' ')),
  }));
}
