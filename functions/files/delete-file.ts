import { untilSettled } from '#aws';
import type { RouteHandlers } from '#http';
import { ownFile, shredFile, sweepReadable } from '#vault';
import type { FilesDependencies } from './dependencies.ts';

/**
 * Deletes a file in whatever state it is: record and key go at once, and then everything of it that could be read. Its ciphertext,
 * which nobody can read any more, is left to the deleter: whoever answers requests has no right to delete a version. What
 * is not done by then, the janitor does; it sweeps once more anyway.
 */
export function deleteFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['deleteFile'] {
  return async ({ params, principal, client }) => {
    const shreddedBy = { user: principal.user, address: client.address };
    const { record, work } = await untilSettled(async () => {
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
