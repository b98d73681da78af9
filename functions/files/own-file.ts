import { Problem } from '#contract';
import { type FileRecord, readFile, type VaultTable } from '#platform';

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

/**
 * A file of the caller that awaits its content.
 *
 * @throws Problem `file_not_found` or `upload_not_open`
 */
export async function openUpload(table: VaultTable, owner: string, id: string): Promise<FileRecord> {
  const record = await ownFile(table, owner, id);
  if (record.status !== 'uploading') throw new Problem('upload_not_open');
  return record;
}
