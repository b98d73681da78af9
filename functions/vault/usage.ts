import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { change, queryItems, readItem, StaleRecord, type Write } from '#aws';
import { fileStatuses, Problem, type Quota, type Usage } from '#contract';
import { vaultKeys } from './keys.ts';
import type { VaultTable } from './vault-table.ts';

/**
 * What an owner's files take up, as stored in `Vault`: `pk` `OWNER#owner`, `sk` `USAGE`. A file counts from the transaction that
 * writes its record to the one that deletes it or rejects it, and with the size that was declared. One that has failed
 * counts on, for it can be tried again.
 *
 * An owner whose files were never counted has no such item. Whatever would change it fails then, and counts first; so nothing
 * can change between the count and its being written.
 */
const counterSchema = z.object({ bytes: z.number().int(), files: z.number().int() });

const countedSchema = z.object({ size: z.number().int(), status: z.enum(fileStatuses) });
type Counted = z.infer<typeof countedSchema>;

/** What an owner's files take up. */
export async function readUsage(table: VaultTable, owner: string): Promise<Usage> {
  return (await readItem(table, vaultKeys.usage(owner), counterSchema)) ?? countFiles(table, owner);
}

/** A write that counts a new file. It fails where the file does not fit into the quota any more, or nothing was counted yet. */
export function reserve(table: VaultTable, owner: string, size: number, quota: Quota): Write {
  return {
    Update: {
      TableName: table.name,
      Key: vaultKeys.usage(owner),
      UpdateExpression: 'SET #bytes = #bytes + :size, #files = #files + :one',
      ConditionExpression: 'attribute_exists(pk) AND #bytes <= :bytes AND #files < :files',
      ExpressionAttributeNames: { '#bytes': 'bytes', '#files': 'files' },
      ExpressionAttributeValues: {
        ':size': size,
        ':one': 1,
        ':bytes': quota.bytes - size,
        ':files': quota.files,
      },
    },
  };
}

/** Writes that belong to the end of a file: it counts no longer, if it did. They fail where nothing was counted yet. */
export function giveBack(table: VaultTable, file: Counted & { readonly owner: string }): Write[] {
  if (!counts(file)) return [];
  const increase = { bytes: -file.size, files: -1 };
  return [change(table, vaultKeys.usage(file.owner), { increase }, {})];
}

/** Carries out a change of what is counted, after a count of what there is where there never was one. */
export async function countedFirst<T>(
  table: VaultTable,
  owner: string,
  carryOut: () => Promise<T>,
): Promise<T> {
  try {
    return await carryOut();
  } catch (error) {
    if (!(error instanceof StaleRecord) || !(await beginCounting(table, owner))) throw error;
    return carryOut();
  }
}

/** @throws Problem `quota_bytes_exceeded` or `quota_files_exceeded` where a file of this size does not fit in */
export async function requireRoom(
  table: VaultTable,
  owner: string,
  size: number,
  quota: Quota,
): Promise<void> {
  const usage = await readUsage(table, owner);
  if (usage.files >= quota.files)
    throw new Problem('quota_files_exceeded', { detail: `At most ${quota.files} files.` });
  if (usage.bytes + size > quota.bytes)
    throw new Problem('quota_bytes_exceeded', {
      detail: `${Math.max(0, quota.bytes - usage.bytes)} of ${quota.bytes} bytes are left.`,
    });
}

/** @returns whether there was no count before */
async function beginCounting(table: VaultTable, owner: string): Promise<boolean> {
  const key = vaultKeys.usage(owner);
  if ((await readItem(table, key, counterSchema)) !== undefined) return false;
  const Item = { ...key, ...(await countFiles(table, owner)) };
  const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item, ...condition }));
  } catch (error) {
    // Somebody else has counted, too.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
  return true;
}

async function countFiles(table: VaultTable, owner: string): Promise<Usage> {
  const { pk, sk } = vaultKeys.file(owner, '');
  const usage = { bytes: 0, files: 0 };
  const query = {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ProjectionExpression: '#size, #status',
    ExpressionAttributeNames: { '#size': 'size', '#status': 'status' },
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    ConsistentRead: true,
  };
  for await (const file of queryItems(table, query, countedSchema)) {
    if (!counts(file)) continue;
    usage.bytes += file.size;
    usage.files += 1;
  }
  return usage;
}

/** A rejected file has no content: its record only says why. */
function counts({ status }: Pick<Counted, 'status'>): boolean {
  return status !== 'rejected';
}
