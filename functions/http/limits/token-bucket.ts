import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ItemKey, readItem, type TableHandle } from '#aws';
import type { Rate } from './rates.ts';

/**
 * A token bucket, as stored in the table `Activity`: one number says how full it is, namely when it will be full again if
 * nothing is taken (the generic cell rate algorithm, ITU-T I.371, annex A). What is not there is full.
 */
const bucketSchema = z.object({
  /** Milliseconds since 1970. */
  fullAt: z.number(),
});

/**
 * Takes one token: a single conditional write of a full bucket, another where it is not full. However many take at once, never
 * more get one than there are.
 *
 * @returns 0, or the milliseconds until there will be a token
 */
export async function takeToken(
  table: TableHandle,
  Key: ItemKey,
  { burst, interval }: Rate,
  now: Date,
): Promise<number> {
  const time = now.getTime();
  const expires = Math.ceil((time + burst * interval) / 1000);
  const latest = time + (burst - 1) * interval;
  for (;;) {
    const taken =
      (await write({
        UpdateExpression: 'SET fullAt = :next, expires = :expires',
        ConditionExpression: 'attribute_not_exists(pk) OR fullAt <= :now',
        ExpressionAttributeValues: { ':next': time + interval, ':expires': expires, ':now': time },
      })) ||
      (await write({
        UpdateExpression: 'SET fullAt = fullAt + :interval, expires = :expires',
        ConditionExpression: 'fullAt > :now AND fullAt <= :latest',
        ExpressionAttributeValues: {
          ':interval': interval,
          ':expires': expires,
          ':now': time,
          ':latest': latest,
        },
      }));
    if (taken) return 0;
    const fullAt = (await readItem(table, Key, bucketSchema))?.fullAt ?? 0;
    if (fullAt > latest) return fullAt - latest;
    // Between the writes another took the first token, or DynamoDB tidied the bucket away: once more.
  }

  function write(input: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<boolean> {
    return unlessRefused(table, { TableName: table.name, Key, ...input });
  }
}

/** Gives a token back that was taken for an attempt which succeeded. A bucket that is full meanwhile needs none. */
export async function giveBack(
  table: TableHandle,
  Key: ItemKey,
  { interval }: Rate,
  now: Date,
): Promise<void> {
  await unlessRefused(table, {
    TableName: table.name,
    Key,
    UpdateExpression: 'SET fullAt = fullAt - :interval',
    ConditionExpression: 'fullAt > :now',
    ExpressionAttributeValues: { ':interval': interval, ':now': now.getTime() },
  });
}

/** @returns false where the condition does not hold */
async function unlessRefused(table: TableHandle, input: UpdateCommandInput): Promise<boolean> {
  try {
    await table.client.send(new UpdateCommand(input));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
