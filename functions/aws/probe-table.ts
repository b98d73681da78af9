import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

/** Reads an item that there is not: whether a table answers, and whether one may read it. Half a read unit. */
export async function probeTable(
  client: DynamoDBDocumentClient,
  TableName: string,
  sorted: 'sorted' | 'unsorted' = 'sorted',
): Promise<void> {
  const Key = { pk: 'HEALTH', ...(sorted === 'sorted' && { sk: 'HEALTH' }) };
  await client.send(new GetCommand({ TableName, Key }));
}
