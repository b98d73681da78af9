import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Logger } from '../logger.ts';

/** One delivery of a message. */
export interface Delivery {
  readonly body: string;
  readonly receiptHandle: string;
  /** How often the message was delivered, this time included. */
  readonly receives: number;
}

/** Thrown by a consumer for whom it is too early; nothing is wrong with the message. */
export class Postponed extends Error {}

/**
 * The handler of a function that a queue feeds. A message whose consumer throws is delivered again after its visibility
 * timeout, and ends in the dead-letter queue; the others of its batch are done.
 */
export function consume(consumer: (delivery: Delivery, context: Context) => Promise<void>, logger: Logger) {
  return async (event: SQSEvent, context: Context) => {
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(event, (record: SQSRecord) => attempt(record, context), processor, {
      context,
      throwOnFullBatchFailure: false,
    });
  };

  async function attempt(record: SQSRecord, context: Context): Promise<void> {
    const receives = Number(record.attributes.ApproximateReceiveCount);
    try {
      await consumer({ body: record.body, receiptHandle: record.receiptHandle, receives }, context);
    } catch (error) {
      const about = { message_id: record.messageId, receives };
      if (error instanceof Postponed)
        logger.info('The message will be delivered again', { ...about, reason: error.message });
      else
        logger.warn('The message will be delivered again', {
          ...about,
          error: error instanceof Error ? error : new Error(String(error)),
        });
      throw error;
    }
  }
}
