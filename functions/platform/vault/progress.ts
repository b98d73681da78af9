import { BatchGetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { vaultKeys } from './keys.ts';
import type { VaultTable } from './vault-table.ts';

/** Seconds after which an item of progress that nobody wrote again is tidied up. */
const KEPT_FOR = 24 * 3600;

const progressSchema = z.object({ subject: z.string(), fraction: z.number() });

/**
 * Writes how far the work on a file or an operation is.
 *
 * @param fraction - 0 to 1
 */
export async function writeProgress(
  table: VaultTable,
  owner: string,
  subject: string,
  fraction: number,
  now: Date,
): Promise<void> {
  const expires = Math.floor(now.getTime() / 1000) + KEPT_FOR;
  const Item = { ...vaultKeys.progress(owner, subject), subject, fraction, expires };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}

/**
 * How far the work on each of an owner's files or operations is, by id; what nobody has begun is not in the answer.
 *
 * @param subjects - 100 ids at most
 */
export async function readProgress(
  table: VaultTable,
  owner: string,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (subjects.length === 0) return new Map();
  const Keys = subjects.map((subject) => vaultKeys.progress(owner, subject));
  const { Responses } = await table.client.send(
    new BatchGetCommand({ RequestItems: { [table.name]: { Keys } } }),
  );
  const found = z.array(progressSchema).parse(Responses?.[table.name] ?? []);
  return new Map(found.map(({ subject, fraction }) => [subject, fraction]));
}
