import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { output, settings } from './client.ts';

export const db = new DynamoDBClient(settings);
export const TableName = output('ItemsName');
export const text = (S: string) => ({ S });
export const keyOf = (pk: string, sk = 'item') => ({ pk: text(pk), sk: text(sk) });

export const put = (
  pk: string,
  attributes: Record<string, { S: string } | { N: string }> = {},
  sk = 'item',
) => db.send(new PutItemCommand({ TableName, Item: { ...keyOf(pk, sk), ...attributes } }));
export const get = async (pk: string, sk = 'item') =>
  (await db.send(new GetItemCommand({ TableName, Key: keyOf(pk, sk), ConsistentRead: true }))).Item;
