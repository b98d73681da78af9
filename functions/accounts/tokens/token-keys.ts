import * as z from 'zod';
import { readItem, type TableHandle } from '#aws';

/** A public key of access tokens: of the KMS key that signs, or of one before it whose tokens may still be alive. */
export const tokenKeySchema = z.object({
  publicKey: z.object({ kty: z.string(), crv: z.string(), x: z.string(), y: z.string(), kid: z.string() }),
  /** When its last token is long over; absent while it signs. */
  endsAt: z.string().optional(),
});
export type TokenKey = z.infer<typeof tokenKeySchema>;

/** All of them, as stored in `Accounts`. `auth` adds a key before the first token that it signs. */
export const tokenKeysSchema = z.object({ version: z.number().int(), keys: z.array(tokenKeySchema) });

export const tokenKeysKey = { pk: 'TOKEN-KEYS', sk: 'TOKEN-KEYS' } as const;

/** The public keys whose tokens are good now. */
export async function readTokenKeys(accounts: TableHandle, now: Date): Promise<readonly TokenKey[]> {
  const kept = await readItem(accounts, tokenKeysKey, tokenKeysSchema);
  return kept?.keys.filter((key) => isGood(key, now)) ?? [];
}

export function isGood({ endsAt }: TokenKey, now: Date): boolean {
  return endsAt === undefined || new Date(endsAt) > now;
}
