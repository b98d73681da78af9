import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/**
 * A table that a backup can bring back. It carries a marker that says which table it is, by the id that DynamoDB gives every
 * table anew: in a restored one, the marker is that of another table.
 */
export interface MarkedTable {
  readonly name: string;
  /** Where the marker stands: a key like no item's. */
  readonly markerKey: Readonly<Record<string, string>>;
}

export function markedVault(name: string): MarkedTable {
  return { name, markerKey: { pk: 'TABLE', sk: 'MARKER' } };
}

export function markedKeys(name: string): MarkedTable {
  return { name, markerKey: { pk: 'TABLE' } };
}

const markerSchema = z.object({ tableId: z.string() });

/** The id of a table, which no other table ever has, whatever its name. */
export async function tableIdOf(client: DynamoDBDocumentClient, TableName: string): Promise<string> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  if (Table?.TableId === undefined) throw new Error('DynamoDB gave no id of the table');
  return Table.TableId;
}

/** The id that the marker of a table names, or undefined where it has none: then nothing was ever written into it. */
export async function readMarker(
  client: DynamoDBDocumentClient,
  { name, markerKey }: MarkedTable,
): Promise<string | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: { ...markerKey }, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : markerSchema.parse(Item).tableId;
}

/** Says that a table is what it is: at first, and when everything that was deleted has been deleted in it again. */
export async function writeMarker(
  client: DynamoDBDocumentClient,
  { name, markerKey }: MarkedTable,
  tableId: string,
): Promise<void> {
  await client.send(new PutCommand({ TableName: name, Item: { ...markerKey, tableId } }));
}
