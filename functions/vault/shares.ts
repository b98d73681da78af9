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

/** A share: people with its link can download the file. As stored in `Vault`: `pk` `SHARES#file`, `sk` `SHARE#id`. */
export const shareRecordSchema = z.object({
  id: idSchema,
  owner: idSchema,
  file: idSchema,
  /** SHA-256 of its tokens. A client that lost the answer and repeats the request adds a token. */
  tokenHashes: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string(),
  maxDownloads: z.number().int().optional(),
  /** Email addresses that the link must still be sent to; absent when it was sent to all. */
  recipients: z.array(z.string()).optional(),
  /** In PHC form. */
  passwordHash: z.string().optional(),
  /** Counted downloads. */
  downloads: z.number().int(),
  /** When the first download was counted. */
  firstDownloadAt: z.string().optional(),
  /** Whether the owner was emailed about the first download. */
  told: z.boolean().optional(),
  revokedAt: z.string().optional(),
  /** When the janitor deletes the record: some days after its end, so that the owner sees how it ended. */
  dueAt: z.string(),
});
export type ShareRecord = z.infer<typeof shareRecordSchema>;

/** A download grant, as stored in `Vault`: `pk` `SHARE#share`, `sk` `CLAIM#` and the SHA-256 of its secret. */
export const downloadGrantSchema = z.object({
  createdAt: z.string(),
  /** When the grant expires, if it was not counted. */
  endsAt: z.string(),
  /** The operation whose decrypted copy it waits for. */
  operation: idSchema,
  /** Set when the download was counted: its number within the share, and until when a URL can be issued again. */
  issued: z.object({ number: z.number().int(), until: z.string() }).optional(),
  /** DynamoDB's time to live, seconds. */
  expires: z.number().int(),
});
export type DownloadGrant = z.infer<typeof downloadGrantSchema>;

/** The share that a token or an id refers to. */
const locationSchema = z.object({ owner: idSchema, file: idSchema, share: idSchema });

/** Days that the record of an ended share is kept. */
const KEPT_DAYS = 7;

/** When the record of a share that ends at `end` is deleted. */
export function deletionDue(end: string): string {
  return new Date(new Date(end).getTime() + KEPT_DAYS * 24 * 3600_000).toISOString();
}

/** Writes that create a share with its lookup items by token and by id. */
export function putShare(table: VaultTable, share: ShareRecord): Write[] {
  return [
    putNew(table, vaultKeys.share(share.file, share.id), share),
    putNew(table, vaultKeys.ownShare(share.owner, share.id), locationOf(share)),
    ...share.tokenHashes.map((hash) => putToken(table, share, hash)),
  ];
}

/**
 * Adds a token to a share. If the share is deleted concurrently, the lookup item of a token can remain; it leads to nothing
 * and expires by TTL.
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
  const expires = Math.ceil(new Date(deletionDue(share.expiresAt)).getTime() / 1000);
  return putNew(table, vaultKeys.shareToken(hash), { ...locationOf(share), expires });
}

function locationOf({ owner, file, id }: ShareRecord): z.infer<typeof locationSchema> {
  return { owner, file, share: id };
}

/**
 * Writes that revoke a share. The table of tombstones records it too, so that a restore does not reopen the share.
 */
export function revokeWrites(
  table: VaultTable,
  tombstones: TableHandle,
  share: ShareRecord,
  revokedAt: string,
): Write[] {
  const changes = { set: { revokedAt, dueAt: deletionDue(revokedAt) } };
  return [
    change<ShareRecord>(table, vaultKeys.share(share.file, share.id), changes, { revokedAt: undefined }),
    putNew(tombstones, vaultKeys.ownShare(share.owner, share.id), {
      share: share.id,
      sharedFile: share.file,
      revokedAt,
    }),
  ];
}

/** Reads a share of an owner by its id. */
export function readOwnShare(
  table: VaultTable,
  owner: string,
  share: string,
): Promise<ShareRecord | undefined> {
  return readShareAt(table, vaultKeys.ownShare(owner, share));
}

/** Reads a share by the SHA-256 of one of its tokens. */
export function readShareOfToken(table: VaultTable, tokenHash: string): Promise<ShareRecord | undefined> {
  return readShareAt(table, vaultKeys.shareToken(tokenHash));
}

export function readShare(table: VaultTable, file: string, share: string): Promise<ShareRecord | undefined> {
  return readItem(table, vaultKeys.share(file, share), shareRecordSchema);
}

async function readShareAt(table: VaultTable, key: ItemKey): Promise<ShareRecord | undefined> {
  const place = await readItem(table, key, locationSchema);
  return place === undefined ? undefined : readShare(table, place.file, place.share);
}

export async function putDownloadGrant(table: VaultTable, key: ItemKey, claim: DownloadGrant): Promise<void> {
  await transact(table, [putNew(table, key, claim)]);
}

export function readDownloadGrant(table: VaultTable, key: ItemKey): Promise<DownloadGrant | undefined> {
  return readItem(table, key, downloadGrantSchema);
}

/** @throws StaleRecord if the grant was deleted */
export function updateDownloadGrant(
  table: VaultTable,
  key: ItemKey,
  changes: RecordChanges<DownloadGrant>,
): Promise<void> {
  return updateItem(table, key, changes, {});
}

/** Records that the owner was emailed about the first download. Does nothing if the share was deleted. */
export function recordOwnerTold(table: VaultTable, share: ShareRecord): Promise<void> {
  return note(table, share, { set: { told: true } });
}

/** Records that the link was sent to all recipients. Does nothing if the share was deleted. */
export function recordLinksSent(table: VaultTable, share: ShareRecord): Promise<void> {
  return note(table, share, { remove: ['recipients'] });
}

/** Uses a transaction, which is repeated if another one counts a download or adds a token at the same time. */
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

/** All shares of a file, including ended ones. */
export function sharesOf(table: VaultTable, file: string): AsyncGenerator<ShareRecord> {
  const { pk, sk } = vaultKeys.share(file, '');
  return queryItems(table, beginning(pk, sk), shareRecordSchema);
}

/** Deletes a share, its grants and its lookup items. The record goes last, so that an interrupted deletion is repeated. */
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
