import type { FileClosing } from '#contract';
import { fileRecordSchema, readItem, sweepCiphertext, vaultKeys } from '#platform';
import type { CloserDependencies } from './dependencies.ts';

/**
 * Deletes the ciphertext of a file that was shredded. The word of a function that answers requests is not enough for that: while
 * the record stands, so does the ciphertext.
 */
export async function deleteCiphertext(dependencies: CloserDependencies, of: FileClosing): Promise<void> {
  const { table, logger } = dependencies;
  const record = await readItem(table, vaultKeys.file(of.owner, of.file), fileRecordSchema);
  if (record === undefined) return sweepCiphertext(dependencies, of);
  logger.error('The ciphertext of a file that was not deleted stays', of);
}
