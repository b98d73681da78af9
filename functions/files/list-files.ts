import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type RouteHandlers, readProgress, type VaultTable, vaultKeys } from '#platform';
import { nextCursor, pageStart } from './cursor.ts';
import type { FilesDependencies } from './dependencies.ts';
import { beginsWith } from './name-prefix.ts';
import { fileView, type ListedFile, listedFields, listedFileSchema } from './views.ts';

/** What a search reads in one request at most: so many times so many records. */
const READS = 4;
const RECORDS = 250;

/**
 * Lists the caller's files, newest first. A page costs the same whether there are ten files or ten thousand; one of a search may
 * be short, or have nothing on it, and go on all the same.
 */
export function listFilesRoute({ table }: FilesDependencies): RouteHandlers<'files'>['listFiles'] {
  return async ({ query: { limit, cursor, status, q }, principal }) => {
    const owner = principal.user;
    const isSearch = status !== undefined || q !== undefined;
    const isWanted = (file: ListedFile) =>
      (status === undefined || file.status === status) && (q === undefined || beginsWith(file.name, q));
    const found: ListedFile[] = [];
    let next = cursor;
    for (let reads = 0; reads < (isSearch ? READS : 1); reads += 1) {
      const page = await readPage(table, owner, next, isSearch ? RECORDS : limit);
      const wanted = page.files.filter(isWanted).slice(0, limit - found.length);
      found.push(...wanted);
      const isFull = found.length === limit;
      // A full page ends at its last file, though more was read.
      const last = isFull ? wanted.at(-1) : page.files.at(-1);
      const isMore = page.isMore || last !== page.files.at(-1);
      next = nextCursor(isMore, last?.id);
      if (isFull || next === undefined) break;
    }
    const moving = found.filter((file) => file.status === 'encrypting').map(({ id }) => id);
    const progress = await readProgress(table, owner, moving);
    const items = found.map((file) => fileView(file, progress.get(file.id)));
    return { body: { items, ...(next !== undefined && { nextCursor: next }) } };
  };
}

/** The files that follow a cursor, and whether there are more. */
async function readPage(
  table: VaultTable,
  owner: string,
  cursor: string | undefined,
  Limit: number,
): Promise<{ files: ListedFile[]; isMore: boolean }> {
  const { pk, sk } = vaultKeys.file(owner, '');
  const page = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ...listedFields,
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit,
      ...pageStart(cursor, (id) => vaultKeys.file(owner, id)),
    }),
  );
  return {
    files: z.array(listedFileSchema).parse(page.Items ?? []),
    isMore: page.LastEvaluatedKey !== undefined,
  };
}
