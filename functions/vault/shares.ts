import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  change,
  type ItemKey,
  putNew,
  queryItems,
  type RecordChanges,
  readItem,
  StaleRecord,
  type TableHandle,
  transact,
  updateItem,
  type Write,
} from '#aws';
import { idSchema } from '#contract';
import { vaultKeys } from './keys.ts';
import type { VaultTable } from './vault-table.ts';

/** A file that can be downloaded by whoever has a link, as stored in `Vault`: `pk` `SHARES#file`, `sk` `SHARE#id`. */
export const shareRecordSchema = z.object({
  id: idSchema,
  owner: idSchema,
  file: idSchema,
  /** SHA-256 of the tokens of its links: one, or more where the client lost the answer and asked again. */
  tokenHashes: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string(),
  maxDownloads: z.number().int().optional(),
  /** Mail addresses that the link is still to be sent to; absent when it was sent to all. */
  recipients: z.array(z.string()).optional(),
  /** In PHC form. */
  passwordHash: z.string().optional(),
  /** Claims that were given an address. */
  downloads: z.number().int(),
  /** When the first of them was. */
  firstDownloadAt: z.string().optional(),
  /** Whether the owner was told of it. */
  told: z.boolean().optional(),
  revokedAt: z.string().optional(),
  /** When the janitor deletes it: some time after its end, so that its owner sees how it ended. */
  dueAt: z.string(),
});
export type ShareRecord = z.infer<typeof shareRecordSchema>;

/** One download by way of a share, as stored in `Vault`: `pk` `SHARE#share`, `sk` `CLAIM#` and the SHA-256 of its secret. */
export const claimSchema = z.object({
  createdAt: z.string(),
  /** From when nothing comes of it any more. */
  endsAt: z.string(),
  /** The decryption that it waits for. */
  operation: idSchema,
  /** Whether it was counted, as which download of the share, and until when it may be given an address again. */
  issued: z.object({ number: z.number().int(), until: z.string() }).optional(),
  /** DynamoDB's time to live, seconds. */
  expires: z.number().int(),
});
export type Claim = z.infer<typeof claimSchema>;

/** Where a token or an id leads. */
const placeSchema = z.object({ owner: idSchema, file: idSchema, share: idSchema });

/** Days for which a share that has ended is kept. */
const KEPT_DAYS = 7;

/** When a share goes that ends at a moment. */
export function goneAfter(end: string): string {
  return new Date(new Date(end).getTime() + KEPT_DAYS * 24 * 3600_000).toISOString();
}

/** Writes that put a share: itself, and what its token and its id lead to. */
export function putShare(table: VaultTable, share: ShareRecord): Write[] {
  return [
    putNew(table, vaultKeys.share(share.file, share.id), share),
    putNew(table, vaultKeys.ownShare(share.owner, share.id), placeOf(share)),
    ...share.tokenHashes.map((hash) => putToken(table, share, hash)),
  ];
}

/**
 * Lets another token open a share, besides those that do. Of two at a time both open it, and one may be left when the share is
 * deleted: it leads to nothing, until its own time is over.
 */
export async function addShareToken(
  table: VaultTable,
  share: ShareRecord,
  hash: string,
): Promise<ShareRecord> {
  const tokenHashes = [...share.tokenHashes, hash];
  await transact(table, [
    change<ShareRecord>(table, vaultKeys.share(share.file, share.id), { set: { tokenHashes } }, {}),
    putToken(table, share, hash),
  ]);
  return { ...share, tokenHashes };
}

function putToken(table: VaultTable, share: ShareRecord, hash: string): Write {
  const expires = Math.ceil(new Date(goneAfter(share.expiresAt)).getTime() / 1000);
  return putNew(table, vaultKeys.shareToken(hash), { ...placeOf(share), expires });
}

function placeOf({ owner, file, id }: ShareRecord): z.infer<typeof placeSchema> {
  return { owner, file, share: id };
}

/**
 * Writes that end a share before its time. That it was ended stands in the table that no restore takes back, too: a backup must not
 * open it again.
 */
