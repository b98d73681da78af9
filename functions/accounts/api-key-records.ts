import * as z from 'zod';
import { newSecret, readItem, sha256, type TableHandle } from '#aws';
import { idSchema, scopes } from '#contract';
import { accountKeys } from './records.ts';

/** An API key, as stored: `pk` `USER#id`, `sk` `KEY#id`. */
export const apiKeyRecordSchema = z.object({
  id: idSchema,
  user: idSchema,
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: z.string(),
  endsAt: z.string(),
  /** SHA-256 of the secret's random part. */
  hash: z.string(),
});
export type ApiKeyRecord = z.infer<typeof apiKeyRecordSchema>;

/** What every secret begins with; an access token never does. */
export const API_KEY_PREFIX = 'e5_';

const secretPattern = new RegExp(
  `^${API_KEY_PREFIX}(?<user>[0-9A-Z]{26})(?<key>[0-9A-Z]{26})(?<random>[A-Za-z0-9_-]{43})$`,
);
const partsSchema = z.object({ user: idSchema, key: idSchema, random: z.string() });

/** A secret for a new key: it says whose key it is, and proves it with 256 random bits. */
export function newApiKeySecret(user: string, key: string): { secret: string; hash: string } {
  const random = newSecret();
  return { secret: `${API_KEY_PREFIX}${user}${key}${random}`, hash: sha256(random) };
}

/** The key that a secret opens, whether or not it has ended; undefined for what opens none. */
export async function findApiKey(accounts: TableHandle, secret: string): Promise<ApiKeyRecord | undefined> {
  const parts = partsSchema.safeParse(secretPattern.exec(secret)?.groups);
  if (!parts.success) return undefined;
  const { user, key, random } = parts.data;
  const record = await readItem(accounts, accountKeys.apiKey(user, key), apiKeyRecordSchema);
  return record?.hash === sha256(random) ? record : undefined;
}
