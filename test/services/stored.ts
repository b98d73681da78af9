import { ListMultipartUploadsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Buckets } from '#vault';
import type { IdleVault } from './idle-vault.ts';

/** Keys in a bucket that start with the prefix: versions, delete markers and incomplete uploads. */
export async function stored(vault: IdleVault, bucket: keyof Buckets, Prefix: string): Promise<string[]> {
  const Bucket = vault.buckets[bucket];
  const listed = await vault.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  const { Uploads = [] } = await vault.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
  return [...(listed.Versions ?? []), ...(listed.DeleteMarkers ?? []), ...Uploads].map(({ Key = '' }) => Key);
}

/** Keys of the object versions in a bucket, one for each version. */
export async function versionsOf(vault: IdleVault, bucket: keyof Buckets, Prefix: string): Promise<string[]> {
  const command = new ListObjectVersionsCommand({ Bucket: vault.buckets[bucket], Prefix });
  const { Versions = [] } = await vault.s3.send(command);
  return Versions.map(({ Key = '' }) => Key);
}

/** Types of the events of a file, oldest first. */
export async function historyOf({ table }: IdleVault, file: string): Promise<string[]> {
  const { Items } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': `FILE#${file}`, ':sk': 'EVENT#' },
      ConsistentRead: true,
    }),
  );
  const events = z.array(z.object({ type: z.string() })).parse(Items);
  return events.map(({ type }) => type);
}
