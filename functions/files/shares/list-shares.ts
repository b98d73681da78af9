import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type RouteHandlers, shareRecordSchema, vaultKeys } from '#platform';
import { nextCursor, pageStart } from '../cursor.ts';
import type { FilesDependencies } from '../dependencies.ts';
import { ownFile } from '../own-file.ts';
import { shareView } from './share-view.ts';

/** Lists the shares of a file, newest first; those that have ended, for another week. */
export function listSharesRoute({ table, now }: FilesDependencies): RouteHandlers<'files'>['listShares'] {
  return async ({ params, query: { limit, cursor }, principal }) => {
    const file = await ownFile(table, principal.user, params.id);
    const { pk, sk } = vaultKeys.share(file.id, '');
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
        ...pageStart(cursor, (id) => vaultKeys.share(file.id, id)),
      }),
    );
    const records = z.array(shareRecordSchema).parse(page.Items ?? []);
    const next = nextCursor(page.LastEvaluatedKey !== undefined, records.at(-1)?.id);
    const items = records.map((record) => shareView(record, now()));
    return { body: { items, ...(next !== undefined && { nextCursor: next }) } };
  };
}
