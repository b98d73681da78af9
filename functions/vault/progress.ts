import { BatchGetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { backOff } from '#aws';
import { vaultKeys } from './keys.ts';
import type { VaultTable } from './vault-table.ts';

/** Seconds after which an item of progress that nobody wrote again is tidied up. */
const KEPT_FOR = 24 * 3600;

/** How often DynamoDB is asked for what it did not get round to. */
const TRIES = 4;

const progressSchema = z.object({ subject: z.string(), done: z.number(), total: z.number() });

/**
 * Adds to what is done of the work on a file or an operation; several workers may do so at once.
 *
 * @param total - bytes in all
 * @param bytes - done since the last call
 */
export async function addProgress(
  table: VaultTable,
  owner: string,
  subject: string,
  { bytes, total }: { readonly bytes: number; readonly total: number },
  now: Date,
): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: vaultKeys.progress(owner, subject),
      UpdateExpression: 'ADD #done :bytes SET #total = :total, #subject = :subject, #expires = :expires',
      ExpressionAttributeNames: {
        '#done': 'done',
        '#total': 'total',
        '#subject': 'subject',
        '#expires': 'expires',
      },
      ExpressionAttributeValues: {
        ':bytes': bytes,
        ':total': total,
        ':subject': subject,
        ':expires': Math.floor(now.getTime() / 1000) + KEPT_FOR,
      },
    }),
  );
}

/**
 * How far the work on each of an owner's files or operations is, by id; what nobody has begun is not in the answer, nor what
 * DynamoDB left out again and again.
 *
 * @param subjects - 100 ids at most
 */
export async function readProgress(
  table: VaultTable,
  owner: string,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const records: unknown[] = [];
  let Keys: Record<string, unknown>[] = subjects.map((subject) => vaultKeys.progress(owner, subject));
  for (let attempt = 1; Keys.length > 0 && attempt <= TRIES; attempt += 1) {
    if (attempt > 1) await backOff(attempt);
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys } } }),
    );
    records.push(...(Responses?.[table.name] ?? []));
    Keys = UnprocessedKeys?.[table.name]?.Keys ?? [];
  }
  const found = z.array(progressSchema).parse(records);
  // Work that was done twice counts twice, but nothing is ever more than done.
  return new Map(found.map(({ subject, done, total }) => [subject, Math.min(1, done / total)]));
}
