import { readItem } from '#aws';
import type { FileDeletion } from '#contract';
import { fileRecordSchema, sweepCiphertext, vaultKeys } from '#vault';
import type { DeleterDependencies } from './dependencies.ts';

/**
 * Deletes the ciphertext of a file that was shredded. The word of a function that answers requests is not enough for that: while
 * the record stands, so does the ciphertext.
 */
export async function deleteCiphertext(dependencies: DeleterDependencies, of: FileDeletion): Promise<void> {
  const { table, logger } = dependencies;
  const record = await readItem(table, vaultKeys.file(of.owner, of.file), fileRecordSchema);
  if (record === undefined) return sweepCiphertext(dependencies, of);
  logger.error('The ciphertext of a file that was not deleted stays', of);
}
