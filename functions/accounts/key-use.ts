import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TableHandle } from '#aws';
import { idSchema } from '#contract';
import type { ApiKeyRecord } from './api-key-records.ts';

/** Milliseconds in which one note of a key's use is enough. */
const NOTED_FOR = 60_000;

/** When an API key was used last, as stored in the table `Activity`: `pk` `USER#id`, `sk` `KEY#id`. */
const keyUseSchema = z.object({ key: idSchema, lastUsedAt: z.string() });

const noteKey = (user: string, key: string) => ({ pk: `USER#${user}`, sk: `KEY#${key}` });

/**
 * Notes that a key is being used, once a minute at most: most uses of a busy key cost no write. The table is not that of the
 * accounts, so that who only checks keys needs no right to change an account.
 */
export function createKeyUseNote(
  activity: TableHandle,
  now: () => Date,
): (key: ApiKeyRecord) => Promise<void> {
  const notedAt = new Map<string, number>();
  return async ({ id, user, endsAt }) => {
    const time = now().getTime();
    if (time - (notedAt.get(id) ?? 0) < NOTED_FOR) return;
    notedAt.set(id, time);
    try {
      await activity.client.send(
        new UpdateCommand({
          TableName: activity.name,
          Key: noteKey(user, id),
          UpdateExpression: 'SET #key = :key, lastUsedAt = :at, expires = :expires',
          // Another instance may have noted it.
          ConditionExpression: 'attribute_not_exists(lastUsedAt) OR lastUsedAt < :before',
          ExpressionAttributeNames: { '#key': 'key' },
          ExpressionAttributeValues: {
            ':key': id,
            ':at': new Date(time).toISOString(),
            ':before': new Date(time - NOTED_FOR).toISOString(),
            ':expires': Math.ceil(new Date(endsAt).getTime() / 1000),
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };
}

/** When each key of an account was used last, by id; a key that was never used is not there. */
export async function lastUses(activity: TableHandle, user: string): Promise<ReadonlyMap<string, string>> {
  const { pk, sk } = noteKey(user, '');
  const { Items } = await activity.client.send(
    new QueryCommand({
      TableName: activity.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    }),
  );
  return new Map(
    z
      .array(keyUseSchema)
      .parse(Items ?? [])
      .map(({ key, lastUsedAt }) => [key, lastUsedAt]),
  );
}
