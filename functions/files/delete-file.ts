import { retryOnConflict } from '#aws';
import type { RouteHandlers } from '#http';
import { ownFile, shredFile, sweepReadable } from '#vault';
import type { FilesDependencies } from './dependencies.ts';

/**
 * Deletes a file in any status. One transaction deletes record and key; then all readable copies are deleted. The deleter
 * deletes the ciphertext, because functions that answer requests have no right to delete object versions. The janitor
 * repeats the clean-up, so an interruption leaves nothing behind.
 */
export function deleteFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['deleteFile'] {
  return async ({ params, principal, client }) => {
    const shreddedBy = { user: principal.user, address: client.address };
    const { record, work } = await retryOnConflict(async () => {
      const record = await ownFile(dependencies.table, principal.user, params.id);
      return { record, work: await shredFile(dependencies, record, shreddedBy) };
    });
    if (record.status === 'encrypted') {
      const { owner: user, id: file, name: fileName } = record;
      await dependencies.sendMail({ template: 'file-shredded', user, file, fileName });
    }
    await sweepReadable(dependencies, work);
    await dependencies.sendDeletion({ owner: work.owner, file: work.file });
    return { body: undefined };
  };
}
