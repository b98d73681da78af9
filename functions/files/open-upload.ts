import { Problem } from '#contract';
import { type FileRecord, ownFile, type VaultTable } from '#vault';

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
