import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { StaleRecord } from '#aws';
import type { Shredding } from '#contract';
import { type FileRecord, fileRecordSchema, shredFile, sweep, vaultKeys } from '#vault';
import type { DeleterDependencies } from './dependencies.ts';

/** Files that are shredded at the same time. */
const AT_ONCE = 4;
/** How often in a row something else may happen to all of them. */
const TRIES = 8;

/**
 * Shreds all files of an owner, each with its tombstone, in whatever state they are.
 *
 * @param hasTime - asked before each few files but the first: every call gets something done
 * @returns whether none is left
 * @throws StaleRecord where other things keep happening to them
 */
export async function shredFiles(
  dependencies: DeleterDependencies,
  shreddedBy: Shredding['shreddedBy'],
  hasTime: () => boolean,
): Promise<boolean> {
  let tries = 0;
  for (let first = true; ; first = false) {
    const records = await someFiles(dependencies, shreddedBy.user);
    if (records.length === 0) return true;
    if (!first && !hasTime()) return false;
    const shredding = records.map((record) => shredOne(dependencies, record, shreddedBy));
    tries = (await Promise.all(shredding)).includes(true) ? 0 : tries + 1;
    if (tries === TRIES) throw new StaleRecord();
  }
}

/** @returns false where something else has happened to the file: it is looked at again */
async function shredOne(
  dependencies: DeleterDependencies,
  record: FileRecord,
  shreddedBy: Shredding['shreddedBy'],
): Promise<boolean> {
  try {
    await sweep(dependencies, await shredFile(dependencies, record, shreddedBy));
    return true;
  } catch (error) {
    if (error instanceof StaleRecord) return false;
    throw error;
  }
}

async function someFiles({ table }: DeleterDependencies, owner: string): Promise<FileRecord[]> {
  const { pk, sk } = vaultKeys.file(owner, '');
  const { Items } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ConsistentRead: true,
      Limit: AT_ONCE,
    }),
  );
  return z.array(fileRecordSchema).parse(Items ?? []);
}
