import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { sha256 } from '#aws';
import type { Shredding } from '#contract';
import type { FileRecord } from './file-record.ts';
import { readEvents } from './history-chain.ts';
import { readKeyRow } from './key-rows.ts';
import { vaultPrefix } from './keys.ts';
import type { Buckets } from './sweep.ts';
import type { ShredDependencies, ShreddedFile } from './tombstones.ts';

interface DescribeDependencies extends ShredDependencies {
  readonly s3: S3Client;
  readonly buckets: Buckets;
}

/**
 * Reads what the receipt of an encrypted file will state, while it is still there; undefined for a file that is not encrypted,
 * of which there is nothing to state.
 */
export async function describeShredding(
  dependencies: DescribeDependencies,
  record: FileRecord,
  shreddedBy: Shredding['shreddedBy'],
): Promise<ShreddedFile | undefined> {
  const { table, keysTable, buckets } = dependencies;
  const { status, stored, owner, id } = record;
  if (status !== 'encrypted' || stored === undefined) return undefined;
  const keyRow = await readKeyRow(table.client, keysTable, id);
  if (keyRow === undefined) return undefined;
  const { key, versionId, size, checksum, headerDigest } = stored;
  const shredding: Shredding = {
    shreddedBy,
    ciphertext: { bucket: buckets.vault, key, versionId, size, checksum, headerDigest },
    versions: await versionsOf(dependencies, owner, id),
    fileKey: { keyArn: keyRow.keyArn, wrappedKeyDigest: sha256(keyRow.wrappedKey) },
    exports: await countExports(dependencies, id),
  };
  return { shredding, keyRow };
}

async function versionsOf(
  { s3, buckets }: DescribeDependencies,
  owner: string,
  file: string,
): Promise<Shredding['versions']> {
  const found: Shredding['versions'] = [];
  let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (next !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: buckets.vault, Prefix: vaultPrefix(owner, file), ...next }),
    );
    for (const { Key, VersionId, Size } of page.Versions ?? []) {
      if (Key !== undefined && VersionId !== undefined && Size !== undefined)
        found.push({ key: Key, versionId: VersionId, size: Size });
    }
    next =
      page.IsTruncated === true && page.NextKeyMarker !== undefined
        ? {
            KeyMarker: page.NextKeyMarker,
            ...(page.NextVersionIdMarker !== undefined && { VersionIdMarker: page.NextVersionIdMarker }),
          }
        : undefined;
  }
  return found;
}

async function countExports({ table }: DescribeDependencies, file: string): Promise<number> {
  let exports = 0;
  for await (const { type } of readEvents(table, file)) if (type === 'exported') exports += 1;
  return exports;
}
