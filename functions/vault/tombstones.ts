import * as z from 'zod';
import { after, putNew, readItem, type TableHandle, transact, type Write } from '#aws';
import { idSchema, type Shredding, shreddingSchema } from '#contract';
import type { FileRecord } from './file-record.ts';
import { chain } from './history-chain.ts';
import type { KeyRow } from './key-rows.ts';
import { vaultKeys } from './keys.ts';
import { fileLife } from './life/file-life.ts';
import { requireFrom } from './life/transition.ts';
import { lookAgain } from './look-again.ts';
import type { SweepWork } from './sweep-file.ts';
import { countedFirst, giveBack } from './usage.ts';
import type { VaultTable } from './vault-table.ts';

/**
 * What is kept of a deleted file for good, in the table `Tombstones`: `pk` `OWNER#owner`, `sk` `FILE#file`. That table is
 * never restored with the others; whatever it names stays deleted, and of what had been encrypted there is a receipt.
 */
const tombstoneSchema = z.object({
  owner: idSchema,
  file: idSchema,
  shreddedAt: z.string(),
  /** Where the file's history ends: with its deletion. */
  history: z.object({ sequence: z.number().int(), hash: z.string() }).optional(),
  /** For a file that was encrypted. */
  shredding: shreddingSchema.optional(),
});
export type Tombstone = z.infer<typeof tombstoneSchema>;

const tombstoneKey = (owner: string, file: string) => ({ pk: `OWNER#${owner}`, sk: `FILE#${file}` });

/** What is left of a deleted file, or undefined where no such file of the owner was ever deleted. */
export function readTombstone(
  tombstones: TableHandle,
  owner: string,
  file: string,
): Promise<Tombstone | undefined> {
  return readItem(tombstones, tombstoneKey(owner, file), tombstoneSchema);
}

export interface ShredDependencies {
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly tombstones: TableHandle;
}

/** What the receipt of an encrypted file states, and the very key that it speaks of. */
export interface ShreddedFile {
  readonly shredding: Shredding;
  readonly keyRow: KeyRow;
}

/** Who deletes a file, when, and from where. */
export interface ShreddedBy {
  readonly at: Date;
  /** The user's id, or the name of the function. */
  readonly actor: string;
  readonly address?: string;
}

/**
 * Deletes a file: its record and its key go in one transaction that ends its history, leaves a tombstone, and the work to
 * delete what was stored. It counts no longer against its owner's quota. From then on nobody can read it, and every worker that
 * is still at it finds its record gone.
 *
 * @param record - as it was read: nobody may have taken up work on it since
 * @param encrypted - for a file that is encrypted
 * @throws StaleRecord where record or key are no longer what was read
 */
export async function shred(
  { table, keysTable, tombstones }: ShredDependencies,
  record: FileRecord,
  { at, actor, address }: ShreddedBy,
  encrypted?: ShreddedFile,
): Promise<SweepWork> {
  const { owner, id: file, upload, plan } = record;
  const work: SweepWork = {
    owner,
    file,
    ...(upload.kind === 'multipart' && { stagingUpload: upload.uploadId }),
    ...(plan !== undefined && { vaultUpload: { key: plan.key, uploadId: plan.uploadId } }),
    dueAt: after(at, lookAgain.late),
  };
  requireFrom(fileLife.shredFile, record.status);
  const event = chain(file, record.history, {
    type: fileLife.shredFile.event,
    at: at.toISOString(),
    actor,
    ...(address !== undefined && { address }),
  });
  const tombstone: Tombstone = {
    owner,
    file,
    shreddedAt: event.at,
    history: { sequence: event.sequence, hash: event.hash },
    ...(encrypted !== undefined && { shredding: encrypted.shredding }),
  };
  const writes: Write[] = [
    {
      Delete: {
        TableName: table.name,
        Key: vaultKeys.file(owner, file),
        ConditionExpression: '#status = :status AND #fence = :fence AND history.#sequence = :sequence',
        ExpressionAttributeNames: { '#status': 'status', '#fence': 'fence', '#sequence': 'sequence' },
        ExpressionAttributeValues: {
          ':status': record.status,
          ':fence': record.fence,
          ':sequence': record.history.sequence,
        },
      },
    },
    {
      Delete: {
        TableName: keysTable,
        Key: { pk: file },
        // A key that was re-wrapped meanwhile is not the one that the receipt names.
        ...(encrypted !== undefined && {
          ConditionExpression: 'wrappedKey = :wrappedKey',
          ExpressionAttributeValues: { ':wrappedKey': encrypted.keyRow.wrappedKey },
        }),
      },
    },
    putNew(table, vaultKeys.event(file, event.sequence), event),
    putNew(table, vaultKeys.tombstone(owner, file), work),
    putNew(tombstones, tombstoneKey(owner, file), tombstone),
    ...giveBack(table, record),
  ];
  await countedFirst(table, owner, () => transact(table, writes));
  table.notice?.({ from: record.status, to: undefined, size: record.size });
  return work;
}
