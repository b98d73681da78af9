import type { File } from '#contract';
import { type FileRecord, readProgress, type VaultTable } from '#vault';
import { fileDetails } from './views.ts';

/** A file on its own page, with how far its encryption is. */
export async function viewOfOne(table: VaultTable, record: FileRecord): Promise<File> {
  const { owner, id, status } = record;
  const progress = status === 'encrypting' ? await readProgress(table, owner, [id]) : new Map();
  return fileDetails(record, progress.get(id));
}
