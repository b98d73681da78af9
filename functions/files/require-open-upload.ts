import { Problem } from '#contract';
import { type FileRecord, ownFile, type VaultTable } from '#vault';

/**
 * Reads a file of the caller whose upload is open.
 *
 * @throws Problem `file_not_found` or `upload_not_open`
 */
export async function requireOpenUpload(table: VaultTable, owner: string, id: string): Promise<FileRecord> {
  const record = await ownFile(table, owner, id);
  if (record.status !== 'uploading') throw new Problem('upload_not_open');
  return record;
}