export function revocation(
  table: VaultTable,
  tombstones: TableHandle,
  share: ShareRecord,
  revokedAt: string,
): Write[] {
  const changes = { set: { revokedAt, dueAt: goneAfter(revokedAt) } };
  return [
    change<ShareRecord>(table, vaultKeys.share(share.file, share.id), changes, { revokedAt: undefined }),
    putNew(tombstones, vaultKeys.ownShare(share.owner, share.id), {
      share: share.id,
      sharedFile: share.file,
      revokedAt,
    }),
  ];
}

/** The share of an owner with an id. */
export function readOwnShare(
  table: VaultTable,
  owner: string,
  share: string,
): Promise<ShareRecord | undefined> {
  return follow(table, vaultKeys.ownShare(owner, share));
}

/** The share that a token opens, by its SHA-256. */
export function readShareOfToken(table: VaultTable, tokenHash: string): Promise<ShareRecord | undefined> {
  return follow(table, vaultKeys.shareToken(tokenHash));
}

export function readShare(table: VaultTable, file: string, share: string): Promise<ShareRecord | undefined> {
  return readItem(table, vaultKeys.share(file, share), shareRecordSchema);
}

async function follow(table: VaultTable, key: ItemKey): Promise<ShareRecord | undefined> {
  const place = await readItem(table, key, placeSchema);
  return place === undefined ? undefined : readShare(table, place.file, place.share);
}

export async function putClaim(table: VaultTable, key: ItemKey, claim: Claim): Promise<void> {
  await transact(table, [putNew(table, key, claim)]);
}

export function readClaim(table: VaultTable, key: ItemKey): Promise<Claim | undefined> {
  return readItem(table, key, claimSchema);
}

/** @throws StaleRecord where it is gone */
export function updateClaim(table: VaultTable, key: ItemKey, changes: RecordChanges<Claim>): Promise<void> {
  return updateItem(table, key, changes, {});
}

/** Notes that the owner of a share was told of its first download; nothing where it is gone meanwhile. */
export function noteTold(table: VaultTable, share: ShareRecord): Promise<void> {
  return note(table, share, { set: { told: true } });
}

/** Notes that a share's link was sent to everybody that its owner named; nothing where it is gone meanwhile. */
export function noteLinksSent(table: VaultTable, share: ShareRecord): Promise<void> {
  return note(table, share, { remove: ['recipients'] });
}

/** As a transaction, for others that count downloads or add tokens may be at the share: it is tried again. */
async function note(
  table: VaultTable,
  { file, id }: ShareRecord,
  changes: RecordChanges<ShareRecord>,
): Promise<void> {
  try {
    await transact(table, [change<ShareRecord>(table, vaultKeys.share(file, id), changes, {})]);
  } catch (error) {
    if (!(error instanceof StaleRecord)) throw error;
  }
}

/** All shares of a file, whether or not they have ended. */
export function sharesOf(table: VaultTable, file: string): AsyncGenerator<ShareRecord> {
  const { pk, sk } = vaultKeys.share(file, '');
  return queryItems(table, beginning(pk, sk), shareRecordSchema);
}

/** Deletes a share with everything that belongs to it; what leads to it goes last, so that whoever dies half-way is repeated. */
export async function deleteShare(table: VaultTable, share: ShareRecord): Promise<void> {
  const { pk, sk } = vaultKeys.claim(share.id, '');
  const claims = queryItems(table, beginning(pk, sk), z.object({ pk: z.string(), sk: z.string() }));
  for await (const claim of claims) await remove({ pk: claim.pk, sk: claim.sk });
  for (const hash of share.tokenHashes) await remove(vaultKeys.shareToken(hash));
  await remove(vaultKeys.ownShare(share.owner, share.id));
  await remove(vaultKeys.share(share.file, share.id));

  async function remove(Key: ItemKey): Promise<void> {
    await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
  }
}

function beginning(pk: string, sk: string) {
  return {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    ConsistentRead: true,
  };
}
