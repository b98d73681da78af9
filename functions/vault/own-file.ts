import { Problem } from '#contract';
import type { FileRecord } from './file-record.ts';
import { readFile } from './file-store.ts';
import type { VaultTable } from './vault-table.ts';

/**
 * A file of the caller.
 *
 * @throws Problem `file_not_found`, for another's file as for none: who asks learns nothing
 */
export async function ownFile(table: VaultTable, owner: string, id: string): Promise<FileRecord> {
  const record = await readFile(table, owner, id);
  if (record === undefined) throw new Problem('file_not_found');
  return record;
}
