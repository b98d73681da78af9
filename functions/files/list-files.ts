import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { fileRecordSchema, type RouteHandlers, readProgress, vaultKeys } from '#platform';
import { nextCursor, pageStart } from './cursor.ts';
import type { FilesDependencies } from './dependencies.ts';
import { fileView } from './views.ts';

/** Lists the caller's files, newest first. A page costs the same whether there are ten files or ten thousand. */
export function listFilesRoute({ table }: FilesDependencies): RouteHandlers<'files'>['listFiles'] {
  return async ({ query: { limit, cursor }, principal }) => {
    const owner = principal.user;
    const { pk, sk } = vaultKeys.file(owner, '');
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
        ...pageStart(cursor, (id) => vaultKeys.file(owner, id)),
      }),
    );
    const records = z.array(fileRecordSchema).parse(page.Items ?? []);
    const moving = records.filter(({ status }) => status === 'encrypting').map(({ id }) => id);
    const progress = await readProgress(table, owner, moving);
    const items = records.map((record) => fileView(record, progress.get(record.id)));
    return { body: { items, ...nextCursor(page.LastEvaluatedKey, records.at(-1)?.id) } };
  };
}
