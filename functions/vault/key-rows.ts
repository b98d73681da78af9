import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { bytesSchema } from '#aws';

/** The namespace of the file key in every message (docs/recovery.md); its name is the file's id. */
export const KEY_NAMESPACE = 'encrypt5';

/** The wrapped key of a file, as stored in the table `Keys`: `pk` is the file's id. */
export const keyRowSchema = z.object({
  pk: z.string(),
  /** The file key as KMS wrapped it. */
  wrappedKey: bytesSchema,
  /** ARN of the KMS key that unwraps it. */
  keyArn: z.string(),
  encryptionContext: z.record(z.string(), z.string()),
});
export type KeyRow = z.infer<typeof keyRowSchema>;

/** The wrapped key of a file as it stands now, or undefined where there is none. */
export async function readKeyRow(
  client: DynamoDBDocumentClient,
  TableName: string,
  file: string,
): Promise<KeyRow | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName, Key: { pk: file }, ConsistentRead: true }));
  return Item === undefined ? undefined : keyRowSchema.parse(Item);
}
