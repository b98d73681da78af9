import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DUE, readItem, transact, type Write } from '#aws';
import { operationsOf, type SweepWork, sweepWorkSchema, vaultKeys } from '#vault';
import type { ReplayerDependencies } from './dependencies.ts';

/**
 * Deletes a file once more that a backup has brought back: record, key and operations, and its stored objects too, should there
 * be any.
 *
 * @returns whether anything of it was there
 */
export async function deleteAgain(
  dependencies: ReplayerDependencies,
  { owner, file }: { readonly owner: string; readonly file: string },
): Promise<boolean> {
  const { table, keysTable, now } = dependencies;
  const [record, key, operations] = await Promise.all([
    readItem(table, vaultKeys.file(owner, file), z.looseObject({})),
    table.client.send(new GetCommand({ TableName: keysTable, Key: { pk: file }, ConsistentRead: true })),
    operationsOf(table, owner, file),
  ]);
  for (const { id } of operations) {
    const Key = vaultKeys.operation(owner, id);
    await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
  }
  if (record === undefined && key.Item === undefined) return operations.length > 0;
  const existing = await readItem(table, vaultKeys.tombstone(owner, file), sweepWorkSchema);
  const work: SweepWork = { ...existing, owner, file, dueAt: now().toISOString() };
  const writes: Write[] = [
    { Delete: { TableName: table.name, Key: vaultKeys.file(owner, file) } },
    { Delete: { TableName: keysTable, Key: { pk: file } } },
    // What the backup had counted is not what is left: whoever needs the count next makes it anew.
    { Delete: { TableName: table.name, Key: vaultKeys.usage(owner) } },
  ];
  await transact(table, [...writes, putSweep(dependencies, work)]);
  return true;
}

/** The janitor takes it up within a minute. */
function putSweep({ table }: ReplayerDependencies, work: SweepWork): Write {
  const Item = { ...vaultKeys.tombstone(work.owner, work.file), ...work, due: DUE };
  return { Put: { TableName: table.name, Item } };
}
