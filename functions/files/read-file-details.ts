import type { File } from '#contract';
import { type FileRecord, readProgress, type VaultTable } from '#vault';
import { fileDetails } from './views.ts';

/** The API representation of a single file, with the progress of its encryption. */
export async function readFileDetails(table: VaultTable, record: FileRecord): Promise<File> {
  const { owner, id, status } = record;
  const progress = status === 'encrypting' ? await readProgress(table, owner, [id]) : new Map();
  return fileDetails(record, progress.get(id));
}
