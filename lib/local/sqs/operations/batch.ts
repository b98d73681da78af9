import { z } from 'zod';
import { AwsError } from '../../kit/service.ts';

interface Failure {
  readonly Id: string;
  readonly Code: string;
  readonly Message: string;
  readonly SenderFault: true;
}

/** The schema of a batch. Each entry has an id. */
export function batchOf<S extends z.ZodRawShape>(shape: S) {
  return z.array(z.strictObject({ Id: z.string(), ...shape })).default([]);
}

/**
 * Handles the entries of a batch one by one. A failed entry does not affect the others.
 *
 * @throws AwsError for an invalid batch
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export function runBatch<E extends { readonly Id: string }>(
  entries: readonly E[],
  handle: (entry: E) => object,
): { readonly Successful: readonly object[]; readonly Failed: readonly Failure[] } {
  checkBatch(entries.map(({ Id }) => Id));
  const successful: object[] = [];
  const failed: Failure[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...handle(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful: successful, Failed: failed };
}

function checkBatch(ids: readonly string[]): void {
  if (ids.length === 0)
    throw new AwsError('EmptyBatchRequest', 400, "The batch request doesn't contain any entries.");
  if (ids.length > 10) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      400,
      `Maximum number of entries per request are 10. You have sent ${ids.length}.`,
    );
  }
  if (ids.some((id) => !/^[A-Za-z0-9_-]{1,80}$/.test(id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      400,
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', 400, `Id ${twice} repeated.`);
}
