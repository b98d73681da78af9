import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { readItem, type TableHandle } from '../table/table.ts';

/** When the janitor last came through, in the table `Metrics`. */
const ROUND = { pk: 'ROUND', sk: 'ROUND' } as const;
const roundSchema = z.object({ at: z.iso.datetime() });

export async function noteRound(table: TableHandle, at: Date): Promise<void> {
  await table.client.send(
    new PutCommand({ TableName: table.name, Item: { ...ROUND, at: at.toISOString() } }),
  );
}

/** The end of the janitor's last round that went well, or undefined where there was none yet. */
export async function lastRound(table: TableHandle): Promise<Date | undefined> {
  const round = await readItem(table, ROUND, roundSchema);
  return round && new Date(round.at);
}
